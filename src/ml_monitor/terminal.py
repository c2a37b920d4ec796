"""What a person sees while a command works."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Shows on stderr what takes a while, if somebody is there to see it; gone when it is done."""
    if not sys.stderr.isatty():
        yield
        return
    with Console(stderr=True).status(Text(f"{doing} ...")):
        yield


def print_hanging(console: Console, text: Text, indent: int, further: int = 0) -> None:
    """Prints a paragraph from a column on; its further lines begin `further` columns later."""
    first = text.wrap(console, max(console.width - indent, 20))[0]
    first.rstrip()
    rest = text[len(first) :]
    lines = [
        first,
        *(
            rest[len(rest) - len(rest.plain.lstrip()) :].wrap(console, max(console.width - indent - further, 20))
            if rest.plain.strip()
            else []
        ),
    ]
    for place, line in enumerate(lines):
        line.rstrip()
        console.print(Text(" " * (indent + further * (place > 0))).append_text(line), soft_wrap=True)
