"""Rules that the package's own files keep."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PYTHON_MODELS = sorted((REPOSITORY / "python_models").glob("*.py"))
MACRO_FILES = sorted((REPOSITORY / "macros").rglob("*.sql"))

BEGIN = "# --- shared with the other Python models: begin ---"
END = "# --- shared with the other Python models: end ---"


def test_the_shared_block_of_the_python_models_is_the_same_everywhere():
    """Each Python model has to be one self-contained file, so what they share is copied; the copies must not drift apart."""
    assert len(PYTHON_MODELS) == 4
    blocks = {path.read_text().split(BEGIN)[1].split(END)[0] for path in PYTHON_MODELS}
    assert len(blocks) == 1


def test_both_models_of_direct_loss_estimation_make_the_same_features():
    """Trained and applied with different features, the loss models would be silently wrong."""
    marks = [f"# --- shared with the other model of direct loss estimation: {end} ---" for end in ("begin", "end")]
    blocks = [path.read_text().split(marks[0])[1].split(marks[1])[0] for path in PYTHON_MODELS if marks[0] in path.read_text()]
    assert len(blocks) == 2
    assert blocks[0] == blocks[1]


def test_both_models_of_principal_components_encode_rows_alike():
    """Components fitted on one encoding of the rows and applied to another would be silently wrong."""
    marks = [f"# --- shared with the other model of principal components: {end} ---" for end in ("begin", "end")]
    blocks = [path.read_text().split(marks[0])[1].split(marks[1])[0] for path in PYTHON_MODELS if marks[0] in path.read_text()]
    assert len(blocks) == 2
    assert blocks[0] == blocks[1]


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


def test_no_query_runs_while_compiling():
    for path in MACRO_FILES + sorted((REPOSITORY / "dbt_project").rglob("*.sql")):
        assert not re.search(r"run_query|statement\(", path.read_text()), path


def test_only_the_cross_database_folder_differs_between_engines():
    for path in MACRO_FILES:
        if path.parent.name != "cross_db":
            assert "adapter.dispatch" not in path.read_text(), path
