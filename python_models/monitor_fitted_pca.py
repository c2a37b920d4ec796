# Made by `make python-models`: change src/ml_monitor/dbt_models/monitor_fitted_pca.py and what it imports, not this file.
"""The principal components of each monitor's reference, with all that is needed to apply them to new rows.

Steps, as in NannyML: a missing number becomes the column's mean, a missing category the most frequent one; a category becomes its share of
the reference; columns are standardised; components are kept until they explain the asked share of the variance.
The components are the eigenvectors of the correlation matrix, summed over batches of rows: memory does not grow with the reference.

Result: one row per monitor, parameter, column and, where it applies, category or component (see the yml beside this file).
Source: NannyML, "Data reconstruction with PCA"; I. Jolliffe, "Principal component analysis", Springer 2002.
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


# --- src/ml_monitor/runtime/principal_components.py ---
# The principal components of a reference, and the rows that they are fitted on and applied to.
#
# Source: NannyML, "Data reconstruction with PCA"; I. Jolliffe, "Principal component analysis", Springer 2002.


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
        values = continuous_matrix(batch, [features[position] for position in continuous])
        matrix[:, continuous] = np.where(np.isnan(values), missing[continuous], values)
    if categorical:
        codes = category_codes(batch, [features[position] for position in categorical])
        for position, of_feature in zip(categorical, codes.T):
            frequencies = features[position]["frequencies"][np.maximum(of_feature, -1)]
            matrix[:, position] = np.where(of_feature == -2, missing[position], frequencies)
    return matrix


def frequency_encoding(categories, counts, row_count):
    """How a categorical column becomes numbers: each category's share after missing values took the most frequent category's place.

    `counts`, (m,), are numbers of rows. The result has the keys that encoded_matrix() asks for.
    """
    import numpy as np

    if not categories:
        return {"categories": [], "frequencies": np.zeros(1), "missing": 0.0}
    filled = counts.copy()
    most_frequent = int(np.argmax(counts))  # ties: the category that sorts first, since categories come sorted
    filled[most_frequent] += row_count - counts.sum()
    frequencies = np.append(filled / row_count, 0.0)
    return {"categories": categories, "frequencies": frequencies, "missing": frequencies[most_frequent]}


def matrix_moments(rows, features):
    """Number of rows, means, (k,), and population covariances, (k, k), of the encoded features. A ValueError if there is no row.

    Source: T. Chan, G. Golub and R. LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983) 242-247.
    """
    import numpy as np

    width = len(features)

    def of_batch(batch):
        matrix = encoded_matrix(batch, features)
        # The mean of the distances to the first row: that of a constant is then the constant, and not its neighbor.
        batch_mean = matrix[0] + (matrix - matrix[0]).mean(axis=0)
        centred = matrix - batch_mean
        yield len(matrix), batch_mean.tolist(), (centred.T @ centred).ravel().tolist()

    def merge(parts):
        count, mean, products = 0, np.zeros(width), np.zeros((width, width))
        for part_count, part_mean, part_products in parts:
            difference, total = np.array(part_mean) - mean, count + part_count
            products += np.reshape(part_products, (width, width)) + np.outer(difference, difference) * (count * part_count / total)
            mean = mean + difference * (part_count / total)
            count = total
        return [(count, mean.tolist(), products.ravel().tolist())] if count else []

    schema = "row_count bigint, mean array<double>, products array<double>"
    [(count, mean, products)] = merged_results(rows, [*map(value_column, features)], of_batch, merge, schema)
    return count, np.array(mean), np.reshape(products, (width, width)) / count


def standard_deviations(count, mean, variance):
    """Per column the population standard deviation, whether it is constant, and how far rounding may move the values of a constant.

    Three arrays (k,). What is constant but for rounding is told by the rule of scikit-learn's StandardScaler; its deviation is 1.
    """
    import numpy as np

    epsilon = np.finfo("float64").eps
    is_constant = variance <= count * epsilon * variance + (count * mean * epsilon) ** 2
    # An exact constant needs no tolerance. A change of 1e-9 is never rounding.
    rounding = np.minimum(count * epsilon, 2.0**-31) * np.abs(mean)
    return np.where(is_constant, 1.0, np.sqrt(variance)), is_constant, np.where(is_constant & (variance > 0), rounding, 0.0)


def principal_components(correlations, n_components):
    """The first components, (c, k): as many as asked for, or as many as explain more than the share n_components of the variance."""
    import numpy as np

    eigenvalues, vectors = np.linalg.eigh(correlations)
    eigenvalues = np.clip(eigenvalues[::-1], 0, None)
    components = vectors[:, ::-1].T
    # A component and its opposite are the same; rounding decides which one comes out. The first loading not near 0 is positive.
    first = np.argmax(np.abs(components) > 1e-3, axis=1)
    components = components * np.sign(components[np.arange(len(components)), first])[:, None]
    if n_components >= 1:
        return components[: int(n_components)]
    if not eigenvalues.any():
        return components[:1]
    explained = np.cumsum(eigenvalues / eigenvalues.sum())
    return components[: np.searchsorted(explained, n_components, side="right") + 1]


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


# --- src/ml_monitor/dbt_models/monitor_fitted_pca.py ---


COLUMNS = {
    "monitor_name": "string",
    "parameter": "string",
    "column_name": "string",
    "category": "string",
    "component_index": "int64",
    "parameter_value": "float64",
    "result_version": "string",
}


def parameters(features, mean, deviation, rounding, components):
    """The rows of the result for one monitor, without its name and version."""
    for position, feature in enumerate(features):
        name = feature["column_name"]
        yield ("mean", name, ":none", -1, float(mean[position]))
        yield ("standard_deviation", name, ":none", -1, float(deviation[position]))
        yield ("rounding", name, ":none", -1, float(rounding[position]))
        yield ("missing_value", name, ":none", -1, float(feature["missing"]))
        for category, share in zip(feature.get("categories", []), feature.get("frequencies", [])):
            yield ("category_frequency", name, category, -1, float(share))
        for index, component in enumerate(components):
            yield ("loading", name, ":none", index, float(component[position]))


def model(dbt, session):
    """The table of the model: what dbt calls."""
    config = dbt.ref("monitor_config")
    columns = dbt.ref("monitor_columns")
    bins = dbt.ref("monitor_fitted_bins")
    distributions = dbt.ref("monitor_fitted_distributions")
    reference_rows = dbt.ref("monitor_reference_rows")

    result = []
    for name, _, _, _, version in pending_versions(dbt, session, "fitted_pca"):
        import numpy as np

        rows = rows_where(reference_rows, monitor_name=name)
        row_count = number_of_rows(rows)
        n_components = tuples(rows_where(config, monitor_name=name), "n_components")[0][0]
        means = dict(tuples(rows_where(bins, monitor_name=name), "column_name", "mean"))
        features = [column for column in records(rows_where(columns, monitor_name=name)) if column["is_in_reconstruction"]]
        features.sort(key=lambda feature: (feature["feature_type"] != "continuous", feature["column_index"]))
        for feature in features:
            if feature["feature_type"] == "categorical":
                categories, counts = reference_categories(distributions, name, feature["column_name"])
                feature.update(frequency_encoding(categories, counts, row_count))
            else:
                # A column without a single value stays at 0.
                feature["missing"] = means.get(feature["column_name"], 0.0)
        count, mean, covariances = matrix_moments(rows, features)
        deviation, is_constant, rounding = standard_deviations(count, mean, np.diag(covariances))
        correlations = covariances / np.outer(deviation, deviation)
        correlations[is_constant, :] = correlations[:, is_constant] = 0
        components = principal_components(correlations, n_components)
        result += [(name, *parameter, version) for parameter in parameters(features, mean, deviation, rounding, components)]
    return result_table(session, COLUMNS, result)
