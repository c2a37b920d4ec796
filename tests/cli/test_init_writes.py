"""What `ml-monitor init` writes, and what it leaves as it is. dbt is replaced by a program that does nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result

from ml_monitor.cli import main
from ml_monitor.errors import UserError
from ml_monitor.setup.package import FOLDER, is_installed, shipped_package, with_package
from ml_monitor.setup.settings import monitor_lines, with_monitor

SETTINGS = {
    "problem_type": "regression",
    "scored": "no",
    "row_id": "id",
    "continuous_columns": ["a", "#b", "c: d"],
    "y_pred_proba": {0: "p0"},
}
ROWS = """
select
    i as id, timestamp '2024-01-01' + interval (i) hour as ts, i * 1.5 as y_true, i * 1.5 + i % 3 as y_pred, i % 9 as x
from range(6000) as rows(i)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.setenv("ML_MONITOR_DBT", "true")
    made = tmp_path / "Loan scores 2"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


def export(path: Path, sql: str = ROWS) -> None:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"copy ({sql}) to '{path}'")


def init(*arguments: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(main, ["init", *arguments], input=answers)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_empty_folder_becomes_a_project(folder):
    export(folder / "predictions.csv")
    run = init()
    assert run.exit_code == 0, run.output
    written = {path for path in contents(folder) if not path.startswith(FOLDER)}
    assert written == {
        ".gitignore",
        "dbt_project.yml",
        "models/predictions.sql",
        "models/predictions.yml",
        "packages.yml",
        "predictions.csv",
        "profiles.yml",
    }
    project = yaml.safe_load((folder / "dbt_project.yml").read_text())
    assert project["name"] == project["profile"] == "loan_scores_2"
    assert list(project["vars"]["ml_monitors"]) == ["predictions"]
    assert project["vars"]["ml_monitors"]["predictions"]["scored"] == "predictions"
    assert yaml.safe_load((folder / "packages.yml").read_text()) == {"packages": [{"local": FOLDER}]}
    assert (folder / FOLDER / "dbt_project.yml").read_text() == (shipped_package() / "dbt_project.yml").read_text()
    assert "dbt build, then ml-monitor report" in run.output


def test_what_is_committed_names_no_place_of_this_machine(folder):
    (folder / "data").mkdir()
    export(folder / "data" / "predictions.csv")
    assert init(str(folder / "data" / "predictions.csv")).exit_code == 0
    for path, content in contents(folder).items():
        if not path.startswith((FOLDER, "data")):
            assert str(folder.parent).encode() not in content, path
    assert "read_csv('data/predictions.csv'" in (folder / "models/predictions.sql").read_text()


def test_running_it_twice_changes_nothing(folder):
    export(folder / "predictions.csv")
    assert init().exit_code == 0
    before = contents(folder)
    run = init("predictions.csv")
    assert (run.exit_code, contents(folder)) == (0, before)
    assert "Nothing to do" in run.output
    run = init("predictions.csv", "--label", "none", "--yes")
    assert (run.exit_code, contents(folder)) == (2, before)
    assert "has a monitor predictions already, with other settings" in run.output
    (folder / FOLDER / "macros/config/monitors.sql").write_text("an older one")
    run = init("predictions.csv", "--yes")
    assert (run.exit_code, contents(folder)) == (0, before)
    assert f"changed  {FOLDER}/" in run.output


def test_a_second_monitor_of_the_same_file(folder):
    export(folder / "predictions.csv")
    assert init().exit_code == 0
    run = init("predictions.csv", "--monitor", "by hand", "--chunk-size", "100", "--yes")
    assert run.exit_code == 0, run.output
    monitors = yaml.safe_load((folder / "dbt_project.yml").read_text())["vars"]["ml_monitors"]
    assert {name: monitor.get("chunk_size") for name, monitor in monitors.items()} == {"predictions": None, "by hand": 100}


def test_print_writes_nothing_and_can_be_pasted(folder):
    export(folder / "predictions.csv")
    run = init("--print")
    assert run.exit_code == 0
    assert list(contents(folder)) == ["predictions.csv"]
    assert list(yaml.safe_load(run.stdout)["vars"]["ml_monitors"]) == ["predictions"]
    assert "to change it" in run.stderr
    assert "from read_csv('predictions.csv'" in run.stderr


def test_a_file_outside_of_the_project_is_told(folder):
    export(folder.parent / "predictions.parquet")
    run = init("../predictions.parquet")
    assert run.exit_code == 0, run.output
    assert "../predictions.parquet lies outside of the project" in run.output
    assert "read_parquet('../predictions.parquet')" in (folder / "models/predictions.sql").read_text()


def test_two_files(folder):
    export(folder / "old.parquet")
    export(folder / "new.parquet", f"select * from ({ROWS}) limit 500")
    run = init("new.parquet", "--reference", "old.parquet")
    assert run.exit_code == 0, run.output
    monitor = yaml.safe_load((folder / "dbt_project.yml").read_text())["vars"]["ml_monitors"]["new"]
    assert (monitor["reference"], monitor["analysis"]) == ("old", "new")
    assert (folder / "models/old.sql").is_file()
    assert "found new.parquet, which is the analysis too" in init("new.parquet", "--reference", "new.parquet", "--yes").output


def test_all_that_is_missing_comes_in_one_message(folder):
    export(folder / "scores.parquet", "select i % 10 as a, i % 3 as b from range(100) as rows(i)")
    run = init("scores.parquet")
    assert run.exit_code == 2
    assert "1 thing is missing:" in run.output
    assert "--prediction: prediction. No name fits" in run.output
    assert list(contents(folder)) == ["scores.parquet"]
    export(folder / "scores.parquet", "select i % 10 as pred, i % 10 as b from range(1) as rows(i)")
    run = init("scores.parquet")
    assert "a report needs at least two chunks" in run.output


def test_what_is_missing_is_asked_at_a_terminal(folder, monkeypatch):
    export(folder / "scores.parquet", f"select * rename (y_true as u, y_pred as v) from ({ROWS})")
    monkeypatch.setattr("ml_monitor.commands.init.is_somebody_there", lambda: True)
    run = init("scores.parquet", answers="v\n")
    assert run.exit_code == 0, run.output
    assert "Which one (--prediction)" in run.output
    monitor = yaml.safe_load((folder / "dbt_project.yml").read_text())["vars"]["ml_monitors"]["scores"]
    assert (monitor["y_pred"], monitor["y_true"]) == ("v", "u")


def test_questions_are_no_leave_to_write(folder, monkeypatch):
    project_with_table(folder)
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.execute("alter table scored rename y_pred to v")
    before = contents(folder)
    monkeypatch.setattr("ml_monitor.commands.init.is_somebody_there", lambda: True)
    run = init("scored", answers="v\nn\n")
    assert (run.exit_code, contents(folder)) == (1, before)
    assert "Write these files?" in run.output
    run = init("scored", "--prediction", "v", answers="y\n")
    assert run.exit_code == 0, run.output


def test_a_table_too_small_is_no_question(folder, monkeypatch):
    export(folder / "scores.parquet", f"select * from ({ROWS}) limit 1")
    monkeypatch.setattr("ml_monitor.commands.init.is_somebody_there", lambda: True)
    run = init("scores.parquet")
    assert run.exit_code == 2
    assert "rows. The table has 1 row, and a report needs at least two chunks of them." in run.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Name the file or relation to watch"),
        (["not_there.csv"], "There is no file not_there.csv"),
        (["a_model"], "has no dbt project, and a_model is no CSV or Parquet file"),
        (["broken.parquet"], "broken.parquet cannot be read."),
        (["empty.csv"], "empty.csv"),
        (["latin.csv"], "latin.csv cannot be read. It is not UTF-8: convert it first."),
        (["nameless.csv"], "has no line with the names of its columns"),
        (["predictions.csv", "--chunk-size", "0"], "Invalid value for '--chunk-size'"),
        (["predictions.csv", "--chunk-size", "5", "--chunk-period", "day"], "found both; allowed: one of them"),
        (["predictions.csv", "--reference-until", "soon"], "Invalid value for '--reference-until'"),
        (["predictions.csv", "--label", "x", "--row-id", "x"], "which is also given by --row-id"),
    ],
)
def test_mistakes_are_told_in_a_line(folder, arguments, message):
    export(folder / "predictions.csv")
    (folder / "broken.parquet").write_text("no parquet")
    (folder / "empty.csv").write_text("")
    (folder / "latin.csv").write_bytes("id,city\n1,Köln\n2,Zürich\n".encode("latin-1"))
    (folder / "nameless.csv").write_text("1,2.5\n2,3.5\n3,4.5\n")
    before = contents(folder)
    run = init(*arguments)
    assert (run.exit_code, contents(folder)) == (2, before)
    assert message in run.output
    assert "Traceback" not in run.output


