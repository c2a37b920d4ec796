"""The estimated mean loss of every chunk, by direct loss estimation: the loss models applied to all rows, labelled or not.

A row's estimate is the loss model's prediction, no less than 0; a chunk's is the mean over its rows that have a prediction.
Rows stream through in batches: what stays in memory is a count and a sum per chunk and loss.

Result: one row per monitor, period, chunk and loss (see the yml beside this file).
"""

COLUMNS = {
    "monitor_name": "string",
    "period": "string",
    "chunk_index": "int64",
    "loss_name": "string",
    "row_count": "int64",
    "mean_loss": "float64",
}


# --- shared with the other Python models: begin ---
# Some warehouses have no place for a helper module, so each model carries this block; a test keeps the copies equal.
def rows_where(relation, **equal):
    """The rows of a relation where each named column equals the given text."""
    for column, text in equal.items():
        quoted = text.replace("'", "''")
        relation = relation.filter(f"{column} = '{quoted}'")
    return relation


def record_batches(relation, columns, batch_rows=100_000):
    """Streams columns of a relation as Arrow record batches, so that memory does not grow with the number of rows."""
    selected = relation.project(", ".join(columns))
    # to_arrow_reader came with DuckDB 1.5, which deprecates the older name.
    read = getattr(selected, "to_arrow_reader", None) or selected.fetch_record_batch
    yield from read(batch_rows)


def continuous_matrix(arrays, indexes):
    """The elements at `indexes` (from 1) of an Arrow list array of floats, as an (n, k) float64 array with NaN for null."""
    import numpy as np

    values = arrays.flatten().to_numpy(zero_copy_only=False).astype("float64", copy=False)
    width = len(values) // len(arrays) if len(arrays) else 0
    return values.reshape(len(arrays), width)[:, np.asarray(indexes, dtype=int) - 1]


def category_codes(arrays, index, categories):
    """The codes, from 0, that the elements at `index` (from 1) of an Arrow list array of texts have in `categories`.

    Returns two int64 and bool arrays of length n: codes, -1 for a null or a category that is not in the list; and whether it is null.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pc.list_element(arrays, index - 1).cast(pa.string())
    codes = pc.fill_null(pc.index_in(texts, value_set=pa.array(categories, pa.string())), -1)
    return codes.to_numpy(zero_copy_only=False).astype("int64"), texts.is_null().to_numpy(zero_copy_only=False)


def reference_categories(distributions, monitor_name, column_name):
    """The categories of a column in the reference in their fixed order, and how many rows have each."""
    fitted = rows_where(distributions, monitor_name=monitor_name, column_name=column_name, bin_type="category")
    frame = fitted.project("bin_index, category, row_count").order("bin_index").df()
    return frame["category"].tolist(), frame["row_count"].to_numpy(dtype="float64")


# --- shared with the other Python models: end ---


# --- shared with the other model of direct loss estimation: begin ---
def within_float32(matrix):
    """The matrix with every value brought into the range of 32-bit floats, which is what XGBoost computes with; NaN stays."""
    import numpy as np

    limit = np.finfo("float32").max
    return np.clip(matrix, -limit, limit)


def loss_features(columns, distributions, monitor_name):
    """The features of a monitor's loss models as two lists of mappings: continuous (the prediction among them) and categorical."""
    of_monitor = columns[(columns["monitor_name"] == monitor_name) & (columns["column_role"] != "target")].sort_values("column_index")
    continuous = of_monitor[of_monitor["feature_type"] == "continuous"].to_dict("records")
    categorical = of_monitor[of_monitor["feature_type"] == "categorical"].to_dict("records")
    for feature in categorical:
        feature["categories"], _ = reference_categories(distributions, monitor_name, feature["column_name"])
    return continuous, categorical


def feature_matrix(batch, continuous, categorical):
    """The features of a batch, categories as codes, an (n, k) float64 array with NaN for what is missing or was never in the reference."""
    import numpy as np

    columns = [continuous_matrix(batch.column("continuous_values"), [feature["column_index"] for feature in continuous])]
    for feature in categorical:
        codes, _ = category_codes(batch.column("categorical_values"), feature["column_index"], feature["categories"])
        columns.append(np.where(codes < 0, np.nan, codes)[:, None])
    return within_float32(np.hstack(columns))


def data_matrix(features, continuous, categorical, label=None):
    """The features as XGBoost reads them."""
    import xgboost

    types = ["q"] * len(continuous) + ["c"] * len(categorical)
    return xgboost.DMatrix(features, label=label, feature_types=types, enable_categorical=True)


# --- shared with the other model of direct loss estimation: end ---


def chunk_sums(batches, boosters, continuous, categorical):
    """Per (chunk index, loss): number of rows and sum of the estimated losses."""
    import numpy as np

    totals = {}
    for batch in batches:
        chunks, positions = np.unique(batch.column("chunk_index").to_numpy(), return_inverse=True)
        counts = np.bincount(positions)
        data = data_matrix(feature_matrix(batch, continuous, categorical), continuous, categorical)
        for loss_name, booster in boosters.items():
            estimates = np.maximum(booster.predict(data).astype("float64"), 0)
            for chunk, count, total in zip(chunks, counts, np.bincount(positions, weights=estimates)):
                rows, loss = totals.get((chunk, loss_name), (0, 0.0))
                totals[chunk, loss_name] = (rows + count, loss + total)
    return totals


def model(dbt, session):
    import pandas as pd

    columns = dbt.ref("monitor_columns").df()
    distributions = dbt.ref("monitor_fitted_distributions")
    loss_models = dbt.ref("monitor_fitted_loss_models").df()
    periods = {"reference": dbt.ref("monitor_reference_rows"), "analysis": dbt.ref("monitor_analysis_rows")}

    result = []
    for name, models in loss_models.groupby("monitor_name"):
        import xgboost

        continuous, categorical = loss_features(columns, distributions, name)
        boosters = {}
        for loss_name, booster_text in zip(models["loss_name"], models["model"]):
            boosters[loss_name] = xgboost.Booster(model_file=bytearray(booster_text.encode()))
        for period, relation in periods.items():
            rows = rows_where(relation, monitor_name=name).filter("chunk_index is not null and y_pred is not null")
            batches = record_batches(rows, ["chunk_index", "continuous_values", "categorical_values"])
            for (chunk, loss_name), (count, loss) in chunk_sums(batches, boosters, continuous, categorical).items():
                result.append((name, period, chunk, loss_name, count, loss / count))
    return pd.DataFrame(result, columns=list(COLUMNS)).astype(COLUMNS)
