"""Types of columns are told by their family; a value is the same category in reference and analysis whatever its type."""

from __future__ import annotations

import pytest
from consumer import Consumer

# Names of types as DuckDB, Postgres, Spark, Snowflake and BigQuery tell them.
TYPE_NAMES = {
    "integer": [
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "INT",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
        "BIGNUM",
        "int2",
        "int4",
        "int8",
        "bigint",
        "INT64",
        "BYTEINT",
    ],
    "decimal": [
        "DECIMAL(10,2)",
        "DECIMAL(10, 2)",
        "decimal (10,2)",
        "numeric",
        "NUMERIC",
        "NUMBER(38,0)",
        "NUMBER",
        "BIGNUMERIC",
        "decimal(38,18)",
    ],
    "double": ["DOUBLE", "double precision", "DOUBLE PRECISION", "float8", "FLOAT64"],
    "single": ["FLOAT", "real", "float", "float4"],
    "text": [
        "VARCHAR",
        "VARCHAR(20)",
        "character varying",
        "character varying(20)",
        "TEXT",
        "text",
        "STRING",
        "string",
        "UUID",
        "uuid",
        "varchar(10)",
        "nvarchar(5)",
        "name",
        "citext",
    ],
    "padded": ["character", "character(3)", "char(3)", "CHAR(3)", "bpchar"],
    "enum": [
        "ENUM('a', 'b')",
        "ENUM('[0,10)', '[10,20)')",
        "ENUM('int', 'date')",
        "ENUM('x[]', 'array<int>')",
        "ENUM('it''s (a) \"struct\"')",
        "enum",
        "ENUM('timestamp with time zone')",
        "ENUM('boolean')",
        "ENUM(']')",
    ],
    "boolean": ["BOOLEAN", "boolean", "BOOL", "bool"],
    "date": ["DATE", "date"],
    "timestamp": [
        "TIMESTAMP",
        "timestamp without time zone",
        "timestamp(3) without time zone",
        "TIMESTAMP_NS",
        "TIMESTAMP_MS",
        "TIMESTAMP_S",
        "TIMESTAMP_NTZ(9)",
        "timestamp_ntz",
        "DATETIME",
    ],
    "instant": [
        "TIMESTAMP WITH TIME ZONE",
        "timestamp with time zone",
        "timestamp(6) with time zone",
        "TIMESTAMP_TZ(9)",
        "TIMESTAMP_LTZ(9)",
        "timestamptz",
    ],
    "array": [
        "INTEGER[]",
        "INTEGER[3]",
        "VARCHAR[][]",
        "DECIMAL(10,2)[]",
        "ENUM('a', 'b')[]",
        "STRUCT(a INTEGER)[]",
        "ARRAY",
        "ARRAY<INT64>",
        "array<struct<a:int>>",
        "ARRAY<STRUCT<a INT64, b STRING>>",
        'STRUCT("a ] b" INTEGER)[2]',
        "DOUBLE[3]",
    ],
    "struct": [
        "STRUCT(a INTEGER)",
        'STRUCT("a b" INTEGER, c VARCHAR[])',
        "STRUCT<a INT64>",
        "struct<a:int,b:array<int>>",
        "MAP(VARCHAR, INTEGER)",
        "map<string,int>",
        "UNION(num INTEGER, s VARCHAR)",
        'STRUCT("int[" DATE)',
        "VARIANT",
        "OBJECT",
        "JSON",
        "jsonb",
        "RECORD",
        "composite",
    ],
    "other": [
        "BLOB",
        "bytea",
        "BYTES",
        "BINARY",
        "BIT",
        "BIT(3)",
        "bit varying",
        "INTERVAL",
        "INTERVAL DAY TO SECOND",
        "TIME",
        "time without time zone",
        "TIME WITH TIME ZONE",
        "time(3) with time zone",
        "GEOMETRY",
        "GEOGRAPHY",
        "point",
        "inet",
        "int4range",
        "tsvector",
        "money",
        "NULL",
        '"NULL"',
        "VECTOR(FLOAT, 3)",
    ],
}

UUID = "00000000-0000-0000-0000-00000000000"

