"""The two models that are monitored, XGBoost trained on January and February: of the delay in minutes and of the chance of more than 15."""

CONTINUOUS = ["departure_delay", "distance", "scheduled_hour"]
CATEGORICAL = ["carrier", "origin", "destination", "weekday"]


def features_of(frame, train):
    """The features, with the categories of the rows the models are trained on."""
    import pandas as pd

    features = frame[CONTINUOUS].copy()
    for name in CATEGORICAL:
        features[name] = pd.Categorical(frame[name], categories=sorted(train[name].unique()))
    return features


def model(dbt, session):
    from xgboost import XGBClassifier, XGBRegressor

    departures = dbt.ref("departures").df().sort_values("departure_id")
    train = departures[(departures["scheduled_at"] < "2013-03-01") & departures["arrival_delay"].notna()]
    settings = {"n_estimators": 150, "learning_rate": 0.1, "max_depth": 5, "enable_categorical": True, "random_state": 0, "n_jobs": 1}
    regressor = XGBRegressor(**settings).fit(features_of(train, train), train["arrival_delay"])
    classifier = XGBClassifier(**settings).fit(features_of(train, train), train["arrival_delay"] > 15)

    scored = departures[departures["scheduled_at"] >= "2013-03-01"][["departure_id"]].copy()
    features = features_of(departures.loc[scored.index], train)
    scored["predicted_delay"] = regressor.predict(features).astype("float64")
    scored["chance_of_late"] = classifier.predict_proba(features)[:, 1].astype("float64")
    scored["predicted_late"] = scored["chance_of_late"] >= 0.5
    return scored
