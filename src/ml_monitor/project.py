"""The dbt project that a command works in: where its tables are and how to reach them, read from its own files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import click
import jinja2
import yaml

from ml_monitor.errors import UserError


@dataclass(frozen=True)
class Project:
    """A dbt project on disk.

    Attributes:
        folder: the folder of dbt_project.yml, absolute.
        profiles_folder: `--profiles-dir`, if given.
        profile_name: `--profile`, if given.
        target_name: `--target`, if given.
    """

    folder: Path
    profiles_folder: Path | None = None
    profile_name: str | None = None
    target_name: str | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """dbt_project.yml, not rendered."""
        path = self.folder / "dbt_project.yml"
        if not path.is_file():
            raise UserError(
                f"There is no dbt_project.yml in {self.folder}. Run ml-monitor in the folder of your dbt project, or give --project-dir."
            )
        return _mapping(path)

    @cached_property
    def profiles_path(self) -> Path:
        """profiles.yml, searched where dbt searches it."""
        named = self.profiles_folder or self.environment.get("DBT_PROFILES_DIR")
        folders = [Path(named)] if named else [self.folder, Path.home() / ".dbt"]
        for folder in folders:
            if (folder / "profiles.yml").is_file():
                return (folder / "profiles.yml").absolute()
        raise UserError(f"There is no profiles.yml in {' or '.join(str(folder) for folder in folders)}.")

    @cached_property
    def target(self) -> dict[str, Any]:
        """The chosen output of profiles.yml with its `env_var`s filled in, and its name as `name`."""
        name = self.profile_name or self.environment.get("DBT_PROFILE") or self.settings.get("profile")
        profiles = _mapping(self.profiles_path)
        if name not in profiles:
            raise UserError(f"{self.profiles_path} has no profile {name!r}. It has: {', '.join(sorted(map(str, profiles))) or 'none'}.")
        profile = profiles[name]
        outputs = profile.get("outputs") or {}
        chosen = self.target_name or self.environment.get("DBT_TARGET") or self._rendered(profile.get("target", "default"))
        if chosen not in outputs:
            raise UserError(f"The profile {name!r} has no target {chosen!r}. It has: {', '.join(sorted(map(str, outputs))) or 'none'}.")
        return {**self._rendered(outputs[chosen]), "name": chosen}

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What dbt wrote of its last run: target/manifest.json."""
        folder = self.environment.get("DBT_TARGET_PATH") or self._rendered(self.settings.get("target-path") or "target")
        path = self.folder / folder / "manifest.json"
        if not path.is_file():
            raise UserError(f"There is no {path}. Run `dbt build` first.")
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return manifest

    def relation_names(self) -> dict[str, str]:
        """The package's models by name, each with its relation as SQL writes it."""
        models = {
            node["name"]: node["relation_name"]
            for node in self.manifest["nodes"].values()
            if node["resource_type"] == "model" and node["package_name"] == "ml_monitor" and node.get("relation_name")
        }
        if not models:
            raise UserError(f"The project in {self.folder} has no model of ml_monitor: add it to packages.yml and run `dbt build`.")
        return models

    def _rendered(self, value: Any) -> Any:
        """A value of profiles.yml with `{{ env_var("NAME") }}` filled in, as dbt does it."""
        if isinstance(value, dict):
            return {key: self._rendered(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._rendered(inner) for inner in value]
        if not isinstance(value, str) or "{" not in value:
            return value
        return jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False).from_string(value).render(env_var=self._env_var)

    def _env_var(self, name: str, default: str | None = None) -> str:
        if name in self.environment:
            return self.environment[name]
        if default is None:
            raise UserError(f"{self.profiles_path} needs the environment variable {name}, which is not set.")
        return default


def _mapping(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise UserError(f"{path} is not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise UserError(f"{path} is not a mapping.")
    return content


def project_options(command: click.decorators.FC) -> click.decorators.FC:
    """The options by which every command finds its project; dbt has the same ones."""
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    for option in (
        click.option("--target", "target_name", help="The target of profiles.yml, as in dbt."),
        click.option("--profile", "profile_name", help="The profile of profiles.yml, as in dbt."),
        click.option("--profiles-dir", "profiles_folder", type=folder, help="The folder of profiles.yml, as in dbt."),
        click.option(
            "--project-dir",
            "project_folder",
            type=folder,
            default=".",
            show_default=True,
            help="The folder of your dbt project, as in dbt.",
        ),
    ):
        command = option(command)
    return command


def open_project(project_folder: Path, profiles_folder: Path | None, profile_name: str | None, target_name: str | None) -> Project:
    """The project that `project_options` name."""
    return Project(project_folder.absolute(), profiles_folder, profile_name, target_name)