# A column in reference and analysis with the same three values, and what they are called.
SAME = {
    "whole_and_double": ("(i % 3)::integer", "(i % 3)::double", ["0", "1", "2"]),
    "double_and_whole": ("(i % 3)::double", "(i % 3)::utinyint", ["0", "1", "2"]),
    "decimal_and_double": ("((i % 3) * 1.5)::decimal(10,2)", "((i % 3) * 1.5)::double", ["0", "1.5", "3"]),
    "decimals": ("((i % 3) * 1.5)::decimal(10,2)", "((i % 3) * 1.5)::decimal(12,4)", ["0", "1.5", "3"]),
    "single_and_double": ("((i % 3) / 10)::float", "((i % 3) / 10)::double", ["0", "0.1", "0.2"]),
    "double_from_single": ("((i % 3) / 10)::float", "((i % 3) / 10)::float::double", ["0", "0.1", "0.2"]),
    "single_and_decimal": ("((i % 3) / 10)::float", "((i % 3) / 10)::decimal(10,3)", ["0", "0.1", "0.2"]),
    "beyond_2_53": ("9007199254740992 + i % 3", "(9007199254740992 + i % 3)::hugeint", [str(2**53 + place) for place in range(3)]),
    "date_and_timestamp": (
        "date '2024-01-01' + (i % 3)::int",
        "timestamp '2024-01-01' + interval (i % 3) day",
        ["2024-01-01", "2024-01-02", "2024-01-03"],
    ),
    "timestamps": (
        "timestamp '2024-01-01 12:30:00' + interval (i % 3) day",
        "(timestamp '2024-01-01 12:30:00' + interval (i % 3) day)::timestamp_ns",
        [f"2024-01-0{day} 12:30:00" for day in (1, 2, 3)],
    ),
    "time_zone_and_none": (
        "(timestamp '2024-01-01' + interval (i % 3) day) at time zone 'UTC'",
        "timestamp '2024-01-01' + interval (i % 3) day",
        ["2024-01-01", "2024-01-02", "2024-01-03"],
    ),
    "truth_and_whole": ("i % 3 = 0", "(i % 3 = 0)::integer", ["false", "true"]),
    "truth_and_double": ("i % 3 = 0", "(i % 3 = 0)::double", ["false", "true"]),
    "whole_and_truth": ("(i % 3 = 0)::integer", "i % 3 = 0", ["0", "1"]),
    "zero_of_either_sign": ("0.0::double", "'-0.0'::double", ["0"]),
    "enum_and_text": (
        "case i % 3 when 0 then '[0,10)' when 1 then 'int' else 'it''s' end::enum('[0,10)', 'int', 'it''s')",
        "case i % 3 when 0 then '[0,10)' when 1 then 'int' else 'it''s' end",
        ["[0,10)", "int", "it's"],
    ),
    "enums": (
        "case i % 3 when 0 then 'date' when 1 then 'b' else 'x[]' end::enum('date', 'b', 'x[]')",
        "case i % 3 when 0 then 'date' when 1 then 'b' else 'x[]' end::enum('x[]', 'b', 'date')",
        ["b", "date", "x[]"],
    ),
    "uuids": (f"('{UUID}' || i % 3)::uuid", f"'{UUID}' || i % 3", [f"{UUID}{place}" for place in range(3)]),
}

# A column that cannot be the same in both: its types, and where the cast has to stand.
DIFFERENT = {
    "text_and_number": ("'1'", "1", "VARCHAR", "INTEGER", ["analysis"]),
    "number_and_enum": ("1.5::decimal(10,2)", "'1'::enum('1')", "DECIMAL(10,2)", "ENUM('1')", ["reference"]),
    "text_and_time": ("'2024-01-01'", "timestamp '2024-01-01'", "VARCHAR", "TIMESTAMP", ["analysis"]),
    "truth_and_text": ("true", "'true'", "BOOLEAN", "VARCHAR", ["reference"]),
    "number_and_date": ("1::bigint", "date '2024-01-01'", "BIGINT", "DATE", ["reference", "analysis"]),
    "truth_and_date": ("true", "date '2024-01-01'", "BOOLEAN", "DATE", ["reference", "analysis"]),
}
# Columns that are no categories in either, with the hint.
REFUSED = {
    "list": ("[i]", "BIGINT[]", "take an element"),
    "nested": ("[['a']]", "VARCHAR[][]", "take an element"),
    "fixed": ("[1, 2, 3]::integer[3]", "INTEGER[3]", "take an element"),
    "struct": ("{'a b': i}", 'STRUCT("a b" BIGINT)', "take a field"),
    "map": ("map {'a': i}", "MAP(VARCHAR, BIGINT)", "take a field"),
    "time": ("time '12:00:00'", "TIME", "cast it in your model"),
    "blob": ("'a'::blob", "BLOB", "cast it in your model"),
}


def rows(columns: dict[str, str], first: int, count: int) -> str:
    selected = "".join(f', {value} as "{name}"' for name, value in columns.items())
    numbers = f"range({first}, {first + count}) as numbers(i)"
    return f"select i as id, timestamp '2024-01-01' + interval (i) hour as at, 1.5 as y_pred{selected} from {numbers}"


def monitor(**settings) -> dict:
    shared = {"reference": "reference", "analysis": "analysis", "row_id": "id", "timestamp": "at", "chunk_size": 30}
    return {**shared, "problem_type": "regression", "reconstruction_error": False, **settings}


