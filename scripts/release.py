"""Makes a release of the version that is given: `python scripts/release.py 0.2.0`, with `--dry-run` to see it without changing anything.

It writes the version to dbt_project.yml, from which the command line takes it, too. It closes the section "Unreleased" of CHANGELOG.md, and
puts a table on top of it: what changed in the tables that users read. It commits both files and builds a wheel and the package in dist/. It
publishes nothing: what is left to do is printed.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Container, Iterator
from datetime import date

import yaml
from make_package import REPOSITORY, git_line
from make_package import main as make_package
from make_reference import is_public, table, type_on_duckdb

PROJECT, CHANGELOG = REPOSITORY / "dbt_project.yml", REPOSITORY / "CHANGELOG.md"
VERSION = re.compile(r'^version: "(\d+\.\d+\.\d+)"$', re.MULTILINE)
UNRELEASED = "## Unreleased\n"

# The columns of each table with their types.
Tables = dict[str, dict[str, str]]


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def problems(version: str, current: str) -> list[str]:
    """Everything that forbids the release, each with what was found and what is allowed."""
    found = []
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        found.append(f"version: found {version}; allowed: three numbers, such as 1.2.0")
    elif numbers(version) <= numbers(current):
        found.append(f"version: found {version}; allowed: more than {current}, the version of dbt_project.yml")
    if git_line("status", "--porcelain"):
        found.append("work tree: found changes that are not committed; allowed: none")
    if git_line("tag", "--list", f"v{version}"):
        found.append(f"tag v{version}: found one; allowed: none")
    if UNRELEASED not in CHANGELOG.read_text():
        found.append(f"CHANGELOG.md: found no section {UNRELEASED.strip()!r}; allowed: one that says what changed")
    return found


def last_release(current: str) -> str:
    """The revision of the last release: its tag, else the commit that wrote its version."""
    if git_line("tag", "--list", f"v{current}"):
        return f"v{current}"
    return git_line("log", "--format=%H", "--reverse", f'-Sversion: "{current}"', "--", PROJECT.name).splitlines()[0]


def tables_at(revision: str, also: Container[str] = ()) -> Tables:
    """The public tables, as the yml of a revision describes them, and those named in `also`, since early revisions mark none as public."""
    tables = {}
    for path in git_line("ls-tree", "-r", "--name-only", revision, "dbt_project/models", "python_models").splitlines():
        if path.endswith(".yml"):
            for model in yaml.safe_load(git_line("show", f"{revision}:{path}")).get("models", []):
                if is_public(model) or model["name"] in also:
                    columns = model.get("columns", [])
                    tables[model["name"]] = {column["name"]: type_on_duckdb(column.get("data_type", "")) for column in columns}
    return tables


def changes(old: Tables, new: Tables) -> Iterator[list[str]]:
    """Rows of model, change, old, new."""
    for model in sorted({*old, *new}):
        if model not in old:
            yield [f"`{model}`", "new table", "", ""]
        elif model not in new:
            yield [f"`{model}`", "table removed", "", ""]
        else:
            yield from changes_of_columns(model, old[model], new[model])


def changes_of_columns(model: str, old: dict[str, str], new: dict[str, str]) -> Iterator[list[str]]:
    for column in [*old, *(column for column in new if column not in old)]:
        before, after = (f"`{column}` ({columns[column]})" if column in columns else "" for columns in (old, new))
        if before != after:
            yield [f"`{model}`", "type of a column" if before and after else "new column" if after else "column removed", before, after]


def section(version: str, rows: list[list[str]]) -> str:
    """The head of the version's section, with the table on top of what the changelog says already."""
    changed = table(["model", "change", "old", "new"], rows) if rows else "No table that users read has changed.\n"
    return f"{UNRELEASED}\n## {version}, {date.today().isoformat()}\n\n{changed}"


def build() -> None:
    """The wheel of the command line and the package, in dist/."""
    dist = REPOSITORY / "dist"
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(dist), str(REPOSITORY)], check=True)
    make_package()


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes a release, and publishes nothing.")
    parser.add_argument("version", help="three numbers, such as 0.2.0")
    parser.add_argument("--dry-run", action="store_true", help="print what would change, and change nothing")
    options = parser.parse_args()
    current = VERSION.search(PROJECT.read_text())[1]
    found = problems(options.version, current)
    if found:
        sys.exit("\n".join([f"No release of {options.version}:", *(f"- {problem}" for problem in found)]))
    revision = last_release(current)
    new = tables_at("HEAD")
    new_section = section(options.version, list(changes(tables_at(revision, also=new), new)))
    print(f"{current} ({revision}) -> {options.version}\n\n{new_section}")
    if options.dry_run:
        return
    PROJECT.write_text(VERSION.sub(f'version: "{options.version}"', PROJECT.read_text()))
    CHANGELOG.write_text(CHANGELOG.read_text().replace(UNRELEASED, new_section, 1))
    git_line("commit", "--quiet", f"--message=Version {options.version}", "--", PROJECT.name, CHANGELOG.name)
    build()
    tag = f"v{options.version}"
    print(f"Left to do: git tag {tag}; git push origin HEAD {tag} package; upload dist/*{options.version}*")


if __name__ == "__main__":
    main()
