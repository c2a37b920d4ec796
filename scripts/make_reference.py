"""Writes what repeats the code: settings.md, metrics.md and tables.md in docs/reference, and names and titles of metrics.

The settings and metrics come from the registries in macros/config, the tables from the yml beside the models. `make docs` runs this first.
After a change of either run `python scripts/make_reference.py`: tests/package/test_reference.py compares the pages with what it makes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
PAGES = REPOSITORY / "docs" / "reference"
MODELS = REPOSITORY / "dbt_project" / "models"
NAMES = MODELS / "_metric_names.md"
TITLES = REPOSITORY / "src" / "ml_monitor" / "report" / "metric_titles.py"
WRITTEN = "<!-- scripts/make_reference.py writes this page: change what it reads, not the page. -->\n"

# The macros that the registries need; the entries of each are in a folder of their own.
MACROS = (
    "config/setting_registry",
    "config/metric_registry",
    "config/threshold_settings",
    "expressions/periods",
    "fairness/group_metrics",
    *(f"config/{path.parent.name}/{path.stem}" for path in sorted((REPOSITORY / "macros" / "config").glob("*/*.sql"))),
)

SETTINGS = {
    "relation_settings": "What is monitored",
    "chunk_settings": "Chunks",
    "column_settings": "Columns",
    "segment_settings": "Segments",
    "fairness_settings": "Fairness",
    "custom_settings": "Metrics of your own",
    "classification_settings": "Classifications only",
    "metric_settings": "What is computed",
    "verdict_settings": "What is judged",
}

# Families in the order of the page, with their headings and where their formulas are.
FAMILIES = {
    "univariate_drift": ("Univariate drift", "statistics.md#univariate-drift"),
    "multivariate_drift": ("Multivariate drift", "statistics.md#multivariate-drift-pca-reconstruction-error"),
    "realized_performance": ("Performance", "statistics.md#performance-of-a-regression"),
    "data_quality": ("Data quality", "statistics.md#data-quality"),
    "summary_statistics": ("Summary statistics", "statistics.md#summary-statistics"),
    "fairness": ("Fairness", "statistics.md#fairness"),
    "concept_drift": ("Concept drift", "statistics.md#corrected-estimates"),
}

# The tables that come first on their page.
FIRST = ("monitor_status", "monitor_incidents", "monitor_alerts", "monitor_column_changes", "monitor_performance", "monitor_metrics")


class Returned(Exception):  # noqa: N818
    """What a macro hands to dbt's `return`, which ends it."""


class Macros:
    """The package's macros as functions, as `ml_monitor` is in dbt; `replaced` has functions in place of macros that need a warehouse."""

    def __init__(self, names: Iterable[str] = MACROS, **replaced: Callable[..., Any]) -> None:
        vars(self).update(replaced)
        environment = jinja2.Environment(extensions=["jinja2.ext.do"])
        environment.globals.update({"ml_monitor": self, "return": self._return, "modules": SimpleNamespace(re=re)})
        self._modules = [environment.from_string((REPOSITORY / "macros" / f"{name}.sql").read_text()).module for name in names]

    @staticmethod
    def _return(value: Any) -> None:
        raise Returned(value)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            # Only now: the registry names macros of other files, which nothing here calls.
            (macro,) = [getattr(module, name) for module in self._modules if hasattr(module, name)]
            try:
                return macro(*arguments)
            except Returned as returned:
                return returned.args[0]

        return call


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def code(value: Any) -> str:
    """A value as one writes it in yml."""
    return f"`{yaml.safe_dump(value, default_flow_style=True, width=1000).removesuffix('...' + chr(10)).strip()}`"


def settings_page(macros: Macros) -> str:
    effects = macros.effects_of_settings()
    parts = []
    for group, title in SETTINGS.items():
        rows = []
        for setting in getattr(macros, group)():
            default = "required" if setting.get("is_required") else setting.get("default_note") or code_or_none(setting["default"])
            choices = f" One of {', '.join(code(choice) for choice in setting['choices'])}." if "choices" in setting else ""
            affected = ["rows"] if "rows" in setting["affects"] else setting["affects"]
            again = "; ".join(effects[effect] for effect in affected) or "nothing"
            rows.append([f"`{setting['name']}`", setting["type"], default, setting["meaning"] + choices, again])
        parts.append(f"## {title}\n\n{table(['key', 'type', 'default', 'meaning', 'a change computes again, at most'], rows)}")
    return f"""# Settings

{WRITTEN}
These are the keys of a monitor in `vars.ml_monitors`. [Configuration](configuration.md) explains them with examples and names
the other variables. What a change of a key computes again is in the last column ([what a run costs](../concepts/what-a-run-costs.md)).
Verdicts are given anew in every run.

{chr(10).join(parts)}"""


def code_or_none(value: Any) -> str:
    if value is None:
        return "none"
    return "empty" if value == [] else code(value)


def metrics_page(macros: Macros) -> str:
    registry = macros.metric_registry()
    parts = []
    for family, (title, formulas) in FAMILIES.items():
        rows = [metric_row(macros, metric, family) for metric in registry if family in metric["families"]]
        head = ["metric", "computed for", "limits", "default threshold", "worse side"]
        parts.append(f"## {title}\n\nFormulas, sampling errors and edge cases: [statistics]({formulas}).\n\n{table(head, rows)}")
    return f"""# Metrics

{WRITTEN}
`monitor_metrics` has these metrics, by the names that you write in [settings](settings.md). A threshold never goes
beyond a limit of its metric. A metric of performance is estimated before labels come, and realized once they are there.

{chr(10).join(parts)}"""


