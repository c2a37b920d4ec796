"""Whether SQL that a user wrote is one expression over the columns of a row, the same in every run."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

# The engines whose dialect has another name in sqlglot, and those that take quoted names in any case.
DIALECTS = {"sqlserver": "tsql", "synapse": "tsql", "fabric": "fabric", "sqlite": "sqlite"}
ANY_CASE = {"duckdb", "bigquery", "spark", "databricks"}

# Functions whose answer changes, by their names in SQL and the beginnings of their names in sqlglot.
CHANGING = frozenset(
    [
        "now",
        "today",
        "getdate",
        "sysdate",
        "systimestamp",
        "random",
        "rand",
        "randn",
        "uuid",
        "gen_random_uuid",
        "newid",
        "version",
        "localtime",
    ]
)
CHANGING_KINDS = ("Current", "Session", "Rand", "Uuid", "Localtime", "Version", "Sys")
NUMBERS = ("integer", "decimal", "double", "single", "other")
COUNTING = (exp.Sum, exp.Avg, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.Abs, exp.Round, exp.Ceil, exp.Floor)
TRUTHS = (exp.Predicate, exp.Connector, exp.Not, exp.Column, exp.Boolean, exp.Case, exp.Coalesce, exp.StartsWith)
FORBIDDEN = {
    exp.Query: "a subquery",
    exp.AggFunc: "an aggregate function",
    exp.Window: "a window function",
    exp.Star: "`*`",
    exp.Placeholder: "a parameter",
    exp.Parameter: "a parameter",
    exp.Table: "a table",
    exp.Command: "a command",
    exp.DDL: "a statement",
    exp.DML: "a statement",
    exp.UDTF: "a table function",
    exp.ReadCSV: "a file",
    exp.ReadParquet: "a file",
    exp.Struct: "a struct",
}


def problems_of(
    sql: str, engine: str, columns: Sequence[Sequence[str]] | None, is_condition: bool = True, label: str | None = None
) -> list[tuple[str, str]]:
    """What is wrong with an expression.

    Args:
        sql: what the user wrote.
        engine: the type of the dbt target.
        columns: names and families of types of the columns that it may name; None if they are not known.
        is_condition: whether it has to be true or false for each row.
        label: a column that it may not name, since its values come later.

    Returns:
        Pairs of what was found and what is allowed.
    """
    allowed = f"one {'condition' if is_condition else 'expression'} in SQL over the columns of a row"
    plain = "functions that every SQL has; compute the rest as a column of your model"
    constant = "what is the same in every run, such as a date"
    dialect = DIALECTS.get(engine, engine)
    dialect = dialect if sqlglot.Dialect.get(dialect) else ""
    if not sql.strip():
        return [("nothing", allowed)]
    try:
        trees = sqlglot.Dialect.get_or_raise(dialect).parse_into(exp.Condition, sql)
    except (SqlglotError, RecursionError):
        return [(f"{sql!r}, which is not one expression", allowed)]
    if sql.rstrip().endswith(";"):
        return [(f"a semicolon in {sql!r}", allowed)]
    if len(trees) != 1 or trees[0] is None:
        return [(f"{sql!r}, which is {len(trees)} expressions", allowed)]
    tree = trees[0]
    problems = [(f"{word} in {sql!r}", allowed) for word in _forbidden(tree)]
    problems += [(f"the function {name}", plain) for name in _unknown_functions(tree)]
    problems += [(f"{name}, which changes from run to run", constant) for name in _changing(tree)]
    problems += _column_problems(tree, dialect, columns)
    if label and any(column.name.lower() == label.lower() for column in tree.find_all(exp.Column)):
        problems.append((f"the label {label!r} in {sql!r}", "columns that are known before labels come"))
    if not problems and is_condition and not _is_truth(tree, columns):
        problems.append((f"{sql!r}, which is no condition", "what is true or false for each row, such as a comparison"))
    return problems


def problems_of_number(sql: str, engine: str, columns: Sequence[Sequence[str]] | None) -> list[tuple[str, str]]:
    """What is wrong with an expression of a custom metric that the package's own check of its text let pass.

    Args:
        sql: what the user wrote.
        engine: the type of the dbt target.
        columns: names and families of types of the columns that it may name; None if they are not known.

    Returns:
        Pairs of what was found and what is allowed.
    """
    allowed = "one number in SQL over the columns of a row"
    dialect = DIALECTS.get(engine, engine)
    dialect = dialect if sqlglot.Dialect.get(dialect) else ""
    try:
        (tree,) = sqlglot.Dialect.get_or_raise(dialect).parse_into(exp.Condition, sql)
    except (SqlglotError, RecursionError, ValueError):
        return [(f"{sql!r}, which is not one expression", allowed)]
    if tree is None:
        return [(f"{sql!r}, which is not one expression", allowed)]
    problems = [(f"{word} in {sql!r}", allowed) for word in _forbidden(tree) if word not in (FORBIDDEN[exp.AggFunc], FORBIDDEN[exp.Star])]
    families = {name.lower(): family for name, family in columns or []}
    for column in tree.find_all(exp.Column):
        family = families.get(column.name.lower(), "double")
        parent = column.parent
        while isinstance(parent, exp.Paren):
            parent = parent.parent
        if isinstance(parent, COUNTING) and family not in NUMBERS:
            problems.append(
                (f"{column.name!r} of type {family} in {parent.sql(dialect=dialect)!r}", "a number there; `case when` makes one")
            )
    return problems


def _forbidden(tree: exp.Expr) -> list[str]:
    return sorted({word for kind, word in FORBIDDEN.items() if tree.find(kind)})


def _unknown_functions(tree: exp.Expr) -> list[str]:
    names = {str(node.this) for node in tree.find_all(exp.Anonymous, exp.AnonymousAggFunc)}
    return sorted(name for name in names if name.lower() not in CHANGING)


def _changing(tree: exp.Expr) -> list[str]:
    named = {str(node.this) for node in tree.find_all(exp.Anonymous) if str(node.this).lower() in CHANGING}
    return sorted(named | {node.sql() for node in tree.find_all(exp.Func) if type(node).__name__.startswith(CHANGING_KINDS)})


def _column_problems(tree: exp.Expr, dialect: str, columns: Sequence[Sequence[str]] | None) -> list[tuple[str, str]]:
    named = list(tree.find_all(exp.Column))
    if not named and not tree.find(exp.Query):
        return [("no column", "at least one column: otherwise all rows are alike")]
    problems = []
    known = [name for name, _ in columns or []]
    for column in {node.sql(dialect=dialect): node for node in named}.values():
        if column.table:
            problems.append((column.sql(dialect=dialect), "a column's name without a table in front"))
        elif known and not _is_known(column, dialect, known):
            near = get_close_matches(column.name, known, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            found = f"the column {column.name!r}, which the relation does not have"
            problems.append((found, f"one of its columns: {', '.join(known)}{hint}"))
    return problems


def _is_known(column: exp.Column, dialect: str, known: Sequence[str]) -> bool:
    if column.this.args.get("quoted") and dialect not in ANY_CASE:
        return column.name in known
    return column.name.lower() in {name.lower() for name in known}


def _is_truth(tree: exp.Expr, columns: Sequence[Sequence[str]] | None) -> bool:
    inner = tree.unnest()
    if isinstance(inner, exp.Column) and columns:
        families = {name.lower(): family for name, family in columns}
        return families.get(inner.name.lower(), "boolean") == "boolean"
    if isinstance(inner, exp.Cast):
        return bool(inner.to.is_type("boolean"))
    return isinstance(inner, TRUTHS)
