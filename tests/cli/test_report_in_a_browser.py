"""The page in a real browser: what is drawn, the way from a monitor to a chunk, no requests, no errors, and that everybody can use it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import axe_playwright_python
import pytest
import report_tables
from playwright.sync_api import expect, sync_playwright

from ml_monitor.report.content import read_content
from ml_monitor.report.page import page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
ATTACK = '</script><script>window.attacked=1</script><img src=x onerror="window.attacked=1">\'`'
STRANGE = "🦀 שלום " + "long" * 60

# In continuous integration a missing browser is a failure.
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="There is no Chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    rows = report_tables.together(
        report_tables.story(),
        report_tables.story(monitor=ATTACK, continuous=ATTACK, categorical=STRANGE, category=ATTACK, more_columns=31, analysis_chunks=12),
        report_tables.story("calm", has_alerts=False, has_times=False, has_labels=False),
        report_tables.story("empty", has_alerts=False, is_null=True, reference_chunks=1, analysis_chunks=1),
    )
    path = tmp_path_factory.mktemp("report") / "report.html"
    with report_tables.make_tables(rows) as tables:
        path.write_text(page(read_content(tables, "shop", "prod", "duckdb")))
    return path


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@contextmanager
def opened(browser, file, width=1300, scheme="light", **where):
    """A tab with the page at a place in it; whatever it asks for or complains of fails the test."""
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(file.as_uri() + (f"#{urlencode(where)}" if where else ""))
    wait(tab, where.get("column", where.get("monitor")))
    yield tab
    assert tab.evaluate("window.attacked") is None
    assert set(asked) == {file.as_uri()}
    assert said == []
    tab.close()


def wait(tab, heading=None):
    """Until the page has this heading and all its charts are drawn."""
    if heading is not None:
        expect(tab.locator("#view h1")).to_have_text(heading, timeout=30_000)
    expect(tab.locator(".drawn:not([data-drawn])")).to_have_count(0, timeout=30_000)


def chosen_chunk(tab):
    return tab.locator(".choose select").evaluate("select => select.selectedOptions[0].textContent")


def marks(tab, label, css):
    return tab.locator(f'figure[aria-label="{label}"] svg {css}').count()


def serious(tab):
    tab.evaluate(AXE)
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]


def test_the_front_says_what_is_wrong(browser, file):
    with opened(browser, file) as tab:
        assert tab.locator("h1").first.inner_text() == "4 monitors, 2 broken, 1 not to be judged, 1 ok"
        assert tab.locator(".tile").count() == 4
        assert tab.locator('[aria-label="Open incidents"] tbody tr').count() == 4
        assert tab.locator('[aria-label="Open incidents that take part in others"] tbody tr').count() == 2
        assert tab.locator("#front .new").count() == 1 + 4
        assert serious(tab) == []


def test_from_a_monitor_to_a_column_to_a_chunk(browser, file):
    with opened(browser, file) as tab:
        tab.get_by_role("heading", name="loans").get_by_role("link").click()
        wait(tab, "loans")
        # Two alerts of realized performance, seen as diamonds.
        alerts = tab.locator('figure[aria-label="Chart: accuracy"] svg .mark-symbol path[fill="var(--alert)"]')
        assert alerts.count() == 2
        # The usual range of both series is drawn once, or it would be darker than that of others.
        assert marks(tab, "Chart: accuracy", '.mark-rect path[fill="var(--usual)"]') == 1
        # 2 columns and 10 chunks; the click on a cell leads to its column and chunk.
        cells = tab.locator('figure[aria-label^="Chart: columns by chunks"] svg .mark-rect.role-mark path')
        assert cells.count() == 20
        cells.nth(8).click()
        wait(tab, "income")
        assert chosen_chunk(tab) == "analysis 4"
        assert "below: 60.0%" in tab.locator("#view").inner_text()
        chunk = tab.get_by_role("slider")
        chunk.focus()
        chunk.press("Home")
        wait(tab)
        assert chosen_chunk(tab) == "reference 0 (reference)"
        assert "below: 60.0%" not in tab.locator("#view").inner_text()
        tab.get_by_label("Column").select_option("job")
        wait(tab, "job")
        text = tab.locator("#view").inner_text()
        assert "gone" in text
        assert "new" in text
        tab.go_back()
        wait(tab, "income")


@pytest.mark.parametrize(("width", "scheme"), [pytest.param(1300, "light", marks=pytest.mark.engines), (400, "dark")])
def test_a_monitor_and_a_column_for_everybody(browser, file, width, scheme):
    for where in ({"monitor": "loans"}, {"monitor": "loans", "column": "job"}, {"monitor": "loans", "column": "income"}):
        with opened(browser, file, width, scheme, **where) as tab:
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert serious(tab) == []


@pytest.mark.parametrize("width", [pytest.param(1300, marks=pytest.mark.engines), 400])
def test_names_from_data_do_no_harm(browser, file, width):
    with opened(browser, file, width, monitor=ATTACK) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.get_by_text("3 more without alerts").click()
        more = tab.get_by_role("region", name="More columns")
        # It is made when the browser says that the fold is open.
        more.wait_for()
        assert more.locator("tbody tr").count() == 3
        assert tab.locator("img").count() == 0
        # More than are drawn in one task.
        assert tab.locator(".cells svg .mark-rect.role-mark path").count() == 30 * 16
    with opened(browser, file, width, monitor=ATTACK, column=STRANGE) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert "gone" in tab.locator("#view").inner_text()


def test_monitors_without_times_labels_or_numbers_have_pages(browser, file):
    with opened(browser, file, monitor="calm") as tab:
        assert marks(tab, "Chart: accuracy", '.mark-symbol path[fill="var(--alert)"]') == 0
        assert "chunk, from 0 where the analysis begins" in tab.locator("#view").inner_text()
    with opened(browser, file, monitor="empty") as tab:
        assert "The monitor has no performance" in tab.locator("#view").inner_text()


def test_dark_is_dark_and_paper_is_white(browser, file):
    background = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, file, scheme="dark", monitor="loans") as tab:
        assert tab.evaluate(background) == "rgb(13, 17, 23)"
        tab.get_by_role("button", name="light or dark").click()
        assert tab.evaluate(background) == "rgb(255, 255, 255)"
        tab.get_by_role("button", name="light or dark").click()
        assert tab.pdf().startswith(b"%PDF")
        tab.emulate_media(media="print")
        assert tab.evaluate(background) == "rgb(255, 255, 255)"
        assert tab.evaluate("document.documentElement.scrollWidth") <= 1300
