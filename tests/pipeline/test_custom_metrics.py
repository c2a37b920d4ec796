"""Metrics of one's own: their numbers and sampling errors against pandas, per segment too, and what is told of them."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
from consumer import EVERY_CONTRACT, TELLING, Consumer
from keeping import assert_equal, built_in_full

MONITOR = {
    "problem_type": "classification_binary",
    "row_id": "id",
    "timestamp": "seen_at",
    "chunk_period": "day",
    "y_true": "defaulted",
    "y_pred": "refused",
    "y_pred_proba": "chance",
    "continuous_columns": ["income"],
    "metrics": ["accuracy"],
    "reconstruction_error": False,
    "data_quality": False,
    "judge": {"min_rows": 20},
}
LOSS = "sum(amount * (case when defaulted = 1 then -1 else 0.07 end))"
METRICS = {
    "approved_amount": {"sql": "sum(case when approved then amount end)", "worse": "below"},
    "mean_amount": {"sql": "avg(amount)"},
    "approvals": {"sql": "count(case when approved then 1 end)"},
    "share_of_large": {"sql": "100 * sum(case when units / 2 > 1 then amount end) / sum(amount)"},
    "largest": {"sql": "max(amount) - min(amount)"},
    "per_unit": {"sql": "avg(amount / units)"},
    "profit": {
        "sql": LOSS,
        "needs_labels": True,
        "worse": "below",
        "estimate": {"if_positive": "-amount", "if_negative": "0.07 * amount"},
    },
    "mean_profit": {
        "sql": "avg(amount * (case when defaulted = 1 then -1 else 0.07 end))",
        "needs_labels": True,
        "estimate": {"if_positive": "-amount", "if_negative": "0.07 * amount"},
    },
    "profit_per_loan": {"derived": "profit / row_count", "worse": "below"},
    "twice": {"derived": "2 * profit_per_loan + 0 * mean_amount"},
    "never": {"derived": "approved_amount / (row_count - row_count)"},
    "odd_values": {"sql": "sum(odd)"},
    "no_differences": {"sql": "sum(odd - odd)"},
}
SEGMENTS = ["region"]
DAYS = {"reference": 12, "analysis": 6}


def rows(period: str, per_day: int = 150) -> pd.DataFrame:
    random = np.random.default_rng(len(period))
    count = DAYS[period] * per_day
    start = {"reference": "2024-01-01", "analysis": "2024-02-01"}[period]
    day = np.arange(count) // per_day
    chance = random.uniform(0, 0.5, count).round(3)
    amount = random.gamma(3, 1000, count).round(2)
    frame = pd.DataFrame(
        {
            "id": np.arange(count),
            "seen_at": pd.Timestamp(start) + pd.to_timedelta(np.arange(count) * 86_400 // per_day, unit="s"),
            "region": random.choice(["north", "west", None], count, p=[0.5, 0.4, 0.1]),
            "income": random.normal(size=count),
            "amount": np.where(random.random(count) < 0.05, np.nan, amount),
            "units": random.integers(0, 6, count),
            "approved": random.random(count) < 0.7,
            "chance": chance,
            "refused": (chance > 0.4).astype(int),
            "defaulted": (random.random(count) < chance).astype(float),
            "odd": np.array([np.nan, np.inf, 1e80])[day % 3],
        }
    )
    frame["amount"] = frame["amount"].astype(object).where(frame["amount"].notna(), None).astype("Float64")
    frame.loc[frame["id"] % 150 != 3, "odd"] = frame["id"] % 7
    frame.loc[(day % 4 == 0) & (frame["id"] % 150 == 3), "odd"] = 2.0
    if period == "analysis":
        # On the last two days all loans fall into default in the west; on the last, a part of the labels has not come.
        frame.loc[(day >= 4) & (frame["region"] == "west"), "defaulted"] = 1.0
        frame.loc[(day == 5) & (frame["id"] % 3 == 0), "defaulted"] = np.nan
    frame["defaulted"] = frame["defaulted"].astype("Int64")
    return frame


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return {period: rows(period) for period in DAYS}


@pytest.fixture(scope="module")
def project(tmp_path_factory, tables) -> Consumer:
    made: dict = dict(tables)
    for period in DAYS:
        made[f"west_{period}"] = f"select * from {{{{ ref('{period}') }}}} where region = 'west'"
        made[f"{period}_again"] = f"select * from {{{{ ref('{period}') }}}}"
    monitors = {
        "loans": {**MONITOR, "reference": "reference", "analysis": "analysis", "custom_metrics": METRICS, "segments": SEGMENTS},
        "west": {**MONITOR, "reference": "west_reference", "analysis": "west_analysis", "custom_metrics": METRICS},
        "simple": {
            **MONITOR,
            "reference": "reference_again",
            "analysis": "analysis_again",
            "custom_metrics": {"total": {"sql": "sum(amount)"}},
            "thresholds": {"total": {"constant": {"lower": 1_000_000}}, "business": {"relative": 1}},
        },
        "plain": {**MONITOR, "reference": "reference_again", "analysis": "analysis_again"},
    }
    consumer = Consumer(tmp_path_factory.mktemp("custom"), made, monitors, settings=EVERY_CONTRACT)
    consumer.build()
    return consumer


def random_groups(ids: pd.Series) -> pd.Series:
    return ids.map(lambda one: int(int(hashlib.md5(str(one).encode()).hexdigest()[:8], 16) / 2**32 * 20))


def aggregates(frame: pd.DataFrame, n: int) -> dict[str, float]:
    """All metrics of some rows, sums and counts as if there were n of them."""
    all_rows, frame_labelled = frame, frame[frame["defaulted"].notna()]
    amount = all_rows["amount"].astype(float)
    up, labelled_up = n / len(all_rows), 1.0
    of_labelled = frame_labelled["amount"].astype(float) * np.where(frame_labelled["defaulted"] == 1, -1, 0.07)
    units = all_rows["units"].astype(float).replace(0, np.nan)
    sums = {
        "approved_amount": up * amount[all_rows["approved"]].sum(),
        "mean_amount": amount.mean(),
        "approvals": up * all_rows["approved"].sum(),
        "share_of_large": 100 * amount[all_rows["units"] / 2 > 1].sum() / amount.sum(),
        "largest": amount.max() - amount.min(),
        "per_unit": (amount / units).mean(),
        "profit": labelled_up * of_labelled.sum() if len(frame_labelled) else np.nan,
        "mean_profit": of_labelled.mean(),
        "profit_per_loan": of_labelled.sum() / len(frame_labelled) if len(frame_labelled) else np.nan,
    }
    return sums


def slices(tables: dict[str, pd.DataFrame]):
    for period, table in tables.items():
        for day, of_day in table.groupby(table["seen_at"].dt.strftime("%Y-%m-%d")):
            yield period, day, ":all", of_day
            for region in ("north", "west"):
                yield period, day, region, of_day[of_day["region"] == region]


def found_numbers(project: Consumer, monitor: str = "loans") -> pd.DataFrame:
    numbers = project.query(f"""
        select period, chunk_key, segment_value, metric_family, metric_name, metric_value, sampling_error, count_used, count_unused,
            not_judged_reason
        from monitor_metrics where monitor_name = '{monitor}' and metric_family like '%business'
    """)
    return numbers.set_index(["metric_family", "metric_name", "period", "chunk_key", "segment_value"]).sort_index()


def test_numbers_are_those_of_pandas_in_every_slice(project, tables):
    found = found_numbers(project)
    compared = 0
    for period, day, segment, of_slice in slices(tables):
        for name, wanted in aggregates(of_slice, len(of_slice)).items():
            row = found.loc[("business", name, period, day, segment)]
            assert row["metric_value"] == pytest.approx(wanted, rel=1e-12), (name, period, day, segment)
            labelled = of_slice["defaulted"].notna().sum() if "profit" in name else len(of_slice)
            assert (row["count_used"], row["count_unused"]) == (labelled, len(of_slice) - labelled)
            compared += 1
    assert compared == 18 * 3 * 9
    twice, one = found.loc[("business", "twice")], found.loc[("business", "profit_per_loan")]
    np.testing.assert_allclose(twice["metric_value"], 2 * one["metric_value"], rtol=1e-12)


def test_sampling_errors_are_those_of_the_formulas(project, tables):
    found = found_numbers(project)
    for period, day, segment, of_slice in slices(tables):
        n = len(of_slice)
        amount = of_slice["amount"].astype(float)
        labelled = of_slice[of_slice["defaulted"].notna()]
        worth = labelled["amount"].astype(float) * np.where(labelled["defaulted"] == 1, -1, 0.07)
        wanted = {
            "approved_amount": np.sqrt(n) * amount.where(of_slice["approved"]).fillna(0).std(),
            "approvals": np.sqrt(n) * of_slice["approved"].astype(float).std(),
            "mean_amount": amount.std() / np.sqrt(amount.count()),
            "profit": np.sqrt(len(labelled)) * worth.fillna(0).std(),
            "mean_profit": worth.std() / np.sqrt(worth.count()),
        }
        groups = random_groups(of_slice["id"])
        left = [of_slice[groups != group] for group in range(20)]
        shares = pd.Series([aggregates(rest, n)["share_of_large"] for rest in left])
        wanted["share_of_large"] = np.sqrt(19 / 20 * ((shares - shares.mean()) ** 2).sum())
        per_loan = pd.Series([aggregates(rest, n)["profit_per_loan"] for rest in left])
        wanted["profit_per_loan"] = np.sqrt(19 / 20 * ((per_loan - per_loan.mean()) ** 2).sum())
        for name, error in wanted.items():
            row = found.loc[("business", name, period, day, segment)]
            assert row["sampling_error"] == pytest.approx(error, rel=1e-10, abs=1e-10), (name, period, day, segment)
    assert found.loc[("business", "largest")]["sampling_error"].isna().all()


def test_the_jackknife_agrees_with_the_formula_of_a_mean(project):
    """profit / rows is a mean: the random groups know its error from twenty values, so to a sixth, and on average over slices better."""
    found = found_numbers(project).xs(":all", level="segment_value")
    ratio = found.loc[("business", "profit_per_loan")]["sampling_error"] / found.loc[("business", "mean_profit")]["sampling_error"]
    assert ratio.mean() == pytest.approx(1, abs=0.12)
    assert ratio.between(0.5, 1.6).all()


def test_what_is_no_number_is_null(project, tables):
    found = found_numbers(project).xs(":all", level="segment_value")
    assert found.loc[("business", "never")]["metric_value"].isna().all()
    odd = found.loc[("business", "odd_values")]["metric_value"]
    for (period, day), value in odd.items():
        table = tables[period]
        # A missing value is left out; an infinite one and a sentinel leave the slice without a number.
        values = table.loc[table["seen_at"].dt.strftime("%Y-%m-%d") == day, "odd"].dropna()
        wanted = values.sum() if (values < 1e70).all() else None
        assert (np.isnan(value) and wanted is None) or value == pytest.approx(wanted)
        # Infinity less infinity is NaN.
        difference = found.loc[("business", "no_differences", period, day)]["metric_value"]
        assert np.isnan(difference) == np.isinf(values).any()
    assert odd.notna().any()
    assert odd.isna().any()
    assert set(found.loc[("business", "never")]["not_judged_reason"]) == {"no_value"}


@pytest.mark.parametrize("name", list(METRICS))
def test_a_segment_has_the_numbers_of_a_monitor_of_its_own(project, name):
    segment = found_numbers(project).xs("west", level="segment_value").loc[("business", name)]
    own = found_numbers(project, "west").xs(":all", level="segment_value").loc[("business", name)]
    assert len(own) == 18
    for column in ("metric_value", "sampling_error", "count_used", "count_unused"):
        np.testing.assert_allclose(segment[column].astype(float), own[column].astype(float), rtol=1e-12, atol=1e-12)


def test_estimates_are_expectations_over_calibrated_chances(project, tables):
    """Estimates are linear in the calibrated chances, which the reference's labels calibrate: over the whole reference both sides agree."""
    found = found_numbers(project).xs(":all", level="segment_value")
    estimated, realized = found.loc[("estimated_business", "profit")], found.loc[("business", "profit")]
    assert len(estimated) == 18
    of_reference = estimated.loc["reference"]["metric_value"].sum(), realized.loc["reference"]["metric_value"].sum()
    error = np.sqrt((estimated.loc["reference"]["sampling_error"] ** 2).sum())
    assert abs(of_reference[0] - of_reference[1]) < 2 * error
    assert (estimated["count_used"] == 150).all()
    means = found.loc[("estimated_business", "mean_profit")]
    for column in ("metric_value", "sampling_error"):
        counts = {key: table["amount"].notna().groupby(table["seen_at"].dt.strftime("%Y-%m-%d")).sum() for key, table in tables.items()}
        for period, of_period in counts.items():
            np.testing.assert_allclose(means.loc[period][column] * of_period, estimated.loc[period][column], rtol=1e-12)


