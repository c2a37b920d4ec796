"""The model that is monitored, XGBoost trained on the last three months of 2024, and what it says of the applications of 2025."""

CONTINUOUS = ["income", "amount", "monthly_debt", "age"]
CATEGORICAL = ["employment", "region", "housing"]
TRAINED_UNTIL = "2024-12-30"


def features_of(frame, train):
    """The features, with the categories of the rows the model is trained on."""
    import pandas as pd

    features = frame[CONTINUOUS].copy()
    for name in CATEGORICAL:
        known = sorted(train[name].unique())
        # What training did not know is missing to the model.
        features[name] = pd.Categorical(frame[name].where(frame[name].isin(known)), categories=known)
    return features


def model(dbt, session):
    from xgboost import XGBClassifier

    delivered = dbt.ref("delivered_applications").df().sort_values("loan_id", ignore_index=True)
    outcomes = dbt.ref("applications").df().sort_values("loan_id", ignore_index=True)["has_defaulted"]
    train = delivered[delivered["applied_at"] < TRAINED_UNTIL]
    settings = {"n_estimators": 120, "learning_rate": 0.1, "max_depth": 3, "enable_categorical": True, "random_state": 0, "n_jobs": 1}
    classifier = XGBClassifier(**settings).fit(features_of(train, train), outcomes[train.index])

    scored = delivered[delivered["applied_at"] >= TRAINED_UNTIL]
    chances = classifier.predict_proba(features_of(scored, train))[:, 1].astype("float64")
    result = scored[["loan_id"]].copy()
    result["chance_of_default"] = chances
    result["predicted_default"] = chances >= 0.5
    return result
