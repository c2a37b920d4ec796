"""The PCA reconstruction error of every chunk: how far its rows lie from the subspace that the reference's principal components span.

A row's error is the Euclidean norm of z - z P'P, with z the row encoded and standardised as the reference was and P the kept components; a
chunk's value is the mean over its rows, its sampling error their standard deviation over the root of their number.
Rows stream through in batches: what stays in memory is a count, a mean and a sum of squares per chunk.

Result: one row per monitor, period and chunk (see the yml beside this file).
"""

COLUMNS = {
    "monitor_name": "string",
    "period": "string",
    "chunk_index": "int64",
    "row_count": "int64",
    "mean_error": "float64",
    "standard_deviation": "float64",
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


def fitted_transformation(parameters):
    """The fitted parameters of one monitor: names, arrays mean, standard_deviation, missing_value (k,), components (c, k), frequencies."""
    import numpy as np

    def of(parameter):
        return parameters[parameters["parameter"] == parameter]

    names = of("mean")["column_name"].tolist()
    vectors = {
        name: of(name).set_index("column_name")["parameter_value"].reindex(names).to_numpy()
        for name in ("mean", "standard_deviation", "missing_value")
    }
    loadings = of("loading").pivot(index="component_index", columns="column_name", values="parameter_value")[names]
    frequencies = {
        name: (group["category"].tolist(), np.append(group["parameter_value"].to_numpy(), 0.0))
        for name, group in of("category_frequency").groupby("column_name")
    }
    return {"names": names, "components": loadings.sort_index().to_numpy(), "frequencies": frequencies, **vectors}


def row_errors(batch, fitted, features):
    """The reconstruction error of each row of a batch, an (n,) float64 array."""
    import numpy as np

    matrix = np.empty((batch.num_rows, len(fitted["names"])))
    continuous = [position for position, name in enumerate(fitted["names"]) if features[name]["feature_type"] == "continuous"]
    if continuous:
        indexes = [features[fitted["names"][position]]["column_index"] for position in continuous]
        matrix[:, continuous] = continuous_matrix(batch.column("continuous_values"), indexes)
    for position, name in enumerate(fitted["names"]):
        if features[name]["feature_type"] == "categorical":
            categories, frequencies = fitted["frequencies"].get(name, ([], np.zeros(1)))
            codes, is_null = category_codes(batch.column("categorical_values"), features[name]["column_index"], categories)
            # Code -1, a category that the reference never had, takes the last element: frequency 0.
            matrix[:, position] = np.where(is_null, np.nan, frequencies[codes])
    matrix = np.where(np.isnan(matrix), fitted["missing_value"], matrix)
    standardised = (matrix - fitted["mean"]) / fitted["standard_deviation"]
    residuals = standardised - (standardised @ fitted["components"].T) @ fitted["components"]
    return np.sqrt(np.einsum("ij,ij->i", residuals, residuals))


def merged(total, count, mean, squares):
    """Adds a batch's (count, mean, sum of squared deviations) to a running one (T. Chan et al., The American Statistician 37, 1983)."""
    if total is None:
        return count, mean, squares
    all_rows = total[0] + count
    difference = mean - total[1]
    return (all_rows, total[1] + difference * count / all_rows, total[2] + squares + difference**2 * total[0] * count / all_rows)


def chunk_moments(batches, fitted, features):
    """Per chunk index: number of rows, mean error, sum of squared deviations from it."""
    import numpy as np

    totals = {}
    for batch in batches:
        chunks, positions = np.unique(batch.column("chunk_index").to_numpy(), return_inverse=True)
        errors = row_errors(batch, fitted, features)
        counts = np.bincount(positions)
        means = np.bincount(positions, weights=errors) / counts
        squares = np.bincount(positions, weights=(errors - means[positions]) ** 2)
        for chunk, count, mean, square in zip(chunks, counts, means, squares):
            totals[chunk] = merged(totals.get(chunk), count, mean, square)
    return totals


def model(dbt, session):
    import numpy as np
    import pandas as pd

    parameters = dbt.ref("monitor_fitted_pca").df()
    columns = dbt.ref("monitor_columns").df()
    periods = {"reference": dbt.ref("monitor_reference_rows"), "analysis": dbt.ref("monitor_analysis_rows")}

    result = []
    for name, parameters_of_monitor in parameters.groupby("monitor_name"):
        fitted = fitted_transformation(parameters_of_monitor)
        features = columns[columns["monitor_name"] == name].set_index("column_name").to_dict("index")
        for period, relation in periods.items():
            rows = rows_where(relation, monitor_name=name).filter("chunk_index is not null")
            batches = record_batches(rows, ["chunk_index", "continuous_values", "categorical_values"])
            for chunk, (count, mean, squares) in chunk_moments(batches, fitted, features).items():
                deviation = np.sqrt(squares / (count - 1)) if count > 1 else np.nan
                result.append((name, period, chunk, count, mean, deviation))
    return pd.DataFrame(result, columns=list(COLUMNS)).astype(COLUMNS)
