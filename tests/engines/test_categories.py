"""A value has the same category on every engine, whatever the type of its column."""

from __future__ import annotations

import pytest
from consumer import Consumer
from typed_values import VALUES, texts_model, wrong_texts
from warehouses import EngineConsumer, started


@pytest.mark.parametrize(
    "engine", ["duckdb", pytest.param("postgres", marks=pytest.mark.postgres), pytest.param("spark", marks=pytest.mark.spark)]
)
def test_a_value_is_the_same_category_whatever_its_type(engine, tmp_path):
    tables = {"texts": texts_model(engine)}
    consumer = Consumer(tmp_path, tables) if engine == "duckdb" else EngineConsumer(started(engine), tmp_path, tables)
    consumer.build("--select", "texts")
    texts = consumer.query("select * from texts")
    assert len(texts) == len(VALUES)
    assert wrong_texts(texts) == []
