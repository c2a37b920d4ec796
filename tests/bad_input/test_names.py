"""Names of columns and monitors that would end a badly quoted statement, and projects without any monitor."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest
from bad_tables import all_methods, monitor, rows
from consumer import Consumer

CONTINUOUS = [
    "table",
    "two words",
    "Capitals",
    'double " quote',
    "single ' quote",
    "per % cent",
    "{{ braces }}",
    "back \\ slash",
    "comma, (and) more;",
    "größe",
    "1st",
    "monitor_name",
    "chunk_index",
    "row_count",
    "column_value",
    "period_start",
]
CATEGORICAL = ["select", "Group By", "kind's", "source_rows", "period", ":all"]
KEYS = {"id": "order", "at": "from", "y_pred": "predicted 'price' \"y\"", "y_true": "Actual Price"}


def table(seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    columns = {name: random.normal(size=120) for name in CONTINUOUS} | {name: random.choice(["a", "b"], 120) for name in CATEGORICAL}
    return rows(seed=seed, **columns).rename(columns=KEYS)


TABLES = {"reference": table(0), "analysis": table(1)}
ODD = {"row_id": "order", "timestamp": "from", "continuous_columns": CONTINUOUS, "categorical_columns": CATEGORICAL}
PLAIN = {"row_id": "order", "timestamp": "from", "continuous_columns": ["table"]}

MONITOR_NAMES = [
    "plain",
    "it's",
    'said "so"',
    "two words",
    "100% sure",
    "%(name)s",
    "select",
    "table",
    "{braces}",
    "{{ braces }}",
    "{% raw %}",
    "back \\ slash",
    "semi;colon -- comment",
    "/* comment */",
    "größe 价格",
    "x" * 300,
    "Plain",
    ":all",
    "line\nbreak",
]
# What YAML reads as something other than a text, and what it is called then.
YAML_NAMES = {2024: "2024", 1.5: "1.5", True: "True", datetime.date(2024, 1, 31): "2024-01-31"}

MONITORS = {
    "every column": all_methods(**ODD, y_pred=KEYS["y_pred"], y_true=KEYS["y_true"]) | {"reconstruction_error": True, "metrics": ["mae"]},
    "by day": monitor(**PLAIN, chunk_size=None, chunk_period="day"),
    "renamed version": monitor(**PLAIN, model_version="it's v1 {{ x }} 100%"),
    "numeric version": monitor(**PLAIN, model_version=2),
    **{name: monitor(**PLAIN) for name in MONITOR_NAMES},
    **{name: monitor(**PLAIN) for name in YAML_NAMES},
}


class Built:
    def __init__(self, consumer: Consumer):
        self.consumer = consumer
        self.metrics = consumer.query("select * from monitor_metrics order by monitor_name, metric_name, column_name, period, chunk_index")

    def values(self, name: str, column: str, method: str = "jensen_shannon") -> list[float]:
        metrics = self.metrics
        chosen = metrics[(metrics["monitor_name"] == name) & (metrics["column_name"] == column) & (metrics["metric_name"] == method)]
        return chosen["metric_value"].tolist()


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    consumer = Consumer(tmp_path_factory.mktemp("names"), TABLES, MONITORS)
    consumer.build()
    return Built(consumer)


@pytest.mark.parametrize("column", CONTINUOUS)
def test_continuous_column_name(built, column):
    """The column of any name has the numbers of its own values."""
    stats = pytest.importorskip("scipy.stats")
    reference, analysis = (TABLES[name][column] for name in ("reference", "analysis"))
    expected = [
        stats.ks_2samp(reference, values[start : start + 30]).statistic for values in (analysis, reference) for start in range(0, 120, 30)
    ]
    np.testing.assert_allclose(built.values("every column", column, "kolmogorov_smirnov"), expected, rtol=1e-9)


@pytest.mark.parametrize("column", CATEGORICAL)
def test_categorical_column_name(built, column):
    """The same for categories."""
    reference, analysis = (TABLES[name][column] == "a" for name in ("reference", "analysis"))
    expected = [
        abs(values[start : start + 30].mean() - reference.mean()) for values in (analysis, reference) for start in range(0, 120, 30)
    ]
    np.testing.assert_allclose(built.values("every column", column, "l_infinity"), expected, rtol=1e-9, atol=1e-12)


def test_prediction_and_target_names(built):
    """With quotes in these names the realized error is right, and estimate and reconstruction error are there."""
    errors = (TABLES["analysis"][KEYS["y_true"]] - TABLES["analysis"][KEYS["y_pred"]]).abs()
    chosen = built.metrics[
        (built.metrics["monitor_name"] == "every column")
        & (built.metrics["column_name"] == ":table")
        & (built.metrics["period"] == "analysis")
    ]
    by_family = {family: group["metric_value"] for family, group in chosen.groupby("metric_family")}
    np.testing.assert_allclose(by_family["realized_performance"], [errors[start : start + 30].mean() for start in range(0, 120, 30)])
    assert by_family["estimated_performance"].notna().sum() == 4
    assert by_family["multivariate_drift"].notna().sum() == 4


@pytest.mark.parametrize("name", MONITOR_NAMES + list(YAML_NAMES.values()))
def test_monitor_name(built, name):
    """A monitor of any name has its own rows, with the numbers of a monitor with a plain name, and a status."""
    np.testing.assert_allclose(built.values(name, "table"), built.values("plain", "table"), rtol=1e-12)
    assert len(built.values(name, "table")) == 8
    assert len(built.consumer.query(f"select * from monitor_status where monitor_name = '{name.replace(chr(39), chr(39) * 2)}'")) == 1


def test_monitors_on_the_same_tables(built):
    """No monitor takes another's rows, though all read the same two tables."""
    assert built.metrics["monitor_name"].nunique() == len(MONITORS)
    assert built.metrics["metric_id"].is_unique
    rows_of_monitors = built.consumer.query("select monitor_name, count(*) as n from monitor_analysis_rows group by monitor_name")
    assert rows_of_monitors["n"].tolist() == [120] * len(MONITORS)


