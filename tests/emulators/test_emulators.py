"""The package on emulators of Snowflake and BigQuery: what it sends passes their grammars and calls only what their vendors document."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
import sqlglot
import yaml
from emulated import Bqemulator, Fakesnow, small_tables
from sqlglot import exp
from sqlglot.tokens import TokenType

ALLOWED = yaml.safe_load((Path(__file__).parent / "allowed.yml").read_text())
ENGINES = {"snowflake": Fakesnow, "bigquery": Bqemulator}
# Words that a bracket may follow without a call.
KEYWORDS = {*["all", "and", "as", "between", "by", "else", "exists", "from", "group", "having", "in", "join", "not", "on"]}
KEYWORDS |= {*["insert", "options", "or", "over", "partition", "select", "then", "union", "using", "values", "when", "where", "with"]}

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module", params=ENGINES)
def built(request, tmp_path_factory):
    """The engine's name, its emulator, the folder of a project that was built there, and what the builds printed."""
    emulator = ENGINES[request.param]()
    emulator.install()
    folder = tmp_path_factory.mktemp(request.param)
    emulator.write_project(folder, small_tables(emulator.rows), emulator.monitors())
    outputs = []
    with emulator.started():
        for command in (["deps"], *[["build"]] * emulator.builds):
            run = emulator.run("dbt", "--no-use-colors", *command, folder=folder)
            assert run.returncode == 0, run.stdout[-5000:]
            outputs.append(run.stdout)
    return request.param, emulator, folder, outputs


def statements(folder: Path) -> list[Path]:
    paths = sorted((folder / "target" / "run").rglob("*.sql"))
    assert len(paths) > 30
    return paths


def test_everything_builds_on_the_emulator(built):
    _, _, _, outputs = built
    for output in outputs[1:]:
        # Four reference chunks are too few for the monitors' thresholds, which is the second warning.
        assert re.search(r"PASS=\d+ WARN=2 ERROR=0", output), output[-2000:]
        assert re.search(r"WARN \d+ thresholds_stand_on_enough_reference_chunks", output)
        assert "runs no Python models here" in output


def test_every_statement_passes_the_grammar_of_the_dialect(built):
    engine, emulator, folder, _ = built
    (folder / ".sqlfluff").write_text("[sqlfluff]\nlarge_file_skip_byte_limit = 0\ntemplater = raw\n")
    run = emulator.run("sqlfluff", "parse", "--dialect", engine, "--format", "none", "target/run/ml_monitor", folder=folder)
    assert len(statements(folder)) > 30
    assert run.returncode == 0, (run.stdout + run.stderr)[-3000:]


def test_every_statement_calls_only_what_the_vendor_documents(built):
    engine, _, folder, _ = built
    allowed = set(ALLOWED[engine]["functions"]) | set(ALLOWED[engine]["types"]) | KEYWORDS
    called = set()
    for path in statements(folder):
        tokens = sqlglot.tokenize(path.read_text(), read=engine)
        for name, bracket in pairwise(tokens):
            if bracket.token_type == TokenType.L_PAREN and re.fullmatch(r"\w+", name.text) and name.token_type != TokenType.STRING:
                called.add(name.text.lower())
    assert {name for name in called if not name.isdigit()} - allowed - common_table_names(folder, engine) == set()


def common_table_names(folder: Path, engine: str) -> set[str]:
    """Names that a list of columns may follow: of common table expressions and of tables that are made or written."""
    names = set()
    for path in statements(folder):
        for tree in filter(None, sqlglot.parse(path.read_text(), read=engine)):
            for node in tree.find_all(exp.CTE, exp.Schema, exp.Insert):
                names.add((node.find(exp.Table) or node).name.lower())
    return names


def test_every_statement_is_made_of_constructs_that_the_dialect_knows(built):
    engine, _, folder, _ = built
    allowed = {*ALLOWED["constructs"], *ALLOWED[engine]["constructs"]}
    found = {}
    for path in statements(folder):
        for tree in filter(None, sqlglot.parse(path.read_text(), read=engine)):
            for node in tree.walk():
                if not isinstance(node, exp.Func) and type(node).__name__ not in allowed:
                    found[type(node).__name__] = path.name
    assert found == {}
