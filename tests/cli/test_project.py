"""How `ml-monitor` finds the dbt project, its profile and its manifest: as dbt does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from ml_monitor.cli import COMMANDS, main
from ml_monitor.errors import UserError
from ml_monitor.project import Project

OUTPUTS = {"dev": {"type": "duckdb", "path": "dev.duckdb"}, "prod": {"type": "postgres", "password": "{{ env_var('PASSWORD') }}"}}


def project(folder: Path, settings: dict | None = None, profiles: dict | None = None, **options) -> Project:
    write(folder / "dbt_project.yml", {"name": "shop", "profile": "shop", **(settings or {})})
    write(folder / "profiles.yml", profiles or {"shop": {"target": "dev", "outputs": OUTPUTS}})
    return Project(folder, **{"environment": {}, **options})


def write(path: Path, content: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content))


def test_the_target_is_that_of_the_profile_unless_the_option_or_the_environment_names_another(tmp_path):
    assert project(tmp_path).target == {"type": "duckdb", "path": "dev.duckdb", "name": "dev"}
    assert project(tmp_path, target_name="prod").target_label == "prod"
    assert project(tmp_path, environment={"DBT_TARGET": "prod"}).target_label == "prod"
    assert project(tmp_path, target_name="dev", environment={"DBT_TARGET": "prod"}).target_label == "dev"
    profiles = {"shop": {"target": "{{ env_var('STAGE', 'prod') }}", "outputs": OUTPUTS}}
    assert project(tmp_path, profiles=profiles).target_label == "prod"
    assert project(tmp_path, profiles=profiles, environment={"STAGE": "dev"}).target_label == "dev"


def test_the_profile_is_that_of_the_project_unless_another_is_named(tmp_path):
    profiles = {"shop": {"target": "dev", "outputs": OUTPUTS}, "other": {"outputs": {"default": {"type": "snowflake"}}}}
    assert project(tmp_path, profiles=profiles, profile_name="other").engine == "snowflake"
    assert project(tmp_path, profiles=profiles, environment={"DBT_PROFILE": "other"}).engine == "snowflake"
    of_variable = {"profile": "{{ env_var('SHOP') }}"}
    assert project(tmp_path, of_variable, profiles, environment={"SHOP": "other"}).engine == "snowflake"


def test_environment_variables_are_filled_in_as_dbt_does_it(tmp_path):
    output = {
        "type": "duckdb",
        "path": "{{ env_var('FOLDER') }}/{{ env_var('FILE', 'shop') }}.duckdb",
        "threads": "{{ env_var('N', '2') | as_number }}",
    }
    profiles = {"shop": {"target": "dev", "outputs": {"dev": {**output, "attach": [{"path": "{{ env_var('FOLDER') }}/more.duckdb"}]}}}}
    target = project(tmp_path, profiles=profiles, environment={"FOLDER": "/data"}).target
    assert (target["path"], target["threads"], target["attach"]) == ("/data/shop.duckdb", "2", [{"path": "/data/more.duckdb"}])


def test_variables_of_the_command_line_are_filled_in_as_dbt_does_it(tmp_path):
    output = {"type": "duckdb", "path": "{{ var('folder') }}/{{ var('file', 'shop') }}.duckdb"}
    profiles = {"shop": {"target": "{{ var('stage', 'dev') }}", "outputs": {"dev": output, "prod": output}}}
    assert project(tmp_path, profiles=profiles, variables={"folder": "/data"}).target["path"] == "/data/shop.duckdb"
    assert project(tmp_path, profiles=profiles, variables={"folder": 1, "stage": "prod"}).target == {
        "type": "duckdb",
        "path": "1/shop.duckdb",
        "name": "prod",
    }


@pytest.mark.parametrize("command", list(COMMANDS))
@pytest.mark.parametrize(
    ("text", "problem"), [("stage", "allowed: a mapping such as"), ("{stage: ", "is not valid YAML; allowed: a mapping")]
)
def test_every_command_takes_variables_and_tells_what_they_are(tmp_path, command, text, problem):
    arguments = {"explain": ["loans"], "init": ["loans"]}.get(command, [])
    run = CliRunner().invoke(main, [command, *arguments, "--project-dir", str(tmp_path), "--vars", text])
    assert run.exit_code == 2
    assert f"--vars: found {text}" in run.output.replace("\n", " ")
    assert problem in " ".join(run.output.split())


def test_the_engine_is_known_without_the_secrets_of_the_target(tmp_path):
    found = project(tmp_path, target_name="prod")
    assert found.engine == "postgres"
    with pytest.raises(UserError, match="needs the environment variable PASSWORD, which is not set"):
        assert found.target


def test_profiles_are_searched_where_dbt_searches_them(tmp_path, monkeypatch):
    folder = tmp_path / "shop"
    project(folder)
    (folder / "profiles.yml").unlink()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=r"There is no profiles.yml in .*shop or .*\.dbt"):
        assert Project(folder, environment={}).target
    for place, name in (("home/.dbt", "home"), ("shop", "project"), (".", "current"), ("variable", "variable"), ("option", "option")):
        write(tmp_path / place / "profiles.yml", {"shop": {"target": name, "outputs": {name: {"type": "duckdb"}}}})
    named = {"environment": {"DBT_PROFILES_DIR": str(tmp_path / "variable")}}
    assert Project(folder, environment={}).target_label == "current"
    assert Project(folder, **named).target_label == "variable"
    assert Project(folder, tmp_path / "option", **named).target_label == "option"
    (tmp_path / "profiles.yml").unlink()
    assert Project(folder, environment={}).target_label == "project"
    (folder / "profiles.yml").unlink()
    assert Project(folder, environment={}).target_label == "home"


@pytest.mark.parametrize(("settings", "environment"), [({"target-path": "out/put"}, {}), ({}, {"DBT_TARGET_PATH": "out/put"})])
def test_the_manifest_is_where_dbt_writes_it(tmp_path, settings, environment):
    found = project(tmp_path, settings, environment=environment)
    with pytest.raises(UserError, match=r"There is no .*out/put/manifest.json. Run `dbt build` first."):
        assert found.manifest
    found.manifest_path.parent.mkdir(parents=True)
    found.manifest_path.write_text(json.dumps({"nodes": {}}))
    with pytest.raises(UserError, match=r"has no model of ml_monitor: add it to packages.yml"):
        found.models()


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (None, {"profile_name": "shops"}, "has no profile 'shops'. It has: shop."),
        (None, {"target_name": "production"}, "has no target 'production' in its profile. It has: dev, prod."),
        ("shop: [", {}, "profiles.yml is not valid YAML"),
        ("- shop", {}, "profiles.yml is not a mapping"),
        ("shop: {outputs: {default: {type: '{{ ref(1) }}'}}}", {}, "ml-monitor knows env_var\\(\\) and var\\(\\) only"),
        ("shop: {target: '{{ var(\"stage\") }}', outputs: {}}", {}, "needs the variable stage, which dbt takes from --vars"),
    ],
)
def test_a_mistake_in_the_profile_is_told_with_what_there_is(tmp_path, content, options, message):
    found = project(tmp_path, **options)
    if content:
        (tmp_path / "profiles.yml").write_text(content)
    with pytest.raises(UserError, match=message):
        assert found.engine


def test_a_folder_without_a_project_is_told(tmp_path):
    with pytest.raises(UserError, match=r"There is no dbt_project.yml in .* or give --project-dir"):
        assert Project(tmp_path, environment={}).engine


def test_a_manifest_that_is_cut_off_is_told(tmp_path):
    found = project(tmp_path)
    found.manifest_path.parent.mkdir()
    found.manifest_path.write_text('{"nodes": ')
    with pytest.raises(UserError, match=r"manifest.json is not valid JSON"):
        assert found.manifest
