"""The views that plots are drawn from, the SQL of their page and the dashboard of examples/bi, from one build."""

from __future__ import annotations

import json
import re

import duckdb
import numpy as np
import pandas as pd
import pytest
from consumer import REPOSITORY, SCHEMA, Consumer

DASHBOARD = REPOSITORY / "examples" / "bi"
PAGE = REPOSITORY / "docs" / "howto" / "bi.md"
GRAIN = {
    "monitor_plot_performance": "monitor_name, model_version, segment_column, segment_value, metric_name, period, chunk_index",
    "monitor_plot_drift": "metric_id",
    "monitor_plot_distributions": "monitor_name, column_name, period, chunk_index, bin_type, bin_position",
}
PER_DAY, CHANGES_ON, LABELLED_UNTIL = 100, 6, 10


def rows(days: int, first_day: int) -> pd.DataFrame:
    """Rows of so many days. From day CHANGES_ON of the analysis on (it begins on day 0), they are not what they were."""
    random = np.random.default_rng(first_day + 50)
    count = days * PER_DAY
    day = first_day + np.arange(count) // PER_DAY
    x = random.normal(size=count)
    chance = 1 / (1 + np.exp(-2 * x))
    happened = random.random(count) < chance
    is_bad = (first_day >= 0) & (day >= CHANGES_ON)
    letter = random.choice(["a", "b", "c", "it's"], count, p=[0.5, 0.3, 0.15, 0.05]).astype(object)
    letter[random.random(count) < 0.02] = None
    code = random.choice([f"known {number}" for number in range(30)], count).astype(object)
    # Every id comes once or twice, but for one.
    ids = np.where(random.random(count) < 0.3, "often", [f"id {number}" for number in random.integers(0, 600, count)])
    x[random.random(count) < 0.05] = np.nan
    return pd.DataFrame(
        {
            "row_id": np.arange(count) + (first_day + 50) * 1000,
            "at": pd.Timestamp("2025-03-01") + pd.to_timedelta(day, "D") + pd.to_timedelta(np.arange(count) % PER_DAY, "min"),
            "x": np.where(is_bad, x * 3 + 2, x),
            "letter": np.where(is_bad & (letter == "b"), "B", letter),
            "code": np.where(is_bad, ids, code),
            "chance": chance,
            "guess": (chance > 0.5).astype(int),
            "happened": pd.array(np.where(day >= LABELLED_UNTIL, None, np.where(is_bad, ~happened, happened)), dtype="boolean"),
        }
    )


TABLES = {"past": rows(20, -20), "now": rows(14, 0)}
SHARED = {"reference": "past", "analysis": "now", "row_id": "row_id", "reconstruction_error": False}
MONITORS = {
    "it's daily": {
        **SHARED,
        "problem_type": "classification_binary",
        "timestamp": "at",
        "chunk_period": "day",
        "y_true": "happened",
        "y_pred": "guess",
        "y_pred_proba": "chance",
        "metrics": ["accuracy", "f1"],
        "continuous_columns": ["x"],
        "categorical_columns": ["letter", "code"],
        "categorical_methods": ["jensen_shannon", "chi2"],
        "drift_types": ["baseline", "consecutive"],
        "summary_statistics": True,
        "judge": {"label_delay": {"count": 1, "period": "year"}},
    },
    # Without a timestamp, and with rows of the reference that are in no chunk.
    "drift alone": {
        **SHARED,
        "problem_type": "regression",
        "chunk_size": 300,
        "incomplete": "drop",
        "y_pred": "chance",
        "continuous_columns": ["x"],
        "categorical_columns": ["letter"],
    },
}
SETTINGS = {"vars": {"ml_monitor_python_models": False, "ml_monitor_now": "2025-03-15 12:00:00"}}


@pytest.fixture(scope="module")
def consumer(tmp_path_factory) -> Consumer:
    consumer = Consumer(tmp_path_factory.mktemp("plots"), TABLES, MONITORS, settings=SETTINGS)
    consumer.build("--exclude", "monitor_feature_ranking")
    return consumer


@pytest.fixture(scope="module")
def tables(consumer) -> dict[str, pd.DataFrame]:
    return consumer.tables()


@pytest.mark.parametrize("view", GRAIN)
def test_a_view_has_one_row_per_thing_to_draw(consumer, view):
    assert len(consumer.query(f"from {view}")) > 50
    assert consumer.query(f"select {GRAIN[view]} from {view} group by all having count(*) > 1").empty


