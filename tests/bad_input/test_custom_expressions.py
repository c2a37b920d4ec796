"""Wrong custom metrics: one message names all of them, nothing that they hold is executed, and no table is touched."""

from __future__ import annotations

import pytest
from bad_tables import monitor, rows
from consumer import Consumer
from injections import EXPRESSIONS, INJECTIONS, MISTAKES

CLASSES = {
    "problem_type": "classification_binary",
    "y_true": "late",
    "y_pred": "said_late",
    "y_pred_proba": "chance",
    "metrics": ["accuracy"],
}
ESTIMATE = {"if_positive": "-x", "if_negative": "x"}
GOOD = monitor(**CLASSES, custom_metrics={f"m{number}": {"sql": text} for number, text in enumerate(EXPRESSIONS)})
# Settings, and for each error the key behind `custom_metrics`, what is found and what is allowed.
BROKEN: dict[str, tuple[object, list[tuple[str, str, str]]]] = {
    "no mapping": (["sum(x)"], [("", "['sum(x)']", "a mapping of names")]),
    "no setting": ({"m": "sum(x)"}, [(".m", "sum(x)", "a mapping {sql: SQL} or {derived: SQL}")]),
    "unknown keys": (
        {"m": {"sql": "sum(x)", "wors": "below"}, "n": {"derived": "m / row_count", "needs_labels": True}},
        [(".m.wors", "an unknown key", "Did you mean 'worse'?"), (".n.needs_labels", "True", "nothing; it follows from the metrics")],
    ),
    "both and neither": (
        {"m": {"sql": "sum(x)", "derived": "row_count"}, "n": {"worse": "above"}},
        [(".m", "both", "one of `sql` and `derived`"), (".n", "neither", "one of `sql` and `derived`")],
    ),
    "wrong values": (
        {
            "m": {"sql": "sum(x)", "worse": "down", "needs_labels": "yes"},
            "n": {"sql": 7},
            "o": {"derived": ""},
            "p": {"sql": "sum(x)" * 500},
        },
        [
            (".m.worse", "down", "above, below"),
            (".m.needs_labels", "yes", "true or false"),
            (".n.sql", "7", "one number over the rows of a slice"),
            (".o.derived", "", "one number from other metrics"),
            (".p.sql", "3000 characters", "at most 2000"),
        ],
    ),
    "names": (
        {
            name: {"sql": "sum(x)"}
            for name in ("accuracy", "true_a_pred_b", "business", "X", "case", ":all", "a b", "m", "M", "n" * 61, " ")
        },
        [
            (".accuracy", "the name 'accuracy', which is another metric", "a name of its own"),
            (".true_a_pred_b", "the name 'true_a_pred_b', which is another metric", "a name of its own"),
            (".business", "the name 'business', which is a family of metrics", "a name of its own"),
            (".X", "the name 'X', which is a column of the monitor", "a name of its own"),
            (".case", "the name 'case', which is a word of SQL", "a name of its own"),
            (".:all", "the name ':all'", "letters, digits and _"),
            (".a b", "the name 'a b'", "letters, digits and _"),
            (".M", "'M', which is there twice", "each name once"),
            (f".{'n' * 61}", "the name 'nnn", "at most 60"),
            (". ", "the name ' '", "letters, digits and _"),
        ],
    ),
    "derived": (
        {
            "a": {"derived": "b + 1"},
            "b": {"derived": "a / row_count"},
            "c": {"sql": "sum(x)"},
            "d": {"derived": "cc / row_count"},
            "e": {"derived": "sum(c)"},
            "f": {"derived": "1 + 1"},
        },
        [
            (".d.derived", "'cc', which is no metric of `custom_metrics`", "row_count, a, b, c"),
            (".e.derived", "the function sum", "abs, ceil"),
            (".f.derived", "no metric", "at least one of row_count, a"),
        ],
    ),
    "a circle": (
        {"a": {"derived": "b + 1"}, "b": {"derived": "a / row_count"}, "c": {"derived": "2 * c"}},
        [(".a.derived", "a circle of a, b, c", "metrics that do not need themselves")],
    ),
    "labels": (
        {"m": {"sql": "sum(late)"}, "n": {"sql": "sum(x)", "needs_labels": True, "estimate": {**ESTIMATE, "if_positive": "late * x"}}},
        [
            (".m.sql", "'late', which is y_true", "`needs_labels: true` beside it"),
            (".n.estimate.if_positive", "'late', which is y_true", "columns that are known before labels come"),
        ],
    ),
    "estimates": (
        {
            "m": {"sql": "sum(x)", "estimate": ESTIMATE},
            "n": {"sql": "2 * sum(x)", "needs_labels": True, "estimate": {"if_positive": "sum(x)", "if_negativ": "x"}},
            "o": {"sql": "sum(x)", "needs_labels": True, "estimate": "x"},
        },
        [
            (".m.estimate", "no `needs_labels: true`", "an estimate only of what needs labels"),
            (".n.estimate.if_negativ", "an unknown key", "Did you mean 'if_negative'?"),
            (".n.estimate.if_negative", "nothing", "one number in SQL over the columns of a row"),
            (".n.estimate.if_positive", "the function sum", "abs, ceil"),
            (".n.estimate", "an estimate of '2 * sum(x)'", "only of one sum or one avg"),
            (".o.estimate", "x", "{if_positive: SQL, if_negative: SQL}"),
        ],
    ),
    "columns": (
        {"m": {"sql": "sum(xx + y_pred)"}, "n": {"sql": "sum(x)", "needs_labels": True, "estimate": {**ESTIMATE, "if_negative": "amont"}}},
        [
            (".m.sql", "'xx', which", "one of its columns"),
            (".n.estimate.if_negative", "'amont', which", "Did you mean 'amount'?"),
        ],
    ),
    "injections": (
        {f"i{number}": {"sql": text} for number, text in enumerate(list(INJECTIONS)[:45])},
        [(f".i{number}.sql", "", "") for number in range(45)],
    ),
    "other injections": (
        {
            **{f"i{number}": {"sql": text} for number, text in enumerate(list(INJECTIONS)[45:])},
            **{f"d{number}": {"derived": text} for number, text in enumerate(list(INJECTIONS)[:12])},
            "e": {
                "sql": "sum(x)",
                "needs_labels": True,
                "estimate": {"if_positive": "1); drop table reference; --", "if_negative": "(select 1)"},
            },
        },
        [
            *((f".i{number}.sql", "", "") for number in range(len(INJECTIONS) - 45)),
            *((f".d{number}.derived", "", "") for number in range(12)),
            (".e.estimate.if_positive", "a semicolon", "one number"),
            (".e.estimate.if_negative", "the word select", "one number"),
        ],
    ),
    "mistakes": (
        {f"w{number}": {"sql": text} for number, text in enumerate(MISTAKES)},
        [(f".w{number}.sql", "", "") for number in range(len(MISTAKES))],
    ),
    "too many": ({f"m{number}": {"sql": "sum(x)"} for number in range(51)}, [("", "51 metrics", "at most 50")]),
}
OTHER = {
    "no labels": (
        monitor(problem_type="regression", custom_metrics={"m": {"sql": "sum(x)", "needs_labels": True, "estimate": ESTIMATE}}),
        [
            ("y_true", "nothing", "custom_metrics.m needs labels"),
            ("y_pred", "nothing", "custom_metrics.m needs labels"),
            ("custom_metrics.m.estimate", "no probability", "a binary classification with y_pred_proba"),
        ],
    ),
    "thresholds": (
        monitor(
            custom_metrics={"m": {"sql": "sum(x)"}}, thresholds={"m": {"constant": {"lower": 0}}, "business": {"quantile": 0.9}, "n": {}}
        ),
        [("thresholds.n", "an unknown metric or family", "estimated_business")],
    ),
}
EXPECTED = [(name, f"custom_metrics{key}", *more) for name, (_, errors) in BROKEN.items() for key, *more in errors]
EXPECTED += [(name, *error) for name, (_, errors) in OTHER.items() for error in errors]