def project_with_table(folder: Path) -> None:
    """A user's project with one model that dbt has built."""
    (folder / "models").mkdir()
    (folder / "dbt_project.yml").write_text(
        "# mine\nname: shop\nprofile: shop\n\nvars:\n  # kept\n  today: 2024-01-01   # too\n\nmodels: {}\n"
    )
    (folder / "profiles.yml").write_text("shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb}}}\n")
    (folder / "packages.yml").write_text("packages:\n  # needed\n  - package: dbt-labs/dbt_utils\n    version: 1.0.0\n")
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.execute(f"create table scored as {ROWS}")
    (folder / "target").mkdir()
    common = {"package_name": "shop", "patch_path": None}
    nodes = {
        "model.shop.scored": {**common, "name": "scored", "resource_type": "model", "relation_name": '"shop"."main"."scored"'},
        "model.shop.gone": {**common, "name": "gone", "resource_type": "model", "relation_name": '"shop"."main"."gone"'},
    }
    source = {**common, "name": "scored", "source_name": "raw", "resource_type": "source", "relation_name": '"shop"."main"."scored"'}
    manifest = {"metadata": {"project_name": "shop"}, "nodes": nodes, "sources": {"source.shop.raw.scored": source}}
    (folder / "target/manifest.json").write_text(json.dumps(manifest))


