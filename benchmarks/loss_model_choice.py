"""How the loss models were chosen: candidates judged on held-out stretches of the references. docs/measured/estimates.md has its results.

Each reference of estimate_sets.py is cut into three stretches of time; a candidate is trained on two and judged on the third, by the
errors of the mean losses of its chunks, and of its rows sorted by each input and cut into chunks, which imitates drift. No row of an
analysis is read.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from estimate_sets import SETS, EstimateSet
from ml_monitor.runtime import loss_models
from ml_monitor.runtime.losses import row_loss

CANDIDATES = {
    "before": {"reg_lambda": 1.0},
    "`reg_lambda` 5": {"reg_lambda": 5.0},
    "`reg_lambda` 20 (**chosen**)": {"reg_lambda": 20.0},
    "16 leaves": {"max_leaves": 16, "reg_lambda": 1.0},
    "16 leaves, `reg_lambda` 10": {"max_leaves": 16, "reg_lambda": 10.0},
}
STRETCHES, CORNERS = 3, 50


def inputs(data: EstimateSet, rows: pd.DataFrame) -> np.ndarray:
    """The (n, k) float32 matrix of features as the loss models read them."""
    numbers = [rows[name].to_numpy(float) for name in [*data.continuous, "y_pred"]]
    codes = [pd.Categorical(rows[name].astype(str)).codes for name in data.categorical]
    return np.column_stack([*numbers, *codes]).astype("float32")


def judged_groups(data: EstimateSet, features: np.ndarray) -> dict[str, list[np.ndarray]]:
    """The rows of each chunk, by time and by every input; of a category, its rows."""
    count = max(4, min(20, len(features) // 100))
    numbers = len(data.continuous) + 1
    drift = []
    for values in features[:, :numbers].T:
        drift += np.array_split(np.argsort(np.nan_to_num(values, nan=1e30), kind="stable"), count)
    for codes in features[:, numbers:].T:
        drift += [rows for code in np.unique(codes) if len(rows := np.flatnonzero(codes == code)) >= 50]
    return {
        "chunks of time": np.array_split(np.arange(len(features)), count),
        "chunks of sorted rows": drift,
        "chunks of a corner": corners(features),
    }


def corners(features: np.ndarray) -> list[np.ndarray]:
    """The rows that lie farthest in each of CORNERS random directions of all inputs, a tenth of them: drift of several inputs at once."""
    random = np.random.default_rng(0)
    filled = np.where(np.isnan(features), np.nanmean(features, axis=0), features)
    standard = (filled - filled.mean(axis=0)) / np.maximum(filled.std(axis=0), 1e-9)
    scores = standard @ random.normal(size=(features.shape[1], CORNERS))
    return list(np.argsort(-scores, axis=0, kind="stable")[: max(20, len(features) // 10)].T)


def errors(loss: np.ndarray, estimate: np.ndarray, is_root: bool, groups: dict[str, list[np.ndarray]]) -> dict[str, float]:
    def metric(values: np.ndarray, rows: np.ndarray) -> float:
        return np.sqrt(values[rows].mean()) if is_root else values[rows].mean()

    return {name: np.mean([abs(metric(loss, rows) - metric(estimate, rows)) for rows in of_kind]) for name, of_kind in groups.items()}


def estimates_of_candidates(features, loss, types, held_out) -> dict[str, np.ndarray]:
    """What each candidate estimates of the held-out rows when it is trained on the others."""
    estimates = {"the mean loss": np.full(len(held_out), loss.mean())}
    for name, changes in CANDIDATES.items():
        loss_models.PARAMETERS.update({"max_leaves": 31, **changes})
        mean, booster = loss_models.trained(features, loss, types)
        estimates[name] = np.maximum(mean + booster.inplace_predict(held_out).astype(float), 0)
    return estimates


def judged(data: EstimateSet) -> list[dict]:
    order = [data.timestamp, "row_id"] if data.timestamp else ["row_id"]
    rows = data.reference.sort_values(order, ignore_index=True)
    features, count = inputs(data, rows), len(rows)
    types = ["q"] * (len(data.continuous) + 1) + ["c"] * len(data.categorical)
    y_true, y_pred = rows[data.y_true].to_numpy(float), rows["y_pred"].to_numpy(float)
    stretches = np.arange(count) * STRETCHES // count
    result = []
    for stretch in range(STRETCHES):
        out = stretches == stretch
        groups = judged_groups(data, features[out])
        for metric, loss_name in (("mae", "absolute_error"), ("rmse", "squared_error")):
            loss = row_loss(loss_name, y_true, y_pred)
            for name, told in estimates_of_candidates(features[~out], loss[~out], types, features[out]).items():
                found = errors(loss[out], told, metric == "rmse", groups)
                result.append({"set": data.name, "metric": metric, "loss models": name, **found})
    return result


def main() -> None:
    cache = Path(__file__).resolve().parent / ".cache" / "archives"
    cache.mkdir(parents=True, exist_ok=True)
    rows = [row for name in sys.argv[1:] or SETS for row in judged(SETS[name](cache))]
    means = pd.DataFrame(rows).groupby(["loss models", "set", "metric"]).mean()
    relative = (means / means.loc["before"]).groupby("loss models").mean().sort_values("chunks of sorted rows")
    print("| loss models | " + " | ".join(relative) + " |")
    print("|---|" + "---|" * relative.shape[1])
    for name, found in relative.iterrows():
        print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in found) + " |")


if __name__ == "__main__":
    main()