class Attempts:
    def __init__(self, folder):
        columns = {"amount": 2.0, "late": 1, "said_late": 1, "chance": 0.5}
        tables = {"reference": rows(**columns), "analysis": rows(seed=1, **columns)}
        tables["reference"].loc[::2, "late"] = 0
        self.consumer = Consumer(folder, tables, {"good": GOOD})
        first = self.consumer.dbt("run")
        assert first.success, first.output[-3000:]
        self.before = self.state()
        broken = {name: monitor(**CLASSES, continuous_columns=["x"], custom_metrics=metrics) for name, (metrics, _) in BROKEN.items()}
        self.consumer.monitors({"good": GOOD, **broken, **{name: settings for name, (settings, _) in OTHER.items()}})
        self.files = self.all_files()
        self.run = self.consumer.dbt("run", "--select", "package:ml_monitor")
        self.after = self.state()

    def state(self) -> dict:
        tables = self.consumer.query("select schema_name, table_name, table_oid, estimated_size from duckdb_tables() order by all")
        return {
            "tables": tables.values.tolist(),
            "databases": self.consumer.query("select database_name from duckdb_databases()").values.tolist(),
        }

    def all_files(self) -> set[str]:
        return {str(path) for path in self.consumer.folder.rglob("*") if "target" not in path.parts and "logs" not in path.parts}


@pytest.fixture(scope="module")
def attempts(tmp_path_factory) -> Attempts:
    return Attempts(tmp_path_factory.mktemp("custom"))


def test_expressions_that_are_right_have_numbers(attempts):
    found = attempts.consumer.query(
        "select distinct metric_name from monitor_metrics where metric_family = 'business' and metric_value is not null"
    )
    assert len(found) == len(EXPRESSIONS)


@pytest.mark.parametrize(("name", "key", "found", "allowed"), EXPECTED, ids=range(len(EXPECTED)))
def test_error_names_monitor_key_found_and_allowed(attempts, name, key, found, allowed):
    beginning = f"monitor '{name}', key '{key}': found {found}"
    lines = [line.strip() for line in attempts.run.output.splitlines() if beginning in line]
    assert lines, [line for line in attempts.run.output.splitlines() if f"monitor '{name}'" in line][:60]
    assert any("; allowed: " in line and allowed in line.split("; allowed: ", 1)[1] for line in lines), lines


def test_one_message_tells_all_and_nothing_is_executed(attempts):
    assert not attempts.run.success
    assert "errors in the configuration of the monitors (vars.ml_monitors). No table was touched." in attempts.run.output, (
        attempts.run.output[-1500:]
    )
    assert "monitor 'good'" not in attempts.run.output, attempts.run.output[-1500:]
    assert attempts.after == attempts.before
    assert attempts.all_files() == attempts.files
    assert len(INJECTIONS) >= 30
