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
    indents = [indent]
    for line in text.wrap(console, max(console.width - indent - further, 20)):
        line.rstrip()
        console.print(Text(" " * indents[-1]).append_text(line), soft_wrap=True)
        indents.append(indent + further)
