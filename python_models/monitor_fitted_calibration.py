# Made by `make python-models`: change src/ml_monitor/dbt_models/monitor_fitted_calibration.py and what it imports, not this file.
"""The calibration of predicted probabilities, fitted on the reference: what chance a predicted probability of a class means.

Confidence-based performance estimation takes probabilities at their word, so they have to be calibrated. Per class (of a binary monitor
the positive one) it is tested on the reference whether isotonic regression makes the expected calibration error smaller on rows that it
was not fitted on; if it does, isotonic regression is fitted on all labelled rows of the reference, else probabilities stay as they are.
At most `max_fit_rows` rows are read, drawn by a hash of their row_id.

Result: one row per monitor, class and stretch between two knots, cut at 1024 equal buckets of the probability, by which SQL finds the
stretch of a row (see the yml beside this file). Within a stretch the chance is calibrated_start + (probability - score_start) * slope.
Source: NannyML, "Confidence-based performance estimation"; B. Zadrozny and C. Elkan, "Transforming classifier scores into accurate
multiclass probability estimates", KDD 2002; M. Naeini, G. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using
Bayesian binning", AAAI 2015.
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


def selected(table, *columns):
    """Columns of a table; "*" is all of them."""
    return table.select(*columns) if is_dataframe(table) else table.project(", ".join(columns))


def in_order(table, *columns):
    """The rows of a table, ascending by the columns."""
    return table.orderBy(*columns) if is_dataframe(table) else table.order(", ".join(columns))


def tuples(table, *columns):
    """Columns of a table as a list of tuples. All of them come into this process: for what does not grow with the rows."""
    rows = selected(table, *columns)
    return [tuple(row) for row in rows.collect()] if is_dataframe(rows) else rows.fetchall()


def records(table):
    """The rows of a small table as a list of mappings, whose keys are the names of the columns in lower case."""
    return [dict(zip((column.lower() for column in table.columns), row)) for row in tuples(table, "*")]


def number_of_rows(table):
    """How many rows a table has."""
    return int(table.count()) if is_dataframe(table) else table.aggregate("count(*)").fetchall()[0][0]


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


# --- src/ml_monitor/runtime/calibration.py ---
# The calibration of predicted probabilities: whether one is needed, its fit, and its line cut into stretches.

# The same number is in the macro calibration_buckets.
BUCKETS = 1024


ERROR_BINS = 10


def labels_and_probabilities(rows, features):
    """The rows in their order: the index of each row's class (n,), and the probabilities, which are the features, an (n, k) matrix.

    They come by time, then by id: the order decides which rows test the calibration. A ValueError if there is no row.
    """
    import numpy as np

    labels, probabilities = [], []
    for batch in record_batches(in_order(rows, "row_instant", "row_id"), ["y_true", *map(value_column, features)]):
        labels.append(batch.column("y_true").to_numpy())
        probabilities.append(continuous_matrix(batch, features))
    return np.concatenate(labels), np.concatenate(probabilities)


def calibration_error(is_of_class, scores):
    """The expected calibration error: the mean distance between mean score and share of the class over bins of as many rows each.

    Both arguments are (n,) arrays. The rows by rising score are cut at every floor(n / 10), the last cut moved to n, as in NannyML.
    Source: M. Naeini, G. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015.
    """
    from itertools import pairwise

    import numpy as np

    order = np.argsort(scores, kind="stable")
    count = len(scores)
    edges = list(range(0, count, max(count // ERROR_BINS, 1)))
    edges[-1] = count
    bins = [order[start:end] for start, end in pairwise(edges)]
    return float(sum(abs(scores[rows].mean() - is_of_class[rows].mean()) * len(rows) / count for rows in bins))


def needs_calibration(is_of_class, scores):
    """Whether isotonic regression makes the calibration error smaller on held-out rows; both arguments are (n,) arrays.

    Not where the scores tell the class almost without a mistake. Ten times a tenth of the rows, in the shares of the classes, is held out.
    """
    import numpy as np
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedShuffleSplit

    if min(is_of_class.sum(), len(is_of_class) - is_of_class.sum()) < 2 or len(is_of_class) < 20:
        return False
    if roc_auc_score(is_of_class, scores) > 0.999:
        return False
    held_out = {"is_of_class": [], "raw": [], "calibrated": []}
    for train, test in StratifiedShuffleSplit(n_splits=10, test_size=0.1, random_state=42).split(scores, is_of_class):
        calibrator = isotonic_regression(is_of_class[train], scores[train])
        held_out["is_of_class"].append(is_of_class[test])
        held_out["raw"].append(scores[test])
        held_out["calibrated"].append(calibrator.predict(scores[test]))
    labels, raw, calibrated = (np.concatenate(held_out[name]) for name in ("is_of_class", "raw", "calibrated"))
    return bool(calibration_error(labels, raw) > calibration_error(labels, calibrated))


def isotonic_regression(is_of_class, scores):
    """Isotonic regression of (n,) truth values on (n,) scores, fitted; beyond the scores it saw it stays level.

    Source: B. Zadrozny and C. Elkan, "Transforming classifier scores into accurate multiclass probability estimates", KDD 2002.
    """
    from sklearn.isotonic import IsotonicRegression

    return IsotonicRegression(out_of_bounds="clip", increasing=True).fit(scores, is_of_class)


def stretches(knots, values):
    """The stretches of a line through knots (k,) with values (k,), level beyond both ends, cut into buckets.

    Gives tuples (bucket, lower_score, upper_score, score_start, calibrated_start, slope): a score of this bucket, from lower_score up to
    but not upper_score, has the value calibrated_start + (score - score_start) * slope.
    """
    import math

    lines = [(-math.inf, knots[0], knots[0], values[0], 0.0)]
    for left, right, low, high in zip(knots, knots[1:], values, values[1:]):
        lines.append((left, right, left, low, (high - low) / (right - left)))
    lines.append((knots[-1], math.inf, knots[-1], values[-1], 0.0))
    for left, right, start, value, slope in lines:
        first = 0 if left < 0 else int(left * BUCKETS)
        last = BUCKETS if right > 1 else int(right * BUCKETS)
        for bucket in range(first, last + 1):
            lower, upper = max(left, bucket / BUCKETS), min(right, (bucket + 1) / BUCKETS)
            if lower < upper:
                yield bucket, float(lower), float(upper), float(start), float(value), float(slope)


def calibration(is_of_class, scores):
    """The knots of a class' calibration, their values, and the method that found them; both arguments are (n,) arrays."""
    if not needs_calibration(is_of_class, scores):
        return [0.0, 1.0], [0.0, 1.0], "none"
    fitted = isotonic_regression(is_of_class, scores)
    return fitted.X_thresholds_.tolist(), fitted.y_thresholds_.tolist(), "isotonic_regression"


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


