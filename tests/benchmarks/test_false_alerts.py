"""The simulation of false alerts: its tables say what the package's tables say, and where leaving a chunk out is no better they say so."""

import re
import sys

import pandas as pd
import pytest
from consumer import REPOSITORY

sys.path.append(str(REPOSITORY / "benchmarks"))

from false_alerts import (
    BEGIN,
    CELL,
    DEFAULT_METHODS,
    END,
    PAGE,
    PARTS,
    QUICK,
    alerts_of_chunks,
    report_of_numbers,
    table_of_chunks,
    table_of_numbers,
    verdict,
)


def shares(**cells: float) -> pd.DataFrame:
    """Two columns per cell, whose mean is the given share; the cells are named comparison_chunks."""
    rows = []
    for name, share in cells.items():
        comparison, count = name.rsplit("_", 1)
        cell = dict(zip(CELL, ["hellinger", "continuous", 250, int(count), comparison]))
        rows += [{**cell, "threshold": "default", "column_name": f"x{index}", "is_alert": share * index} for index in (0, 2)]
    return pd.DataFrame(rows)


def test_a_row_has_a_cell_per_number_of_chunks_and_comparison():
    lines = table_of_numbers(shares(whole_5=0.2, leave_one_out_5=0.05, whole_10=0.1, leave_one_out_10=0.025), "default").splitlines()
    assert lines[0] == "| statistic | columns | rows per chunk | 5: whole | 5: others | 10: whole | 10: others |"
    assert lines[2:] == ["| `hellinger` | continuous | 250 | 20.0 % | 5.0 % | 10.0 % | 2.5 % |"]


def test_where_leaving_a_chunk_out_is_worse_it_is_said():
    better = verdict(shares(whole_5=0.2, leave_one_out_5=0.05))
    assert better == "`leave_one_out` has no more false alerts than `whole` in any of the 1 cells.\n"
    worse = verdict(shares(whole_5=0.2, leave_one_out_5=0.05, whole_10=0.01, leave_one_out_10=0.02))
    assert "more false alerts than `whole` in 1 of 2 cells: `hellinger` of continuous columns with 250 rows and 10 chunks" in worse


def test_the_page_has_a_place_for_the_tables():
    page = PAGE.read_text()
    assert page.count(END) == len(PARTS)
    for part in PARTS:
        assert page.count(BEGIN.format(part)) == 1
        assert page.index(END, page.index(BEGIN.format(part))) > 0


# These simulate; the page and its cells are tested before every push.
simulates = pytest.mark.engines


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> str:
    return report_of_numbers(QUICK, ["whole"], tmp_path_factory.mktemp("false_alerts"))


@simulates
def test_a_small_run_measures_every_statistic_by_both_thresholds(report):
    for metric in ("jensen_shannon", "hellinger", "kolmogorov_smirnov", "wasserstein", "l_infinity"):
        rows = [line for line in report.splitlines() if line.startswith(f"| `{metric}` |")]
        assert len(rows) == (4 if metric in ("jensen_shannon", "hellinger") else 2)
        shares = [float(share) for row in rows for share in re.findall(r"(\d+\.\d) %", row)]
        assert len(shares) == 2 * len(rows)
        assert all(0 <= share <= 100 for share in shares)
    assert "`chi2` is judged by its p-value below 0.05" in report


@simulates
def test_three_reference_chunks_raise_false_alerts(report):
    by_default, by_quantile = (report.split(title)[1].split("\n\n")[1] for title in ("Default threshold", "Threshold `{quantile"))
    for table in (by_default, by_quantile):
        assert sum(float(share) for share in re.findall(r"(\d+\.\d) %", table)) > 0


@simulates
def test_a_false_discovery_rate_raises_fewer_than_thresholds_one_by_one(tmp_path):
    lines = table_of_chunks(alerts_of_chunks(QUICK, ["whole"], tmp_path, {DEFAULT_METHODS: {}})).splitlines()
    assert [line.split(" | ")[1] for line in lines[2:]] == ["3", "6"]
    for line in lines[2:]:
        one_by_one, together = map(float, re.findall(r"(\d+\.\d) %", line))
        assert together < one_by_one
