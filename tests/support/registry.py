"""The registry of metrics, macros/config/metric_registry.sql, as tests read it: so none of them lists the methods of drift."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent.parent / "scripts" / "make_reference.py"
SPEC = importlib.util.spec_from_file_location("make_reference", SCRIPT)
make_reference = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_reference)

METRICS = make_reference.Macros().metric_registry()


def drift_methods(feature_type: str) -> list[str]:
    """The methods of univariate drift for columns of a type."""
    return [metric["name"] for metric in METRICS if "univariate_drift" in metric["families"] and feature_type in metric["feature_types"]]


CONTINUOUS_METHODS = drift_methods("continuous")
CATEGORICAL_METHODS = drift_methods("categorical")
SHARE_METHODS = [metric["name"] for metric in METRICS if "aggregates" in metric]
METHODS_WITH_P_VALUE = [metric["name"] for metric in METRICS if metric.get("has_p_value")]