def test_estimates_equal_sums_over_the_knots_of_the_calibration(project, tables):
    knots = project.query("select * from monitor_fitted_calibration where monitor_name = 'loans' and class_index = 1")
    table = tables["analysis"]
    chance = table["chance"].to_numpy()
    calibrated = np.empty(len(chance))
    for place, score in enumerate(chance):
        knot = knots[(knots["bucket"] == int(score * 1024)) & (knots["lower_score"] <= score) & (score < knots["upper_score"])].iloc[0]
        calibrated[place] = np.clip(knot["calibrated_start"] + (score - knot["score_start"]) * knot["slope"], 0, 1)
    amount = table["amount"].astype(float).fillna(0)
    worth = pd.DataFrame(
        {
            "day": table["seen_at"].dt.strftime("%Y-%m-%d"),
            "value": calibrated * -amount + (1 - calibrated) * 0.07 * amount,
            "variance": calibrated * (1 - calibrated) * (1.07 * amount) ** 2,
        }
    )
    wanted = worth.groupby("day").sum()
    found = found_numbers(project).xs(":all", level="segment_value").loc[("estimated_business", "profit", "analysis")]
    np.testing.assert_allclose(found["metric_value"], wanted["value"], rtol=1e-12)
    # 150 rows, calibrated by the 1,800 of the reference.
    np.testing.assert_allclose(found["sampling_error"], np.sqrt(wanted["variance"] * (1 + 150 / 1800)), rtol=1e-12)