def drawn_rows(rows, limit):
    """At most `limit` rows of a table, those whose row_id has the smallest md5, and how many there were."""
    row_count = number_of_rows(rows)
    if row_count > limit:
        rows = with_draws(rows)
        # Its first digits leave little more than `limit` of them to be sorted.
        bound = draw_bound(row_count, limit)
        draws = tuples(drawn_before(rows, bound), "draw") if bound else []
        if len(draws) <= limit:
            draws = tuples(rows, "draw")
        rows = drawn_before(rows, sorted(draws)[limit][0])
    return rows, row_count


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


# --- src/ml_monitor/dbt_models/monitor_fitted_calibration.py ---


COLUMNS = {
    "monitor_name": "string",
    "class_index": "int64",
    "bucket": "int64",
    "lower_score": "float64",
    "upper_score": "float64",
    "score_start": "float64",
    "calibrated_start": "float64",
    "slope": "float64",
    "method": "string",
    "row_count": "int64",
    "result_version": "string",
}


def model(dbt, session):
    """The table of the model: what dbt calls."""
    columns = dbt.ref("monitor_columns")
    limits = dict(tuples(dbt.ref("monitor_config"), "monitor_name", "max_fit_rows"))
    reference_rows = dbt.ref("monitor_reference_rows")
    pending = pending_versions(dbt, session, "fitted_calibration")

    result = []
    for name, _, _, _, version in pending:
        scored = [column for column in records(columns) if column["monitor_name"] == name and column["class_index"] is not None]
        scored.sort(key=lambda column: column["class_index"])
        labelled = rows_with(rows_where(reference_rows, monitor_name=name), "y_true", "y_pred")
        rows, _ = drawn_rows(labelled, limits[name])
        labels, probabilities = labels_and_probabilities(rows, scored)
        for column, scores in zip(scored, probabilities.T):
            known = scores == scores
            is_of_class = (labels[known] == column["class_index"]).astype("float64")
            # A class that no label is of cannot be estimated; without its rows no row of the monitor is.
            if not 0 < is_of_class.sum() < len(is_of_class):
                continue
            knots, values, method = calibration(is_of_class, scores[known])
            for stretch in stretches(knots, values):
                result.append((name, column["class_index"], *stretch, method, len(is_of_class), version))
    return result_table(session, COLUMNS, result)
