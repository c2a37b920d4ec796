"""The estimated mean loss of every chunk, by direct loss estimation: the loss models applied to all rows, labelled or not.

A row's estimate is the loss model's prediction, no less than 0; a chunk's is the mean over its rows that have a prediction.
Rows stream through in batches: what stays in memory is a count and a sum per chunk and loss. Only chunks that are new or changed are read.

Result: one row per monitor, period, chunk and loss (see the yml beside this file).
"""

COLUMNS = {
    "monitor_name": "string",
    "period": "string",
    "chunk_index": "int64",
    "loss_name": "string",
    "row_count": "int64",
    "mean_loss": "float64",
    "result_version": "string",
    "computed_at": "timestamp",
}


# --- shared with the other Python models: begin ---
# Some warehouses have no place for a helper module, so each model carries this block; a test keeps the copies equal.
def pending_versions(dbt, session, result_name):
    """What should be there of a result and is not yet: tuples (monitor, period, chunk index, metric, version) of monitor_versions."""
    columns = "monitor_name, period, chunk_index, metric_name, result_version"
    wanted = rows_where(dbt.ref("monitor_versions"), result_name=result_name).project(columns).order("1, 2, 3, 4").fetchall()
    if not dbt.is_incremental:
        return wanted
    kept = {version for (version,) in session.sql(f"select distinct result_version from {dbt.this}").fetchall()}
    return [row for row in wanted if row[-1] not in kept]


def result_table(session, columns, rows):
    """The result as dbt takes it, from tuples in the order of `columns`, which maps names to Arrow types.

    An Arrow table, or where there is no row a relation: to write an Arrow table pandas is imported, which takes longer than all else then.
    """
    if not rows:
        types = {"string": "varchar", "int64": "bigint", "float64": "double", "timestamp": "timestamp"}
        return session.sql(f"select {', '.join(f'cast(null as {types[kind]}) as {name}' for name, kind in columns.items())} where false")

    import pyarrow as pa

    schema = pa.schema([(name, pa.timestamp("us") if kind == "timestamp" else kind) for name, kind in columns.items()])
    return pa.table([pa.array(values, field.type) for values, field in zip(zip(*rows), schema)], schema=schema)


def rows_where(relation, **equal):
    """The rows of a relation where each named column equals the given text."""
    for column, text in equal.items():
        quoted = text.replace("'", "''")
        relation = relation.filter(f"{column} = '{quoted}'")
    return relation


def rows_of_chunks(relation, monitor_name, chunks):
    """The rows of some chunks of a monitor."""
    indexes = ", ".join(str(chunk) for chunk in sorted(chunks))
    return rows_where(relation, monitor_name=monitor_name).filter(f"chunk_index in ({indexes})")


def record_batches(relation, columns, batch_rows=100_000):
    """Streams columns of a relation as Arrow record batches, so that memory does not grow with the number of rows."""
    selected = relation.project(", ".join(columns))
    # to_arrow_reader came with DuckDB 1.5, which deprecates the older name.
    read = getattr(selected, "to_arrow_reader", None) or selected.fetch_record_batch
    yield from read(batch_rows)


def records(relation):
    """The rows of a small relation as a list of mappings."""
    return [dict(zip(relation.columns, row)) for row in relation.fetchall()]


def continuous_matrix(arrays, indexes):
    """The elements at `indexes` (from 1) of an Arrow list array of floats, as an (n, k) float64 array with NaN for null."""
    import numpy as np

    values = arrays.flatten().to_numpy(zero_copy_only=False).astype("float64", copy=False)
    width = len(values) // len(arrays) if len(arrays) else 0
    return values.reshape(len(arrays), width)[:, np.asarray(indexes, dtype=int) - 1]


