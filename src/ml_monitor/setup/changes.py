"""What `ml-monitor init` would write: collected first, shown, then written all at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ml_monitor.errors import UserError
from ml_monitor.setup.files import identifier_of

IGNORED = ["target/", "dbt_packages/", "logs/", "*.duckdb", "*.duckdb.wal", "report.html", "report.json"]


@dataclass
class Changes:
    """New texts of files by their path in the project.

    Attributes:
        new: files that do not exist yet.
        edited: files that do, which keep what they have.
        notes: what the user has to do beside.
    """

    project: Path
    new: dict[str, str] = field(default_factory=dict)
    edited: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def make(self, path: str, text: str) -> None:
        """A file that must not be there yet, unless it has that very text.

        Raises:
            UserError: there is another file of that name.
        """
        target = self.project / path
        if not target.exists():
            self.new[path] = text
        elif read(target) != text:
            raise UserError(f"{path} exists already, with another content. Move it away, or give the monitor another name by --monitor.")

    def make_unless_there(self, path: str, text: str) -> None:
        """A file that is only written where there is none."""
        if not (self.project / path).exists():
            self.new[path] = text

    def edit(self, path: str, text: str) -> None:
        """The new text of a file that may be there already."""
        target = self.project / path
        if not target.exists():
            self.new[path] = text
        elif read(target) != text:
            self.edited[path] = text

    def write(self) -> None:
        """Writes everything."""
        for path, text in {**self.new, **self.edited}.items():
            target = self.project / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("w", encoding="utf-8", newline="") as file:
                file.write(text)


def read(path: Path) -> str:
    """A text file with its line ends as they are."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def new_project(changes: Changes) -> str:
    """A dbt project for an empty folder.

    Returns:
        The text of dbt_project.yml, to which the monitor is added.
    """
    name = identifier_of(changes.project.name)
    # A project cannot have the name of one of its packages.
    name = f"{name}_project" if name in ("ml_monitor", "dbt") else name
    profile = {name: {"target": "dev", "outputs": {"dev": {"type": "duckdb", "path": f"{name}.duckdb", "threads": 4}}}}
    changes.make_unless_there("profiles.yml", yaml.safe_dump(profile, sort_keys=False))
    changes.make_unless_there(".gitignore", "\n".join([*IGNORED, ""]))
    return f"""name: {name}
version: "1.0.0"
config-version: 2
profile: {name}

model-paths: ["models"]
clean-targets: ["target", "dbt_packages"]

flags:
  send_anonymous_usage_stats: false
"""


def check_of(model: str, monitor: str) -> str:
    """A yml with the check that fails while the monitor has severe incidents."""
    return f"""version: 2

models:
  - name: {model}
    data_tests:
      # Tells incidents that are high or critical. With `severity: error` they make `dbt build` fail.
      - ml_monitor.no_incidents:
          arguments: {{monitor_name: {_in_flow(monitor)}, min_severity: high}}
          config: {{severity: warn}}
"""


def _in_flow(text: str) -> str:
    return yaml.safe_dump([text], default_flow_style=True, width=1000).strip()[1:-1]
