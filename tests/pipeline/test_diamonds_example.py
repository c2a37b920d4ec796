"""The example as a user runs it: dbt deps, dbt build, the printed story, the dashboard queries, the documentation."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import sqlglot
from sqlglot import exp

REPOSITORY = Path(__file__).resolve().parent.parent.parent
EXAMPLE = REPOSITORY / "examples" / "diamonds"
DBT = str(Path(sys.executable).parent / "dbt")


def run(folder: Path, *command: str) -> str:
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-4000:]
    return result.stdout


class Example:
    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("target", "dbt_packages", "*.duckdb*", "logs"))
        packages = (folder / "packages.yml").read_text()
        (folder / "packages.yml").write_text(packages.replace("../..", str(REPOSITORY)))
        run(folder, DBT, "deps")
        self.output = run(folder, DBT, "--no-use-colors", "build")

    def query(self, sql: str) -> pd.DataFrame:
        with duckdb.connect(str(self.folder / "diamonds.duckdb"), read_only=True) as connection:
            connection.execute("set search_path = 'main_ml_monitor,main'")
            return connection.execute(sql).df()


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Example:
    return Example(tmp_path_factory.mktemp("example") / "diamonds")


def analysis_performance(example: Example, monitor: str) -> pd.DataFrame:
    return example.query(
        f"""
        select * from monitor_performance
        where monitor_name = '{monitor}' and metric_name = 'rmse' and period = 'analysis' order by chunk_index
        """
    )


def test_split_is_70_10_10_10(example):
    shares = example.query("select set_name, count(*) / 53940.0 as share from diamonds group by set_name").set_index("set_name")["share"]
    assert shares.to_dict() == pytest.approx({"train": 0.7, "validation": 0.1, "test": 0.1, "production": 0.1}, abs=0.005)


def test_both_estimated_and_realized_rmse_alert_in_the_shipment_and_lie_close_together(example):
    performance = analysis_performance(example, "diamonds_price")
    before, shipment = performance.iloc[:14], performance.iloc[15:]
    assert len(shipment) == 7
    assert not before["is_estimated_alert"].any()
    assert not before["is_realized_alert"].any()
    assert shipment["is_estimated_alert"].all()
    assert shipment["is_realized_alert"].all()
    assert shipment["is_realized_inside_band"].all()
    # The shipment lies where the reference has few rows, and there the loss models hold back.
    assert (shipment["estimated_value"] / shipment["realized_value"] - 1).abs().mean() < 0.12


def test_reconstruction_error_is_high_in_the_shipment(example):
    errors = example.query(
        """
        select is_alert from monitor_metrics
        where monitor_name = 'diamonds_price' and metric_name = 'reconstruction_error' and period = 'analysis' order by chunk_index
        """
    )["is_alert"]
    assert not errors[:14].any()
    assert errors[15:].all()


@pytest.mark.parametrize("monitor", ["diamonds_price", "diamonds_corrupted"])
def test_color_and_depth_lead_the_ranking(example, monitor):
    ranking = example.query(
        f"""
        select column_name from monitor_feature_ranking
        where monitor_name = '{monitor}' and ranking_method = 'alert_count' order by rank
        """
    )["column_name"]
    assert set(ranking[:2]) == {"color", "depth"}


def test_dle_stays_calm_where_inputs_are_corrupted(example):
    performance = analysis_performance(example, "diamonds_corrupted")
    corrupted = performance.iloc[15:]
    usual = performance.iloc[:14]["realized_value"].mean()
    assert not corrupted["is_estimated_alert"].any()
    assert corrupted["is_realized_alert"].all()
    assert corrupted["realized_value"].mean() > 2 * usual


def test_all_metrics_and_methods_are_there_for_every_chunk(example):
    counts = example.query(
        """
        select metric_family, count(distinct metric_name) as metrics, count(*) as numbers, count(metric_value) as filled
        from monitor_metrics where monitor_name = 'diamonds_price' group by metric_family
        """
    ).set_index("metric_family")
    assert counts["metrics"].to_dict() == {
        "univariate_drift": 6,
        "multivariate_drift": 1,
        "estimated_performance": 6,
        "realized_performance": 6,
        "data_quality": 3,
        "concept_drift": 1,
    }
    assert (counts["numbers"] == counts["filled"]).all()


def test_drift_checks_warn_and_the_build_ends_well(example):
    assert re.search(r"PASS=\d+ WARN=5 ERROR=0", example.output)


def test_demo_prints_the_story(example):
    printed = run(example.folder, sys.executable, "show_results.py")
    assert printed.count("ALERT") > 20
    assert "The database file:" in printed
    assert re.search(r"1\s+color\s+jensen_shannon\s+8", printed)


@pytest.fixture(scope="module")
def with_docs(example) -> Example:
    """The example after `dbt docs generate`, which compiles its analyses too."""
    run(example.folder, DBT, "docs", "generate")
    return example


@pytest.mark.engines
def test_ten_dashboard_queries_run_and_return_rows(with_docs):
    example = with_docs
    queries = sorted((example.folder / "target" / "compiled" / "diamonds" / "analyses").rglob("*.sql"))
    assert len(queries) == 10
    for query in queries:
        assert len(example.query(query.read_text())) > 0, query.name


@pytest.mark.engines
def test_docs_describe_every_column_and_the_public_tables_have_a_contract(with_docs):
    example = with_docs
    manifest = json.loads((example.folder / "target" / "manifest.json").read_text())
    catalog = json.loads((example.folder / "target" / "catalog.json").read_text())
    models = {key: node for key, node in manifest["nodes"].items() if key.startswith("model.ml_monitor.")}
    assert len(models) > 20
    assert {"monitor_metrics", "monitor_status"} < {node["name"] for node in models.values() if node["access"] == "public"}
    for key, node in models.items():
        assert node["description"], key
        if node["config"]["materialized"] == "ephemeral":
            continue
        types = {name.lower(): column["type"] for name, column in catalog["nodes"][key]["columns"].items()}
        values = {name: kind for name, kind in types.items() if re.fullmatch(r"(number|text)_\d+", name)}
        if values:
            # How many of these there are depends on the monitors, and a contract names every column: the first one of each stands for all.
            assert not node["contract"]["enforced"], key
            assert {name.split("_")[0]: kind for name, kind in values.items()} == {"number": "DOUBLE", "text": "VARCHAR"}
            types = {name: kind for name, kind in types.items() if name not in values or name in ("number_1", "text_1")}
        else:
            assert node["contract"]["enforced"] == (node["access"] == "public"), key
        documented = {name for name, column in node["columns"].items() if column["description"]}
        assert documented == set(types), key


def test_every_macro_is_described(example):
    macros = json.loads((example.folder / "target" / "manifest.json").read_text())["macros"]
    own = {macro["name"]: macro["description"] for macro in macros.values() if macro["package_name"] == "ml_monitor"}
    undescribed = [name for name, description in own.items() if not description and "__" not in name]
    assert len(own) > 100
    assert undescribed == []


@pytest.mark.engines
def test_parsing_gives_no_warning_and_no_deprecation(example):
    options = ("--no-partial-parse", "--show-all-deprecations", "--warn-error-options", '{"error": "all"}')
    run(example.folder, DBT, "parse", *options)


@pytest.mark.engines
def test_a_second_build_gives_the_same_numbers(example):
    columns = (
        "monitor_name, period, chunk_index, metric_family, metric_name, column_name, "
        "metric_value, lower_threshold, upper_threshold, is_alert"
    )
    first = example.query(f"select {columns} from monitor_metrics order by all")
    run(example.folder, DBT, "build", "--select", "package:ml_monitor")
    second = example.query(f"select {columns} from monitor_metrics order by all")
    pd.testing.assert_frame_equal(first, second, rtol=1e-9)


# What the compiled SQL may call besides operators: functions that every engine of the interface has in some spelling. Those that only
# DuckDB knows by this name come from macros/cross_db, which gives the others theirs.
PORTABLE = {
    "Abs", "Acos", "And", "Asin", "Avg", "Case", "Cast", "Ceil", "Chr", "Coalesce", "Corr", "Count", "DenseRank", "Exists", "Exp",
    "Extract", "Floor", "GroupConcat", "If", "Lag", "Lead", "Least", "Length", "Ln", "Lower", "MD5", "Max", "Min", "Nullif", "Or", "Pad",
    "Pow", "Repeat", "Replace", "Round", "RowNumber", "Sqrt", "StddevPop", "Substring", "Sum", "TimestampTrunc",
}  # fmt: skip
DISPATCHED = {
    "Array",
    "BitwiseXorAgg",
    "epoch_us",
    "Explode",
    "GenerateSeries",
    "StrPosition",
    "Trim",
    "UnixToTime",
    "error",
    "hash",
    "now",
}


def test_compiled_sql_keeps_to_a_portable_subset(example):
    """A reading of the syntax tree, no proof of any engine but DuckDB: it keeps out what the other engines certainly lack."""
    paths = sorted((example.folder / "target" / "compiled" / "ml_monitor" / "dbt_project").rglob("*.sql"))
    paths = [path for path in paths if ".yml" not in str(path)]
    assert len(paths) > 20
    for path in paths:
        for node in sqlglot.parse_one(path.read_text(), read="duckdb").walk():
            assert not isinstance(node, (exp.Qualify, exp.Filter, exp.Pivot, exp.Lambda)), path
            if isinstance(node, exp.Func):
                name = node.name.lower() if isinstance(node, exp.Anonymous) else type(node).__name__
                assert name in PORTABLE | DISPATCHED, (path, name)
