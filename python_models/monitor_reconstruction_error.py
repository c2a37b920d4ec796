"""The reconstruction error of every chunk: how far its rows lie from the plane of the reference's principal components.

A row is filled, encoded and standardised with the parameters of monitor_fitted_pca, projected on the components and back; its error is the
Euclidean length of what is lost. Rows stream through in batches: what stays in memory is three moments per chunk. Only chunks that are new
or changed are read.

Result: one row per monitor, period and chunk (see the yml beside this file).
Source: NannyML, "Data reconstruction with PCA".
"""

COLUMNS = {
    "monitor_name": "string",
    "period": "string",
    "chunk_index": "int64",
    "row_count": "int64",
    "mean_error": "float64",
    "standard_deviation": "float64",
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


# --- shared with the other model of principal components: begin ---
def encoded_matrix(batch, features):
    """The features of a batch, an (n, k) float64 array: numbers as they are, categories as frequencies, missing values filled.

    Each feature is a mapping feature_type, column_index, `missing` (what fills a missing value) and, if categorical, `categories`, a list
    of texts, and `frequencies`, an array of theirs with a last element 0, for a category that the reference never had.
    """
    import numpy as np

    matrix = np.empty((batch.num_rows, len(features)))
    missing = np.array([feature["missing"] for feature in features])
    continuous = [position for position, feature in enumerate(features) if feature["feature_type"] == "continuous"]
    categorical = [position for position, feature in enumerate(features) if feature["feature_type"] == "categorical"]
    if continuous:
        values = continuous_matrix(batch.column("continuous_values"), [features[position]["column_index"] for position in continuous])
        matrix[:, continuous] = np.where(np.isnan(values), missing[continuous], values)
    if categorical:
        codes = category_codes(batch.column("categorical_values"), [features[position] for position in categorical])
        for position, of_feature in zip(categorical, codes.T):
            frequencies = features[position]["frequencies"][np.maximum(of_feature, -1)]
            matrix[:, position] = np.where(of_feature == -2, missing[position], frequencies)
    return matrix


# --- shared with the other model of principal components: end ---


def fitted_transformation(parameters, columns):
    """The features of a monitor as encoded_matrix() reads them, their means (k,), and the (k, l) matrix from centred to lost values."""
    import numpy as np

    single = {(row["parameter"], row["column_name"]): row["parameter_value"] for row in parameters}
    names = sorted(
        {row["column_name"] for row in parameters}, key=lambda name: (columns[name]["feature_type"], columns[name]["column_index"])
    )
    features = []
    for name in names:
        shares = [row for row in parameters if row["parameter"] == "category_frequency" and row["column_name"] == name]
        features.append(
            {
                **columns[name],
                "missing": single["missing_value", name],
                "categories": [row["category"] for row in shares],
                "frequencies": np.array([*(row["parameter_value"] for row in shares), 0.0]),
            }
        )
    loadings = {(row["component_index"], row["column_name"]): row["parameter_value"] for row in parameters if row["parameter"] == "loading"}
    components = np.array([[loadings[index, name] for name in names] for index in sorted({index for index, _ in loadings})])
    # What is lost lies along the directions that are orthogonal to all components: none where all components are kept.
    shares, directions = np.linalg.eigh(np.eye(len(names)) - components.T @ components)
    deviation = np.array([single["standard_deviation", name] for name in names])
    return features, np.array([single["mean", name] for name in names]), directions[:, shares > 0.5] / deviation[:, None]


def row_errors(batch, features, mean, lost_directions):
    """The reconstruction error of each row of a batch, an (n,) float64 array."""
    import numpy as np

    lost = (encoded_matrix(batch, features) - mean) @ lost_directions
    return np.sqrt(np.einsum("ij,ij->i", lost, lost))


def merged(total, count, mean, squares):
    """Adds a batch's (count, mean, sum of squared deviations) to a running one (T. Chan et al., The American Statistician 37, 1983)."""
    if total is None:
        return count, mean, squares
    all_rows = total[0] + count
    difference = mean - total[1]
    return (all_rows, total[1] + difference * count / all_rows, total[2] + squares + difference**2 * total[0] * count / all_rows)


def chunk_moments(batches, features, mean, lost_directions):
    """Per chunk index: number of rows, mean error, sum of squared deviations from it."""
    import numpy as np

    totals = {}
    for batch in batches:
        chunks, positions = np.unique(batch.column("chunk_index").to_numpy(), return_inverse=True)
        errors = row_errors(batch, features, mean, lost_directions)
        counts = np.bincount(positions)
        means = np.bincount(positions, weights=errors) / counts
        squares = np.bincount(positions, weights=(errors - means[positions]) ** 2)
        for chunk, *of_batch in zip(chunks, counts, means, squares):
            totals[chunk] = merged(totals.get(chunk), *of_batch)
    return totals


def model(dbt, session):
    parameters = dbt.ref("monitor_fitted_pca")
    columns = dbt.ref("monitor_columns")
    periods = {"reference": dbt.ref("monitor_reference_rows"), "analysis": dbt.ref("monitor_analysis_rows")}
    pending = pending_versions(dbt, session, "reconstruction_error")
    computed_at = session.sql("select cast(now() as timestamp)").fetchall()[0][0]

    result = []
    for name in sorted({row[0] for row in pending}):
        columns_of_monitor = {column["column_name"]: column for column in records(rows_where(columns, monitor_name=name))}
        features, mean, lost_directions = fitted_transformation(records(rows_where(parameters, monitor_name=name)), columns_of_monitor)
        for period, relation in periods.items():
            of_period = [row for row in pending if row[:2] == (name, period)]
            if not of_period:
                continue
            rows = rows_of_chunks(relation, name, {row[2] for row in of_period})
            batches = record_batches(rows, ["chunk_index", "continuous_values", "categorical_values"])
            moments = chunk_moments(batches, features, mean, lost_directions)
            for _, _, chunk, _, version in of_period:
                count, mean_error, squares = moments.get(chunk, (0, None, 0.0))
                deviation = (squares / (count - 1)) ** 0.5 if count > 1 else None
                result.append((name, period, chunk, int(count), mean_error, deviation, version, computed_at))
    return result_table(session, COLUMNS, result)
