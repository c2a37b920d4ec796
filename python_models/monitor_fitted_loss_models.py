# Made by `make python-models`: change src/ml_monitor/dbt_models/monitor_fitted_loss_models.py and what it imports, not this file.
"""The loss models of direct loss estimation (DLE): per monitor and loss, a regression of the model's loss on its inputs and prediction.

Trained on the labelled rows of the reference alone, at most `max_fit_rows` of them, drawn by a hash of their row_id, so that the same rows
are drawn every time. Where inputs and prediction make large losses likely, the loss model says so before any label arrives; what it cannot
see is a change of the relation between inputs and target.
Features: the continuous columns, the prediction, and the categorical columns as native categories of XGBoost; a null or a category that the
reference never had is a missing value.

Folds are whole chunks, since an estimate is asked for chunks that no model was trained on. All losses get all trees, and estimates are not
made right on average over the reference: both were tried, and on data with drift estimates were farther off (decision 0032).

Result: one row per monitor, loss and fold, and one with fold -1 for the model that was trained on all rows; `model` is the booster in
XGBoost's own JSON (see the yml beside this file).
Source: NannyML, "Direct loss estimation"; T. Chen and C. Guestrin, "XGBoost: a scalable tree boosting system", KDD 2016; M. Stone,
"Cross-validatory choice and assessment of statistical predictions", J. R. Stat. Soc. B 36 (1974) 111-147.
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


def feature_types(continuous, categorical):
    """The types of the columns of a matrix in XGBoost's words, continuous features first."""
    return ["q"] * len(continuous) + ["c"] * len(categorical)


# --- src/ml_monitor/runtime/losses.py ---
# What direct loss estimation (DLE) learns: the loss of each row, and the features that explain it.

# Folds of the cross-validation: chunk c of the reference is in fold c % FOLDS.
FOLDS = 5


def row_loss(loss_name, y_true, y_pred):
    """The loss of each row, an (n,) array in the unit of the loss; None where it is not defined for all rows.

    The names and formulas are those of the macro regression_row_losses. A squared log error is not defined for negative numbers.
    """
    import numpy as np

    if loss_name == "absolute_error":
        return np.abs(y_true - y_pred)
    if loss_name == "absolute_percentage_error":
        return np.abs(y_true - y_pred) / np.maximum(np.finfo("float64").eps, np.abs(y_true))
    if loss_name == "squared_error":
        return (y_true - y_pred) ** 2
    if (y_true < 0).any() or (y_pred < 0).any():
        return None
    return (np.log1p(y_true) - np.log1p(y_pred)) ** 2


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


# --- src/ml_monitor/runtime/loss_models.py ---
# How the loss models of direct loss estimation are trained.

# Leaf-wise trees of the size that NannyML's gradient boosting has by default, whose leaves are drawn towards 0 as by 20 more rows: among
# the sizes and strengths that were tried this erred least on parts of references that were held out (docs/measured/estimates.md).
PARAMETERS = {
    "objective": "reg:squarederror",
    "tree_method": "hist",
    "grow_policy": "lossguide",
    "max_depth": 0,
    "max_leaves": 31,
    "min_child_weight": 20,
    "learning_rate": 0.15,
    "reg_lambda": 20.0,
    "max_bin": 255,
    "seed": 0,
}


TREES = 60


# The models of the folds estimate the reference alone; with all of many rows they would cost several times what the model of all rows does.
CROSS_VALIDATED_ROWS = 100_000


def training_rows(rows, continuous, categorical):
    """The rows to train on: an (n, k) float32 matrix of features, labels (n,), predictions (n,), chunks (n,), -1 for none.

    A ValueError if there is no row.
    """
    import numpy as np
    import pyarrow.compute as pc

    features, labels, predictions, chunks = [], [], [], []
    columns = ["chunk_index", "y_true", "y_pred", *map(value_column, [*continuous, *categorical])]
    for batch in record_batches(in_order(rows, "row_id"), columns):
        features.append(feature_matrix(batch, continuous, categorical))
        labels.append(batch.column("y_true").to_numpy())
        predictions.append(batch.column("y_pred").to_numpy())
        chunks.append(pc.fill_null(batch.column("chunk_index"), -1).to_numpy(zero_copy_only=False))
    return np.concatenate(features), np.concatenate(labels), np.concatenate(predictions), np.concatenate(chunks)


