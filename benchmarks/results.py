"""What was measured: one JSON file that every run merges its steps into, and how the report reads it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from environments import EVIDENTLY, NANNYML
from settings import ROOT

PACKAGES = ["dbt-core", "dbt-duckdb", "duckdb", "xgboost-cpu", "scikit-learn"]


class NotMeasuredError(Exception):
    """A number that the report cannot show, and why."""


@dataclass
class Results:
    """The measured steps by name, each with its outcome, date, machine and the load of its last minute."""

    path: Path
    steps: dict[str, dict] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Results:
        return cls(path, json.loads(path.read_text()) if path.exists() else {})

    def store(self, name: str, outcome: dict) -> None:
        """Adds or replaces one step. The file is replaced whole, so that an interrupted run leaves a readable one."""
        when = {"date": date.today().isoformat(), "load": os.getloadavg()[0]}
        self.steps[name] = {**outcome, **when, "machine": machine(), "commit": commit()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(self.steps, indent=1))
        unfinished.replace(self.path)

    def result(self, step: str) -> dict:
        """The result of a step that was measured."""
        if step not in self.steps:
            raise NotMeasuredError("not measured")
        outcome = self.steps[step]
        if "failed" in outcome:
            raise NotMeasuredError(f"failed: {last_line(outcome['failed'])}")
        return outcome["result"]

    def get(self, step: str, *path: str):
        """A value inside a step's result; where a part on the way failed, its reason."""
        value = self.result(step)
        for key in path:
            if key not in value:
                reasons = failures(self.result(step))
                raise NotMeasuredError(f"failed: {last_line(reasons[0])}" if reasons else "not measured")
            value = value[key]
        return value


def failures(value) -> list[str]:
    """The reasons of everything that failed inside a result."""
    if isinstance(value, dict):
        own = [value["failed"]] if "failed" in value else []
        return own + [reason for part in value.values() for reason in failures(part)]
    if isinstance(value, list):
        return [reason for part in value for reason in failures(part)]
    return []


def last_line(reason: str) -> str:
    """The end of a reason, short enough for a cell of a table."""
    lines = [line.strip() for line in reason.splitlines() if line.strip()]
    return (lines[-1] if lines else reason)[-200:].replace("|", "/")


def machine() -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    installed = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return {
        "hardware": f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.machine()}, {platform.system()}",
        "versions": f"Python {platform.python_version()}, {installed}; in their own environments {NANNYML.title} and {EVIDENTLY.title}",
    }


def commit() -> str:
    """The commit that was measured, with a plus where the work tree differs from it; empty outside of git."""
    described = subprocess.run(["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True)
    return described.stdout.strip()