def test_they_are_views(consumer):
    kinds = consumer.query("select table_name, table_type from information_schema.tables where table_name like 'monitor_plot_%'")
    assert dict(zip(kinds["table_name"], kinds["table_type"])) == dict.fromkeys(GRAIN, "VIEW")


def test_they_read_no_table_that_a_check_can_fail_on():
    """`dbt build` skips what is below a failing check (decision 0013)."""
    for view in GRAIN:
        text = (REPOSITORY / "dbt_project" / "models" / "plots" / f"{view}.sql").read_text()
        assert not re.search(r'ref\("monitor_(alerts|incidents|status|checked_\w+)"\)', text), view


def test_chunks_of_both_periods_are_on_one_axis(tables):
    for view in GRAIN:
        drawn = tables[view].query("chunk_index >= 0").groupby("monitor_name")
        for monitor, found in drawn:
            positions = found.drop_duplicates(["period", "chunk_index"]).sort_values("chunk_position")
            reference = positions.query("period == 'reference'")
            assert list(positions["chunk_position"]) == list(range(-len(reference), len(positions) - len(reference))), (view, monitor)
            assert list(positions["period"]) == ["reference"] * len(reference) + ["analysis"] * (len(positions) - len(reference))


def covering(incidents: pd.DataFrame, drawn: pd.DataFrame, kinds: list[str], columns: pd.Series) -> list[str]:
    """Per row, the incident of the first of these kinds that covers its chunk."""
    found = pd.Series(":none", drawn.index)
    # The first kind comes last, so that it has the last word.
    in_order = incidents[incidents["kind"].isin(kinds)].sort_values("kind", ascending=False, key=lambda kind: kind.map(kinds.index))
    for incident in in_order.itertuples():
        end = np.inf if incident.status == "open" else incident.last_alert_chunk_index
        is_of_series = (drawn["monitor_name"] == incident.monitor_name) & (columns == incident.column_name)
        is_covered = is_of_series & (drawn["period"] == "analysis") & drawn["chunk_index"].between(incident.opened_chunk_index, end)
        found[is_covered] = incident.incident_id
    return list(found)


def test_performance_has_the_numbers_verdicts_and_incidents_of_the_other_tables(tables):
    drawn = tables["monitor_plot_performance"]
    keys = ["monitor_name", "metric_name", "period", "chunk_index"]
    assert len(drawn) == len(tables["monitor_performance"]) == 2 * 34
    assert set(drawn.loc[drawn["is_main_metric"], "metric_name"]) == {"accuracy"}
    for kind in ("estimated", "realized"):
        numbers = tables["monitor_metrics"].query(f"metric_family == '{kind}_performance'")
        both = drawn.merge(numbers, on=keys, validate="one_to_one", suffixes=("", "_there"))
        assert len(both) == len(drawn)
        pd.testing.assert_series_equal(both[f"{kind}_value"], both["metric_value"], check_names=False)
        for ours, theirs in [("verdict", "verdict"), ("not_judged_reason", "not_judged_reason")]:
            assert list(both[f"{kind}_{ours}"]) == list(both[theirs])
        assert list(both[f"is_{kind}_worse"]) == list(both["is_worse"])
    assert {"labels_incomplete", "no_value"} & set(drawn["realized_not_judged_reason"])
    labelled = drawn["realized_value"].notna()
    assert drawn.loc[labelled, "labelled_share"].eq(1).all()
    assert drawn.loc[~labelled, "labelled_share"].eq(0).all()
    kinds = ["performance", "estimated_performance"]
    found = covering(tables["monitor_incidents"], drawn, kinds, pd.Series(":table", drawn.index))
    assert list(drawn["incident_id"]) == found
    assert len(set(found)) > 1


def test_drift_has_every_number_once_with_its_size_and_its_incident(tables):
    metrics = tables["monitor_metrics"]
    families = ["univariate_drift", "multivariate_drift", "data_quality", "summary_statistics"]
    numbers = metrics[metrics["metric_family"].isin(families)].set_index("metric_id").sort_index()
    drawn = tables["monitor_plot_drift"].set_index("metric_id").sort_index()
    assert list(drawn.index) == list(numbers.index)
    for column in ("metric_value", "lower_threshold", "upper_threshold", "verdict", "is_worse", "column_role", "chunk_key"):
        pd.testing.assert_series_equal(drawn[column], numbers[column])

    told = tables["monitor_alerts"].set_index("metric_id")["times_threshold"]
    alerts = drawn.index[numbers["is_alert"] & (numbers["period"] == "analysis")]
    assert len(alerts) > 20
    pd.testing.assert_series_equal(drawn.loc[alerts, "times_threshold"], told[alerts], check_names=False)
    assert drawn.loc[numbers["is_alert"], "times_threshold"].ge(1).all()

    quiet = drawn[~numbers["is_alert"] & (drawn["metric_name"] == "jensen_shannon") & drawn["metric_value"].notna()]
    expected = (quiet["metric_value"] - quiet["usual_value"]) / (quiet["upper_threshold"] - quiet["usual_value"])
    np.testing.assert_allclose(quiet["times_threshold"], expected.clip(0, 1), rtol=1e-9)
    series = ["monitor_name", "column_name", "drift_type"]
    usual = drawn.query("metric_name == 'jensen_shannon' and period == 'reference'").groupby(series)["metric_value"].mean()
    np.testing.assert_allclose(quiet["usual_value"], quiet.join(usual.rename("mean"), on=series)["mean"])

    found = covering(tables["monitor_incidents"], drawn, ["input"], drawn["column_name"])
    assert list(drawn["incident_id"]) == found
    assert len(set(found)) > 3


