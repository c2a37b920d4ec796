"""The text checks of SQL that users write: what passes is one expression on every engine, and changes nothing around it."""

from __future__ import annotations

import random

import pytest
import sqlglot
from injections import EXPRESSIONS, INJECTIONS, MISTAKES
from registry import make_reference
from sqlglot import exp
from sqlglot.errors import SqlglotError

FILES = [f"config/{name}" for name in ("expression_tokens", "expression_problems", "expression_functions")]
MACROS = make_reference.Macros(FILES, quoted=lambda name: f'"{name}"')
ENGINES = ("duckdb", "postgres", "snowflake", "spark", "bigquery")


def problems(text: str, kind: str = "aggregate") -> list[str]:
    return [found for found, _ in MACROS.expression_problems(text, kind)]


@pytest.mark.parametrize(("text", "word"), [*INJECTIONS.items(), *MISTAKES.items()])
def test_what_is_no_expression_is_refused(text, word):
    found = problems(text)
    assert any(word in problem for problem in found), found


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_what_is_an_expression_passes(text):
    assert problems(text) == []


@pytest.mark.parametrize("text", [text for text in INJECTIONS if "sum" in text])
def test_what_is_refused_of_a_slice_is_refused_of_a_row_and_of_metrics(text):
    for kind in ("row", "derived"):
        assert problems(text, kind)


def statement_of(text: str, engine: str) -> list[exp.Expression | None]:
    # As rows_with_expressions() writes it.
    return sqlglot.parse(f"select plain_rows.*, cast(({text}) as double) as made from users as plain_rows", dialect=engine)


def assert_harmless(text: str, engine: str) -> bool:
    """The statement around the text is what it was: one query, of two columns and one table. False if no engine would run it."""
    try:
        statements = statement_of(text, engine)
    except SqlglotError:
        return False
    assert len(statements) == 1
    assert isinstance(statements[0], exp.Select)
    tree = statements[0]
    assert len(tree.expressions) == 2
    assert tree.expressions[1].alias == "made"
    assert isinstance(tree.expressions[1].this, exp.Cast)
    assert len(list(tree.find_all(exp.Table))) == 1
    assert len(list(tree.find_all(exp.Query))) == 1
    assert not list(tree.find_all(exp.Window, exp.Command, exp.Anonymous, exp.Placeholder, exp.Parameter))
    assert not tree.comments
    assert set(tree.args) - {"kind", "hint", "distinct", "limit", "operation_modifiers"} >= {"expressions"}
    assert tree.args.get("where") is None
    assert tree.args.get("joins") in (None, [])
    return True


PIECES = [
    "sum(",
    "avg(",
    "count(",
    "min(",
    "max(",
    "count(*)",
    "(",
    ")",
    "x",
    '"x"',
    "k",
    "1",
    "2.5",
    ".5",
    "1e3",
    "'a'",
    "'it''s'",
    "'--'",
    "';'",
    "'/*'",
    "+",
    "-",
    "*",
    "/",
    "%",
    "||",
    "=",
    "<>",
    "<",
    ">=",
    ",",
    "and",
    "or",
    "not",
    "in",
    "between",
    "like",
    "is",
    "null",
    "true",
    "case",
    "when",
    "then",
    "else",
    "end",
    "cast(",
    "as",
    "int",
    "decimal(10,",
    "2)",
    "date",
    "abs(",
    "coalesce(",
    "nullif(",
    ";",
    "--",
    "/*",
    "*/",
    "#",
    "\\",
    "$",
    "'",
    '"',
    "`",
    "{",
    "}",
    "[",
    "]",
    ":",
    "::",
    ".",
    "select",
    "from",
    "union",
    "over",
    "filter",
    "read_csv(",
    "''",
    '""',
    "over(",
    "x.",
    ".x",
    "1x",
    "~",
    "^",
    "&",
    "|",
    "@",
    "?",
    "!",
    "é",
    "\u200b",
    "\n",
    "'\n'",
    "'a\nb'",
    "{{",
    "x -",
    "- x",
    "- -",
    "* *",
]


def test_what_passes_is_one_expression_on_every_engine():
    """Random sequences of pieces, most of them near an expression: whatever passes is parsed as nothing but an expression."""
    drawn = random.Random(7)
    grammar = ["x", "1", "(x + 1)", "'a'", "case when x > 0 then 1 end", "abs(x)", "x / 2", "x % 2", "sum(x)", "count(*)", "-x", "null"]
    passed = parsed = 0
    for _ in range(8_000):
        if drawn.random() < 0.5:
            parts = [drawn.choice(PIECES) for _ in range(drawn.randrange(1, 7))]
        else:
            parts = [part for _ in range(drawn.randrange(1, 4)) for part in (drawn.choice(grammar), drawn.choice("+-*/%"))][:-1]
            if drawn.random() < 0.5:
                parts.insert(drawn.randrange(len(parts) + 1), drawn.choice(PIECES))
        text = drawn.choice(["", " "]).join(parts)
        kind = drawn.choice(["aggregate", "row", "derived"])
        if problems(text, kind):
            continue
        passed += 1
        tokens = MACROS.expression_tokens(text)
        for written in (text, MACROS.guarded_sql(tokens)):
            parsed += assert_harmless(written, ENGINES[passed % len(ENGINES)] if '"' not in text else "duckdb")
    assert passed > 800
    assert parsed > 0.99 * 2 * passed


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("x / y", "x / nullif( y , 0)"),
        ("x / (y - 1) / z", "x / nullif( ( y - 1 ) , 0) / nullif( z , 0)"),
        ("x / (y / z)", "x / nullif( ( y / nullif( z , 0) ) , 0)"),
        ("1 / - abs(y)", "1.0 / nullif( - abs ( y ) , 0)"),
        ("x % case when y > 1 then 2 end", "x % nullif( case when y > 1 then 2 end , 0)"),
        ("'a / b' || k", "'a / b' || k"),
    ],
)
def test_a_division_by_nought_is_null(text, guarded):
    assert MACROS.guarded_sql(MACROS.expression_tokens(text)).replace(" ", "") == guarded.replace(" ", "")


def test_columns_are_words_that_are_no_part_of_the_language():
    text = "sum(case when K = 'x' and \"date of birth\" > date '2024-01-01' then cast(Amount as double precision) * 1.07e2 end) / count(*)"
    assert MACROS.columns_in_tokens(MACROS.expression_tokens(text)) == ["K", "date of birth", "Amount"]