def test_thresholds_are_three_standard_deviations_of_the_reference_chunks(project):
    thresholds = project.query("""
        select metric_family, metric_name, lower_threshold, upper_threshold from monitor_thresholds
        where monitor_name = 'loans' and segment_column = ':all' and metric_name = 'profit' order by 1
    """)
    reference = found_numbers(project).xs(":all", level="segment_value").loc[("business", "profit", "reference")]["metric_value"]
    assert thresholds["metric_family"].tolist() == ["business", "estimated_business"]
    # An estimate is judged by what the metric really was.
    for row in thresholds.itertuples():
        assert row.lower_threshold == pytest.approx(reference.mean() - 3 * reference.std(ddof=0))
        assert row.upper_threshold == pytest.approx(reference.mean() + 3 * reference.std(ddof=0))


def test_metrics_of_labels_wait_for_them_and_others_do_not(project):
    last = found_numbers(project).xs("2024-02-06", level="chunk_key").xs(":all", level="segment_value").reset_index()
    reasons = last.set_index(["metric_family", "metric_name"])["not_judged_reason"]
    for name in ("profit", "mean_profit", "profit_per_loan", "twice"):
        assert reasons["business", name] == "labels_incomplete"
    for key in (("business", "approved_amount"), ("business", "mean_amount"), ("estimated_business", "profit")):
        assert reasons[key] == ":none"


