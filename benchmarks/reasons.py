"""Why goals are missed where they are, and what would be needed: what the report says beside a missed goal."""

COUNTING = (
    "Half of the time goes into the copy of the rows and half into the counts, one aggregate per column "
    "([decision 0019](../decisions/0019-typed-columns-in-the-row-tables.md)). Counting Doane's bins alone takes a third of it; "
    "Kolmogorov-Smirnov and Wasserstein need counts of up to 10,000 positions. Row tables as views leave out the copy and read the rows "
    "once per column ([what a run costs](../concepts/what-a-run-costs.md#rows-copied-or-not))."
)

WITH_DRIFT = (
    "The run also computes Jensen-Shannon for every column and copies the rows, which NannyML's calculator of this one number does not. "
    "Rows then pass through Python in batches of Arrow. Scoring in SQL would take half of that time."
)

ROWS_COPIED = (
    "Most of it is dbt's start, parsing and end, and the copy of the rows, which later runs do not repeat. NannyML reads three columns of "
    "a Parquet file. Row tables as views leave out the copy."
)

RANKS = "ROC AUC sorts the scores of every chunk; buckets of scores instead of ranks would be faster, but inexact."

BUFFERS = (
    "DuckDB fills the `memory_limit` that it is given before it writes to disk, and Python and dbt come on top. With less it works "
    "as well: see the run at 500MB."
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
    "With `lookback` it reads recent rows alone."
)
STATEMENTS_OF_ALL_MODELS = (
    "A run sends the statements of all its models, whatever there is to do, and those take seconds on empty tables, too. "
    "Every kept table is also asked for its versions."
)
