"""A value has the same category on every engine, whatever the type of its column."""

from __future__ import annotations

from contextlib import closing

import pytest
from consumer import Consumer
from typed_values import VALUES, texts_model, wrong_texts
from warehouses import EngineConsumer, started


@pytest.mark.parametrize(
    "engine",
    [
        "duckdb",
        pytest.param("postgres", marks=pytest.mark.postgres),
        pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.engines]),
    ],
)
def test_a_value_is_the_same_category_whatever_its_type(engine, tmp_path):
    tables = {"texts": texts_model(engine)}
    consumer = Consumer(tmp_path, tables) if engine == "duckdb" else EngineConsumer(started(engine), tmp_path, tables)
    consumer.build("--select", "texts")
    texts = consumer.query("select * from texts")
    assert len(texts) == len(VALUES)
    assert wrong_texts(texts) == []


@pytest.mark.postgres
def test_postgres_tells_enums_from_composites(tmp_path):
    """Its information schema calls both USER-DEFINED; an enum is a text whatever its labels, a composite is refused."""
    postgres = started("postgres")
    with closing(postgres.connect()) as connection, connection, connection.cursor() as cursor:
        cursor.execute("""
            create schema if not exists raw;
            drop type if exists raw.age_band, raw.pair;
            create type raw.age_band as enum ('[0,10)', 'int');
            create type raw.pair as (one integer, other integer)
        """)
    values = "i as id, timestamp '2024-01-01' + i * interval '1 hour' as at, array[i] as list, row(i, i)::raw.pair as pair, {band} as band"
    rows = "{{{{ config(materialized='table') }}}} select " + values + " from generate_series(1, 60) as numbers(i)"
    tables = {"reference": rows.format(band="'[0,10)'::raw.age_band"), "analysis": rows.format(band="'[0,10)'::char(9)")}
    monitor = {"reference": "reference", "analysis": "analysis", "row_id": "id", "timestamp": "at", "chunk_size": 30}
    monitor |= {"problem_type": "regression", "categorical_columns": ["list", "pair", "band"]}
    run = EngineConsumer(postgres, tmp_path, tables, {"types": monitor}).dbt("run")
    assert not run.success
    assert "4 errors" in run.output
    assert "'list' of type ARRAY" in run.output
    assert "'pair' of type composite" in run.output
    assert "'band'" not in run.output