def test_shares_of_a_chunk_add_up_to_one_over_the_same_bins(tables):
    drawn = tables["monitor_plot_distributions"]
    for (monitor, column), found in drawn.groupby(["monitor_name", "column_name"]):
        chunks = found.pivot(index=["period", "chunk_index"], columns=["bin_position", "bin_type", "bin_label"], values="share")
        assert ("reference", -1) in chunks.index
        assert not chunks.isna().any().any(), (monitor, column)
        np.testing.assert_allclose(chunks.sum(axis=1), 1)
        whole = found.query("chunk_index == -1").set_index("bin_position")["share"]
        assert found["reference_share"].to_numpy() == pytest.approx(whole[found["bin_position"]].to_numpy())


def chunk_of_day(table: pd.DataFrame) -> pd.Series:
    return (table["at"] - table["at"].min()).dt.days


@pytest.mark.parametrize("period", ["reference", "analysis"])
def test_counts_are_those_of_the_rows(tables, period):
    table = TABLES[{"reference": "past", "analysis": "now"}[period]]
    drawn = tables["monitor_plot_distributions"].query('monitor_name == "it\'s daily" and period == @period')
    for chunk, day in table.groupby(chunk_of_day(table)):
        of_chunk = drawn[drawn["chunk_index"] == chunk]
        letters = of_chunk.query("column_name == 'letter'")
        assert letters.set_index("category")["row_count"].to_dict() == {
            **{name: int((day["letter"] == name).sum()) for name in ["a", "b", "c", "it's", "B"]},
            ":none": int(day["letter"].isna().sum()),
        }
        bins = of_chunk.query("column_name == 'x' and bin_type == 'bin'").sort_values("bin_position")
        edges = [*bins["lower_edge"], bins["upper_edge"].iloc[-1]]
        values = day["x"].dropna()
        assert list(bins["row_count"]) == list(np.histogram(values[(values >= edges[0]) & (values <= edges[-1])], edges)[0])
        others = of_chunk.query("column_name == 'x' and bin_type != 'bin'").set_index("bin_type")
        expected = {"below": (values < edges[0]).sum(), "above": (values > edges[-1]).sum(), "missing": day["x"].isna().sum()}
        assert others["row_count"].to_dict() == expected
        assert (others.loc["below", "upper_edge"], others.loc["above", "lower_edge"]) == (edges[0], edges[-1])


def test_the_reference_as_a_whole_has_the_rows_of_no_chunk_too(tables):
    """20 days of 100 rows make six chunks of 300, and 200 rows are in none."""
    drawn = tables["monitor_plot_distributions"].query("monitor_name == 'drift alone' and period == 'reference'")
    assert drawn["chunk_index"].nunique() == 7
    whole = drawn.query("chunk_index == -1 and column_name == 'letter'").set_index("bin_label")
    assert set(whole["chunk_row_count"]) == {2000}
    assert whole["row_count"].to_dict() == {**TABLES["past"]["letter"].value_counts(), "missing": TABLES["past"]["letter"].isna().sum()} | {
        "B": 0
    }


def test_gone_and_new_categories_are_marked(tables):
    letters = tables["monitor_plot_distributions"].query("monitor_name == \"it's daily\" and column_name == 'letter'")
    is_changed = (letters["period"] == "analysis") & (letters["chunk_index"] >= CHANGES_ON)
    assert set(letters.loc[letters["is_gone"], "category"]) == {"b"}
    assert set(letters.loc[letters["is_new"], "category"]) == {"B"}
    assert letters.loc[is_changed & (letters["category"] == "b"), "is_gone"].all()
    assert letters.loc[is_changed & (letters["category"] == "B"), "is_new"].all()
    assert not letters.loc[~is_changed, ["is_gone", "is_new"]].any().any()
    order = letters.query("chunk_index == -1").sort_values("bin_position")["bin_label"]
    assert list(order) == ["a", "b", "c", "it's", "B", "missing"]


