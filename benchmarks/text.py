"""Numbers and tables as Markdown."""

from __future__ import annotations


def row_count(rows: int) -> str:
    """10_000_000 as '10 M'."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if rows >= size:
            return f"{rows / size:g} {letter}"
    return str(rows)


def seconds(value: float) -> str:
    """Three digits or so."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def mebibytes(value: float) -> str:
    return f"{value:,.0f}"


def ratio(value: float) -> str:
    """0.08 as '1/12.5' and 2.5 as '2.5'."""
    return f"{value:.2f}" if value >= 1 else f"1/{1 / value:.1f}"


def share(value: float) -> str:
    return f"{100 * value:.1f} %"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown; numbers stand to the right where the head's name ends with ' >', which is cut off."""
    lines = ["| " + " | ".join(name.removesuffix(" >") for name in head) + " |"]
    lines.append("|" + "|".join("---:" if name.endswith(" >") else "---" for name in head) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
