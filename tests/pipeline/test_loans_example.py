"""The third example as of several days: late labels, a respelled category, an income in another unit, and concept drift in one region.

What a person on call should see is the right-hand column of a table of goals; each test is one of its lines. The builds follow one another
in one database, as daily runs do.
"""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
import yaml
from consumer import REPOSITORY, Consumer

EXAMPLE = REPOSITORY / "examples" / "loans"
QUIET_MONDAY, AFTER_THE_UNIT, WITH_LABELS = "2025-07-14 09:00:00", "2025-10-06 09:00:00", "2025-12-15 09:00:00"
FIRST_CAUSE = pd.Timestamp("2025-09-01")
ALERTS = "select * from monitor_metrics where period = 'analysis' and verdict = 'alert' and is_worse"


def example(folder) -> Consumer:
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("target", "logs", "dbt_packages", "*.duckdb*"))
    consumer = Consumer.at(folder)
    consumer.profile()
    consumer.write("profiles.yml", (folder / "profiles.yml").read_text().replace("consumer:", "loans:", 1))
    consumer.write("packages.yml", yaml.safe_dump({"packages": [{"local": str(REPOSITORY)}]}))
    assert consumer.dbt("deps").success
    return consumer


def tables(consumer: Consumer, now: str, **variables) -> dict[str, pd.DataFrame]:
    outcome = consumer.dbt("run", "--vars", yaml.safe_dump({"ml_monitor_now": now, **variables}))
    assert outcome.success, outcome.output[-6000:]
    queries = {
        "metrics": "select * from monitor_metrics where period = 'analysis'",
        "alerts": ALERTS,
        "incidents": "select * from monitor_incidents order by opened_chunk_index, kind, column_name",
        "status": "select * from monitor_status",
    }
    return {name: consumer.query(query) for name, query in queries.items()}


@pytest.fixture(scope="module")
def loans(tmp_path_factory) -> Consumer:
    return example(tmp_path_factory.mktemp("loans") / "loans")


@pytest.fixture(scope="module")
def monday(loans):
    return tables(loans, QUIET_MONDAY)


@pytest.fixture(scope="module")
def october(loans, monday):
    return tables(loans, AFTER_THE_UNIT)


# Another seed makes other applications with the same story.
@pytest.fixture(scope="module", params=["seed of the example", "seed 1"])
def december(request, loans, october):
    return tables(loans, WITH_LABELS, **({"loans_seed": 1} if request.param == "seed 1" else {}))


def test_a_monday_of_a_quiet_july_says_nothing_of_the_week_that_has_begun(monday):
    week = monday["metrics"][monday["metrics"]["chunk_key"] == "2025-07-14/2025-07-20"]
    assert len(week) > 20
    assert (week["verdict"] == "not_judged").all()
    assert set(week["not_judged_reason"]) <= {"period_not_over", "no_threshold", "no_value"}
    assert monday["status"]["state"].tolist() == ["ok"]