def folds_of(chunks):
    """The fold of each row, an (n,) int64 array: every FOLDS-th chunk is of one fold; rows of no chunk are in all trainings, fold -1.

    And whether it is so: where the labelled rows lie in one chunk, or by chance in chunks of one fold, they are cut by their order instead.
    """
    import numpy as np

    folds = np.where(chunks < 0, -1, chunks % FOLDS)
    if len(np.unique(folds[folds >= 0])) > 1:
        return folds, True
    return np.arange(len(chunks)) % FOLDS, False


def cross_validated_rows(row_count):
    """The rows that cross-validation is done with: all, or so many drawn by a fixed seed, an array of positions in their order."""
    import numpy as np

    if row_count <= CROSS_VALIDATED_ROWS:
        return np.arange(row_count)
    return np.sort(np.random.default_rng(0).choice(row_count, CROSS_VALIDATED_ROWS, replace=False))


def mean_of(values):
    """The mean of an (n,) array, taken of the distances to its first value: that of equal values is this value, to the last digit."""
    return float(values[0] + (values - values[0]).mean())


def trained(features, loss, types):
    """The mean loss, and a booster of how far a row's loss is from it: so a constant loss is estimated to the last digit."""
    import xgboost

    mean = mean_of(loss)
    data = xgboost.DMatrix(features, label=loss - mean, feature_types=types, enable_categorical=True)
    # Threads pay for many rows only, and stall where the warehouse keeps the same cores busy.
    threads = 1 if len(loss) < 100_000 else 0
    return mean, xgboost.train({**PARAMETERS, "base_score": 0.0, "nthread": threads}, data, num_boost_round=TREES)


def trained_models(features, loss, chunks, continuous, categorical):
    """The models of one loss: tuples (fold, number of rows trained on, mean loss, booster as text), the last with fold -1.

    A single one without a booster where the loss cannot be learned: undefined, or beyond the 32-bit floats that XGBoost computes with.
    Source: M. Stone, "Cross-validatory choice and assessment of statistical predictions", J. R. Stat. Soc. B 36 (1974) 111-147.
    """
    import numpy as np

    if loss is None or loss.max() > np.finfo("float32").max:
        return [(-1, len(features), None, None)]
    types = feature_types(continuous, categorical)
    drawn = cross_validated_rows(len(loss))
    few_features, few_losses = features[drawn], loss[drawn]
    folds, are_chunks = folds_of(chunks[drawn])
    models = []
    known = np.unique(folds[folds >= 0]).tolist()
    for fold in known if are_chunks and len(known) > 1 else ():
        outside = folds != fold
        mean, booster = trained(few_features[outside], few_losses[outside], types)
        models.append((fold, int(outside.sum()), mean, booster.save_raw("json").decode()))
    mean, booster = trained(features, loss, types)
    return [*models, (-1, len(loss), mean, booster.save_raw("json").decode())]


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


# --- src/ml_monitor/dbt_models/monitor_fitted_loss_models.py ---


COLUMNS = {
    "monitor_name": "string",
    "loss_name": "string",
    "fold": "int64",
    "row_count": "int64",
    "reference_row_count": "int64",
    "mean_loss": "float64",
    "xgboost_version": "string",
    "model": "string",
    "result_version": "string",
}


def model(dbt, session):
    """The table of the model: what dbt calls."""
    columns = dbt.ref("monitor_columns")
    limits = dict(tuples(dbt.ref("monitor_config"), "monitor_name", "max_fit_rows"))
    distributions = dbt.ref("monitor_fitted_distributions")
    reference_rows = dbt.ref("monitor_reference_rows")
    pending = pending_versions(dbt, session, "fitted_loss_models")

    result = []
    for name in sorted({row[0] for row in pending}):
        import xgboost

        continuous, categorical = loss_features(records(columns), distributions, name)
        labelled = rows_with(rows_where(reference_rows, monitor_name=name), "y_true", "y_pred")
        rows, row_count = drawn_rows(labelled, limits[name])
        features, y_true, y_pred, chunks = training_rows(rows, continuous, categorical)
        for _, _, _, loss_name, version in [row for row in pending if row[0] == name]:
            loss = row_loss(loss_name, y_true, y_pred)
            for fold, trained_rows, *fitted, booster in trained_models(features, loss, chunks, continuous, categorical):
                result.append((name, loss_name, fold, trained_rows, row_count, *fitted, xgboost.__version__, booster, version))
    return result_table(session, COLUMNS, result)
