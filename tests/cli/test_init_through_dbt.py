"""`ml-monitor init --sample` reads a relation through dbt, as on every engine that is no DuckDB file, and guesses the same."""

from __future__ import annotations

import duckdb
import pytest
import yaml
from click.testing import CliRunner
from consumer import Consumer

from ml_monitor.cli import main

ROWS = """
select
    i as "Loan id",
    timestamp '2024-01-01' + interval (i * 100) minute as scored_at,
    timestamptz '2024-01-01 00:00:00+00' + interval (i * 100) minute as "updated at",
    (hash(i) % 1000) / 1000.0 as chance,
    cast(i % 7 as decimal(9, 2)) + 0.25 as x,
    case when i % 9 > 0 then 'k"''' || (i % 5) end as k,
    [i] as list,
    chance > 0.6 as prediction,
    case when i < 5000 then chance + (hash(i + 7) % 100) / 500.0 > 0.7 end as label
from range(6000) as rows(i)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Consumer:
    """A project with one table."""
    consumer = Consumer(tmp_path_factory.mktemp("sample"), {"scored": "select 1 as id"}, {})
    with duckdb.connect(str(consumer.database)) as connection:
        connection.execute(f"set timezone = 'UTC'; create table scored as {ROWS}")
    return consumer


def init(project: Consumer, *arguments: str) -> tuple[dict, str]:
    folders = ["--project-dir", str(project.folder), "--profiles-dir", str(project.folder)]
    run = CliRunner().invoke(main, ["init", "scored", "--print", *folders, *arguments])
    assert run.exit_code == 0, run.output
    return yaml.safe_load(run.stdout)["vars"]["ml_monitors"]["scored"], run.stderr


def test_a_sample_leads_to_the_same_settings(project):
    sampled, said = init(project, "--sample", "100000")
    direct, _ = init(project)
    assert sampled == direct
    assert (direct["row_id"], direct["y_true"], direct["y_pred_proba"]) == ("Loan id", "label", "chance")
    assert "6,000 rows, 9 columns\n" in said


def test_a_smaller_sample_counts_the_rows_of_the_whole(project):
    sampled, said = init(project, "--sample", "1500")
    assert "6,000 rows, 9 columns, by a sample of 1," in said
    assert "every row has a value of its own in the sample" in said
    assert (sampled["chunk_period"], sampled["row_id"], sampled["y_true"]) == ("week", "Loan id", "label")
    rows_per_week = int(said.split("about ")[1].split()[0])
    assert 80 < rows_per_week < 120
