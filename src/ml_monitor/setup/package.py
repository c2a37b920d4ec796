"""The dbt package that this command comes with, and how a project installs it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from ml_monitor.errors import UserError
from ml_monitor.setup.settings import with_lines

FOLDER = "ml_monitor_package"
PARTS = ["dbt_project.yml", "LICENSE", "dbt_project", "macros", "python_models"]


def shipped_package() -> Path:
    """The folder with the dbt package's files: in the wheel, or the repository that this module is in."""
    for folder in (Path(__file__).parent.parent / "dbt_package", Path(__file__).parents[3]):
        if (folder / "dbt_project.yml").is_file() and (folder / "macros").is_dir():
            return folder
    raise UserError("This installation of ml-monitor lacks the dbt package. Install it again, or name the package with --package.")


def is_outdated(project: Path) -> bool:
    """Whether the copy in a project differs from the package that this command comes with."""
    return _contents(project / FOLDER) != _contents(shipped_package())


def _contents(folder: Path) -> dict[str, bytes]:
    files = [path for part in PARTS for path in ([folder / part] if (folder / part).is_file() else (folder / part).rglob("*"))]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files if path.is_file() and "__pycache__" not in path.parts}


def copy_package(project: Path) -> Path:
    """Copies the package's files into the project, in place of an older copy."""
    source, target = shipped_package(), project / FOLDER
    if target.exists():
        shutil.rmtree(target)
    target.mkdir()
    ignored = shutil.ignore_patterns("__pycache__")
    for part in PARTS:
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part, ignore=ignored)
        elif (source / part).is_file():
            shutil.copy2(source / part, target / part)
    return target


def installing_file(project: Path) -> tuple[Path, list[Any]]:
    """The file that lists the project's packages, and the list."""
    for name in ("packages.yml", "dependencies.yml"):
        path = project / name
        content = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
        if isinstance(content, dict) and content.get("packages"):
            return path, list(content["packages"])
    return project / "packages.yml", []


def is_installed(project: Path, packages: list[Any]) -> bool:
    """Whether a list of packages has ml_monitor, wherever from."""
    for entry in packages if isinstance(packages, list) else []:
        if not isinstance(entry, dict):
            continue
        local = entry.get("local")
        if local and _name_of(project / str(local)) == "ml_monitor":
            return True
        named = [str(entry.get(key) or "") for key in ("git", "package", "tarball", "name", "subdirectory")]
        if any(re.search(r"(^|[/:])ml[_-]monitor(\.git|[-_.]\S*)?/?$", text) for text in named):
            return True
    return _name_of(project / "dbt_packages" / "ml_monitor") == "ml_monitor"


def _name_of(folder: Path) -> str | None:
    path = folder / "dbt_project.yml"
    found = re.search(r"^name: [\"']?(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE) if path.is_file() else None
    return found[1] if found else None


def package_entry(package: str | None) -> dict[str, str]:
    """The entry of packages.yml: a git address or a folder that the user names, else the copy in the project."""
    if package is None:
        return {"local": FOLDER}
    is_git = re.match(r"^(https?|ssh|git|file)://|^git@|\.git$", package)
    return {"git": package} if is_git else {"local": package}


def with_package(text: str, entry: dict[str, str]) -> str:
    """packages.yml with one more entry; not a byte of the rest changes.

    Raises:
        UserError: the file is written in a way that lines cannot be added to.
    """
    ((key, value),) = entry.items()
    line = f"- {key}: {yaml.safe_dump(value, width=1000).splitlines()[0]}"
    packages = (yaml.safe_load(text) or {}).get("packages")
    changed = _with_first_entry(text, line) if packages else with_lines(text, ["packages"], [line])
    try:
        is_as_expected = yaml.safe_load(changed)["packages"] == [entry, *(packages or [])]
    except yaml.YAMLError:
        is_as_expected = False
    if not is_as_expected:
        raise UserError(f"packages.yml is written in a way that this command cannot add to. Add this entry to its packages: {line}")
    return changed


def _with_first_entry(text: str, line: str) -> str:
    """A line in front of the list of packages, at its indentation; the text as it is if the list is in one line."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    (sequence,) = [value for key_node, value in node.value if key_node.value == "packages"]
    if sequence.flow_style:
        return text
    start, lines = sequence.start_mark, text.splitlines()
    return "\n".join([*lines[: start.line], " " * start.column + line, *lines[start.line :]]) + "\n"
