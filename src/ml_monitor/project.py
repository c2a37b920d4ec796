"""The dbt project that a command works in: where its tables are and how to reach them, read from its own files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
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
        variables: `--vars`, if given.
    """

    folder: Path
    profiles_folder: Path | None = None
    profile_name: str | None = None
    target_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)

    @property
    def dbt_options(self) -> list[str]:
        """The options that every command of dbt gets as they were given here."""
        variables = json.dumps(dict(self.variables), default=str) if self.variables else None
        options = {"--profile": self.profile_name, "--target": self.target_name, "--vars": variables}
        return [word for name, value in options.items() if value for word in (name, value)]

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
        folders = [Path(named)] if named else [Path.cwd(), self.folder, Path.home() / ".dbt"]
        for folder in folders:
            if (folder / "profiles.yml").is_file():
                return (folder / "profiles.yml").absolute()
        raise UserError(f"There is no profiles.yml in {' or '.join(dict.fromkeys(str(folder) for folder in folders))}.")

    @cached_property
    def target_label(self) -> str:
        """The name of the chosen target."""
        outputs = self._profile.get("outputs") or {}
        chosen = self.target_name or self.environment.get("DBT_TARGET") or self._rendered(self._profile.get("target", "default"))
        if chosen not in outputs:
            raise UserError(f"{self.profiles_path} has no target {chosen!r} in its profile. It has: {_listed(outputs)}.")
        return str(chosen)

    @cached_property
    def engine(self) -> str:
        """The type of the target, such as `duckdb`. Nothing else of the target is read, so that its secrets stay where they are."""
        return str(self._rendered(self._output.get("type")))

    @cached_property
    def target(self) -> dict[str, Any]:
        """The chosen output of profiles.yml with its `env_var`s filled in, and its name as `name`."""
        return {**self._rendered(self._output), "name": self.target_label}

    @cached_property
    def is_read_through_dbt(self) -> bool:
        """Whether the user wants every engine to be read through dbt: the environment variable ML_MONITOR_THROUGH_DBT."""
        return self.environment.get("ML_MONITOR_THROUGH_DBT", "").lower() in ("1", "true", "yes")

    @cached_property
    def manifest_path(self) -> Path:
        """Where dbt writes manifest.json."""
        folder = self.environment.get("DBT_TARGET_PATH") or self._rendered(self.settings.get("target-path") or "target")
        return Path(self.folder, folder, "manifest.json")

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What dbt wrote of its last run: target/manifest.json."""
        if not self.manifest_path.is_file():
            raise UserError(f"There is no {self.manifest_path}. Run `dbt build` first.")
        try:
            manifest: dict[str, Any] = json.loads(self.manifest_path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise UserError(f"{self.manifest_path} is not valid JSON: {error}. Run `dbt parse`.") from error
        return manifest

    def models(self) -> dict[str, dict[str, Any]]:
        """The package's models by name, as the manifest describes them."""
        models = {
            node["name"]: node
            for node in self.manifest["nodes"].values()
            if node["resource_type"] == "model" and node["package_name"] == "ml_monitor" and node.get("relation_name")
        }
        if not models:
            raise UserError(f"The project in {self.folder} has no model of ml_monitor: add it to packages.yml and run `dbt build`.")
        return models

    def relation_names(self) -> dict[str, str]:
        """The package's models by name, each with its relation as SQL writes it."""
        return {name: node["relation_name"] for name, node in self.models().items()}

    @cached_property
    def manifest_target(self) -> str | None:
        """The target whose relations the manifest names; None where the package is too old to say it."""
        return next(((node.get("config") or {}).get("meta", {}).get("ml_monitor_target") for node in self.models().values()), None)

    @cached_property
    def has_manifest_of_target(self) -> bool:
        """Whether there is a manifest whose names of relations are those of the chosen target."""
        return self.manifest_path.is_file() and self.manifest_target in (None, self.target_label)

    @cached_property
    def _profile(self) -> dict[str, Any]:
        name = self.profile_name or self.environment.get("DBT_PROFILE") or self._rendered(self.settings.get("profile"))
        profiles = _mapping(self.profiles_path)
        if not isinstance(profiles.get(name), dict):
            raise UserError(f"{self.profiles_path} has no profile {name!r}. It has: {_listed(key for key in profiles if key != 'config')}.")
        profile: dict[str, Any] = profiles[name]
        return profile

    @property
    def _output(self) -> dict[str, Any]:
        output: dict[str, Any] = self._profile["outputs"][self.target_label]
        return output

    def _rendered(self, value: Any) -> Any:
        """A value of profiles.yml or dbt_project.yml with `env_var("NAME")` and `var("NAME")` filled in, as dbt does it."""
        if isinstance(value, dict):
            return {key: self._rendered(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._rendered(inner) for inner in value]
        if not isinstance(value, str) or "{" not in value:
            return value
        environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
        # In dbt these give a value its type; here all are texts.
        environment.filters.update({f"as_{kind}": str for kind in ("text", "bool", "number", "native")})
        try:
            return environment.from_string(value).render(env_var=self._env_var, var=self._var)
        except jinja2.TemplateError as error:
            raise UserError(
                f"{value!r} of {self.profiles_path} cannot be rendered: {error}. ml-monitor knows env_var() and var() only."
            ) from error

    def _env_var(self, name: str, default: str | None = None) -> str:
        if name in self.environment:
            return self.environment[name]
        if default is None:
            raise UserError(f"{self.profiles_path} needs the environment variable {name}, which is not set.")
        return str(default)

    def _var(self, name: str, default: Any = None) -> Any:
        """A variable of `--vars`; here dbt knows no others either."""
        if name in self.variables:
            return self.variables[name]
        if default is None:
            raise UserError(f"{self.profiles_path} needs the variable {name}, which dbt takes from --vars. Give it by --vars too.")
        return default


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(map(str, names))) or "none"