@pytest.fixture(scope="module")
def consumer(tmp_path_factory):
    """A build with every column of SAME, and classifications whose labels have other types in reference and analysis."""
    labels = {
        "big": ("9007199254740992 + i % 2", "(9007199254740992 + i % 2)::hugeint"),
        "big_guess": ("9007199254740992 + i % 2", "(9007199254740992 + i % 2)::varchar"),
        "narrow": ("((i % 2) / 10)::float", "((i % 2) / 10)::double"),
        "narrow_guess": ("((i % 2) / 10)::decimal(10,2)", "((i % 2) / 10)::float"),
    }
    sides = [{name: pair[side] for name, pair in {**SAME, **labels}.items()} for side in (0, 1)]
    shared = {"problem_type": "classification_binary", "metrics": ["accuracy", "confusion_matrix"]}
    names = "\nunion all\n".join(
        "select '{{ ml_monitor.type_family(var('type_names')["
        + str(place)
        + "]) }}' as family, '{{ ml_monitor.type_class(var('type_names')["
        + str(place)
        + f"]) }}}}' as kind, {place} as place"
        for place in range(len(all_names()))
    )
    consumer = Consumer(
        tmp_path_factory.mktemp("types"),
        {"reference": rows(sides[0], 0, 90), "analysis": rows(sides[1], 90, 60), "type_names": names},
        {
            "categories": monitor(categorical_columns=list(SAME), data_quality=["unseen_values"], categorical_methods=["l_infinity"]),
            "big": monitor(**shared, y_true="big", y_pred="big_guess", classes=[2**53, 2**53 + 1]),
            "narrow": monitor(**shared, y_true="narrow", y_pred="narrow_guess", classes=[0, 0.1]),
        },
        settings={"vars": {"ml_monitor_python_models": False, "type_names": [name for _, name in all_names()]}},
    )
    consumer.build()
    return consumer


def all_names() -> list[tuple[str, str]]:
    return [(family, name) for family, names in TYPE_NAMES.items() for name in names]


def test_a_type_is_told_by_its_family(consumer):
    told = consumer.query("select * from type_names order by place")
    wrong = [(name, family, found) for (family, name), found in zip(all_names(), told["family"]) if family != found]
    assert wrong == []
    kinds = {
        "integer": "number",
        "decimal": "number",
        "double": "number",
        "single": "number",
        "text": "text",
        "padded": "text",
        "enum": "text",
    }
    kinds |= {"boolean": "boolean", "date": "timestamp", "timestamp": "timestamp", "instant": "timestamp"}
    assert told["kind"].tolist() == [kinds.get(family, "other") for family, _ in all_names()]


def test_the_same_value_is_the_same_category_whatever_its_type(consumer):
    counts = consumer.query("select distinct period, column_name, category from monitor_distributions where monitor_name = 'categories'")
    found = {
        column: {period: sorted(rows["category"].dropna()) for period, rows in of_column.groupby("period")}
        for column, of_column in counts.groupby("column_name")
    }
    assert {column: found.get(column) for column in SAME} == {
        column: {"reference": sorted(names), "analysis": sorted(names)} for column, (_, _, names) in SAME.items()
    }


def test_nothing_drifts_and_nothing_is_unseen(consumer):
    values = consumer.query("""
        select column_name, metric_name, max(abs(metric_value)) as largest from monitor_metrics
        where monitor_name = 'categories' and column_role = 'feature' and metric_name in ('l_infinity', 'unseen_values')
        group by all
    """)
    assert len(values) == 2 * len(SAME)
    assert values["largest"].max() < 1e-12


@pytest.mark.parametrize("name", ["big", "narrow"])
def test_labels_are_told_by_their_value(consumer, name):
    accuracy = consumer.query(f"""
        select distinct metric_value from monitor_metrics
        where monitor_name = '{name}' and metric_name = 'accuracy' and metric_family = 'realized_performance'
    """)
    assert accuracy["metric_value"].tolist() == [1.0]
    cells = consumer.query(f"""
        select distinct metric_name, metric_value from monitor_metrics
        where monitor_name = '{name}' and metric_name in ('true_positive', 'true_negative') and metric_family = 'realized_performance'
    """)
    assert set(cells["metric_value"]) == {15.0}


def test_types_that_cannot_be_reconciled_are_named_with_what_to_write(tmp_path):
    sides = [
        {name: pair[side] for name, pair in DIFFERENT.items()} | {name: refused[0] for name, refused in REFUSED.items()} for side in (0, 1)
    ]
    consumer = Consumer(
        tmp_path,
        {"reference": rows(sides[0], 0, 90), "analysis": rows(sides[1], 90, 60)},
        {"kinds": monitor(categorical_columns=list(DIFFERENT)), "nested": monitor(categorical_columns=list(REFUSED))},
    )
    run = consumer.dbt("run")
    assert not run.success
    assert f"{len(DIFFERENT) + 2 * len(REFUSED)} errors" in run.output
    lines = run.output.splitlines()
    for name, (_, _, of_reference, of_analysis, casts) in DIFFERENT.items():
        (line,) = [line for line in lines if f"'{name}'" in line]
        assert "monitor 'kinds', key 'categorical_columns'" in line
        assert f"of type {of_reference} in" in line
        assert f"of type {of_analysis} in" in line
        assert line.count("cast(") == len(casts)
        for period in casts:
            assert f'`cast("{name}" as TEXT) as "{name}"` in "consumer"."main"."{period}"' in line
    for name, (_, type_name, hint) in REFUSED.items():
        found = [line for line in lines if f"'{name}' of type {type_name} in" in line]
        assert len(found) == 2
        assert all(hint in line for line in found)
