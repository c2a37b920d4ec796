"""The principal components of a reference, and the rows that they are fitted on and applied to.

Source: NannyML, "Data reconstruction with PCA"; I. Jolliffe, "Principal component analysis", Springer 2002.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ml_monitor.runtime.features import category_codes, continuous_matrix, value_column
from ml_monitor.runtime.merging import merged_results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ml_monitor.runtime.kinds import Booleans, Feature, Floats, RecordBatch, Row, Table


def encoded_matrix(batch: RecordBatch, features: Sequence[Feature]) -> Floats:
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


def frequency_encoding(categories: list[str], counts: Floats, row_count: int) -> dict[str, Any]:
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


def matrix_moments(rows: Table, features: Sequence[Feature]) -> tuple[int, Floats, Floats]:
    """Number of rows, means, (k,), and population covariances, (k, k), of the encoded features. A ValueError if there is no row.

    Source: T. Chan, G. Golub and R. LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983) 242-247.
    """
    import numpy as np

    width = len(features)

    def of_batch(batch: RecordBatch) -> Iterator[Row]:
        matrix = encoded_matrix(batch, features)
        # The mean of the distances to the first row: that of a constant is then the constant, and not its neighbor.
        batch_mean = matrix[0] + (matrix - matrix[0]).mean(axis=0)
        centred = matrix - batch_mean
        yield len(matrix), batch_mean.tolist(), (centred.T @ centred).ravel().tolist()

    def merge(parts: Iterable[Row]) -> list[Row]:
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


def standard_deviations(count: int, mean: Floats, variance: Floats) -> tuple[Floats, Booleans, Floats]:
    """Per column the population standard deviation, whether it is constant, and how far rounding may move the values of a constant.

    Three arrays (k,). What is constant but for rounding is told by the rule of scikit-learn's StandardScaler; its deviation is 1.
    """
    import numpy as np

    epsilon = np.finfo("float64").eps
    is_constant = variance <= count * epsilon * variance + (count * mean * epsilon) ** 2
    # An exact constant needs no tolerance. A change of 1e-9 is never rounding.
    rounding = np.minimum(count * epsilon, 2.0**-31) * np.abs(mean)
    return np.where(is_constant, 1.0, np.sqrt(variance)), is_constant, np.where(is_constant & (variance > 0), rounding, 0.0)


def principal_components(correlations: Floats, n_components: float) -> Floats:
    """The first components, (c, k): as many as asked for, or as many as explain more than the share n_components of the variance."""
    import numpy as np

    eigenvalues, vectors = np.linalg.eigh(correlations)
    eigenvalues = np.clip(eigenvalues[::-1], 0, None)
    components: Floats = vectors[:, ::-1].T
    # A component and its opposite are the same; rounding decides which one comes out. The first loading not near 0 is positive.
    first = np.argmax(np.abs(components) > 1e-3, axis=1)
    components = components * np.sign(components[np.arange(len(components)), first])[:, None]
    if n_components >= 1:
        return components[: int(n_components)]
    if not eigenvalues.any():
        return components[:1]
    explained = np.cumsum(eigenvalues / eigenvalues.sum())
    return components[: np.searchsorted(explained, n_components, side="right") + 1]


def fitted_transformation(
    parameters: Sequence[Mapping[str, Any]], columns: Mapping[str, Feature]
) -> tuple[list[Feature], Floats, Floats, Floats]:
    """The features as encoded_matrix() reads them, means and rounding, (k,) each, and the (k, l) matrix from centred to lost values.

    `parameters` are a monitor's records of monitor_fitted_pca, and `columns` maps names to its records of monitor_columns.
    """
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
    lost_shares, directions = np.linalg.eigh(np.eye(len(names)) - components.T @ components)
    deviation = np.array([single["standard_deviation", name] for name in names])
    mean, rounding = (np.array([single[parameter, name] for name in names]) for parameter in ("mean", "rounding"))
    return features, mean, rounding, directions[:, lost_shares > 0.5] / deviation[:, None]


def row_errors(
    features: Sequence[Feature], mean: Floats, rounding: Floats, lost_directions: Floats
) -> Callable[[RecordBatch], dict[str, Floats]]:
    """A function from a record batch to the reconstruction errors of its rows, (n,), as slice_moments() takes it.

    Errors are distances of standardized values, so they have no unit.
    """

    def values_of(batch: RecordBatch) -> dict[str, Floats]:
        import numpy as np

        centred = encoded_matrix(batch, features) - mean
        lost = np.where(np.abs(centred) <= rounding, 0.0, centred) @ lost_directions
        return {"error": np.sqrt(np.einsum("ij,ij->i", lost, lost))}

    return values_of
