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


def model(dbt, session):
    from xgboost import XGBRegressor

    diamonds = dbt.ref("diamonds").order("diamond_id").df()
    train = diamonds[diamonds["set_name"] == "train"]
    validation = diamonds[diamonds["set_name"] == "validation"]
    regressor = XGBRegressor(
        n_estimators=1000, learning_rate=0.1, max_depth=6, enable_categorical=True, early_stopping_rounds=20, random_state=0
    )
    regressor.fit(features_of(train), train["price"], eval_set=[(features_of(validation), validation["price"])], verbose=False)

    sales = dbt.ref("scored_sales").df()
    sales["y_pred"] = regressor.predict(features_of(sales)).astype("float64")
    return sales[["scenario", "sale_id", "y_pred"]]
