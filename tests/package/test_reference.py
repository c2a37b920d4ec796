"""The pages that scripts/make_reference.py writes are those of the code, and the defaults that they name are those that count."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SPEC = importlib.util.spec_from_file_location("make_reference", REPOSITORY / "scripts" / "make_reference.py")
make_reference = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_reference)

PAGES = make_reference.pages()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_what_the_script_makes(page):
    assert page.read_text() == PAGES[page], "run `python scripts/make_reference.py`"


def test_every_setting_is_on_the_page_once():
    names = [setting["name"] for setting in make_reference.Macros().setting_registry()]
    assert len(names) == len(set(names))
    page = PAGES[make_reference.PAGES / "settings.md"]
    assert [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")] == names


def test_every_metric_and_every_model_is_on_its_page():
    described = set(re.findall(r"`(\w+)`", PAGES[make_reference.NAMES]))
    # The confusion matrix comes as one metric per cell.
    assert described == {metric["name"] for metric in make_reference.Macros().metric_registry()} - {"confusion_matrix"}
    metrics = PAGES[make_reference.PAGES / "metrics.md"]
    assert [metric["name"] for metric in make_reference.Macros().metric_registry() if f"| `{metric['name']}` |" not in metrics] == []
    tables = PAGES[make_reference.PAGES / "tables.md"]
    names = [model["name"] for model in make_reference.models()]
    assert len(names) > 50
    assert [name for name in names if f"## {name}\n" not in tables and f"| `{name}` |" not in tables] == []


def test_what_settings_affect_is_what_can_be_affected():
    macros = make_reference.Macros()
    affected = {effect for setting in macros.setting_registry() for effect in setting["affects"]}
    assert affected == set(macros.effects_of_settings())


def test_defaults_are_those_of_a_monitor_that_sets_nothing():
    folder = REPOSITORY / "macros"
    files = [path.relative_to(folder).with_suffix("") for path in (folder / "config").rglob("*.sql")]
    macros = make_reference.Macros([*files, "expressions/periods", "fairness/group_metrics"], has_python_models=lambda: True)
    least = {"problem_type": "regression", "reference": "a", "analysis": "b", "row_id": "id"}
    monitor = macros.complete_monitor("least", least, macros.metric_registry())
    found = {setting["name"]: setting["default"] for setting in macros.setting_registry() if setting.get("default") is not None}
    compared = {name: monitor[name] for name in found if name in monitor and found[name] != monitor[name]}
    assert {name for name in found if name in monitor} >= {"chunk_number", "time_zone", "incomplete", "max_fit_rows", "drift_types"}
    # Nothing is asked for by an empty list, and a regression has no classes.
    assert compared == {"summary_statistics": [], "classes": []}


def test_the_schema_for_readers_holds_the_public_models_and_no_others():
    settings = {model["name"]: model.get("config", {}) for model in make_reference.models()}
    public = {name for name, config in settings.items() if config.get("access") == "public"}
    assert {name for name, config in settings.items() if config.get("schema") == "ml_monitor"} == public
    assert 20 < len(public) < len(settings) / 2