def test_an_incident_tells_the_metric_and_where_it_is(project):
    incidents = project.query("select * from monitor_incidents where monitor_name = 'loans' and kind = 'business' order by column_name")
    told = incidents.set_index(["column_name", "segment_value"])["headline"]
    profit = told["profit", ":all"]
    assert profit.startswith("profit is -")
    assert "usual -" in profit
    assert "only in region west" in profit
    assert profit.endswith("since 2024-02-05, labels up to 2024-02-05.")
    west = incidents[(incidents["column_name"] == "profit") & (incidents["segment_value"] == "west")].iloc[0]
    whole = incidents[(incidents["column_name"] == "profit") & (incidents["segment_value"] == ":all")].iloc[0]
    assert west["part_of_incident_id"] == whole["incident_id"]
    assert whole["severity"] in ("high", "medium")
    assert "profit" in whole["suggestion"]


def test_a_threshold_of_the_user_is_that_of_the_metric(project):
    verdicts = project.query(
        "select distinct verdict, alert_direction from monitor_metrics where monitor_name = 'simple' and metric_name = 'total'"
    )
    assert verdicts.values.tolist() == [["alert", "below"]]
    (incident,) = project.query("select * from monitor_incidents where monitor_name = 'simple' and kind = 'business'").to_dict("records")
    # Nobody said which side is worse.
    assert (incident["severity"], incident["opened_chunk_key"]) == ("medium", "2024-02-01")
    assert "(usual at least 1000000)" in incident["headline"]