def names_block(macros: Macros) -> str:
    """What dbt's documentation says of a column with the name of a metric."""
    groups: dict[str, list[str]] = {}
    for metric in macros.metric_registry():
        (title,) = [title for family, (title, _) in FAMILIES.items() if family in metric["families"]]
        if title == "Performance":
            title += " of a regression" if metric["problem_types"] == ["regression"] else " of a classification"
        groups.setdefault(title, []).append(
            "the cells of the confusion matrix" if metric["name"] == "confusion_matrix" else code(metric["name"])
        )
    sentences = ["The key of the metric.", *(f"{title}: {', '.join(names)}." for title, names in groups.items())]
    text = textwrap.fill(" ".join(sentences), 160, break_long_words=False, break_on_hyphens=False)
    return f"{WRITTEN}\n{{% docs ml_monitor_metric_name %}}\n{text}\n{{% enddocs %}}\n"


def titles_module(macros: Macros) -> str:
    """The titles that metrics have in the report, as a module of Python."""
    titles = {metric["name"]: metric.get("title", metric["name"].replace("_", " ")) for metric in macros.metric_registry()}
    lines = [f'    "{name}": "{title}",\n' for name, title in titles.items() if title != name]
    head = '"""Titles of metrics that are not their names: scripts/make_reference.py writes them from macros/config/metric_registry.sql."""'
    return f"{head}\n\nTITLES = {{\n{''.join(lines)}}}\n"


def metric_row(macros: Macros, metric: dict[str, Any], family: str) -> list[str]:
    types = [{":none": "all columns together"}.get(kind, f"{kind} columns") for kind in metric["feature_types"]]
    problems = [
        problem.removeprefix("classification_") + " classification" * ("classification" in problem)
        for problem in metric.get("problem_types", [])
    ]
    lower, upper = metric.get("lower_limit"), metric.get("upper_limit")
    limits = "0 or more" if lower == 0 and upper is None else "none" if lower is None else f"{lower} to {upper}"
    is_cells = metric["name"] == "confusion_matrix"
    worse = {":none": "none"}.get(metric.get("worse", "above"), metric.get("worse", "above"))
    return [
        f"`{metric['name']}`",
        ", ".join(problems or types),
        "0 to 1 as shares, 0 or more as numbers of rows" if metric.get("is_share") or is_cells else limits,
        threshold_text(macros.threshold_of_metric({"thresholds": {}}, metric, family)),
        "below for cells of right predictions, else above" if is_cells else worse,
    ]


def threshold_text(threshold: dict[str, Any]) -> str:
    """A threshold as one writes it in yml."""
    kind = threshold["type"]
    if kind == "p_value":
        return code({"p_value": threshold["upper"] if threshold.get("upper") is not None else threshold["lower"]})
    sides = {side: threshold[side] for side in ("lower", "upper") if threshold.get(side) is not None}
    return code({kind: sides})


def doc_blocks() -> dict[str, str]:
    """The descriptions that columns share."""
    texts = [*(path.read_text() for path in MODELS.rglob("*.md") if path != NAMES), names_block(Macros())]
    return {name: block for text in texts for name, block in re.findall(r"\{% docs (\w+) %\}(.*?)\{% enddocs %\}", text, re.DOTALL)}


def models() -> Iterator[dict[str, Any]]:
    """Every model of the package as its yml describes it."""
    for path in [*sorted(MODELS.rglob("*.yml")), *sorted((REPOSITORY / "python_models").glob("*.yml"))]:
        yield from yaml.safe_load(path.read_text()).get("models", [])


def is_public(model: dict[str, Any]) -> bool:
    """Whether users read a model; all others are steps on the way."""
    return model.get("config", {}).get("access") == "public"


def type_on_duckdb(data_type: str) -> str:
    """The type of a column, which differs between engines, as DuckDB has it."""
    return jinja2.Environment().from_string(data_type).render(target={"type": "duckdb"})


def tables_page() -> str:
    blocks = doc_blocks()

    def text_of(description: str) -> str:
        text = jinja2.Environment().from_string(description).render(doc=lambda name: blocks[name])
        return re.sub(r"(?<![\w/(])docs/([\w/-]+\.md)", r"[\1](../\1)", " ".join(text.split()))

    described = sorted(models(), key=lambda model: (FIRST.index(model["name"]) if model["name"] in FIRST else len(FIRST), model["name"]))
    parts = []
    for model in described:
        if is_public(model):
            rows = [
                [f"`{column['name']}`", type_on_duckdb(column["data_type"]), text_of(column["description"])] for column in model["columns"]
            ]
            parts.append(f"## {model['name']}\n\n{text_of(model['description'])}\n\n{table(['column', 'type', 'meaning'], rows)}")
    inner = [[f"`{model['name']}`", text_of(model["description"])] for model in described if not is_public(model)]
    return f"""# Tables

{WRITTEN}
These tables are for you: dashboards, checks and questions. They are in the schema `<target schema>_ml_monitor`
([configuration](configuration.md#schema)). Types are those of DuckDB. In your project, `dbt docs generate` shows the columns of all tables.

{chr(10).join(parts)}
## Tables on the way

The package computes the tables above from these. They are in the schema `<target schema>_ml_monitor_internal`.
Their columns may change from version to version.
Only the tables above have a contract: dbt checks their types in every run. The rows have none, since their columns depend on the monitors.

{table(["table", "holds"], inner)}"""


def pages() -> dict[Path, str]:
    macros = Macros()
    return {
        PAGES / "settings.md": settings_page(macros),
        PAGES / "metrics.md": metrics_page(macros),
        PAGES / "tables.md": tables_page(),
        NAMES: names_block(macros),
        TITLES: titles_module(macros),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text)