def test_a_model_of_a_project_that_is_there(folder):
    project_with_table(folder)
    before = contents(folder)
    run = init("scored")
    assert (run.exit_code, contents(folder)) == (2, before)
    assert "Run it again with --yes" in run.output
    run = init("scored", "--yes")
    assert run.exit_code == 0, run.output
    text = (folder / "dbt_project.yml").read_text()
    assert text.startswith(
        "# mine\nname: shop\nprofile: shop\n\nvars:\n  # kept\n  today: 2024-01-01   # too\n  ml_monitors:\n    scored:\n"
    )
    assert text.endswith("\n\nmodels: {}\n")
    assert (folder / "packages.yml").read_text() == (
        f"packages:\n  # needed\n  - local: {FOLDER}\n  - package: dbt-labs/dbt_utils\n    version: 1.0.0\n"
    )
    assert yaml.safe_load((folder / "models/ml_monitor_scored.yml").read_text())["models"][0]["name"] == "scored"


def test_variables_in_a_file_of_their_own(folder):
    project_with_table(folder)
    (folder / "vars.yml").write_text("vars:\n  a: 1\n")
    before = (folder / "dbt_project.yml").read_text()
    run = init("scored", "--yes")
    assert run.exit_code == 0, run.output
    assert list(yaml.safe_load((folder / "vars.yml").read_text())["vars"]) == ["a", "ml_monitors"]
    assert (folder / "dbt_project.yml").read_text() == before


@pytest.mark.parametrize(
    ("relation", "expected"),
    [("raw.scored", {"source": ["raw", "scored"]}), ("gone", "gone is not built"), ("scord", "Did you mean scored")],
)
def test_other_relations_of_a_project(folder, relation, expected):
    project_with_table(folder)
    run = init(relation, "--print")
    if isinstance(expected, str):
        assert run.exit_code == 2
        assert expected in run.output
    else:
        assert yaml.safe_load(run.stdout)["vars"]["ml_monitors"]["scored"]["scored"] == expected
        assert "add the test ml_monitor.no_incidents to yours" in init(relation, "--yes").output


def test_another_engine_is_told_how(folder):
    project_with_table(folder)
    (folder / "profiles.yml").write_text("shop: {target: dev, outputs: {dev: {type: postgres}}}\n")
    run = init("scored")
    assert run.exit_code == 2
    assert "scored is read through your dbt. Give --sample 10000" in run.output
    assert "Run it without --print" in init("scored", "--sample", "100", "--print").output