def test_of_many_new_categories_the_most_frequent_are_drawn_and_the_others_together(tables):
    codes = tables["monitor_plot_distributions"].query("monitor_name == \"it's daily\" and column_name == 'code'")
    new = codes.query("bin_type == 'unseen'")
    assert new["category"].nunique() == 21
    first = new.sort_values("bin_position")["category"].iloc[0]
    assert first == "often"
    now = TABLES["now"]
    named = set(new["category"]) - {":others"}
    unnamed = now[~now["code"].isin(named) & (chunk_of_day(now) >= CHANGES_ON)]
    others = new.query("category == ':others' and period == 'analysis'").set_index("chunk_index")["row_count"]
    assert others[others > 0].to_dict() == unnamed.groupby(chunk_of_day(now))["code"].count().to_dict()


def scans(plan: dict) -> list[str]:
    """The filters of each scan of monitor_distributions in a plan, as text."""
    info = plan.get("extra_info", {})
    own = [str(info.get("Filters"))] if info.get("Table", "").endswith(".monitor_distributions") else []
    return own + [found for child in plan.get("children", []) for found in scans(child)]


def test_a_plot_of_one_column_does_not_read_those_of_all_others(consumer):
    """Of the large table, only the new categories are read of all columns, since two parts of the view need them."""
    view = "select * from monitor_plot_distributions where monitor_name = 'drift alone' and column_name = 'letter'"
    plans = json.loads(consumer.query(f"explain (format json) {view}")["explain_value"][0])
    found = [filters for plan in plans for filters in scans(plan)]
    assert len(found) >= 3
    assert [filters for filters in found if "column_name = 'letter'" not in filters and "bin_type = 'unseen'" not in filters] == []


def blocks_of_sql() -> list[str]:
    """The queries of the page, but for the statement of another engine."""
    blocks = re.findall(r"^```sql\n(.*?)\n```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    return [block for block in blocks if not block.startswith("create or replace alert")]


def test_the_page_has_the_queries_of_the_dashboard():
    assert {path.read_text().rstrip() for path in (DASHBOARD / "queries").glob("*.sql")} <= set(blocks_of_sql())


def test_the_queries_of_the_page_give_rows(consumer):
    parameters = {"monitor": "it's daily", "column": "x", "chunk": "2025-03-14"}
    with duckdb.connect(str(consumer.database)) as connection:
        connection.execute(f"set search_path = '{SCHEMA}'")
        for sql in blocks_of_sql():
            used = {name: value for name, value in parameters.items() if f"${name}" in sql}
            assert len(connection.execute(sql, used).df()) > 0, sql


def test_quantiles_are_those_of_the_rows(consumer, tables):
    """Within a bin, since the page says that they come from bins."""
    sql = (DASHBOARD / "queries" / "quantile_band.sql").read_text()
    with duckdb.connect(str(consumer.database)) as connection:
        connection.execute(f"set search_path = '{SCHEMA}'")
        found = connection.execute(sql, {"monitor": "it's daily", "column": "x"}).df()
    drawn = tables["monitor_plot_distributions"].query("monitor_name == \"it's daily\" and column_name == 'x' and bin_type == 'bin'")
    width = (drawn["upper_edge"] - drawn["lower_edge"]).max()
    now = TABLES["now"]
    for day, values in now["x"].groupby(chunk_of_day(now)):
        band = found[found["chunk_position"] == day].set_index("quantile")["quantile_value"]
        expected = values.dropna().quantile([0.1, 0.5, 0.9])
        clipped = expected.clip(drawn["lower_edge"].min(), drawn["upper_edge"].max())
        assert (band - clipped).abs().max() <= 1.5 * width, day


def test_the_dashboard_runs_without_an_error_and_draws_every_plot(consumer, monkeypatch):
    """In Streamlit's own test runner, so without a server and a browser."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("ML_MONITOR_DUCKDB", str(consumer.database))
    monkeypatch.syspath_prepend(str(DASHBOARD))
    app = AppTest.from_file(str(DASHBOARD / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert app.selectbox[0].value in MONITORS
    app.selectbox[0].set_value("it's daily").run()
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 5
    app.selectbox[1].set_value("letter").run()
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 5
    app.selectbox[0].set_value("drift alone").run()
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 4
