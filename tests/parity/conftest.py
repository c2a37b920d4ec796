"""One consumer project with a monitor for every run of NannyML whose results are golden."""

from __future__ import annotations

import pytest
from consumer import EVERY_CONTRACT, TELLING, Consumer
from nannyml_runs import Results, all_monitors, input_tables


@pytest.fixture(scope="session")
def results(tmp_path_factory) -> Results:
    tables = {name: table for folder in ("diamonds", "car_price", "edge_small") for name, table in input_tables(folder).items()}
    consumer = Consumer(tmp_path_factory.mktemp("parity"), tables, all_monitors(), settings=EVERY_CONTRACT, leaves_out=TELLING)
    consumer.build()
    return Results(consumer)
