"""What the report says of hand-made tables: the content, the page as text, pictures, and the command."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import pytest
import report_tables
from made_project import REPOSITORY, MadeProject, contracts

from ml_monitor.commands.report import CHARTS
from ml_monitor.errors import UserError
from ml_monitor.report.content import DRAWN_COLUMNS, read_content
from ml_monitor.report.datasets import series_data
from ml_monitor.report.page import page
from ml_monitor.report.pictures import DRAWN, draw

ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`&{{7*7}}"


def content_of(rows, **arguments):
    with report_tables.make_tables(rows) as tables:
        return read_content(tables, "shop", "prod", "duckdb", **arguments)


@pytest.fixture(scope="module")
def content():
    return content_of(report_tables.story())


def test_of_segments_the_report_tells_what_all_rows_do_not_say():
    """What a region says of the same numbers is left out; what it says alone is listed, but not shaded where all rows are drawn."""
    rows = report_tables.story()
    whole = next(one for one in rows["monitor_incidents"] if one["kind"] == "performance")
    of_region = {**whole, "segment_column": "region", "segment_value": "west"}
    rows["monitor_incidents"] += [
        {**of_region, "incident_id": "folded", "is_folded": True},
        {**of_region, "incident_id": "apart", "part_of_incident_id": ":none"},
    ]
    (monitor,) = content_of(rows)["monitors"]
    ids = [incident["incident_id"] for incident in monitor["incidents"]]
    assert "folded" not in ids
    assert "apart" in ids
    shaded = [one["incident_id"] for one in series_data(monitor, monitor["series"][:1], monitor["incidents"])["incidents"]]
    assert whole["incident_id"] in shaded
    assert "apart" not in shaded


class Scripts(HTMLParser):
    """The scripts of a page and the names of all its tags and attributes."""

    def __init__(self):
        super().__init__()
        self.scripts, self.tags, self.attributes, self.is_script = [], [], [], False

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.is_script = tag == "script"
        if self.is_script:
            self.scripts.append([dict(attrs), ""])

    def handle_endtag(self, tag):
        self.is_script = False

    def handle_data(self, data):
        if self.is_script:
            self.scripts[-1][1] += data


def test_the_content_is_that_of_the_tables(content):
    rows = report_tables.story()
    (monitor,) = content["monitors"]
    assert {name: monitor[name] for name in ("monitor_name", "state", "likely_causes")} == {
        "monitor_name": "loans",
        "state": "broken",
        "likely_causes": "income, job",
    }
    found = {(series["family"], series["metric"], series["column"]): series for series in monitor["series"]}
    for row in rows["monitor_plot_drift"]:
        series = found[row["metric_family"], row["metric_name"], row["column_name"]]
        place = monitor["chunks"]["n"].index(row["chunk_position"])
        assert series["value"][place] == row["metric_value"]
        assert (row["chunk_position"] in series["alerts"]) == (row["verdict"] == "alert")
        assert series["upper"] == row["upper_threshold"]
    realized = found["realized_performance", "accuracy", ":table"]
    assert realized["value"] == [0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.41235, 0.41235, None, None]  # five significant digits
    assert realized["alerts"] == [2, 3]
    assert realized["not_judged"] == {"no_value": [4, 5]}
    assert monitor["chunks"]["chunk"] == [row["chunk_key"] for row in rows["monitor_chunks"]]
    assert [incident["severity"] for incident in monitor["incidents"]] == ["critical", "high", "low"]
    assert [len(monitor[name]) for name in ("thresholds", "ranking", "events", "columns")] == [5, 2, 3, 2]
    assert [(row["segment"], row["lift"]) for row in monitor["weak_segments"]] == [("income in [10, 20)", 1.8)]
    assert [(row["segment_value"], row["metric_value"]) for row in monitor["fairness"]] == [("m", 0.5), ("f", 0.31)]
    assert json.loads(json.dumps(content)) == content


def test_report_and_status_tell_of_a_weak_segment_what_its_row_says(tmp_path):
    """The numbers of the row, and the same one first."""
    rows = report_tables.story()
    row = rows["monitor_weak_segments"][0] | {"lift": 1.7654}
    rows["monitor_weak_segments"] = [row | {"rank": 2, "segment": "job = clerk", "lift": 5.5}, row]
    made = MadeProject(tmp_path, rows)
    assert made.run("report", "--output", str(tmp_path / "page.html")).exit_code == 0
    (reported,) = json.loads((tmp_path / "page.json").read_text())["monitors"]
    (told,) = json.loads(made.run("status", "--json").stdout)["monitors"]
    for found in (reported, told):
        assert [(one["rank"], one["segment"]) for one in found["weak_segments"]] == [(1, "income in [10, 20)"), (2, "job = clerk")]
        one = found["weak_segments"][0]
        # There is no second column: `:none` is null where programs read it.
        assert one == one | {name: row[name] for name in set(row) & set(one) - {"other_column_name"}}
    words = "income in [10, 20), loss 1.77 times the rest, 3.1 % of the rows; it was not so in the reference"
    assert f"  Weakest segment: {words} (1 more in monitor_weak_segments)\n" in made.run("status", COLUMNS="300").stdout


def test_every_chunk_has_the_bins_of_the_reference(content):
    income, job = (column["distribution"] for column in content["monitors"][0]["columns"])
    assert income["bins"]["lower"] == [None, 0, 10, 20, 30, 40]
    assert income["reference"] == [0, 10, 10, 10, 10, 0]
    assert income["counts"][0] == [0, 10, 10, 10, 10, 0]
    assert income["counts"][-1] == [60, 10, 10, 10, 10, 0]
    assert income["quantiles"]["q50"] == [20.0] * 6 + [0.0] * 4  # more than half lies below the range and counts at its edge
    assert income["quantiles"]["q95"][0] == 38.0
    assert job["counts"][-1] == [60, 0, 40, 0]
    assert job["gone"] == {str(place): [1] for place in range(6, 10)}


def test_the_keys_of_the_json_are_documented(content):
    (monitor,) = content["monitors"]
    column = monitor["columns"][0]
    keys = {*content, *monitor["chunks"], *monitor["series"][0], *column, *column["distribution"], *column["distribution"]["bins"]}
    keys |= set(monitor) - set(contracts()["monitor_status"])
    documented = set(re.findall(r"`([a-z0-9_]+)`", (REPOSITORY / "docs" / "howto" / "report.md").read_text()))
    assert keys - documented == set()


@pytest.mark.parametrize(
    "arguments",
    [
        {"has_alerts": False},
        {"has_times": False},
        {"has_labels": False},
        {"is_null": True, "has_alerts": False},
        {"reference_chunks": 1, "analysis_chunks": 3, "has_alerts": False},
    ],
    ids=str,
)
def test_a_page_can_be_made_of_little(arguments):
    content = content_of(report_tables.story(**arguments))
    (monitor,) = content["monitors"]
    assert monitor["by_time"] == arguments.get("has_times", True)
    text = page(content)
    assert "loans" in text
    assert ("None." in text) == (not monitor["incidents"])
    if arguments.get("is_null"):
        assert monitor["series"] == []


def test_a_project_without_monitors_is_told_what_to_do():
    content = content_of({})
    assert content["monitors"] == []
    assert "0 monitors" in page(content)
    assert "ml-monitor init" in page(content)


def test_monitors_are_in_order_of_their_state():
    rows = report_tables.together(
        report_tables.story("calm", has_alerts=False),
        report_tables.story("empty", has_alerts=False, is_null=True),
        report_tables.story("bad"),
    )
    content = content_of(rows)
    assert [monitor["monitor_name"] for monitor in content["monitors"]] == ["bad", "empty", "calm"]
    assert "3 monitors, 1 broken, 1 not to be judged, 1 ok" in page(content)
    assert len(content_of(rows, monitor_name="calm")["monitors"]) == 1


def test_of_many_columns_the_worst_are_drawn_and_the_others_listed():
    (monitor,) = content_of(report_tables.story(more_columns=DRAWN_COLUMNS + 5))["monitors"]
    drawn = [column for column in monitor["columns"] if column["is_drawn"]]
    others = [column for column in monitor["columns"] if not column["is_drawn"]]
    assert [column["column_name"] for column in drawn[:2]] == ["income", "job"]
    assert (len(drawn), len(others)) == (DRAWN_COLUMNS, 7)
    assert {series["column"] for series in monitor["series"]} == {":table", *(column["column_name"] for column in drawn)}
    assert {column["worst_times"] for column in others} == {0.5}
    assert {(column["alert_count"], column["distribution"], len(column["times"])) for column in others} == {(0, None, 0)}


def test_names_from_data_stay_text():
    text = page(content_of(report_tables.story(monitor=ATTACK, continuous=ATTACK, categorical="b" + ATTACK, category=ATTACK)))
    found = Scripts()
    found.feed(text)
    assert "img" not in found.tags
    assert not [name for name in found.attributes if name.startswith("on")]
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    for attributes, script in found.scripts:
        if attributes.get("type") == "text/plain":
            assert re.fullmatch(r"[A-Za-z0-9+/=]*", script)
        else:
            assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy
    assert sum("type" not in attributes for attributes, _ in found.scripts) == 1
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", text)


@pytest.mark.parametrize("chart", sorted(DRAWN))
def test_every_chart_can_be_a_picture(chart):
    content = content_of(report_tables.story(monitor="<b>&", categorical="<i>", category="<u>&'\"", has_custom_metric=True))
    column = {"drift": None}.get(chart, "<i>")
    picture = draw(content, chart, "svg", column_name=column).decode()
    texts = [text for text in ElementTree.fromstring(picture).itertext() if text.strip()]
    assert any("<b>&" in text or "<i>" in text for text in texts)
    assert not any("@" in text for text in texts)
    assert sorted(DRAWN) == sorted(CHARTS)


def test_custom_metrics_are_series_of_their_own():
    (monitor,) = content_of(report_tables.story(has_custom_metric=True))["monitors"]
    assert {one["family"] for one in monitor["series"] if one["metric"] == "profit"} == {"business", "estimated_business"}
    assert {one["family"] for one in monitor["series"] if one["metric"] == "accuracy"} == {"realized_performance", "estimated_performance"}


def test_a_picture_says_which_names_there_are(content):
    for arguments, words in [
        ({"monitor_name": "loan"}, "There is no monitor 'loan'. There is: loans."),
        ({"column_name": "incom"}, "loans draws no column 'incom'. There is: income, job."),
        ({"column_name": None}, "Name a column with --column. There is: income, job."),
        ({"column_name": "job", "chunk_key": "x"}, "has no chunk 'x'"),
    ]:
        with pytest.raises(UserError, match=re.escape(words)):
            draw(content, "distribution", "svg", **arguments)
    with pytest.raises(UserError, match=r"by f1\. There is: accuracy"):
        draw(content, "performance", "svg", metric="f1")


def test_the_command_writes_the_page_and_the_same_as_json(tmp_path, content):
    project = MadeProject(tmp_path / "project", report_tables.story())
    output = tmp_path / "new" / "page.html"
    result = project.run("report", "--output", str(output))
    assert result.exit_code == 0, result.output
    assert str(output) in result.output
    assert "1 monitor, 2 columns, 10 chunks, 3 open incidents, 2 of them new" in result.output
    written = json.loads(output.with_suffix(".json").read_text())
    assert (written["project"], written["target"], written["engine"]) == ("made", "dev", "duckdb")
    assert written["monitors"] == content["monitors"]
    assert output.read_text().startswith("<!doctype html>")
    for name, beginning in [("a.png", b"\x89PNG"), ("a.pdf", b"%PDF"), ("a.svg", b"<svg")]:
        result = project.run("report", "--monitor", "loans", "--chart", "performance", "--output", str(tmp_path / name))
        assert result.exit_code == 0, result.output
        assert (tmp_path / name).read_bytes().startswith(beginning)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "png"], "Name it with --chart"),
        (["--chart", "rows", "--format", "json"], "--chart draws png, svg or pdf, not json"),
        (["--output", "report.docx"], "report.docx ends in .docx"),
        (["--monitor", "loan"], "There is no monitor 'loan'. Did you mean 'loans'?"),
    ],
)
def test_mistakes_are_told_without_a_traceback(tmp_path, arguments, words):
    result = MadeProject(tmp_path, report_tables.story()).run("report", *arguments)
    assert result.exit_code == 2
    assert words in result.output
