"""Values in columns of many types, and the category that each of them is, on whatever engine."""

from __future__ import annotations

# The type as DuckDB, Postgres and Spark write it, where it is not the same.
TYPES = {
    "double": {"postgres": "double precision"},
    "single": {"duckdb": "float", "postgres": "real", "spark": "float"},
    "wide": {"duckdb": "hugeint", "postgres": "numeric", "spark": "decimal(38,0)"},
    "text": {"duckdb": "varchar", "postgres": "varchar", "spark": "string"},
}

# The type, its family, the family in the other relation, a value, and the text of its category.
VALUES = [
    ("bigint", "integer", "integer", "9007199254740993", "9007199254740993"),
    ("bigint", "integer", "double", "9007199254740993", "9007199254740993"),
    ("integer", "integer", "single", "-7", "-7"),
    ("wide", "integer", "integer", "170141183460469231731687303715884105", "170141183460469231731687303715884105"),
    ("double", "double", "integer", "1", "1"),
    ("double", "double", "integer", "-0.0", "0"),
    ("double", "double", "integer", "-12", "-12"),
    ("double", "double", "double", "0.1", "0.1"),
    ("double", "double", "double", "-2.50", "-2.5"),
    ("double", "double", "double", "0.30000000000000004", "0.30000000000000004"),
    ("double", "double", "double", "0.00012345", "0.00012345"),
    ("double", "double", "double", "-1.5e-7", "-0.00000015"),
    ("double", "double", "double", "1e-7", "0.0000001"),
    ("double", "double", "double", "12345678.5", "12345678.5"),
    ("double", "double", "double", "10000000", "10000000"),
    ("double", "double", "double", "123456789012345.67", "123456789012345.67"),
    ("double", "double", "double", "1e17", "100000000000000000"),
    ("double", "double", "integer", "1152921504606846976", "1152921504606846976"),
    ("double", "double", "double", "1.5e20", "150000000000000000000"),
    ("double", "double", "double", "-1e20", "-100000000000000000000"),
    ("double", "double", "double", "NaN", None),
    ("double", "double", "double", "Infinity", None),
    ("decimal(10,2)", "decimal", "double", "1.50", "1.5"),
    ("decimal(10,2)", "decimal", "decimal", "1.50", "1.5"),
    ("decimal(10,2)", "decimal", "integer", "100.00", "100"),
    ("decimal(10,2)", "decimal", "integer", "0", "0"),
    ("decimal(10,2)", "decimal", "integer", "-0.10", "-0.1"),
    ("decimal(18,8)", "decimal", "decimal", "0", "0"),
    ("decimal(18,8)", "decimal", "decimal", "0.00000010", "0.0000001"),
    ("decimal(38,2)", "decimal", "decimal", "123456789012345678901234567890.10", "123456789012345678901234567890.1"),
    ("decimal(38,0)", "decimal", "integer", "12345678901234567890123", "12345678901234567890123"),
    ("decimal(28,20)", "decimal", "double", "0.30000000000000004441", "0.30000000000000004"),
    ("single", "single", "double", "0.1", "0.1"),
    ("single", "single", "integer", "3", "3"),
    ("single", "single", "single", "1e-7", "0.0000001"),
    ("single", "single", "integer", "16777216", "16777216"),
    ("double", "double", "single", "0.10000000149011612", "0.1"),
    ("double", "double", "single", "0.1", "0.1"),
    ("double", "double", "single", "1e-50", "0.00000000000000000000000000000000000000000000000001"),
    ("decimal(10,2)", "decimal", "single", "0.10", "0.1"),
    ("decimal(10,2)", "decimal", "single", "123456.00", "123456"),
    ("boolean", "boolean", "boolean", "true", "true"),
    ("boolean", "boolean", "integer", "true", "1"),
    ("boolean", "boolean", "double", "false", "0"),
    ("integer", "integer", "boolean", "1", "true"),
    ("double", "double", "boolean", "0", "false"),
    ("double", "double", "boolean", "2.5", "2.5"),
    ("date", "date", "timestamp", "2024-01-01", "2024-01-01"),
    ("timestamp", "timestamp", "date", "2024-01-01 00:00:00", "2024-01-01"),
    ("timestamp", "timestamp", "timestamp", "2024-01-01 12:30:00", "2024-01-01 12:30:00"),
    ("timestamp", "timestamp", "timestamp", "2024-01-01 00:00:00.5", "2024-01-01 00:00:00.5"),
    ("text", "text", "text", " two words ", " two words "),
    ("text", "text", "padded", "b  ", "b"),
    ("text", "padded", "text", "b  ", "b"),
]


def texts_model(engine: str) -> str:
    """A model with the text of each value as the analysis has it: number, category."""
    lines = []
    for number, (name, family, other_family, value, _) in enumerate(VALUES):
        type_name = TYPES.get(name, {}).get(engine, name)
        lines.append(
            f"select {number} as number, {{{{ ml_monitor.category_text('typed_{number}.value', '{family}', '{other_family}', false) }}}}"
            f" as category from (select cast('{value}' as {type_name}) as value) as typed_{number}"
        )
    return "{{ config(materialized='table', schema='ml_monitor') }}\n" + "\nunion all\n".join(lines)


def wrong_texts(texts) -> list[tuple]:
    """The values whose text is another, each with that text; `texts` is the table made by texts_model()."""
    found = {number: None if category != category else category for number, category in zip(texts["number"], texts["category"])}
    return [(*row, found.get(number)) for number, row in enumerate(VALUES) if found.get(number) != row[-1]]
