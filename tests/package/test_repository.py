"""Rules that the package's own files keep."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
MACRO_FILES = sorted((REPOSITORY / "macros").rglob("*.sql"))
SQL_FILES = MACRO_FILES + sorted((REPOSITORY / "dbt_project").rglob("*.sql"))


def test_contracts_name_a_type_by_engine_in_the_same_words_everywhere():
    """YAML shares anchors within a file only, so each file has its own."""
    files = [*(REPOSITORY / "dbt_project").rglob("*.yml"), *(REPOSITORY / "python_models").glob("*.yml")]
    anchors = [line for path in files for line in path.read_text().splitlines() if "&double " in line]
    assert len(anchors) > 1
    assert len(set(anchors)) == 1
    assert not any("data_type: double" in path.read_text() for path in files)


@pytest.mark.parametrize("path", MACRO_FILES, ids=lambda path: path.stem)
def test_macros_stay_small(path):
    for macro in re.split(r"\{%-? ?(?:macro|test) ", path.read_text())[1:]:
        body = re.split(r"\{%-? ?end(?:macro|test)", macro)[0]
        assert body.count("\n") <= 125, macro.split("(")[0]


def test_files_stay_small():
    """What is longer has parts with names of their own."""
    lengths = {str(path.relative_to(REPOSITORY)): path.read_text().count("\n") for path in SQL_FILES}
    assert {path: length for path, length in lengths.items() if length > 150} == {}


def test_the_grain_is_written_once():
    """Lists of the columns of a chunk or slice, and joins by them, come from macros/grain: a column more is written there alone."""
    keys = ("monitor_name", "period", "chunk_index")
    listed = r",\s*".join(rf"(?:\w+\.)?{key}" for key in keys)
    joined = r"\s+and ".join(rf"\w+\.{key} = \w+\.{key}" for key in keys)
    found = []
    for path in SQL_FILES:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        found += [(str(path.relative_to(REPOSITORY)), match[0]) for match in re.finditer(rf"\b(?:{listed}|{joined})\b", text)]
    assert found == []


def test_every_union_says_whether_it_keeps_equal_rows():
    """BigQuery takes no `union` alone, and `union distinct` is not known everywhere. Spark's own materialization runs on Spark alone."""
    bare = re.compile(r"^\s*union\s*$", re.MULTILINE)
    found = {path.name for path in SQL_FILES if bare.search(path.read_text())}
    assert found == {"spark_current_versions.sql"}


def test_no_query_runs_while_compiling():
    for path in SQL_FILES:
        # A materialization is what dbt runs to build a model: its statements are the build.
        # Types are asked for only while building, and of Postgres' catalog where dbt's adapter tells too little.
        if path.name == "column_types.sql":
            catalog = path.read_text().split("{% set catalog %}")[1].split("{% endset %}")[0]
            assert set(re.findall(r"(?:from|join) ([a-z_]+\.)?", catalog)) == {"pg_catalog."}
        elif path.name in ("print_status.sql", "monitors_with_trust.sql"):
            # What a run prints is asked of the table that it has just built, by a hook of that table.
            # What a run need not read is asked of the last state before it begins.
            assert re.search(r'\{% if not execute or flags.WHICH not in \["run", "build"\].*return\((""|monitors)\)', path.read_text())
        elif path.name in ("print_tables.sql", "print_sample.sql", "write_notifications.sql"):
            # They are operations, and no model calls them.
            assert re.search(r'\{% if not execute or flags.WHICH != "run-operation" %\}.*return\(""\)', path.read_text())
        elif "{% materialization" not in path.read_text():
            assert not re.search(r"run_query|statement\(", path.read_text()), path


def test_only_the_cross_database_folder_differs_between_engines():
    for path in MACRO_FILES:
        if path.parent.name != "cross_db":
            assert "adapter.dispatch" not in path.read_text(), path


@pytest.mark.parametrize("path", [path for path in MACRO_FILES if path.parent.name == "cross_db"], ids=lambda path: path.stem)
def test_a_difference_between_engines_has_a_file_of_its_own_that_says_why(path):
    text = path.read_text()
    assert re.match(r"\{#[^#]*\n  Differs: .+\.\n#\}\n", text)
    assert f"{{% macro {path.stem}(" in text
    dispatched = set(re.findall(r'adapter\.dispatch\("(\w+)"', text))
    assert dispatched == {path.stem} or path.stem == "has_python_models"