FILES = {
    "nothing": "",
    "no vars": "name: a\n",
    "no newline at the end": "name: a",
    "vars without a value": "name: a\nvars:\nmodels: {}\n",
    "empty vars": "name: a\nvars: {}  # none\nmodels: {}\n",
    "other vars": "vars:\n  b: 1\n\n# a comment\nmodels:\n  a: 1\n",
    "wide indentation": "vars:\n      b: 1\n      c:\n          d: [1,\n             2]\nmodels: {}\n",
    "a block of text": "vars:\n  b: |\n    one\n    two\nmodels: {}\n",
    "a list": "vars:\n  b:\n  - 1\n  - 2\nmodels: {}\n",
    "no monitors yet": "vars:\n  ml_monitors:\n  b: 1\n",
    "empty monitors": "vars:\n  ml_monitors: {}\n  b: 1\n",
    "other monitors": "vars:\n  ml_monitors:\n    first:\n      scored: a\n      thresholds: {a: {b: 1}}\n  b: 1\n",
    "monitors at the end": "vars:\n  ml_monitors:\n    first:\n      scored: a   # x",
    "windows": "name: a\r\nvars:\r\n  b: 1\r\nmodels: {}\r\n",
    "templates": "name: a\nvars:\n  b: \"{{ env_var('X') }}\"\n",
    "document marks": "---\nname: a\nvars:\n  b: 1\n",
    "quoted": '"vars":\n  "ml_monitors":\n    "first": {"scored": "a"}\n',
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_a_monitor_is_added_and_the_rest_stays(text):
    changed = with_monitor(text, "no", SETTINGS, {"row_id": "unique"})
    before, after = yaml.safe_load(text) or {}, yaml.safe_load(changed)
    assert after["vars"]["ml_monitors"].pop("no") == SETTINGS
    assert {**(before.get("vars") or {}), "ml_monitors": (before.get("vars") or {}).get("ml_monitors") or {}} == after["vars"]
    kept = [line for line in text.replace("{}", "").splitlines() if line.strip() and "vars" not in line and "ml_monitors" not in line]
    assert [line for line in kept if line not in changed.replace("{}", "").splitlines()] == []
    assert changed.count("\r") == (changed.count("\n") if "\r" in text else 0)


@pytest.mark.parametrize(
    "text", ["vars: {b: 1}\n", "vars:\n  ml_monitors: {first: {scored: a}}\n", "{vars: {b: 1}}\n", "x: &a {b: 1}\nvars: *a\n"]
)
def test_what_lines_cannot_be_added_to_is_refused(text):
    with pytest.raises(UserError, match="--print"):
        with_monitor(text, "no", SETTINGS, {})


def test_settings_read_back_as_they_are():
    settings = {
        "reference": {"where": "\"a b\" = 'it''s: no'"},
        "row_id": "yes",
        "y_true": "12",
        "classes": ["no", "yes"],
        "y_pred_proba": {"no": "a", 1: "b"},
        "continuous_columns": ["null", "~", "- a", "a: b", "[c]", "{{ d }}", "ü", "x" * 200, *(f"column {i}" for i in range(100))],
    }
    text = "\n".join(monitor_lines("on: off", settings, {"row_id": "x"}))
    assert yaml.safe_load(text) == {"on: off": settings}
    assert max(map(len, text.splitlines())) < 300


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# none\n",
        "packages:\n",
        "packages: []\n",
        "packages:\n- git: a\n",
        "packages:\n  # b\n    - local: c\n      # d\n",
        "projects:\n  - name: e\n",
    ],
)
def test_the_package_is_added_and_the_rest_stays(text):
    before = yaml.safe_load(text) or {}
    after = yaml.safe_load(with_package(text, {"local": FOLDER}))
    assert after == {**before, "packages": [{"local": FOLDER}, *(before.get("packages") or [])]}


def test_an_installed_package_is_found(tmp_path):
    for entry in [
        {"git": "https://example.org/some/ml_monitor.git", "revision": "package", "subdirectory": "ml_monitor"},
        {"git": "git@example.org:ml-monitor"},
        {"package": "somebody/ml_monitor", "version": "0.1.0"},
        {"local": os.path.relpath(shipped_package(), tmp_path)},
    ]:
        assert is_installed(tmp_path, [{"package": "dbt-labs/dbt_utils"}, entry]), entry
    assert not is_installed(
        tmp_path, [{"package": "dbt-labs/dbt_utils"}, {"git": "https://example.org/xml_monitor.git"}, {"local": "elsewhere"}]
    )