def category_codes(arrays, features):
    """The codes that the elements of an Arrow list array of texts have among the categories of each feature, an (n, k) int64 array.

    A feature is a mapping with `column_index` (from 1) and `categories`, a list of texts whose places in it, from 0, are the codes; -1 is
    a category that is not in the list, -2 a null. Each text of the batch is looked up once, whatever the number of rows that have it.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = arrays.flatten().cast(pa.string()).dictionary_encode()
    places = pc.fill_null(texts.indices, len(texts.dictionary)).to_numpy(zero_copy_only=False)
    width = len(places) // len(arrays) if len(arrays) else 0
    places = places.reshape(len(arrays), width)
    codes = np.empty((len(arrays), len(features)), dtype="int64")
    for position, feature in enumerate(features):
        known = pc.index_in(texts.dictionary, value_set=pa.array(feature["categories"], pa.string()))
        code_of_place = np.append(pc.fill_null(known, -1).to_numpy(zero_copy_only=False), -2)
        codes[:, position] = code_of_place[places[:, feature["column_index"] - 1]]
    return codes


def reference_categories(distributions, monitor_name, column_name):
    """The categories of a column in the reference in their fixed order, and how many rows have each, a list of texts and an (m,) array."""
    import numpy as np

    fitted = rows_where(distributions, monitor_name=monitor_name, column_name=column_name, bin_type="category")
    pairs = fitted.project("category, row_count, bin_index").order("bin_index").fetchall()
    return [pair[0] for pair in pairs], np.array([pair[1] for pair in pairs], dtype="float64")


# --- shared with the other Python models: end ---


# --- shared with the other model of direct loss estimation: begin ---
def within_float32(matrix):
    """The matrix as 32-bit floats, which is what XGBoost computes with, every value brought into their range; NaN stays."""
    import numpy as np

    limit = np.finfo("float32").max
    return np.clip(matrix, -limit, limit).astype("float32")


def loss_features(columns, distributions, monitor_name):
    """The features of a monitor's loss models as two lists of mappings: continuous (the prediction among them) and categorical."""
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

    numbers = continuous_matrix(batch.column("continuous_values"), [feature["column_index"] for feature in continuous])
    codes = category_codes(batch.column("categorical_values"), categorical)
    return np.hstack([within_float32(numbers), np.where(codes < 0, np.nan, codes).astype("float32")])


# --- shared with the other model of direct loss estimation: end ---


def chunk_sums(batches, boosters, continuous, categorical):
    """Per (chunk index, loss): number of rows and sum of the estimated losses."""
    import numpy as np

    totals = {}
    for batch in batches:
        chunks, positions = np.unique(batch.column("chunk_index").to_numpy(), return_inverse=True)
        counts = np.bincount(positions)
        features = feature_matrix(batch, continuous, categorical)
        for loss_name, booster in boosters.items():
            estimates = np.maximum(booster.inplace_predict(features).astype("float64"), 0)
            for chunk, count, total in zip(chunks, counts, np.bincount(positions, weights=estimates)):
                rows, loss = totals.get((chunk, loss_name), (0, 0.0))
                totals[chunk, loss_name] = (rows + int(count), loss + float(total))
    return totals


def model(dbt, session):
    columns = dbt.ref("monitor_columns")
    distributions = dbt.ref("monitor_fitted_distributions")
    loss_models = dbt.ref("monitor_fitted_loss_models")
    periods = {"reference": dbt.ref("monitor_reference_rows"), "analysis": dbt.ref("monitor_analysis_rows")}
    pending = pending_versions(dbt, session, "estimated_losses")
    computed_at = session.sql("select cast(now() as timestamp)").fetchall()[0][0]

    result = []
    for name in sorted({row[0] for row in pending}):
        import xgboost

        continuous, categorical = loss_features(records(columns), distributions, name)
        boosters = {
            loss_name: xgboost.Booster(model_file=bytearray(text.encode()))
            for loss_name, text in rows_where(loss_models, monitor_name=name).project("loss_name, model").fetchall()
            if text is not None
        }
        for period, relation in periods.items():
            of_period = [row for row in pending if row[:2] == (name, period)]
            totals = {}
            if of_period and boosters:
                rows = rows_of_chunks(relation, name, {row[2] for row in of_period}).filter("y_pred is not null")
                batches = record_batches(rows, ["chunk_index", "continuous_values", "categorical_values"])
                totals = chunk_sums(batches, boosters, continuous, categorical)
            for _, _, chunk, loss_name, version in of_period:
                count, loss = totals.get((chunk, loss_name), (0, 0.0))
                result.append((name, period, chunk, loss_name, count, loss / count if count else None, version, computed_at))
    return result_table(session, COLUMNS, result)
