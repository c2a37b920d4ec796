"""The projects in examples/, copied to a folder of their own and built from the package in this repository."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml
from consumer import REPOSITORY, Consumer

EXAMPLES = REPOSITORY / "examples"


def example(name: str, folder: Path) -> Consumer:
    """A copy of the example with a database of its own."""
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("target", "logs", "dbt_packages", "*.duckdb*"))
    consumer = Consumer.at(folder)
    consumer.profile()
    consumer.write("profiles.yml", (folder / "profiles.yml").read_text().replace("consumer:", f"{name}:", 1))
    consumer.write("packages.yml", yaml.safe_dump({"packages": [{"local": str(REPOSITORY)}]}))
    consumer.install()
    return consumer
