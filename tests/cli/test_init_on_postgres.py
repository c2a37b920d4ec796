"""`ml-monitor init --sample` and `ml-monitor check` on Postgres."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner, Result
from warehouses import EngineConsumer, started

from ml_monitor.cli import main

pytestmark = [pytest.mark.engines, pytest.mark.postgres]


def rows(number: int = 6000) -> pd.DataFrame:
    random = np.random.default_rng(0)
    chance = random.uniform(size=number).round(3)
    return pd.DataFrame(
        {
            "Loan id": range(number),
            "scored_at": pd.date_range("2024-01-01", periods=number, freq="100min"),
            "chance": chance,
            "income": random.normal(size=number),
            "region": random.choice(["north", "it's south", None], number),
            "prediction": chance > 0.6,
            "label": chance + random.uniform(0, 0.2, number) > 0.7,
        }
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> EngineConsumer:
    consumer = EngineConsumer(started("postgres"), tmp_path_factory.mktemp("postgres"), {"scored": rows()}, {})
    consumer.build("--select", "scored")
    return consumer


def run(project: EngineConsumer, command: str, *arguments: str) -> Result:
    folders = ["--project-dir", str(project.folder), "--profiles-dir", str(project.folder)]
    return CliRunner().invoke(main, [command, *folders, *arguments])


def test_init_and_check(project):
    guessed = run(project, "init", "scored", "--sample", "2000", "--print")
    assert guessed.exit_code == 0, guessed.output
    monitors = yaml.safe_load(guessed.stdout)["vars"]["ml_monitors"]
    assert monitors["scored"] == {
        "problem_type": "classification_binary",
        "scored": "scored",
        "reference": {"until": monitors["scored"]["reference"]["until"]},
        "row_id": "Loan id",
        "timestamp": "scored_at",
        "chunk_period": "week",
        "y_true": "label",
        "y_pred": "prediction",
        "y_pred_proba": "chance",
        "continuous_columns": ["income"],
        "categorical_columns": ["region"],
    }
    project.monitors(monitors)
    checked = run(project, "check")
    assert checked.exit_code == 0, checked.output
    monitors["scored"]["reference"] = {"where": '"Income" > 1'}
    project.monitors(monitors)
    checked = run(project, "check")
    assert checked.exit_code == 2
    assert "the column 'Income', which the relation does not have" in checked.output
