"""The second example on a part of its flights: a regression and a classifier over a year, in weeks."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
import yaml
from consumer import REPOSITORY, Consumer

EXAMPLE = REPOSITORY / "examples" / "flights"


@pytest.fixture(scope="module")
def flights(tmp_path_factory) -> Consumer:
    folder = tmp_path_factory.mktemp("flights") / "flights"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("target", "logs", "dbt_packages", "*.duckdb*"))
    consumer = Consumer.at(folder)
    consumer.profile()
    consumer.write("profiles.yml", (folder / "profiles.yml").read_text().replace("consumer:", "flights:", 1))
    consumer.write("packages.yml", yaml.safe_dump({"packages": [{"local": str(REPOSITORY)}]}))
    consumer.install()
    consumer.build("--vars", "{every_nth_departure: 40}")
    return consumer


def test_both_models_are_watched_week_by_week(flights):
    performance = flights.query("select * from monitor_performance where period = 'analysis'")
    for monitor, metric in (("arrival_delay", "mae"), ("late_arrival", "roc_auc")):
        weeks = performance[(performance["monitor_name"] == monitor) & (performance["metric_name"] == metric)]
        assert len(weeks) == 36
        assert weeks["estimated_value"].notna().all()
        assert weeks["realized_value"].notna().all()


def test_estimates_are_nearer_to_the_truth_than_the_reference_is(flights):
    performance = flights.query("select * from monitor_performance where metric_name in ('mae', 'accuracy')")
    reference = performance[performance["period"] == "reference"].groupby("monitor_name")["realized_value"].mean()
    weeks = performance[performance["period"] == "analysis"].set_index("monitor_name")
    error = (weeks["estimated_value"] - weeks["realized_value"]).abs().groupby(level=0).mean()
    naive = (weeks["realized_value"] - reference.reindex(weeks.index)).abs().groupby(level=0).mean()
    assert (error < naive).all()


def test_flights_that_were_diverted_never_get_a_label(flights):
    counted = flights.query("select sum(unlabelled_row_count) as missing from monitor_performance where metric_name = 'mae'")["missing"][0]
    rows = flights.query("select count(*) as missing from main.scored_departures where arrival_delay is null")["missing"][0]
    assert counted == rows > 0


def test_data_quality_is_there(flights):
    metrics = flights.query("select distinct metric_name from monitor_metrics where metric_family = 'data_quality'")
    assert set(metrics["metric_name"]) == {"missing_values", "unseen_values", "values_out_of_range", "rows_out_of_support"}
    assert pd.notna(
        flights.query("select max(metric_value) as value from monitor_metrics where metric_name = 'values_out_of_range'")["value"][0]
    )
