# Made by `make python-models`: change src/ml_monitor/dbt_models/monitor_estimated_losses.py and what it imports, not this file.
"""The estimated mean loss of every slice of a chunk, by direct loss estimation: the loss models applied to all rows, labelled or not.

A row's estimate is the mean loss of the reference and what the loss model adds to it, no less than 0. A chunk's is the mean over its rows
that have a prediction. A chunk of the reference is estimated by a model that was trained without it.
Rows stream through in batches: what stays in memory is a count and a sum per slice and loss. Only chunks that are new or changed are read.

Result: one row per monitor, period, chunk, segment and loss (see the yml beside this file).
"""


# --- src/ml_monitor/runtime/tables.py ---
# Tables of three engines.
#
# A table is a DuckDB relation or a DataFrame, Spark's or Snowpark's, which share most of their words (decision 0008).


# These three ask the type: a DataFrame of Snowpark would look for a column of that name.
def is_dataframe(table):
    """Whether a table is a DataFrame of Spark or Snowpark, and not a relation of DuckDB."""
    return hasattr(type(table), "collect")


def is_spark(table):
    """Whether a table is a DataFrame of Spark."""
    return hasattr(type(table), "mapInArrow")


def is_snowpark(table):
    """Whether a table is a DataFrame of Snowpark."""
    return hasattr(type(table), "to_pandas_batches")


def rows_where(table, **equal):
    """The rows of a table where each named column equals the given text."""
    for column, text in equal.items():
        if is_dataframe(table):
            table = table.filter(table[column] == text)
        else:
            quoted = text.replace("'", "''")
            table = table.filter(f"{column} = '{quoted}'")
    return table


def rows_with(table, *columns):
    """The rows of a table where none of the columns is null."""
    for column in columns:
        table = table.filter(table[column].isNotNull() if is_dataframe(table) else f"{column} is not null")
    return table


def rows_of_chunks(table, monitor_name, chunks):
    """The rows of some chunks of a monitor. At least one chunk has to be named."""
    rows = rows_where(table, monitor_name=monitor_name)
    if is_dataframe(rows):
        return rows.filter(rows["chunk_index"].isin(sorted(chunks)))
    return rows.filter(f"chunk_index in ({', '.join(str(chunk) for chunk in sorted(chunks))})")


def selected(table, *columns):
    """Columns of a table; "*" is all of them."""
    return table.select(*columns) if is_dataframe(table) else table.project(", ".join(columns))


def tuples(table, *columns):
    """Columns of a table as a list of tuples. All of them come into this process: for what does not grow with the rows."""
    rows = selected(table, *columns)
    return [tuple(row) for row in rows.collect()] if is_dataframe(rows) else rows.fetchall()


def records(table):
    """The rows of a small table as a list of mappings, whose keys are the names of the columns in lower case."""
    return [dict(zip((column.lower() for column in table.columns), row)) for row in tuples(table, "*")]


def record_batches(table, columns, batch_rows=100_000):
    """Columns of a table as Arrow record batches: a stream on DuckDB and Snowpark; on Spark all of them come into this process.

    `batch_rows` is how many rows a batch of DuckDB's has at most. The other engines decide for themselves.
    """
    if is_spark(table):
        yield from table.select(*columns).toArrow().to_batches()
        return
    if is_snowpark(table):
        yield from (snowpark_batch(frame) for frame in table.select(*columns).to_pandas_batches())
        return
    rows = selected(table, *columns)
    # to_arrow_reader came with DuckDB 1.5, which deprecates the older name.
    read = getattr(rows, "to_arrow_reader", None) or rows.fetch_record_batch
    yield from read(batch_rows)


def snowpark_batch(frame):
    """A record batch of a pandas frame of Snowpark's, where a missing text may be None or NaN; names in lower case."""
    import pyarrow as pa

    return pa.RecordBatch.from_pydict({name.lower(): pa.array(frame[name], from_pandas=True) for name in frame.columns})


# --- src/ml_monitor/runtime/features.py ---
# Features of a record batch as numbers: the row tables have number_1, number_2, ... and text_1, text_2, ... (decision 0019).


def value_column(feature):
    """The column of the row tables that holds the values of a feature, a mapping with feature_type and column_index."""
    return f"{'number' if feature['feature_type'] == 'continuous' else 'text'}_{feature['column_index']}"


def continuous_matrix(batch, features):
    """Continuous features of a record batch as an (n, k) float64 array, in their own units, with NaN for null."""
    import numpy as np

    matrix = np.empty((batch.num_rows, len(features)))
    for position, feature in enumerate(features):
        # A column of nulls alone may come without a type.
        matrix[:, position] = batch.column(value_column(feature)).cast("float64").to_numpy(zero_copy_only=False)
    return matrix


