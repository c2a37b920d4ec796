"""What the benchmark reports: nothing that was not measured, every failure with its reason, and ratios of what ran side by side."""

import sys

import pytest
from consumer import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

from comparison import alternately, ratios, summary
from goals import GOALS, goals_table, judged, missed_goals
from measure import measured
from model_groups import OTHER, seconds_by_group, seconds_of
from report import write_report
from results import Results
from settings import FULL
from text import ratio, row_count


@pytest.fixture
def results(tmp_path):
    return Results.load(tmp_path / "results.json")


def run(wall):
    return {"wall": wall, "cpu": wall, "peak_mib": wall, "work": wall / 2, "work_and_rows": wall}


def test_nothing_measured_makes_a_page_and_no_verdict(results, tmp_path):
    write_report(results, FULL, tmp_path / "page.md")
    assert "*not measured*" in (tmp_path / "page.md").read_text()
    verdicts = [line.split("|")[-2].strip() for line in goals_table(results, FULL).splitlines()[2:]]
    assert verdicts == ["-"] * len(GOALS)


def test_a_failed_step_shows_its_reason(results, tmp_path):
    results.store("univariate-large", {"failed": "Traceback ...\nRuntimeError: the disk is full"})
    results.store("memory", {"result": {"ours": {"failed": "exit code 1; Out of Memory"}}})
    results.store("growth-rows", {"result": {"points": [{"value": 10, "ours": {"failed": "ended by signal 9"}}]}})
    write_report(Results.load(results.path), FULL, tmp_path / "page.md")
    text = (tmp_path / "page.md").read_text()
    assert "- univariate-large: RuntimeError: the disk is full" in text
    assert "- memory: exit code 1; Out of Memory" in text
    assert "- growth-rows: ended by signal 9" in text
    assert "| failed: RuntimeError: the disk is full | failed |" in text
    assert "| completes | does not complete | **missed** |" in text


def test_a_missed_goal_says_why(results):
    ours = {**run(50), "groups": {}}
    for kind in ("univariate", "js", "pca", "dle", "cbpe", "realized"):
        for size in ("medium", "large", "huge"):
            step = {"ours": ours, "scan": {"seconds": 1.0}, "ratios": {"wall": 1.0, "work": 1.0, "work_and_rows": 1.0, "peak_mib": 1.0}}
            results.store(f"{kind}-{size}", {"result": step})
    missed = [goal for goal, _, is_met in judged(results) if is_met is False]
    assert len(missed) == 14
    assert all(goal.if_missed in missed_goals(results, FULL) for goal in missed if goal.if_missed)
    assert [goal.what for goal in missed if not goal.if_missed] == []


def test_the_page_begins_with_what_was_better_and_what_was_worse(results, tmp_path):
    for kind, size, wall, memory in (("univariate", "medium", 2.0, 0.5), ("univariate", "large", 0.5, 0.25), ("pca", "large", 1.5, 2.0)):
        ratios = {"wall": wall, "cpu": 1.0, "work": 1.0, "work_and_rows": 1.0, "peak_mib": memory}
        step = {
            "rows": 10**6 if size == "medium" else 10**7,
            "ours": run(50),
            "scan": {"seconds": 1.0},
            "nannyml": run(50),
            "ratios": ratios,
        }
        results.store(f"{kind}-{size}", {"result": step})
    write_report(results, FULL, tmp_path / "page.md")
    conclusions = (tmp_path / "page.md").read_text().split("## Results\n\n")[1].splitlines()
    assert conclusions[:6] == [
        "| our whole `dbt run` against NannyML | time, 1 M rows | time, 10 M rows | memory, 1 M rows | memory, 10 M rows |",
        "|---|---:|---:|---:|---:|",
        "| univariate drift, four methods each | 2.00 | 1/2.0 | 1/2.0 | 1/4.0 |",
        "| PCA reconstruction error |  | 1.50 |  | 2.00 |",
        "",
        "- Our whole `dbt run` is faster than NannyML in 1 of these 3 comparisons.",
    ]
    assert conclusions[6] == "- Our whole `dbt run` is smaller than NannyML in memory in 2 of these 3 comparisons."


def test_ratios_are_of_pairs_and_failures_have_none():
    ours, theirs = [run(1), run(2), run(30)], [run(10), run(10), run(10)]
    assert ratios(ours, theirs)["wall"] == pytest.approx(0.2)
    assert ratios(ours, [{"failed": "no"}]) == {}
    assert summary(ours)["wall"] == 2
    assert summary([run(1), {"failed": "no"}]) == {"failed": "no"}


def test_runs_alternate_and_what_failed_is_not_run_again():
    calls = []
    alternately(2, lambda: calls.append("ours") or {}, lambda: calls.append("theirs") or {})
    assert calls == ["ours", "theirs", "theirs", "ours"]
    _, second = alternately(3, dict, lambda: {"failed": "no"})
    assert len(second) == 1


def test_a_model_of_an_unknown_name_counts_as_other():
    models = {"monitor_univariate_share_drift": {"seconds": 1.0}, "monitor_of_tomorrow": {"seconds": 2.0}}
    assert seconds_by_group(models)[OTHER] == 2.0
    assert seconds_of(models, ("univariate drift",)) == 1.0


def test_a_measured_process_is_its_own(tmp_path):
    ballast = bytearray(200 * 1024**2)
    small = measured([sys.executable, "-c", "pass"], tmp_path / "small.log")
    assert small["peak_mib"] < 100
    assert "failed" not in small
    failing = measured([sys.executable, "-c", "raise SystemExit('it broke')"], tmp_path / "failing.log")
    assert failing["failed"] == "exit code 1; it broke"
    assert len(ballast)


def test_numbers_as_text():
    assert (ratio(0.08), ratio(2.5)) == ("1/12.5", "2.50")
    assert (row_count(10_000_000), row_count(100_000)) == ("10 M", "100 k")
