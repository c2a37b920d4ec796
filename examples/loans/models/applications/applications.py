"""Made-up applications for loans, 110 a day, and whether each loan later fell into default. The same variables give the same rows.

In the west, what the inputs say about a default changes on 1 August 2025. All else stays as it is.
"""

FIRST_DAY, LAST_DAY = "2024-09-30", "2026-01-01"
WEST_CHANGES_ON = "2025-08-01"
EMPLOYMENT = {"employed": 0.60, "self-employed": 0.18, "retired": 0.13, "student": 0.09}
REGION = {"north": 0.36, "south": 0.33, "east": 0.25, "west": 0.06}
HOUSING = {"rent": 0.48, "mortgage": 0.31, "own": 0.21}
RISK = {"employed": 0.0, "self-employed": 0.5, "retired": -0.4, "student": 0.7, "rent": 0.4, "mortgage": 0.0, "own": -0.5}


def model(dbt, session):
    import numpy as np
    import pandas as pd

    settings = dbt.config.get("meta")
    random = np.random.default_rng(settings["loans_seed"])
    days = (pd.Timestamp(LAST_DAY) - pd.Timestamp(FIRST_DAY)).days
    count = days * settings["loans_per_day"]
    seconds = np.sort(random.integers(0, days * 86400, count))

    def drawn(shares):
        return random.choice(list(shares), count, p=list(shares.values()))

    table = pd.DataFrame(
        {
            "loan_id": np.arange(count),
            "applied_at": (pd.Timestamp(FIRST_DAY) + pd.to_timedelta(seconds, unit="s")).astype("datetime64[us]"),
            "income": np.round(np.exp(random.normal(10.5, 0.45, count)), -2),
            "amount": np.round(np.exp(random.normal(9.0, 0.6, count)), -2),
            "monthly_debt": np.round(random.gamma(2.0, 180.0, count), 0),
            "age": np.clip(np.round(random.normal(43.0, 13.0, count)), 18.0, 85.0),
            "employment": drawn(EMPLOYMENT),
            "region": drawn(REGION),
            "housing": drawn(HOUSING),
            "gender": drawn({"female": 0.49, "male": 0.49, "diverse": 0.02}),
        }
    )
    risk = (
        -2.8 * (np.log(table["income"]) - 10.5)
        + 1.3 * (np.log(table["amount"]) - 9.0)
        + 0.0028 * (table["monthly_debt"] - 360.0)
        - 0.03 * (table["age"] - 43.0)
        + table["employment"].map(RISK)
        + table["housing"].map(RISK)
    )
    changed = (table["region"] == "west") & (table["applied_at"] >= WEST_CHANGES_ON)
    risk = risk.where(~changed, -0.1 * risk)
    table["has_defaulted"] = random.random(count) < 1 / (1 + np.exp(1.5 - risk))
    return table
