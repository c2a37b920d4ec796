"""The numbers of segments: those of a monitor of its own on the segment's rows, and together those of everything."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from consumer import EVERY_CONTRACT, TELLING, Consumer
from scipy import stats

REGIONS = ["north", "west", "east", "o'south"]
COMMON = {
    "row_id": "id",
    "timestamp": "seen_at",
    "chunk_period": "day",
    "continuous_columns": ["size", "age"],
    "categorical_columns": ["kind"],
    "continuous_methods": ["jensen_shannon", "kolmogorov_smirnov", "wasserstein", "population_stability_index"],
    "categorical_methods": ["jensen_shannon", "chi2", "l_infinity"],
    "data_quality": True,
    "summary_statistics": True,
    "drift_types": ["baseline", "consecutive"],
}
# Of each type of threshold one; the others are of standard deviations.
THRESHOLDS = {
    "mae": {"quantile": {"lower": 0.1, "upper": 0.9}},
    "jensen_shannon": {"quantile": 0.9},
    "rmse": {"relative": {"lower": 10, "upper": 10, "offset_from": "max"}},
    "mape": {"constant": {"upper": 1}},
}
REGRESSION = {
    **COMMON,
    "problem_type": "regression",
    "y_true": "price",
    "y_pred": "predicted_price",
    "max_fit_rows": 300,
    "thresholds": THRESHOLDS,
}
CLASSIFICATION = {
    **COMMON,
    "problem_type": "classification_binary",
    "y_true": "is_late",
    "y_pred": "predicted_late",
    "y_pred_proba": "chance_of_late",
    "reconstruction_error": False,
}
SEGMENTS = [
    "region",
    {"name": "is_large", "expression": "case when size > 5 then 'large' else 'small' end -- null too"},
    {"name": "region_kind", "columns": ["region", "kind"]},
]
MODELS = {"price": REGRESSION, "late": CLASSIFICATION}
# The monitors that watch one segment alone.
OWN = [("price", "west"), ("price", "east"), ("late", "west")]
# What is fitted on the rows of all segments: its numbers are not those of a monitor that knows one segment alone.
FITTED_ON_ALL = (
    "metric_family in ('estimated_performance', 'multivariate_drift', 'concept_drift')"
    " or metric_name in ('values_out_of_range', 'rows_out_of_support')"
)


def rows(seed: int, days: int, start: str, per_day: int = 240) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    count = days * per_day
    region = random.choice([*REGIONS, None], count, p=[0.4, 0.3, 0.2, 0.06, 0.04])
    size = random.gamma(3, 2, count)
    price = 10 * size + random.normal(0, 5, count)
    chance = 1 / (1 + np.exp(-(size - 6) / 2))
    frame = pd.DataFrame(
        {
            "id": np.arange(count),
            "seen_at": pd.Timestamp(start) + pd.to_timedelta(np.arange(count) * 86_400 // per_day, unit="s"),
            "region": region,
            "size": np.where(random.random(count) < 0.05, np.nan, size),
            "age": random.normal(40, 10, count),
            "kind": random.choice(["a", "b", "c", None], count, p=[0.5, 0.3, 0.1, 0.1]),
            "price": np.where(random.random(count) < 0.1, np.nan, price),
            "predicted_price": price + random.normal(0, 8, count),
            "is_late": (random.random(count) < chance).astype(int),
            "predicted_late": (chance > 0.5).astype(int),
            "chance_of_late": chance.round(3),
        }
    )
    return frame


def tables() -> dict[str, pd.DataFrame]:
    reference, analysis = rows(1, 6, "2024-01-01"), rows(2, 4, "2024-02-01")
    # A category that only some segments know, a region that came later, and one that is not there on a day.
    reference.loc[(reference["region"] == "west") & (reference["id"] % 7 == 0), "kind"] = "d"
    analysis.loc[analysis["id"] % 11 == 0, "kind"] = "d"
    analysis.loc[analysis["id"] % 50 == 3, "region"] = "overseas"
    first_day = analysis["seen_at"] < "2024-02-02"
    analysis.loc[first_day & (analysis["region"] == "east"), "region"] = "west"
    found = {"reference": reference, "analysis": analysis}
    for region in ("west", "east"):
        for period in ("reference", "analysis"):
            found[f"{region}_{period}"] = f"select * from {{{{ ref('{period}') }}}} where region = '{region}'"
    return found


def with_relations(monitor: dict, prefix: str = "", **more) -> dict:
    return {**monitor, "reference": f"{prefix}reference", "analysis": f"{prefix}analysis", **more}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Consumer:
    monitors = {}
    for name, monitor in MODELS.items():
        monitors[name] = with_relations(monitor, segments=SEGMENTS)
        monitors[f"{name}_plain"] = with_relations(monitor)
    for name, region in OWN:
        monitors[f"{name}_{region}"] = with_relations(MODELS[name], f"{region}_")
    consumer = Consumer(tmp_path_factory.mktemp("segments"), tables(), monitors, settings=EVERY_CONTRACT, leaves_out=TELLING)
    consumer.build()
    return consumer


NUMBER = ["period", "chunk_key", "metric_family", "metric_name", "column_name", "drift_type"]


def test_everything_has_the_same_numbers_with_segments_and_without(project):
    compared = ["metric_value", "sampling_error", "upper_threshold", "lower_threshold"]
    joined = project.query(f"""
        select {", ".join(f"segmented.{name}, plain.{name} as plain_{name}" for name in [*compared, "verdict"])}
        from (select * from monitor_metrics where monitor_name in ('price', 'late') and segment_column = ':all') as segmented
        full join (
            select *, replace(monitor_name, '_plain', '') as of_monitor from monitor_metrics where monitor_name like '%_plain'
        ) as plain
            on segmented.monitor_name = plain.of_monitor and {" and ".join(f"segmented.{key} = plain.{key}" for key in NUMBER)}
    """)
    assert len(joined) > 1500
    for name in compared:
        np.testing.assert_allclose(joined[name], joined[f"plain_{name}"], rtol=1e-12, atol=1e-14)
    assert (joined["verdict"] == joined["plain_verdict"]).all()


@pytest.mark.parametrize(("name", "region"), OWN)
def test_a_segment_has_the_numbers_of_a_monitor_of_its_own(project, name, region):
    joined = project.query(f"""
        select segment.{", segment.".join(NUMBER)}, segment.metric_value as value, own.metric_value as own_value,
            segment.p_value, own.p_value as own_p_value, segment.count_used, own.count_used as own_count_used
        from (
            select * from monitor_metrics where monitor_name = '{name}' and segment_column = 'region' and segment_value = '{region}'
        ) as segment
        full join (select * from monitor_metrics where monitor_name = '{name}_{region}') as own using ({", ".join(NUMBER)})
        where not coalesce({FITTED_ON_ALL}, false)
            -- What is a part of no other rows has no share.
            and metric_name <> 'segment_share'
            -- Bins are those of the whole reference, so that segments can be compared.
            and not (metric_name in ('jensen_shannon', 'population_stability_index') and column_name <> 'kind')
            -- The chunk before is that of the monitor, also where it has no row of the segment.
            and not (drift_type = 'consecutive' and chunk_key = '2024-02-02' and '{region}' = 'east')
    """)
    assert set(joined["metric_family"]) == {"univariate_drift", "data_quality", "summary_statistics", "realized_performance"}
    assert joined["value"].notna().sum() > 200
    np.testing.assert_allclose(joined["value"], joined["own_value"], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(joined["p_value"], joined["own_p_value"], rtol=1e-9)
    assert (joined["count_used"] == joined["own_count_used"]).all()


def test_shares_of_a_segment_are_counted_in_the_bins_of_the_whole_reference(project):
    found = tables()
    bins = project.query(
        "select distinct bin_lower_edge, bin_upper_edge from monitor_fitted_distributions"
        " where monitor_name = 'price' and column_name = 'age' and segment_index = 0 order by 1"
    )
    edges = [*bins["bin_lower_edge"], bins["bin_upper_edge"].iloc[-1]]
    numbers = project.query(
        "select chunk_key, metric_value from monitor_metrics"
        " where monitor_name = 'price' and segment_value = 'north' and period = 'analysis'"
        " and metric_name = 'jensen_shannon' and column_name = 'age' and drift_type = 'baseline'"
    )
    assert len(numbers) == 4
    reference = found["reference"]
    reference_counts = np.histogram(reference.loc[reference["region"] == "north", "age"], edges)[0]
    for row in numbers.itertuples():
        analysis = found["analysis"]
        values = analysis.loc[(analysis["region"] == "north") & (analysis["seen_at"].dt.strftime("%Y-%m-%d") == row.chunk_key), "age"]
        counts = np.histogram(values, [-np.inf, *edges, np.inf])[0]
        shares, reference_shares = counts / counts.sum(), np.array([0, *reference_counts, 0]) / reference_counts.sum()
        middle = (shares + reference_shares) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            parts = [np.nansum(one * np.log2(one / middle)) for one in (shares, reference_shares)]
        assert row.metric_value == pytest.approx(np.sqrt(sum(parts) / 2), abs=1e-12)


@pytest.mark.parametrize("segment", ["region", "is_large", "region_kind"])
def test_the_segments_of_a_column_have_all_rows_and_make_up_the_whole(project, segment):
    """Means of rows, weighted by their rows, give the mean of all rows: estimates, reconstruction error and rows out of support."""
    for metric in ("mae", "reconstruction_error", "rows_out_of_support", "accuracy"):
        means = project.query(f"""
            select chunk_key,
                max(metric_value) filter (segment_column = ':all') as whole,
                max(count_used) filter (segment_column = ':all') as count_used,
                sum(metric_value * count_used) filter (segment_column = '{segment}') as total,
                sum(count_used) filter (segment_column = '{segment}') as rows
            from monitor_metrics
            where monitor_name in ('price', 'late') and metric_name = '{metric}' and metric_family <> 'realized_performance'
            group by all
        """)
        assert len(means) == 10
        assert (means["rows"] == means["count_used"]).all()
        np.testing.assert_allclose(means["total"] / means["rows"], means["whole"], rtol=1e-9)


def test_segments_are_the_frequent_values_of_the_reference(project):
    segments = project.query(
        "select * from monitor_segments where monitor_name = 'price' and segment_column in (':all', 'region') order by 2"
    )
    assert segments["segment_value"].tolist() == [":all", "north", "west", "east", "o'south", ":null", ":other"]
    assert segments["reference_row_count"].iloc[0] == 1440
    assert segments["reference_row_count"].iloc[1:].sum() == 1440
    assert segments["reference_row_count"].iloc[-1] == 0
    crossed = project.query("select segment_value from monitor_segments where monitor_name = 'price' and segment_column = 'region_kind'")
    assert {"north / a", "west / d", ":null / :null", ":other"} <= set(crossed["segment_value"])
    assert len(project.query("select * from monitor_segments where monitor_name = 'price_plain'")) == 1


@pytest.mark.parametrize("segment", ["region", "is_large", "region_kind"])
def test_shares_of_segments_are_those_of_the_rows_and_add_up_to_1(project, segment):
    shares = project.query(f"""
        select * from monitor_metrics
        where metric_name = 'segment_share' and segment_column = '{segment}' and monitor_name in ('price', 'late')
    """)
    np.testing.assert_allclose(shares.groupby(["monitor_name", "chunk_key"])["metric_value"].sum(), np.ones(20), rtol=1e-12)
    assert set(shares["metric_family"] + shares["column_name"]) == {"data_quality:table"}
    assert shares["count_unused"].eq(0).all()
    if segment == "region":
        found = tables()
        days = {period: found[period].groupby(found[period]["seen_at"].dt.strftime("%Y-%m-%d")) for period in ("reference", "analysis")}
        for row in shares.itertuples():
            regions = days[row.period].get_group(row.chunk_key)["region"]
            is_own = {":null": regions.isna(), ":other": regions == "overseas"}.get(row.segment_value, regions == row.segment_value)
            assert row.metric_value == pytest.approx(is_own.mean(), abs=1e-12)
            usual = {":null": found["reference"]["region"].isna(), ":other": np.zeros(1)}.get(
                row.segment_value, found["reference"]["region"] == row.segment_value
            )
            assert row.sampling_error == pytest.approx(np.sqrt(usual.mean() * (1 - usual.mean()) / 240), abs=1e-12)
            assert row.count_used == 240
        # It has no row on the first day, and is gone.
        gone = shares[(shares["segment_value"] == "east") & (shares["chunk_key"] == "2024-02-01")]
        assert gone["metric_value"].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("family", "metric", "column", "measured_from"),
    [
        ("realized_performance", "mae", ":table", "median"),
        ("estimated_performance", "mae", ":table", "median"),
        ("realized_performance", "rmse", ":table", "max"),
        ("summary_statistics", "mean", "age", "mean"),
        ("univariate_drift", "jensen_shannon", "age", None),
        ("realized_performance", "mape", ":table", None),
    ],
)
def test_thresholds_of_few_chunks_are_those_of_all_rows_further_off(project, family, metric, column, measured_from):
    """By the ratio of the sampling errors, from what they are measured from; the distance of a drift is measured from 0."""
    of_metric = f"monitor_name = 'price' and metric_name = '{metric}' and column_name = '{column}' and drift_type in (':none', 'baseline')"
    thresholds = project.query(f"select * from monitor_thresholds where {of_metric} and metric_family = '{family}'")
    thresholds = thresholds.set_index("segment_value")
    numbers = project.query(f"""
        select * from monitor_metrics
        where {of_metric} and metric_family = '{family.replace("estimated", "realized")}' and period = 'reference'
    """).groupby("segment_value")
    whole, values = thresholds.loc[":all"], numbers.get_group(":all")["metric_value"]
    sides = ["unlimited_lower_threshold", "unlimited_upper_threshold"]
    assert whole[sides].notna().any()
    for segment in ("west", "east", "north / a"):
        row = thresholds.loc[segment]
        if metric == "mape":
            assert row["upper_threshold"] == 1
            assert pd.isna(row["widened_by"])
            continue
        errors = [numbers.get_group(name)["sampling_error"].mean() for name in (segment, ":all")]
        assert row["widened_by"] == pytest.approx(errors[0] / errors[1], rel=1e-12)
        assert row["widened_by"] > 1.2
        middle = values.agg(measured_from) if measured_from else 0
        further = [middle + row["widened_by"] * (whole[side] - middle) for side in sides]
        assert row[sides].tolist() == pytest.approx(further, rel=1e-12, nan_ok=True)


def test_a_segment_that_is_gone_is_judged_and_one_of_few_rows_is_not(project):
    judged = project.query("""
        select distinct segment_value, verdict, not_judged_reason from monitor_metrics
        where monitor_name = 'price' and metric_name = 'segment_share' and segment_column = 'region' and period = 'analysis'
    """).set_index("segment_value")
    assert {"alert"} <= set(judged.loc["east", "verdict"])
    # No more than 6 % of 240 rows.
    assert judged.loc[["o'south"], "not_judged_reason"].tolist() == ["too_few_rows"]


def test_a_value_that_came_later_is_counted_and_compared_with_nothing(project):
    slices = project.query("""
        select period, sum(row_count) as row_count from monitor_slices inner join monitor_segments using (monitor_name, segment_index)
        where monitor_name = 'price' and segment_column = 'region' and segment_value = ':other' group by period
    """)
    overseas = int((tables()["analysis"]["region"] == "overseas").sum())
    assert slices.to_numpy().tolist() == [["analysis", overseas]]
    verdicts = project.query("""
        select distinct metric_family, verdict from monitor_metrics
        where monitor_name = 'price' and segment_column = 'region' and segment_value = ':other'
    """)
    assert "univariate_drift" not in set(verdicts["metric_family"])
    assert set(verdicts["verdict"]) == {"not_judged"}


def test_a_segment_without_a_row_in_a_chunk_has_no_slice(project):
    east = project.query("""
        select chunk_key, slices.row_count from monitor_slices as slices inner join monitor_segments using (monitor_name, segment_index)
        inner join monitor_chunks as chunks using (monitor_name, period, chunk_index)
        where monitor_name = 'price' and segment_column = 'region' and segment_value = 'east' and period = 'analysis' order by 1
    """)
    assert east["chunk_key"].tolist() == ["2024-02-02", "2024-02-03", "2024-02-04"]


# Values that hold what is written between two values, or that look like a missing one: two of the crossings are written alike twice.
CHANNELS = ["web", "web / shop", None, ":null", "shop"]
PARTS = ["new", "shop / new", "old", ":other"]


@pytest.fixture(scope="module")
def binned(tmp_path_factory) -> Consumer:
    """A monitor whose reference counts as large, with crossings of values that are hard to tell apart."""
    found = {period: tables()[period] for period in ("reference", "analysis")}
    for period in found.values():
        period["channel"] = [CHANNELS[number % 5] for number in period["id"]]
        period["part"] = [PARTS[number // 5 % 4] for number in period["id"]]
    crossings = {"two": ["channel", "part"], "three": ["part", "region", "channel"]}
    segments = ["region", "channel", "part", *({"name": name, "columns": columns} for name, columns in crossings.items())]
    monitor = {**with_relations(COMMON), "problem_type": "regression", "segments": segments, "ecdf": {"exact_below": 10, "bins": 4000}}
    monitor |= {"data_quality": False, "summary_statistics": False, "reconstruction_error": False, "drift_types": ["baseline"]}
    consumer = Consumer(tmp_path_factory.mktemp("binned"), found, {"binned": monitor}, leaves_out=TELLING)
    consumer.build()
    consumer.tables = found
    return consumer


def test_a_crossing_knows_the_segments_that_it_lies_in(binned):
    segments = binned.query("select * from monitor_segments order by segment_index").set_index("segment_index")
    wider = {}
    for _, row in segments.iterrows():
        indexes = [] if row["wider_segments"] == ":none" else row["wider_segments"].strip(":").split(":")
        others = [segments.loc[int(index)] for index in indexes]
        wider[row["segment_column"], row["segment_value"]] = {(other["segment_column"], other["segment_value"]) for other in others}
    assert all(not others for (column, value), others in wider.items() if column not in ("two", "three") or value == ":other")
    assert wider["two", "web / old"] == {("channel", "web"), ("part", "old")}
    assert wider["two", "web / shop / old"] == {("channel", "web / shop"), ("part", "old")}
    assert wider["two", "shop / :other"] == {("channel", "shop"), ("part", ":other")}
    # `web` and `shop / new`, or `web / shop` and `new`: some rows lie in one channel, some in another.
    assert wider["two", "web / shop / new"] == set()
    # A missing channel, or one that is called so.
    assert wider["two", ":null / old"] == {("part", "old")}
    assert wider["three", "new / north / shop"] == {("part", "new"), ("region", "north"), ("channel", "shop"), ("two", "shop / new")}
    assert {("two", "web / shop / new"), ("region", "north")} <= wider["three", "new / north / web / shop"]
    for name, columns in {"two": ["channel", "part"], "three": ["part", "region", "channel"]}.items():
        texts = binned.tables["reference"][columns].fillna(":null").agg(" / ".join, axis=1)
        for text, rows in binned.tables["reference"].groupby(texts):
            if (name, text) in wider:
                whole = {("part", ":other" if value == ":other" else value) for value in rows["part"].unique()}
                assert len(whole) > 1 or whole <= wider[name, text], text


def test_distribution_functions_of_segments_are_counted_in_groups_of_narrow_bins(binned):
    """At most a two-hundredth of the reference and a hundredth of its range are counted together: Kolmogorov-Smirnov is off by no more."""
    found, project = binned.tables, binned
    numbers = project.query("""
        select chunk_key, column_name, metric_name, metric_value as value
        from monitor_metrics where segment_value = 'north' and period = 'analysis' and metric_name in ('kolmogorov_smirnov', 'wasserstein')
    """)
    assert len(numbers) == 4 * 2 * 2
    for row in numbers.itertuples():
        analysis = found["analysis"][found["analysis"]["seen_at"].dt.strftime("%Y-%m-%d") == row.chunk_key]
        reference, chunk = (rows.loc[rows["region"] == "north", row.column_name].dropna() for rows in (found["reference"], analysis))
        span = found["reference"][row.column_name].max() - found["reference"][row.column_name].min()
        if row.metric_name == "kolmogorov_smirnov":
            # A segment's reference is not that of all rows, whose shares make the groups.
            exact = stats.ks_2samp(reference, chunk).statistic
            assert exact - 0.02 <= row.value <= exact + 1e-3
        else:
            exact = stats.wasserstein_distance(reference, chunk)
            assert abs(row.value - exact) <= span / 100
            assert row.value == pytest.approx(exact, rel=0.1)
    positions = project.query("""
        select segment_index = 0 as is_whole, count(distinct position) as position_count from monitor_fitted_ecdfs
        where column_name = 'age' group by all order by all
    """)
    assert positions["position_count"].iloc[0] < 300 < positions["position_count"].iloc[1]
