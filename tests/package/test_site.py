"""The site that `make docs` builds: every page is there and whole, and nothing is loaded from other servers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
REPORT = "<!doctype html><title>the report</title>"
PAGES = sorted((REPOSITORY / "docs").rglob("*.md"))


class Elements(HTMLParser):
    """Counts the elements of a page, keeps its text outside of code, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}
        self.loaded: list[str] = []
        self.paragraphs: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.open.append(tag)
        if tag in {"script", "img", "iframe"} and values.get("src"):
            self.loaded.append(values["src"])
        if tag == "link" and values.get("rel") in {"stylesheet", "icon", "preconnect", "preload"}:
            self.loaded.append(values["href"])
        if tag == "p":
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if "p" in self.open and "code" not in self.open:
            self.paragraphs[-1] += data


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder, examples = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("examples")
    # As if `make docs` had made the report of one example, and not that of the other.
    report = examples / "diamonds" / "target" / "report.html"
    report.parent.mkdir(parents=True)
    report.write_text(REPORT)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "ML_MONITOR_EXAMPLES": str(examples)}
    run = subprocess.run(command, cwd=REPOSITORY, env=variables, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return folder


@pytest.fixture(scope="module")
def elements(site) -> dict[Path, Elements]:
    parsed = {}
    for page in PAGES:
        parsed[page] = Elements()
        parsed[page].feed((site / page.relative_to(REPOSITORY / "docs").with_suffix(".html")).read_text())
    return parsed


def test_tables_and_lists_are_what_the_pages_have(elements):
    """Markdown of GitHub takes a list right below a paragraph for a list, and that of the site does not."""
    wrong = []
    for page, found in elements.items():
        text = re.sub(r"^ *```.*?^ *```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
        tables = len(re.findall(r"^\|[ :|-]+\|$", text, re.MULTILINE))
        as_text = [paragraph for paragraph in found.paragraphs if re.search(r"\n(?:[-*]|1\.) |^\| ", paragraph, re.MULTILINE)]
        if found.counts.get("table", 0) != tables or as_text:
            wrong.append((page.name, tables, found.counts.get("table", 0), as_text))
    assert wrong == []


def test_nothing_is_loaded_from_other_servers(site, elements):
    assert {source for found in elements.values() for source in found.loaded if "//" in source} == set()
    assert not re.search(r"url\(['\"]?https?:|@import", "".join(path.read_text() for path in site.rglob("*.css")))


def test_every_page_is_in_the_navigation(site):
    links = set(re.findall(r'href="([^"#:]+\.html)', (site / "index.html").read_text()))
    assert {page.relative_to(REPOSITORY / "docs").with_suffix(".html").as_posix() for page in PAGES} <= links


def test_reports_that_were_made_are_part_of_the_site_as_they_are(site):
    assert (site / "reports" / "diamonds.html").read_text() == REPORT
    page = (site / "reports.html").read_text()
    assert 'href="reports/diamonds.html"' in page
    # Nothing is linked that is not there.
    assert "<code>reports/loans.html</code>" in page
    assert 'href="reports/loans.html"' not in page
