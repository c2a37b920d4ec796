"""The principal components of each monitor's reference, and all that is needed to apply them to new rows.

The steps, fitted on the reference alone: missing values become the mean of their column or its most frequent category; a category
becomes its relative frequency; every column is standardised (population standard deviation); PCA keeps the smallest number of components
that explains more than `n_components` of the variance, or that many components.

Result: one row per monitor, parameter and column (see the yml beside this file).
Source: I. T. Jolliffe, "Principal Component Analysis", Springer 2002; scikit-learn's PCA; NannyML's data reconstruction drift.
"""

COLUMNS = {
    "monitor_name": "string",
    "parameter": "string",
    "column_name": "string",
    "category": "string",
    "component_index": "int64",
    "parameter_value": "float64",
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


def encode_reference(rows, features, encodings):
    """The reference of one monitor as an (n, k) matrix: continuous columns as they are (NaN for null), categories as frequencies."""
    import numpy as np

    matrices = []
    for batch in record_batches(rows, ["continuous_values", "categorical_values"]):
        matrix = np.empty((batch.num_rows, len(features)))
        for position, feature in enumerate(features):
            if feature["feature_type"] == "continuous":
                matrix[:, position] = continuous_matrix(batch.column(0), [feature["column_index"]])[:, 0]
            else:
                encoding = encodings[feature["column_name"]]
                codes, is_null = category_codes(batch.column(1), feature["column_index"], encoding["categories"])
                matrix[:, position] = np.where(is_null, encoding["missing"], encoding["frequencies"][codes])
        matrices.append(matrix)
    return np.concatenate(matrices)


def frequency_encoding(categories, counts, row_count):
    """How a categorical column becomes numbers: each category's share after missing values took the most frequent category's place."""
    import numpy as np

    if not categories:
        return {"categories": [], "frequencies": np.zeros(1), "missing": 0.0}
    filled = counts.copy()
    most_frequent = int(np.argmax(counts))  # ties: the category that sorts first, since categories come sorted
    filled[most_frequent] += row_count - counts.sum()
    frequencies = filled / row_count
    return {"categories": categories, "frequencies": frequencies, "missing": frequencies[most_frequent]}


def fit(monitor_name, n_components, features, encodings, matrix):
    """Fits the transformation; returns the rows of the result for one monitor."""
    import numpy as np
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import StandardScaler

    # A column without a single value stands still at 0.
    missing = [0.0 if np.isnan(column).all() else np.nanmean(column) for column in matrix.T]
    matrix = np.where(np.isnan(matrix), missing, matrix)
    scaler = StandardScaler().fit(matrix)
    # No more components than columns or rows; none explain a reference that stands still.
    kept = min(int(n_components), *matrix.shape) if n_components >= 1 else n_components
    standardised = scaler.transform(matrix)
    components = PCA(n_components=kept if standardised.any() else 1).fit(standardised).components_

    result = []
    for position, feature in enumerate(features):
        name = feature["column_name"]
        encoding = encodings.get(name)
        result.append((monitor_name, "mean", name, ":none", -1, scaler.mean_[position]))
        result.append((monitor_name, "standard_deviation", name, ":none", -1, scaler.scale_[position]))
        result.append((monitor_name, "missing_value", name, ":none", -1, encoding["missing"] if encoding else missing[position]))
        if encoding:
            pairs = zip(encoding["categories"], encoding["frequencies"])
            result += [(monitor_name, "category_frequency", name, category, -1, share) for category, share in pairs]
        result += [(monitor_name, "loading", name, ":none", index, row[position]) for index, row in enumerate(components)]
    return result


def model(dbt, session):
    import pandas as pd

    config = dbt.ref("monitor_config").df()
    columns = dbt.ref("monitor_columns").df()
    distributions = dbt.ref("monitor_fitted_distributions")
    reference_rows = dbt.ref("monitor_reference_rows")

    result = []
    for monitor in config[config["has_reconstruction_error"]].to_dict("records"):
        name = monitor["monitor_name"]
        features = columns[(columns["monitor_name"] == name) & columns["is_in_reconstruction"]]
        features = features.sort_values(["feature_type", "column_index"], ascending=[False, True]).to_dict("records")
        rows = rows_where(reference_rows, monitor_name=name)
        row_count = rows.count("*").fetchall()[0][0]
        encodings = {
            feature["column_name"]: frequency_encoding(*reference_categories(distributions, name, feature["column_name"]), row_count)
            for feature in features
            if feature["feature_type"] == "categorical"
        }
        matrix = encode_reference(rows.order("row_id"), features, encodings)
        result += fit(name, monitor["n_components"], features, encodings, matrix)
    return pd.DataFrame(result, columns=list(COLUMNS)).astype(COLUMNS)