def test_random_groups_are_kept_only_where_a_metric_needs_them(project):
    groups = project.query("select monitor_name, count(distinct random_group) as n from monitor_custom_aggregates group by 1")
    assert dict(groups.values) == {"loans": 20, "west": 20, "simple": 1}


def test_a_monitor_without_the_setting_has_no_rows_of_it(project):
    for table in ("monitor_custom_aggregates", "monitor_custom_estimates", "monitor_business_metrics"):
        assert project.query(f"select count(*) as n from {table} where monitor_name = 'plain'")["n"].item() == 0
    assert set(project.query("select distinct monitor_name as m from monitor_custom_aggregates")["m"]) == {"loans", "west", "simple"}


def test_estimates_stand_beside_what_was_realized(project):
    both = project.query("""
        select metric_name, count(*) as chunks, count(estimated_value) as estimated, count(is_realized_inside_band) as compared
        from monitor_performance where monitor_name = 'loans' and segment_column = ':all' group by 1
    """).set_index("metric_name")
    assert both.loc["profit"].tolist() == [18, 18, 18]
    assert both.loc["approved_amount"].tolist() == [18, 0, 0]
    plotted = project.query("""
        select count(*) as n, count(distinct incident_id) - 1 as incidents from monitor_plot_performance
        where monitor_name = 'loans' and metric_name = 'profit' and segment_column = ':all'
    """)
    assert plotted["n"].item() == 18
    assert plotted["incidents"].item() == 1


@pytest.fixture(scope="module")
def later(project, tables, tmp_path_factory) -> dict[str, dict[str, pd.DataFrame]]:
    """All tables before and after a run with a corrected amount, late labels and another day, and those of a full refresh."""
    analysis = tables["analysis"]
    changed = pd.concat(
        [analysis, analysis[-150:].assign(id=analysis["id"][-150:] + 150, seen_at=analysis["seen_at"][-150:] + pd.Timedelta(days=1))]
    )
    changed = changed.reset_index(drop=True)
    changed.loc[170, "amount"] = 12.5
    changed.loc[750:899, "defaulted"] = changed.loc[750:899, "defaulted"].fillna(0)
    project.leaves_out = TELLING
    full = project.copy(tmp_path_factory.mktemp("full"), own_data=True)
    full.table("analysis", changed)
    before = project.tables()
    project.table("analysis", changed)
    project.build()
    return {"before": before, "kept": project.tables(), "full": built_in_full(full)}


@pytest.mark.engines
def test_a_run_that_adds_to_the_last_has_the_tables_of_a_full_refresh(later):
    told = [name for name in later["kept"] if name not in later["full"]]
    assert_equal({name: table for name, table in later["kept"].items() if name not in told}, later["full"])


def test_only_what_changed_is_computed_again(later):
    last = later["before"]["monitor_metrics"]["computed_at"].max()
    new = later["kept"]["monitor_metrics"]
    new = new[(new["computed_at"] > last) & (new["monitor_name"] == "loans") & (new["period"] == "analysis")]
    # The amount of a row of the second day, the labels of the sixth, and the seventh.
    assert set(new.loc[new["metric_family"] == "business", "chunk_index"]) == {1, 5, 6}
    assert set(new.loc[new["metric_family"] == "estimated_business", "chunk_index"]) == {1, 6}
