"""Whether two engines made the same tables of the same data."""

from __future__ import annotations

import numpy as np
import pandas as pd

# What each engine makes in its own way: hashes of rows, names of relations and of itself, the time, SQL with names in quotes.
OWN = {
    "computed_at",
    "first_seen_at",
    "seen_at",
    "run_id",
    "reference_version",
    "result_version",
    "inputs_fingerprint",
    "labels_fingerprint",
    "reference_relation",
    "analysis_relation",
    "limitations",
    "message",
    "condition_sql",
    "part_condition",
}
STATISTICS, TREE_MODELS = 1e-9, 1e-6


def comparable(table: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """The columns of a table that engines share, in the types of `like`, in an order that rounding does not change."""
    columns = {}
    for name in like.columns.difference(OWN):
        values = table[name]
        if like[name].dtype.kind in "fiu":
            columns[name] = values.astype("float64")
        elif like[name].dtype.kind == "M":
            columns[name] = pd.to_datetime(values).astype("datetime64[us]")
        else:
            columns[name] = values.astype(object).where(values.notna(), None)
    result = pd.DataFrame(columns)
    exact = [name for name in result if like[name].dtype.kind != "f"]
    return result.sort_values(exact + [name for name in result if name not in exact], ignore_index=True)


def differences(name: str, ours: pd.DataFrame, theirs: pd.DataFrame) -> list[str]:
    """What differs between two states of a table, in words; `theirs` is what should be."""
    if sorted(ours.columns) != sorted(theirs.columns):
        return [f"{name}: columns {sorted(set(ours.columns) ^ set(theirs.columns))} on one side only"]
    if len(ours) != len(theirs):
        return [f"{name}: {len(ours)} rows instead of {len(theirs)}"]
    ours, theirs = comparable(ours, theirs), comparable(theirs, theirs)
    found = []
    for column in theirs:
        one, other = ours[column], theirs[column]
        if other.dtype.kind == "f":
            family = theirs.get("metric_family", pd.Series("", theirs.index))
            of_trees = family == "estimated_performance"
            of_trees |= theirs.get("metric_name", pd.Series("", theirs.index)) == "domain_classifier_auroc"
            source, metric = (theirs.get(key, pd.Series("", theirs.index)) for key in ("source", "metric_name"))
            of_trees |= (theirs.get("method", metric) == "dle") | ((source == "estimated") & metric.str.match("mae|rmse"))
            of_trees |= name in ("monitor_estimated_losses", "monitor_performance", "monitor_plot_performance", "monitor_domain_classifier")
            allowed = np.where(of_trees, TREE_MODELS, STATISTICS) * np.maximum(1, other.abs())
            differs = (one.isna() != other.isna()) | ((one - other).abs() > allowed)
        else:
            differs = (one != other) & ~(one.isna() & other.isna())
        if differs.any():
            first = differs.idxmax()
            found.append(f"{name}.{column}: {differs.sum()} values, such as {one[first]!r} instead of {other[first]!r}")
    return found
