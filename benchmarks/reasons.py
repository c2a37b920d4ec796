"""Why goals are missed where they are, and what would be needed: what the report says beside a missed goal."""

COUNTING = (
    "Values are counted one by one out of the arrays of the row tables ([decision 0002](../decisions/0002-arrays-in-the-row-tables.md)). "
    "They are unnested, given a bin and a position, and grouped by one hash aggregate whose columns take turns. A column of its own for "
    "each monitored column would halve that, at one scan per column."
)

WITH_DBT = (
    "The row copy and dbt's start, parsing and end are added to the work. Most of the row copy is the writing of a table. Row tables as "
    "views leave out the copy ([what a run costs](../concepts/what-a-run-costs.md#rows-copied-or-not))."
)

BUFFERS = (
    "DuckDB fills the `memory_limit` that it is given before it writes to disk, and Python and dbt come on top. With less it works "
    "as well: see the run at 500MB."
)

ROWS_IN_PYTHON = (
    "Rows pass through Python in batches: their numbers and texts are handed over as Arrow, categories looked up, numbers "
    "multiplied on few cores. The same in SQL would take half, with a text that grows with the square of the number of columns."
)

PREDICTION = (
    "Applying 60 trees to every row is most of it. Half as many trees take half of that and moved an alert on the golden data. One "
    "number in place of each category would be faster still, but fails with thousands of categories."
)

OWN_STATEMENTS = (
    "For an incremental model dbt renders more text and sends more statements than for an empty table. The example's own models "
    "train and score a model in every run. Fewer models would be quicker, and harder to read."
)

EVERY_ROW_HASHED = (
    "To notice a row that changed anywhere, every run hashes all rows once (`monitor_chunk_fingerprints`). It finds the chunks from all "
    "timestamps, and asks the copied rows for their versions. "
    "It could look at new rows only if the user promised that old rows never change."
)
