# Made by `make python-models`: change src/ml_monitor/dbt_models/monitor_domain_classifier.py and what it imports, not this file.
"""The domain classifier of every chunk: how well a model tells the chunk's rows from those of the reference, by their features.

Rows of both sides get a score from a gradient boosting classifier that was trained without them (stratified cross-validation); the
result is the area under the ROC curve of these scores: 0.5 where the sides cannot be told apart, 1 where they always can. Of each side
at most `max_rows` rows are read, so a chunk costs the same however large it is. Only chunks that are new or changed are read.

Result: one row per monitor, period and chunk (see the yml beside this file).
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


def arrow_rows(table, columns):
    """All rows of a table of few rows, an Arrow table."""
    import pyarrow as pa

    return pa.Table.from_batches(record_batches(table, columns))


# --- src/ml_monitor/runtime/draws.py ---
# Rows that are drawn by the md5 of their row_id: the same in every run and on every engine, whatever the order of the rows.


def with_draws(rows):
    """The rows with one more column `draw`, the md5 of their row_id: 32 digits, 0 to f."""
    if not is_dataframe(rows):
        return rows.project("*, md5(row_id) as draw")
    if is_spark(rows):
        from pyspark.sql.functions import md5 as md5_on_spark

        return rows.withColumn("draw", md5_on_spark(rows["row_id"]))
    from snowflake.snowpark.functions import md5 as md5_on_snowpark

    return rows.withColumn("draw", md5_on_snowpark(rows["row_id"]))


def drawn_before(rows, draw):
    """The rows of with_draws() whose draw sorts before the given one."""
    return rows.filter(rows["draw"] < draw if is_dataframe(rows) else f"draw < '{draw}'")


def draw_bound(row_count, limit):
    """A text that the md5 of the row_id of at least `limit` out of `row_count` rows is below, and of few more: md5 spreads evenly.

    None where that is all rows.
    """
    share = (limit + 10 * limit**0.5 + 10) / row_count
    return None if share >= 1 else f"{int(share * 16**8):08x}"


def first_rows(table, limit):
    """Of an Arrow table with the column `draw` at most `limit` rows, those with the smallest, in the order of it.

    The order knows nothing of the rows: it serves as the shuffle of a cross-validation.
    """
    draws = table.column("draw").to_pylist()
    return table.take(sorted(range(len(draws)), key=draws.__getitem__)[:limit])


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


# --- src/ml_monitor/runtime/trees.py ---
# What all models of trees ask of their features.


def within_float32(matrix):
    """The matrix as 32-bit floats, which is what XGBoost computes with, every value brought into their range; NaN stays."""
    import numpy as np

    limit = np.finfo("float32").max
    return np.clip(matrix, -limit, limit).astype("float32")


def feature_types(continuous, categorical):
    """The types of the columns of a matrix in XGBoost's words, continuous features first."""
    return ["q"] * len(continuous) + ["c"] * len(categorical)


# --- src/ml_monitor/runtime/domain_classifier.py ---
# A classifier that tells the rows of a chunk from those of the reference, and how well it does.

# Trees of depth 4 see how up to four columns go together; deeper ones and more of them find no more drift of means, categories and
# correlations, and learn more noise where a chunk has a few hundred rows. One thread: the same digits on every machine.
PARAMETERS = {
    "objective": "binary:logistic",
    "base_score": 0.5,
    "tree_method": "hist",
    "max_depth": 4,
    "min_child_weight": 5,
    "learning_rate": 0.2,
    "reg_lambda": 1.0,
    "max_bin": 255,
    "seed": 0,
    "nthread": 1,
}


TREES = 50


# How many rows of chunks are held at a time.
ROWS_AT_ONCE = 200_000


def features_of(table, continuous, categorical):
    """The features of an Arrow table of rows: an (n, k) float32 array of numbers with NaN for null, and a list of arrays of texts."""
    texts = [table.column(value_column(feature)).combine_chunks().cast("string") for feature in categorical]
    return within_float32(continuous_matrix(table, continuous)), texts