@pytest.mark.parametrize(("name", "version"), [("renamed version", "it's v1 {{ x }} 100%"), ("numeric version", "2"), ("plain", ":all")])
def test_model_version(built, name, version):
    """The version is kept as it is written, as a text."""
    assert built.metrics[built.metrics["monitor_name"] == name]["model_version"].unique().tolist() == [version]


def test_spelling_is_kept(built):
    """Results name columns as the configuration does."""
    named = set(built.metrics[built.metrics["monitor_name"] == "every column"]["column_name"])
    assert named == {*CONTINUOUS, *CATEGORICAL, KEYS["y_pred"], KEYS["y_true"], ":table"}


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Consumer:
    return Consumer(tmp_path_factory.mktemp("bare"), {"reference": TABLES["reference"], "analysis": TABLES["analysis"]})


NO_MONITOR = "ml_monitor: no monitor is configured (vars.ml_monitors), all its tables will be empty"


def test_no_monitor(bare, built):
    """Without a monitor the project builds, and every table is there, empty, with the columns and types it always has.

    Row tables have as many columns for values as the widest monitor needs, so at least one of each type.
    """
    run = bare.build()
    assert NO_MONITOR in run.output
    columns = """
        select table_name, column_name, data_type from information_schema.columns
        where table_schema like 'main_ml_monitor%' and not regexp_matches(column_name, '^(text|number)_([2-9]|\\d{2,})$')
        order by table_name, ordinal_position
    """
    pd.testing.assert_frame_equal(bare.query(columns), built.consumer.query(columns))
    tables = bare.query(columns)["table_name"].unique()
    assert len(tables) > 15
    assert bare.query(" union all ".join(f"select '{name}' as name from {name}" for name in tables))["name"].tolist() == []


def test_empty_mapping_of_monitors(bare):
    """An empty mapping is no monitor too."""
    bare.monitors({})
    run = bare.dbt("run", "--select", "+monitor_columns", "+monitor_metric_settings")
    assert run.success, run.output[-3000:]
    assert NO_MONITOR in run.output
    assert bare.query("select monitor_name from monitor_config")["monitor_name"].tolist() == []


@pytest.fixture(scope="module")
def nameless(bare):
    """What dbt says to a null, an empty and a blank name, and to two names that are one text."""
    assert bare.dbt("run", "--select", "path:models").success
    bare.monitors({name: monitor(**PLAIN) for name in (None, "", "  ", 1, "1")})
    return bare.dbt("run", "--select", "monitor_chunk_fingerprints", "monitor_input_checks", "monitor_config")


@pytest.mark.parametrize("name", ["None", "", "  ", "1"])
def test_names_that_name_nothing_or_two(nameless, name):
    """Such names are errors of the configuration: their rows would be lost or mixed."""
    assert not nameless.success
    assert f"monitor '{name}'" in nameless.output
