"""The page that leads from the rows to a number names models that read one another, in few steps, and files that are there."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PAGE = REPOSITORY / "docs" / "reference" / "where-numbers-come-from.md"
ROWS = [line.split("|")[1:-1] for line in PAGE.read_text().splitlines() if line.startswith("| ") and "`monitor_" in line]
CHAINS = {row[0].strip(): re.findall(r"`(monitor_\w+)`", row[1]) for row in ROWS}
LAST = ["monitor_metric_values", "monitor_metrics", "monitor_alerts"]


def without_comments(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)


def macros() -> dict[str, str]:
    texts = [without_comments(path) for path in (REPOSITORY / "macros").rglob("*.sql")]
    parts = [part for text in texts for part in re.split(r"\{%-?\s*macro ", text)[1:]]
    return {re.match(r"\w+", part)[0]: part for part in parts}


MACROS = macros()
MODELS = [*(REPOSITORY / "dbt_project").rglob("*.sql"), *(REPOSITORY / "src" / "ml_monitor").rglob("*.py")]
FORMULAS = {path.name for path in [*(REPOSITORY / "macros").rglob("*.sql"), *MODELS]}


def text_of(model: str) -> str:
    """A model with all the macros that it reaches."""
    paths = [path for path in MODELS if path.stem == model]
    texts, seen = [without_comments(paths[0])], set()
    for text in texts:
        for name in set(re.findall(r"ml_monitor\.(\w+)\(", text)) & set(MACROS) - seen:
            seen.add(name)
            texts.append(MACROS[name])
    return "\n".join(texts)


def ends_in_a_family(chain: list[str]) -> bool:
    return f'"{chain[-1]}"' in text_of("monitor_metric_values")


@pytest.mark.parametrize("number", CHAINS)
def test_each_model_reads_the_one_before_it(number):
    chain = CHAINS[number]
    assert len(chain) >= 2
    for before, model in pairwise(chain):
        # Some models read the rows of a period that a macro is given.
        named = before if before != "monitor_analysis_rows" else 'monitor_(analysis|" ~ period ~ ")_rows'
        assert re.search(rf"[\"']{named}", text_of(model)), f"{model} does not read {before}"


def test_ten_numbers_are_few_models_away_from_their_alert():
    numbers = {number: chain for number, chain in CHAINS.items() if not number.endswith("?")}
    assert len(numbers) == 10
    for chain in numbers.values():
        assert ends_in_a_family(chain)
        assert len([*chain, *LAST]) <= 9
    assert len([*numbers["`jensen_shannon`"], *LAST]) == 7
    assert all(f'"{before}"' in text_of(model) for before, model in pairwise(LAST))


def test_the_formulas_are_there():
    named = {name for row in ROWS for name in re.findall(r"`(\w+\.(?:sql|py))`", "".join(row[2:]))}
    assert len(named) >= 8
    assert named <= FORMULAS
