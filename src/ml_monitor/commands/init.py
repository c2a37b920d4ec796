"""`ml-monitor init`: from a table to the settings of a monitor."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import duckdb
import yaml
from rich.text import Text

from ml_monitor.dbt_command import dbt_command
from ml_monitor.errors import UserError
from ml_monitor.project import Project, project_options
from ml_monitor.setup.changes import Changes, check_of, new_project, read
from ml_monitor.setup.files import File, data_files, identifier_of, is_file
from ml_monitor.setup.guess import Given, Guess, Missing
from ml_monitor.setup.look import look
from ml_monitor.setup.package import FOLDER, copy_package, installing_file, is_installed, is_outdated, package_entry, with_package
from ml_monitor.setup.relation import Relation, find_relation, open_relation, run_dbt
from ml_monitor.setup.settings import monitor_lines, with_monitor
from ml_monitor.setup.show import console, missing_text, show_changes, show_guess
from ml_monitor.setup.table import PERIODS, Table
from ml_monitor.terminal import progress

PROBLEM_TYPES = ["regression", "classification_binary", "classification_multiclass"]


EXAMPLES = """\b
Examples:
  ml-monitor init predictions.csv
  ml-monitor init loans_scored --timestamp applied_at --reference-until 2025-05-01
  ml-monitor init production.parquet --reference holdout.parquet
