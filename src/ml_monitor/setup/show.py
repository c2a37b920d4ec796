"""What `ml-monitor init` says to the person who runs it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from ml_monitor.setup.changes import Changes
from ml_monitor.setup.guess import Guess, Missing, shortened

NAMES = {
    "y_true": "label (y_true)",
    "y_pred": "prediction (y_pred)",
    "y_pred_proba": "probability (y_pred_proba)",
}


def console(is_error: bool = False) -> Console:
    """Where it is printed; wide enough for its lines where nobody is there to see it break."""
    made = Console(stderr=is_error, highlight=False)
    if not made.is_terminal:
        made.width = 160
    return made


def show_guess(out: Console, guess: Guess, what: str) -> None:
    """What was found, why, and how to say something else."""
    table = guess.table
    sample = "" if table.sample_count == table.row_count else f", by a sample of {table.sample_count:,} rows"
    out.print(Text(f"{what}: {table.row_count:,} rows, {len(table.columns)} columns{sample}"))
    grid = Grid("setting", "value", "why", "to change it", box=None, padding=(0, 2, 0, 0), header_style="bold")
    for finding in guess.findings:
        names = finding.value.split(", ")
        value = finding.value if len(names) <= 12 else ", ".join([*names[:10], f"... ({len(names)} in all)"])
        grid.add_row(Text(NAMES.get(finding.role, finding.role)), Text(value), Text(finding.why, style="dim"), Text(finding.option))
    out.print(grid)
    if guess.left_out:
        out.print(Text("Left out: " + "; ".join(shortened([f"{name} ({why})" for name, why in guess.left_out.items()], 12)) + "."))
    for note in guess.notes:
        out.print(Text(f"Note: {note}", style="yellow"))


def missing_text(missing: list[Missing]) -> str:
    """One message with all that has to be said."""
    lines = []
    for lack in missing:
        choices = f" Choices: {', '.join(shortened(lack.choices, 15))}." if lack.choices else ""
        option = f"{lack.option}: " if lack.option else ""
        lines.append(f"  {option}{lack.what}. {lack.why[0].upper()}{lack.why[1:]}.{choices}")
    return "\n".join([f"{len(missing)} thing{'s are' if len(missing) > 1 else ' is'} missing:", *lines])


def show_changes(out: Console, changes: Changes) -> None:
    """The files that are written."""
    for path in changes.new:
        out.print(Text(f"  new      {path}"))
    for path in changes.edited:
        out.print(Text(f"  changed  {path}"))
    for note in changes.notes:
        out.print(Text(f"Note: {note}", style="yellow"))
