"""The principal components of each monitor's reference, with all that is needed to apply them to new rows.

Steps, as in NannyML: a missing number becomes the column's mean, a missing category the most frequent one; a category becomes its share of
the reference; columns are standardised; components are kept until they explain the asked share of the variance.
The components are the eigenvectors of the correlation matrix, summed over batches of rows: memory does not grow with the reference.

Result: one row per monitor, parameter, column and, where it applies, category or component (see the yml beside this file).
Source: NannyML, "Data reconstruction with PCA"; I. Jolliffe, "Principal component analysis", Springer 2002.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_monitor.runtime.features import reference_categories
from ml_monitor.runtime.principal_components import frequency_encoding, matrix_moments, principal_components, standard_deviations
from ml_monitor.runtime.results import pending_versions, result_table
from ml_monitor.runtime.tables import number_of_rows, records, rows_where, tuples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ml_monitor.runtime.kinds import Dbt, Feature, Floats, Session, Table

COLUMNS = {
    "monitor_name": "string",
    "parameter": "string",
    "column_name": "string",
    "category": "string",
    "component_index": "int64",
    "parameter_value": "float64",
    "result_version": "string",
}


def parameters(
    features: Sequence[Feature], mean: Floats, deviation: Floats, rounding: Floats, components: Floats
) -> Iterator[tuple[str, str, str, int, float]]:
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


def model(dbt: Dbt, session: Session) -> Table:
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
        means: dict[str, float] = dict(tuples(rows_where(bins, monitor_name=name), "column_name", "mean"))
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