def joint_matrix(one, other):
    """The features of two sides one below the other, categories as codes, an (n, k) float32 array with NaN for missing.

    The categories are those of both sides: one that only the chunk has gets a code of its own, as one that only the reference has. A code
    for all unseen ones together would name the side of a row instead of what it holds.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [np.vstack([one[0], other[0]])]
    for texts in zip(one[1], other[1]):
        both = pa.concat_arrays(texts)
        categories = pa.array(sorted(both.unique().drop_null().to_pylist()), pa.string())
        codes = pc.fill_null(pc.index_in(both, value_set=categories), -1).to_numpy(zero_copy_only=False)
        columns.append(np.where(codes < 0, np.nan, codes)[:, None])
    return np.hstack(columns).astype("float32")


def out_of_fold_scores(features, labels, types, folds):
    """The score of each row, (n,), from 0 to 1, from a classifier that was trained on the other folds.

    The rows of each side are dealt to the folds in turn. Both sides weigh the same in each training, as much as the smaller one has rows:
    where nothing tells the rows apart, all folds give one score. A category that does not occur in training is missing: XGBoost would send
    it left or right by its code, which says where it comes from.
    """
    import numpy as np
    import xgboost

    fold = np.empty(len(labels), dtype="int64")
    for label, count in enumerate(np.bincount(labels, minlength=2)):
        fold[labels == label] = np.arange(count) % folds

    scores = np.empty(len(labels))
    for number in range(folds):
        out = fold == number
        settings = {"feature_types": types, "enable_categorical": True}
        counts = np.bincount(labels[~out], minlength=2)
        weights = (counts.min() / counts)[labels[~out]]
        data = xgboost.DMatrix(features[~out], label=labels[~out], weight=weights, nthread=1, **settings)
        booster = xgboost.train(PARAMETERS, data, num_boost_round=TREES)
        unknown = features[out]
        for column in [place for place, kind in enumerate(types) if kind == "c"]:
            unknown[~np.isin(unknown[:, column], features[~out, column]), column] = np.nan
        scores[out] = booster.predict(xgboost.DMatrix(unknown, nthread=1, **settings))
    # Scores are 32-bit floats: what differs beyond the sixth digit is a tie that was rounded apart.
    return np.round(scores, 6)


def area_under_roc(scores, labels):
    """The share of pairs of a row with label 1 and one with label 0 in which the first scores higher, ties counted half.

    Both arguments are (n,) arrays; each label has to occur. From the sum of the mid-ranks.
    Source: D. Bamber, "The area above the ordinal dominance graph", Journal of Mathematical Psychology 12 (1975) 387-415.
    """
    import numpy as np

    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    ones = int(labels.sum())
    return float((ranks[labels == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(labels) - ones)))


def classifier_of_chunks(reference, period, continuous, categorical, max_rows, folds):
    """A function from the rows of a chunk, an Arrow table, to (chunk index, rows drawn, reference rows, AUROC).

    A chunk of the reference is compared with the rest of the reference. Where a side has fewer rows than there are folds, there is no
    AUROC.
    """
    import numpy as np
    import pyarrow.compute as pc

    reference = first_rows(reference, max_rows)
    chunk_of_reference = pc.fill_null(reference.column("chunk_index"), -1).to_numpy()
    numbers, texts = features_of(reference, continuous, categorical)
    types = feature_types(continuous, categorical)

    def of_chunk(rows):
        chunk = int(rows.column("chunk_index")[0].as_py())
        drawn = first_rows(rows, max_rows)
        others = np.flatnonzero((chunk_of_reference != chunk) | (period == "analysis"))
        if min(drawn.num_rows, len(others)) < folds:
            return chunk, drawn.num_rows, len(others), None
        features = joint_matrix((numbers[others], [column.take(others) for column in texts]), features_of(drawn, continuous, categorical))
        labels = np.repeat([0, 1], [len(others), drawn.num_rows])
        return chunk, drawn.num_rows, len(others), area_under_roc(out_of_fold_scores(features, labels, types, folds), labels)

    return of_chunk


def rows_to_draw_from(table, monitor_name, counts, limit):
    """The rows of some chunks of a monitor, of large ones those that can be drawn; `counts` maps the chunks to their numbers of rows."""
    from functools import reduce

    chunks_of_bound = {}
    for chunk, count in sorted(counts.items()):
        # "g" sorts after every md5.
        chunks_of_bound.setdefault(draw_bound(count, limit) or "g", []).append(chunk)
    rows = with_draws(rows_of_chunks(table, monitor_name, counts))
    if is_dataframe(rows):
        conditions = [rows["chunk_index"].isin(chunks) & (rows["draw"] < bound) for bound, chunks in chunks_of_bound.items()]
        return rows.filter(reduce(lambda one, other: one | other, conditions))
    texts = [f"chunk_index in ({', '.join(map(str, chunks))}) and draw < '{bound}'" for bound, chunks in chunks_of_bound.items()]
    return rows.filter(" or ".join(f"({condition})" for condition in texts))


def groups_of_chunks(counts, limit):
    """The chunks, a mapping to their numbers of rows, in groups of at most ROWS_AT_ONCE rows to read, or of one chunk."""
    group = {}
    rows = 0
    for chunk, count in sorted(counts.items()):
        if group and rows + min(count, limit) > ROWS_AT_ONCE:
            yield group
            group, rows = {}, 0
        group[chunk] = count
        rows += min(count, limit)
    if group:
        yield group


def results_of_chunks(table, columns, monitor_name, counts, limit, of_chunk):
    """What `of_chunk` makes of the rows of each chunk, a list of tuples.

    On DuckDB and Snowpark some chunks at a time are read into this process; on Spark each chunk is worked on in a task of its own.
    """
    if is_spark(table):

        def as_table(rows):
            import pyarrow as pa

            schema = pa.schema([("chunk_index", "int64"), ("row_count", "int64"), ("reference_row_count", "int64"), ("auroc", "float64")])
            return pa.Table.from_pylist([dict(zip(schema.names, of_chunk(rows)))], schema=schema)

        rows = rows_to_draw_from(table, monitor_name, counts, limit).select(*columns)
        schema = "chunk_index bigint, row_count bigint, reference_row_count bigint, auroc double"
        return tuples(rows.groupBy("chunk_index").applyInArrow(as_table, schema), *(field.split()[0] for field in schema.split(", ")))

    import pyarrow.compute as pc

    results = []
    for group in groups_of_chunks(counts, limit):
        rows = arrow_rows(rows_to_draw_from(table, monitor_name, group, limit), columns)
        results.extend(of_chunk(rows.filter(pc.equal(rows.column("chunk_index"), chunk))) for chunk in group)
    return results


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


# --- src/ml_monitor/dbt_models/monitor_domain_classifier.py ---


COLUMNS = {
    "monitor_name": "string",
    "period": "string",
    "chunk_index": "int64",
    "row_count": "int64",
    "reference_row_count": "int64",
    "auroc": "float64",
    "result_version": "string",
    "computed_at": "timestamp",
}


def model(dbt, session):
    """The table of the model: what dbt calls."""
    columns = dbt.ref("monitor_columns")
    config = dbt.ref("monitor_config")
    fingerprints = dbt.ref("monitor_chunk_fingerprints")
    periods = {"reference": dbt.ref("monitor_reference_rows"), "analysis": dbt.ref("monitor_analysis_rows")}
    pending = pending_versions(dbt, session, "domain_classifier")
    computed_at = time_of_run()

    result = []
    for name in sorted({row[0] for row in pending}):
        features = sorted(
            records(rows_where(columns, monitor_name=name, column_role="feature")), key=lambda feature: feature["column_index"]
        )
        continuous, categorical = (
            [feature for feature in features if feature["feature_type"] == kind] for kind in ("continuous", "categorical")
        )
        row_columns = ["chunk_index", "draw", *map(value_column, features)]
        max_rows, folds = tuples(rows_where(config, monitor_name=name), "classifier_max_rows", "classifier_folds")[0]
        sizes = tuples(rows_where(fingerprints, monitor_name=name), "period", "chunk_index", "row_count")

        reference = with_draws(rows_where(periods["reference"], monitor_name=name))
        bound = draw_bound(sum(count for period, _, count in sizes if period == "reference"), max_rows)
        reference = arrow_rows(drawn_before(reference, bound) if bound else reference, row_columns)
        for period, table in periods.items():
            versions = {row[2]: row[4] for row in pending if row[:2] == (name, period)}
            if not versions:
                continue
            counts = {chunk: count for of_period, chunk, count in sizes if of_period == period and chunk in versions}
            of_chunk = classifier_of_chunks(reference, period, continuous, categorical, max_rows, folds)
            for chunk, *numbers in results_of_chunks(table, row_columns, name, counts, max_rows, of_chunk):
                result.append((name, period, chunk, *numbers, versions[chunk], computed_at))
    return result_table(session, COLUMNS, result)
