"""What mkdocs does to a page before it renders it: links to files outside of docs/ become their paths, since the site has no such pages."""

from __future__ import annotations

import os
import re
from typing import Any

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s#]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """The text of a page with a path in place of each link that leaves docs/."""
    folder = os.path.dirname(page.file.src_uri)

    def without_dead_end(link: re.Match[str]) -> str:
        text, target = link[1], link[2]
        if "://" in target:
            return link[0]
        path = os.path.normpath(os.path.join("docs", folder, target))
        if path.startswith("docs" + os.sep):
            return link[0]
        return f"`{path}`" if os.path.basename(path) in text else f"{text} (`{path}`)"

    return LINK.sub(without_dead_end, markdown)