def _mapping(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise UserError(f"{path} is not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise UserError(f"{path} is not a mapping.")
    return content


def project_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options by which dbt finds a project, and in their place the argument `project`."""

    @wraps(command)
    def with_project(
        *arguments: Any,
        project_folder: Path,
        profiles_folder: Path | None,
        profile_name: str | None,
        target_name: str | None,
        variables: Mapping[str, Any],
        **others: Any,
    ) -> None:
        project = Project(project_folder.absolute(), profiles_folder, profile_name, target_name, variables)
        command(*arguments, project=project, **others)

    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    decorated: Callable[..., None] = with_project
    for option in (
        click.option("--vars", "variables", callback=_variables, metavar="YAML", help="Variables, as in dbt: {name: value}."),
        click.option("--target", "target_name", help="The target of profiles.yml, as in dbt."),
        click.option("--profile", "profile_name", help="The profile of profiles.yml, as in dbt."),
        click.option("--profiles-dir", "profiles_folder", type=folder, help="The folder of profiles.yml, as in dbt."),
        click.option(
            "--project-dir",
            "project_folder",
            type=folder,
            default=".",
            envvar="DBT_PROJECT_DIR",
            show_default=True,
            help="The folder of your dbt project, as in dbt.",
        ),
    ):
        decorated = option(decorated)
    return decorated


def _variables(_context: click.Context, _parameter: click.Parameter, text: str | None) -> Mapping[str, Any]:
    """What `--vars` says: a mapping in YAML, of which JSON is a part."""
    try:
        variables = yaml.safe_load(text or "{}")
    except yaml.YAMLError as error:
        raise UserError(f"--vars: found {text}, which is not valid YAML; allowed: a mapping such as '{{name: value}}'") from error
    if not isinstance(variables, dict):
        raise UserError(f"--vars: found {text}; allowed: a mapping such as '{{name: value}}'")
    return variables