"""


@dataclass
class Source:
    """What the monitor watches: a file or a relation of the project."""

    file: File | None
    relation: Relation | None

    @property
    def spec(self) -> Any:
        """As a setting names it."""
        return self.file.name if self.file else self.relation.spec if self.relation else None

    @property
    def shown(self) -> str:
        """As the user named it."""
        return self.file.path if self.file else self.relation.name if self.relation else ""

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.file.name if self.file else self.relation.name if self.relation else ""

    def table(self, project: Project, connection: duckdb.DuckDBPyConnection, timestamp: str | None, sample: int | None) -> Table:
        """Its rows, or a sample of them."""
        if self.file:
            return self.file.table(connection, project.folder, timestamp)
        assert self.relation
        return open_relation(project, connection, self.relation, sample)


def is_somebody_there() -> bool:
    """Whether a person can answer questions."""
    return sys.stdin.isatty()


def _iso(_context: click.Context, _parameter: click.Parameter, value: Any) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text.removesuffix(" 00:00:00")


@click.command("init", epilog=EXAMPLES)
@click.argument("relation", required=False)
@click.option("--reference", "reference", metavar="RELATION", help="The reference, if it is a relation or file of its own.")
@click.option("--monitor", "monitor", metavar="NAME", help="The name of the monitor. Default: that of the relation.")
@click.option("--problem-type", type=click.Choice(PROBLEM_TYPES), help="What the model predicts.")
@click.option("--row-id", metavar="COLUMN", help="The column that is unique and not null.")
@click.option("--timestamp", metavar="COLUMN", help="The time of the prediction; `none` if there is none.")
@click.option("--label", metavar="COLUMN", help="What really happened; `none` if that never comes.")
@click.option("--prediction", metavar="COLUMN", help="The prediction; `none` watches the inputs alone.")
@click.option("--probability", metavar="[CLASS=]COLUMN", multiple=True, help="The probability of the positive class, or of each class.")
@click.option("--positive", metavar="VALUE", help="The positive class of a binary classification.")
@click.option("--chunk-period", type=click.Choice(list(reversed(PERIODS))), help="The calendar period of a chunk.")
@click.option("--chunk-size", type=click.IntRange(min=1), help="The number of rows of a chunk.")
@click.option(
    "--reference-until",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]),
    callback=_iso,
    metavar="DATE",
    help="Rows before that time are the reference.",
)
@click.option("--continuous", metavar="COLUMN", multiple=True, help="A feature that is a number, whatever it looks like; repeatable.")
@click.option("--categorical", metavar="COLUMN", multiple=True, help="A feature that is a category; repeatable.")
@click.option("--leave-out", metavar="COLUMN", multiple=True, help="A column that is not watched; repeatable.")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="ROWS",
    help="On any engine but a DuckDB file: look at about so many rows, which come through your dbt and are not kept.",
)
@click.option("--package", metavar="GIT_OR_FOLDER", help=f"Where dbt installs ml_monitor from. Default: a copy in the folder {FOLDER}.")
@click.option("--print", "only_print", is_flag=True, help="Print the settings and write nothing.")
@click.option("--yes", is_flag=True, help="Change the files of an existing project without asking.")
@project_options
def command(
    relation: str | None,
    reference: str | None,
    monitor: str | None,
    package: str | None,
    only_print: bool,
    yes: bool,
    sample: int | None,
    project: Project,
    **given: Any,
) -> None:
    """Write the settings of a monitor for a table of predictions.

    RELATION is a CSV or Parquet file, or a model, seed, snapshot or source of your dbt project (source.table). The command looks at its
    columns and says what it takes each for, why, and by which option you say otherwise. What it has read is not kept.

    In a folder without a dbt project it makes a small one, on DuckDB. In a project it adds the monitor to dbt_project.yml and changes
    nothing else there. Then run `dbt build` and `ml-monitor report`.
    """
    is_new = not (project.folder / "dbt_project.yml").is_file()
    source = _source(project, relation or _only_file(project.folder), is_new)
    second = _source(project, reference, is_new) if reference else None
    if second and second.spec == source.spec:
        raise UserError(f"--reference: found {reference}, which is the analysis too; allowed: another relation, or --reference-until DATE")
    said = Given(**given)
    if said.chunk_period and said.chunk_size:
        raise UserError("--chunk-period and --chunk-size: found both; allowed: one of them")
    out = console(is_error=only_print)
    if sample and source.relation and not (project.folder / "dbt_packages/ml_monitor").exists():
        _install_first(out, project, package, yes, only_print)
    # On disk, so that a file may be larger than memory.
    with tempfile.TemporaryDirectory(prefix="ml_monitor_") as folder, duckdb.connect(f"{folder}/looked_at.duckdb") as connection:
        connection.execute("set timezone = 'UTC'; set enable_progress_bar = false")
        guess = _looked_at(project, connection, source, second, said, sample)
    for each in (source, second):
        if each and each.file and each.file.path.startswith(".."):
            guess.notes.append(f"{each.file.path} lies outside of the project: whoever else builds it needs the file at that place.")
    name = monitor or source.name
    settings = {**guess.settings, **_relations(source, second)}
    show_guess(out, guess, source.shown)
    if guess.missing:
        raise UserError(missing_text(guess.missing))
    if only_print:
        lines = [f"    {line}" for line in monitor_lines(name, settings, guess.remarks)]
        click.echo("\n".join(["vars:", "  ml_monitors:", *lines]))
        for each in (source, second):
            if each and each.file:
                out.print(Text(f"\nThe model {each.file.name} that reads the file:\n{each.file.model(guess.derived)}"))
        return
    changes = _changes(project, is_new, source, second, guess, name, settings, package)
    if _write(out, project, is_new, changes, package, yes):
        out.print(Text("\nThe package is installed. Next: dbt build, then ml-monitor report.", style="bold"))


def _only_file(folder: Path) -> str:
    files = data_files(folder) if folder == Path.cwd() else []
    if len(files) == 1:
        return files[0]
    here = f"This folder has: {', '.join(files)}." if files else "This folder has no CSV or Parquet file."
    raise UserError(f"Name the file or relation to watch: ml-monitor init RELATION. {here}")


def _source(project: Project, given: str, is_new: bool) -> Source:
    if is_file(given):
        if not is_new and project.engine != "duckdb":
            raise UserError(
                f"{given}: a file can be read where the target is DuckDB, and yours is {project.engine}. Load it as a seed, and name that."
            )
        return Source(File.found(given, project.folder), None)
    if is_new:
        raise UserError(f"{project.folder} has no dbt project, and {given} is no CSV or Parquet file. Name a file, or give --project-dir.")
    return Source(None, find_relation(project, given))


def _relations(source: Source, second: Source | None) -> dict[str, Any]:
    return {"reference": second.spec, "analysis": source.spec} if second else {"scored": source.spec}


def _looked_at(
    project: Project, connection: duckdb.DuckDBPyConnection, source: Source, second: Source | None, given: Given, sample: int | None
) -> Guess:
    """The guess, after questions to the person at the terminal."""
    with progress(f"Looking at {source.shown}"):
        table = source.table(project, connection, given.timestamp, sample)
        reference = second.table(project, connection, given.timestamp, sample) if second else None
    can_derive = source.file is not None and (second is None or second.file is not None)
    asked: set[str] = set()
    while True:
        with progress(f"Looking at {source.shown}"):
            guess = look(table, given, can_derive, reference)
        open_questions = [lack for lack in guess.missing if lack.field in Given.__dataclass_fields__ and lack.field not in asked]
        if not open_questions or len(open_questions) < len(guess.missing) or not is_somebody_there():
            return guess
        lack = open_questions[0]
        asked.add(lack.field)
        given = replace(given, **{lack.field: _answer(lack)})


def _answer(lack: Missing) -> Any:
    """What the person at the terminal says."""
    click.echo(f"{lack.what}: {lack.why}." + (f"\n  {', '.join(lack.choices)}" if lack.choices else ""), err=True)
    kinds: dict[str, click.ParamType[Any]] = {"problem_type": click.Choice(PROBLEM_TYPES), "reference_until": click.DateTime(["%Y-%m-%d"])}
    answer = click.prompt(f"Which one ({lack.option})", err=True, type=kinds.get(lack.field))
    if lack.field == "probability":
        return tuple(str(answer).split())
    return str(answer).removesuffix(" 00:00:00")


def _changes(
    project: Project,
    is_new: bool,
    source: Source,
    second: Source | None,
    guess: Guess,
    name: str,
    settings: dict[str, Any],
    package: str | None,
) -> Changes:
    """Everything that is to be written."""
    changes = Changes(project.folder)
    # dbt 1.12 takes all vars from vars.yml where there is one.
    path_of_vars = "vars.yml" if not is_new and (project.folder / "vars.yml").is_file() else "dbt_project.yml"
    models = "models" if is_new else (project.settings.get("model-paths") or ["models"])[0]
    text = new_project(changes) if is_new else read(project.folder / path_of_vars)
    known = ((yaml.safe_load(text) or {}).get("vars") or {}).get("ml_monitors") or {}
    if name not in known:
        changes.edit(path_of_vars, with_monitor(text, name, settings, guess.remarks))
    elif known[name] != settings:
        raise UserError(
            f"{path_of_vars} has a monitor {name} already, with other settings. Edit it there, or give the new one another name by "
            "--monitor. --print shows what this command would write."
        )
    for each in (source, second):
        if each and each.file:
            changes.make(f"{models}/{each.file.name}.sql", each.file.model(guess.derived))
    if source.file:
        changes.make_unless_there(f"{models}/{source.file.name}.yml", check_of(source.file.name, name))
    elif source.relation and source.relation.is_model and not source.relation.is_described:
        changes.make_unless_there(f"{models}/ml_monitor_{identifier_of(name)}.yml", check_of(source.relation.name, name))
    else:
        changes.notes.append(
            "dbt takes one description per model: to be told in `dbt build`, add the test ml_monitor.no_incidents to yours."
        )
    _add_package(changes, package)
    return changes


def _install_first(out: Any, project: Project, package: str | None, yes: bool, only_print: bool) -> None:
    """Installs the package into a project, since its macros bring the sample."""
    if only_print:
        raise UserError("--sample needs ml_monitor in the project, and --print writes nothing. Run it without --print.")
    changes = Changes(project.folder)
    _add_package(changes, package)
    _write(out, project, False, changes, package, yes)


def _add_package(changes: Changes, package: str | None) -> None:
    path, packages = installing_file(changes.project)
    if not is_installed(changes.project, packages):
        changes.edit(path.name, with_package(read(path) if path.is_file() else "", package_entry(package)))


def _write(out: Any, project: Project, is_new: bool, changes: Changes, package: str | None, yes: bool) -> bool:
    """Shows what is to be written, asks, writes it and installs the package; false if dbt has to be installed first."""
    _, packages = installing_file(project.folder)
    uses_copy = package is None and (not is_installed(project.folder, packages) or {"local": FOLDER} in packages)
    copies = uses_copy and is_outdated(project.folder)
    if not changes.new and not changes.edited and not copies:
        out.print("Nothing to do: the monitor is there already, with these settings.")
        return False
    out.print()
    show_changes(out, changes)
    if copies:
        out.print(
            f"  {'changed' if (project.folder / FOLDER).exists() else 'new    '}  {FOLDER}/ (the dbt package that ml-monitor comes with)"
        )
    if not is_new and not yes:
        if not is_somebody_there():
            raise UserError("Nothing was written, since this project exists. Run it again with --yes to write these files.")
        click.confirm("Write these files?", default=True, abort=True)
    changes.write()
    if copies:
        copy_package(project.folder)
    try:
        dbt_command(project)
    except UserError:
        out.print(Text("dbt is not installed here: pip install dbt-core dbt-duckdb, then run dbt deps and dbt build.", style="yellow"))
        return False
    if said := run_dbt(project, "deps"):
        raise UserError(f"The files are written, but `dbt deps` failed. It said:\n{said}")
    return True
