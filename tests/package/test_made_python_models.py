"""The files that scripts/make_python_models.py writes are those of the source, and fit where warehouses put them."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SPEC = importlib.util.spec_from_file_location("make_python_models", REPOSITORY / "scripts" / "make_python_models.py")
make = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = make
SPEC.loader.exec_module(make)

FILES = make.files()
RUNTIME = [f"ml_monitor.runtime.{path.stem}" for path in sorted((REPOSITORY / "src" / "ml_monitor" / "runtime").glob("[a-z]*.py"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_is_what_the_script_makes(path):
    assert path.read_text() == FILES[path], "run `make python-models`"


def test_every_python_model_is_made():
    assert sorted(FILES) == sorted((REPOSITORY / "python_models").glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_can_be_put_into_any_program(path):
    """dbt-snowflake puts lines above it, where no import from __future__ may follow, between two $$; the package is not installed there."""
    tree = ast.parse(FILES[path])
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported
    assert [name for name in imported if name.startswith(("ml_monitor", "__future__"))] == []
    assert "$$" not in FILES[path]
    # Only functions import, since dbt runs the file in every run.
    assert {type(node) for node in tree.body} == {ast.Expr, ast.Assign, ast.FunctionDef}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_has_no_annotations(path):
    nodes = list(ast.walk(ast.parse(FILES[path])))
    assert [node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.returns] == []
    assert [node.arg for node in nodes if isinstance(node, ast.arg) and node.annotation] == []
    assert not any(isinstance(node, ast.AnnAssign) for node in nodes)


def test_everything_in_the_source_is_used_by_a_model():
    modules, reached = {}, {}
    for path in FILES:
        make.add_modules(f"{make.MODELS}.{path.stem}", modules)
    for path in FILES:
        owners = {}
        make.add_reached(modules[f"{make.MODELS}.{path.stem}"], "model", modules, owners)
        for name, module in owners.items():
            reached.setdefault(module.name, set()).add(name)
    assert {name: set(module.texts) - reached.get(name, set()) for name, module in modules.items()} == {name: set() for name in modules}
    assert set(RUNTIME) - set(modules) == {"ml_monitor.runtime.kinds"}


MODEL = '''
"""A model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.parts import doubled

if TYPE_CHECKING:
    from ml_monitor.runtime.kinds import Table


def unused():
    return 1


def model(dbt: Any, session: Any) -> Table:
    """What dbt calls."""
    name: dict[str, Table] = doubled("☃")
    return name
'''

PARTS = '''
"""Parts."""

# How often.
TIMES = 2  # twice


# What a text becomes,
# and no more.
@staticmethod
def doubled(
    text: str,
    times: int = TIMES,
) -> "list[str]":
    def inner(text: dict[str, "☃"], *others: int, **more: int) -> list[str]:
        return [text] * times

    return inner(text)


def other() -> None:
    """No model calls this."""
'''


@pytest.fixture
def source(tmp_path, monkeypatch):
    """Writes modules of a source of its own, by their names."""

    def write(**modules: str):
        for name, text in modules.items():
            path = tmp_path / "ml_monitor" / ("dbt_models" if name == "monitor_m" else "runtime") / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.lstrip())
        return make.made("monitor_m")

    monkeypatch.setattr(make, "SOURCE", tmp_path)
    return write


MADE = '''
# Made by `make python-models`: change src/ml_monitor/dbt_models/monitor_m.py and what it imports, not this file.
"""A model."""


# --- src/ml_monitor/runtime/parts.py ---
# Parts.

# How often.
TIMES = 2  # twice


# What a text becomes,
# and no more.
@staticmethod
def doubled(text, times=TIMES):
    def inner(text, *others, **more):
        return [text] * times

    return inner(text)


# --- src/ml_monitor/dbt_models/monitor_m.py ---


def model(dbt, session):
    """What dbt calls."""
    name = doubled("☃")
    return name
'''


def test_a_file_holds_what_its_model_reaches(source):
    assert source(monitor_m=MODEL, parts=PARTS) == MADE.lstrip()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("import doubled", "import other", "`doubled` is used in src/ml_monitor/dbt_models/monitor_m.py"),
        ("import doubled", "import doubled, gone", "`gone` is used in src/ml_monitor/runtime/parts.py, or imported from it"),
        ('doubled("☃")', 'np.mean(doubled("☃"))', "`np` is used in src/ml_monitor/dbt_models/monitor_m.py"),
        ("def model(", "def modal(", "`model` is used in src/ml_monitor/dbt_models/monitor_m.py"),
    ],
)
def test_a_name_that_is_not_there_is_named(source, old, new, message):
    model = MODEL.replace("return name", "return gone") if "gone" in new else MODEL
    with pytest.raises(make.SourceError, match=message):
        source(monitor_m=model.replace(old, new), parts=PARTS)


def test_what_would_be_lost_is_an_error(source):
    with pytest.raises(make.SourceError, match=r"Line 7 of src/ml_monitor/runtime/parts.py is neither a function nor a constant\."):
        source(monitor_m=MODEL, parts=PARTS.replace("# What", "TIMES += 1\n\n\n# What"))


def test_a_name_that_two_modules_define_is_named(source):
    model = MODEL.replace('doubled("☃")', 'doubled("☃", TIMES)').replace("def unused", "TIMES = 3\n\n\ndef unused")
    with pytest.raises(make.SourceError, match=r"`TIMES` is defined in src/ml_monitor/[a-z_/]+\.py and in src/ml_monitor/[a-z_/]+\.py"):
        source(monitor_m=model, parts=PARTS)