def category_codes(batch, features):
    """The codes that the texts of categorical features have among their categories, an (n, k) int64 array.

    A feature is a mapping with `column_index` and `categories`, a list of texts whose places in it, from 0, are the codes; -1 is a
    category that is not in the list, -2 a null. Each text of the batch is looked up once, whatever the number of rows that have it.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = np.empty((batch.num_rows, len(features)), dtype="int64")
    for position, feature in enumerate(features):
        texts = batch.column(value_column(feature)).cast("string").dictionary_encode()
        places = pc.fill_null(texts.indices, len(texts.dictionary)).to_numpy(zero_copy_only=False)
        known = pc.index_in(texts.dictionary, value_set=pa.array(feature["categories"], pa.string()))
        codes[:, position] = np.append(pc.fill_null(known, -1).to_numpy(zero_copy_only=False), -2)[places]
    return codes


def reference_categories(distributions, monitor_name, column_name):
    """The categories of a column in the reference in their fixed order, and how many rows have each, a list of texts and an (m,) array.

    `distributions` is monitor_fitted_distributions. A column that it does not have has no categories.
    """
    import numpy as np

    fitted = rows_where(distributions, monitor_name=monitor_name, column_name=column_name, bin_type="category")
    of_all = sorted(row for row in tuples(fitted, "segment_index", "bin_index", "category", "row_count") if row[0] == 0)
    return [row[2] for row in of_all], np.array([row[3] for row in of_all], dtype="float64")


# --- src/ml_monitor/runtime/trees.py ---
# What all models of trees ask of their features.


def within_float32(matrix):
    """The matrix as 32-bit floats, which is what XGBoost computes with, every value brought into their range; NaN stays."""
    import numpy as np

    limit = np.finfo("float32").max
    return np.clip(matrix, -limit, limit).astype("float32")


# --- src/ml_monitor/runtime/losses.py ---
# What direct loss estimation (DLE) learns: the loss of each row, and the features that explain it.

# Folds of the cross-validation: chunk c of the reference is in fold c % FOLDS.
FOLDS = 5


def loss_features(columns, distributions, monitor_name):
    """The features of a monitor's loss models as two lists of mappings: continuous (the prediction among them) and categorical.

    `columns` are the records of monitor_columns. Categorical features get the key `categories`.
    """
    of_monitor = [column for column in columns if column["monitor_name"] == monitor_name and column["column_role"] != "target"]
    of_monitor.sort(key=lambda column: column["column_index"])
    continuous = [column for column in of_monitor if column["feature_type"] == "continuous"]
    categorical = [column for column in of_monitor if column["feature_type"] == "categorical"]
    for feature in categorical:
        feature["categories"], _ = reference_categories(distributions, monitor_name, feature["column_name"])
    return continuous, categorical


def feature_matrix(batch, continuous, categorical):
    """The features of a batch, categories as codes, an (n, k) float32 array with NaN for what is missing or was never in the reference."""
    import numpy as np

    numbers, codes = continuous_matrix(batch, continuous), category_codes(batch, categorical)
    return np.hstack([within_float32(numbers), np.where(codes < 0, np.nan, codes).astype("float32")])


# --- src/ml_monitor/runtime/loss_estimates.py ---
# How the loss models of direct loss estimation are applied to rows.


def estimated_losses(models, continuous, categorical, is_reference):
    """A function from a record batch to the estimated losses of its rows, a mapping from the losses' names to (n,) arrays.

    `models` maps the losses' names to mappings from folds to pairs of mean loss and booster; fold -1 is the model trained on all rows.
    Estimates have the unit of the loss. A KeyError if a loss has neither a model of the fold nor one with fold -1.
    """

    def values_of(batch):
        import numpy as np

        features = feature_matrix(batch, continuous, categorical)
        chunks = batch.column("chunk_index").to_numpy()
        folds = chunks % FOLDS if is_reference else np.full(len(chunks), -1)
        estimates = {}
        for name, of_folds in models.items():
            estimates[name] = np.empty(len(folds))
            for fold in np.unique(folds).tolist():
                of_fold = folds == fold
                # A fold without labels has no model of its own, and none was trained on it.
                mean, booster = of_folds.get(fold, of_folds[-1])
                estimates[name][of_fold] = np.maximum(mean + booster.inplace_predict(features[of_fold]).astype("float64"), 0)
        return estimates

    return values_of


def loaded_model(text, on_spark):
    """A loss model from its text, XGBoost's JSON. Spark runs as many tasks as there are cores, so there one thread each.

    An XGBoostError if the text is not a model.
    """
    import xgboost

    booster = xgboost.Booster(model_file=bytearray(text.encode()))
    if on_spark:
        booster.set_param({"nthread": 1})
    return booster


# --- src/ml_monitor/runtime/merging.py ---
# What is computed over all rows: partial results of batches, merged where the rows are.


def merged_results(table, columns, of_batch, merge, schema, group=None):
    """What `of_batch` makes of each record batch of some columns of a table, merged: a list of tuples.

    `of_batch` takes a record batch and gives tuples, which `schema` names in Spark's words; `merge` takes any number of such tuples and
    says the same in fewer. On DuckDB and Snowpark all batches stream through this process. On Spark each partition is merged where it is.
    Then what belongs to one value of the column `group` (or all, without one) meets in one task, and only the outcome is collected.
    """
    from itertools import chain

    def merged(batches, of_one):
        return merge(chain.from_iterable(of_one(batch) for batch in batches if batch.num_rows))

    if not is_spark(table):
        return list(merged(record_batches(table, columns), of_batch))

    names = [field.split()[0] for field in schema.split(", ")]

    def as_batches(rows):
        import pyarrow as pa

        named = [dict(zip(names, row)) for row in rows]
        if named:
            yield pa.RecordBatch.from_pylist(named)

    def as_tuples(batch):
        return zip(*(column.to_pylist() for column in batch.columns))

    of_partitions = table.select(*columns).mapInArrow(lambda batches: as_batches(merged(batches, of_batch)), schema)
    of_groups = of_partitions.repartition(group or 1).mapInArrow(lambda batches: as_batches(merged(batches, as_tuples)), schema)
    return tuples(of_groups, *names)


# --- src/ml_monitor/runtime/moments.py ---
# Means and spreads per slice, merged over batches of rows.

# No index of a segment is as large (the macro segment_index).
MORE_THAN_SEGMENTS = 100_000


def slice_moments(table, features, values_of, segments=()):
    """Number of rows, mean and sum of squared deviations from it, over the rows of a table.

    A mapping from (chunk index, name) to a mapping from the index of a segment to the three; segment 0 is all rows of the chunk.
    `values_of` takes a record batch with the columns of the features and `chunk_index`, which has no null, and gives a mapping from names
    to (n,) arrays. `segments` names the columns with the segments of a row (segment_columns). Means have the unit of the values, and
    squares the square of it. Means are taken of the distances to the slice's first value, which are 0 where all values are equal.
    Source: T. Chan, G. Golub and R. LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983) 242-247.
    """
    from itertools import repeat

    def of_batch(batch):
        import numpy as np

        all_values = values_of(batch)
        # Both indexes as one number: numpy sorts pairs slowly.
        chunks_of_rows = batch.column("chunk_index").to_numpy().astype("int64") * MORE_THAN_SEGMENTS
        for column in [None, *segments]:
            of_rows = chunks_of_rows if column is None else chunks_of_rows + batch.column(column).to_numpy().astype("int64")
            slices, first_rows, positions = np.unique(of_rows, return_index=True, return_inverse=True)
            chunks, indexes = (part.tolist() for part in np.divmod(slices, MORE_THAN_SEGMENTS))
            counts = np.bincount(positions)
            for name, values in all_values.items():
                start = values[first_rows]
                means = start + np.bincount(positions, weights=values - start[positions]) / counts
                squares = np.bincount(positions, weights=(values - means[positions]) ** 2)
                yield from zip(chunks, indexes, repeat(name), counts.tolist(), means.tolist(), squares.tolist())

    def merge(rows):
        totals = {}
        for chunk, segment, name, count, mean, squares in rows:
            before, mean_before, squares_before = totals.get((chunk, segment, name), (0, 0.0, 0.0))
            after, difference = before + count, mean - mean_before
            merged_squares = squares_before + squares + difference**2 * before * count / after
            totals[chunk, segment, name] = (after, mean_before + difference * (count / after), merged_squares)
        return ((*key, *moments) for key, moments in totals.items())

    columns = ["chunk_index", *segments, *map(value_column, features)]
    schema = "chunk_index bigint, segment_index bigint, name string, row_count bigint, mean double, squares double"
    found = {}
    for chunk, segment, name, count, mean, squares in merged_results(table, columns, of_batch, merge, schema, group="chunk_index"):
        found.setdefault((chunk, name), {})[segment] = count, mean, squares
    return found


# --- src/ml_monitor/runtime/results.py ---
# What a model still has to compute, and the table that it returns.


def pending_versions(dbt, session, result_name):
    """What should be there of a result and is not yet: tuples (monitor, period, chunk index, metric, version) of monitor_versions."""
    columns = ("monitor_name", "period", "chunk_index", "metric_name", "result_version")
    versions = rows_where(dbt.ref("monitor_versions"), result_name=result_name)
    wanted = sorted(tuples(versions, *columns))
    # On Spark a table that is to be built anew is gone before its model runs, and dbt knows only its own incremental tables.
    is_kept = session.catalog.tableExists(str(dbt.this)) if is_spark(versions) else dbt.is_incremental
    if not is_kept:
        return wanted
    kept = set(tuples(selected(session.table(str(dbt.this)), "result_version").distinct(), "result_version"))
    return [row for row in wanted if row[-1:] not in kept]


def time_of_run():
    """The time for `computed_at`: UTC, without a zone."""
    from datetime import datetime, timezone

    return datetime.now(timezone.utc).replace(tzinfo=None)


def result_table(session, columns, rows):
    """The result as dbt takes it, from tuples in the order of `columns`.

    `columns` maps names to "string", "int64", "float64" or "timestamp". On DuckDB the result is an Arrow table,
    or where there is no row a relation: to write an Arrow table pandas is imported, which takes longer than all else then.
    """
    if hasattr(session, "create_dataframe"):
        import snowflake.snowpark.types as snowpark

        timestamp = snowpark.TimestampType(snowpark.TimestampTimeZone.NTZ)
        kinds = {"string": snowpark.StringType(), "int64": snowpark.LongType(), "float64": snowpark.DoubleType(), "timestamp": timestamp}
        fields = [snowpark.StructField(name, kinds[kind]) for name, kind in columns.items()]
        return session.create_dataframe(rows, snowpark.StructType(fields))

    if hasattr(session, "createDataFrame"):
        types = {"string": "string", "int64": "bigint", "float64": "double", "timestamp": "timestamp_ntz"}
        return session.createDataFrame(rows, ", ".join(f"{name} {types[kind]}" for name, kind in columns.items()))

    if not rows:
        types = {"string": "varchar", "int64": "bigint", "float64": "double", "timestamp": "timestamp"}
        return session.sql(f"select {', '.join(f'cast(null as {types[kind]}) as {name}' for name, kind in columns.items())} where false")

    import pyarrow as pa

    schema = pa.schema([(name, pa.timestamp("us") if kind == "timestamp" else kind) for name, kind in columns.items()])
    return pa.table([pa.array(values, field.type) for values, field in zip(zip(*rows), schema)], schema=schema)


# --- src/ml_monitor/runtime/segments.py ---
# The segments that rows lie in.


def segment_columns(segments, monitor_name):
    """The columns of the row tables that hold the segments of a monitor's rows: segment_1, segment_2, ...; none without segments.

    `segments` is monitor_segments. An index is 1000 for each setting and a place below it (the macro segment_index).
    """
    indexes = [index for (index,) in tuples(rows_where(segments, monitor_name=monitor_name), "segment_index")]
    return [f"segment_{number}" for number in range(1, max(indexes, default=0) // 1000 + 1)]


# --- src/ml_monitor/dbt_models/monitor_estimated_losses.py ---


COLUMNS = {
    "monitor_name": "string",
    "period": "string",
    "chunk_index": "int64",
    "segment_index": "int64",
    "loss_name": "string",
    "row_count": "int64",
    "mean_loss": "float64",
    "result_version": "string",
    "computed_at": "timestamp",
}


def model(dbt, session):
    """The table of the model: what dbt calls."""
    columns = dbt.ref("monitor_columns")
    segments = dbt.ref("monitor_segments")
    distributions = dbt.ref("monitor_fitted_distributions")
    loss_models = dbt.ref("monitor_fitted_loss_models")
    periods = {"reference": dbt.ref("monitor_reference_rows"), "analysis": dbt.ref("monitor_analysis_rows")}
    pending = pending_versions(dbt, session, "estimated_losses")
    computed_at = time_of_run()

    result = []
    for name in sorted({row[0] for row in pending}):
        continuous, categorical = loss_features(records(columns), distributions, name)
        models = {}
        of_monitor = rows_where(loss_models, monitor_name=name)
        for loss_name, fold, mean, text in tuples(of_monitor, "loss_name", "fold", "mean_loss", "model"):
            if text is not None:
                models.setdefault(loss_name, {})[fold] = mean, loaded_model(text, is_spark(loss_models))
        for period, table in periods.items():
            of_period = [row for row in pending if row[:2] == (name, period)]
            moments = {}
            if of_period and models:
                rows = rows_with(rows_of_chunks(table, name, {row[2] for row in of_period}), "y_pred")
                values_of = estimated_losses(models, continuous, categorical, period == "reference")
                moments = slice_moments(rows, continuous + categorical, values_of, segment_columns(segments, name))
            for _, _, chunk, loss_name, version in of_period:
                for segment, (count, mean_loss, _) in moments.get((chunk, loss_name), {0: (0, None, None)}).items():
                    result.append((name, period, chunk, segment, loss_name, count, mean_loss, version, computed_at))
    return result_table(session, COLUMNS, result)
