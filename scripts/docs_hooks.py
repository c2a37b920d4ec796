"""What mkdocs does beside rendering pages: links that leave docs/ become paths, and the reports of the examples become part of the site."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s#]+)(#[^)\s]*)?\)")
# A test has examples of its own.
EXAMPLES = Path(os.environ.get("ML_MONITOR_EXAMPLES") or Path(__file__).resolve().parent.parent / "examples")
REPORT = re.compile(r"`(reports/(\w+)\.html)`")


def on_files(files: Any, *, config: Any) -> Any:
    """The files of the site with the reports that were made; `make docs` makes them first."""
    for report in sorted(EXAMPLES.glob("*/target/report.html")):
        files.append(File.generated(config, f"reports/{report.parent.parent.name}.html", abs_src_path=str(report)))
    return files


def on_page_markdown(markdown: str, *, page: Any, files: Any, **_: Any) -> str:
    """The text of a page with a path in place of each link that leaves docs/, and with links to the reports."""
    folder = os.path.dirname(page.file.src_uri)

    def without_dead_end(link: re.Match[str]) -> str:
        text, target = link[1], link[2]
        if "://" in target:
            return link[0]
        path = os.path.normpath(os.path.join("docs", folder, target))
        if path.startswith("docs" + os.sep):
            return link[0]
        return f"`{path}`" if os.path.basename(path) in text else f"{text} (`{path}`)"

    def linked(report: re.Match[str]) -> str:
        path, example = report[1], report[2]
        return f"[{example}]({path})" if files.get_file_from_path(path) else report[0]

    markdown = LINK.sub(without_dead_end, markdown)
    return REPORT.sub(linked, markdown) if page.file.src_uri == "reports.md" else markdown
