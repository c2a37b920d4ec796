"""The model that is monitored: an XGBoost regression of the price, trained on `train`, stopped early on `validation`."""

CATEGORIES = {
    "cut": ["Fair", "Good", "Very Good", "Premium", "Ideal"],
    "color": ["D", "E", "F", "G", "H", "I", "J"],
    "clarity": ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"],
}
FEATURES = ["carat", "depth", "table", "x", "y", "z", *CATEGORIES]


def features_of(frame):
    import pandas as pd

    features = frame[FEATURES].copy()
    for name, categories in CATEGORIES.items():
        features[name] = pd.Categorical(frame[name], categories=categories)
    return features


def frame_of(table):
    """The rows of a Spark DataFrame or a DuckDB relation as pandas' DataFrame."""
    return table.toArrow().to_pandas() if hasattr(table, "toArrow") else table.df()


def model(dbt, session):
    from xgboost import XGBRegressor

    diamonds = frame_of(dbt.ref("diamonds")).sort_values("diamond_id")
    train = diamonds[diamonds["set_name"] == "train"]
    validation = diamonds[diamonds["set_name"] == "validation"]
    regressor = XGBRegressor(
        n_estimators=1000, learning_rate=0.1, max_depth=6, enable_categorical=True, early_stopping_rounds=20, random_state=0
    )
    regressor.fit(features_of(train), train["price"], eval_set=[(features_of(validation), validation["price"])], verbose=False)

    sales = frame_of(dbt.ref("scored_sales"))
    sales["y_pred"] = regressor.predict(features_of(sales)).astype("float64")
    predictions = sales[["scenario", "sale_id", "y_pred"]]
    if hasattr(session, "createDataFrame"):
        import pyarrow as pa

        return session.createDataFrame(pa.Table.from_pandas(predictions, preserve_index=False))
    return predictions
