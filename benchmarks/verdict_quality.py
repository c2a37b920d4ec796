"""How far incidents can be trusted, on 20 made-up worlds without drift and 20 whose causes are known: docs/measured/verdicts.md.

A world is a monitor with half a year of reference and a year that is watched. All monitors stand in one dbt project, which is built as
of several moments, in the midst of a week too: later rows and labels have not come yet. The incidents are the package's own.
`python benchmarks/verdict_quality.py` writes the page; `--quick` prints the tables of a small run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from consumer import Consumer  # noqa: E402

PAGE = ROOT / "docs" / "measured" / "verdicts.md"
BEGIN, END = "<!-- benchmarks/verdict_quality.py writes from here -->\n", "<!-- to here -->\n"
REFERENCE_START = pd.Timestamp("2024-07-01")  # a Monday
ANALYSIS_START = pd.Timestamp("2024-12-30")
END_OF_DATA = pd.Timestamp("2025-12-29")
# Builds: on a Monday and a Thursday in the midst of a week, and when the year is over.
BUILDS = ("2025-04-14 09:00:00", "2025-08-21 09:00:00", "2025-12-29 09:00:00")
CONTINUOUS, CATEGORICAL = ["income", "amount", "rate", "age"], ["channel", "region"]
CHANNEL = {"branch": 0.35, "web": 0.3, "phone": 0.2, "self-service": 0.15}
REGION = {"north": 0.4, "south": 0.3, "east": 0.2, "west": 0.1}
EFFECTS = {"branch": 0.0, "web": 0.3, "phone": -0.3, "self-service": 0.5, "north": 0.0, "south": 0.2, "east": -0.2, "west": 0.4}
SEVERITIES = ["critical", "high", "medium", "low"]
# The default of judge.open_at was chosen on worlds of other seeds.
FIRST_SEED = 100
GOALS = {"false": 1.0, "in_time": 0.95, "named": 0.9, "per_cause": 1.5}

Change = Callable[[pd.DataFrame, np.random.Generator], dict]


@dataclass(frozen=True)
class Cause:
    """What goes wrong: the columns that are at fault (none: what the inputs say about the label changes) and the new values of rows."""

    text: str
    columns: tuple[str, ...]
    change: Change


@dataclass(frozen=True)
class World:
    """A monitor: its problem, how it is cut into chunks, after how many days labels come, its season, and its causes with their starts."""

    name: str
    problem: str
    chunking: str
    delay: int
    season: str
    causes: tuple[tuple[str, pd.Timestamp], ...] = ()
    seed: int = 0


def some(rows: pd.DataFrame, random: np.random.Generator, share: float) -> np.ndarray:
    return random.random(len(rows)) < share


CAUSES = {
    "respelled": Cause(
        "a category is respelled",
        ("channel",),
        lambda rows, random: {"channel": rows["channel"].replace("self-service", "self service")},
    ),
    "month": Cause("income of a month in place of a year", ("income",), lambda rows, random: {"income": rows["income"] / 12}),
    "thousands": Cause("amount in thousands", ("amount",), lambda rows, random: {"amount": rows["amount"] / 1000}),
    "half_missing": Cause(
        "half of the incomes are missing", ("income",), lambda rows, random: {"income": rows["income"].mask(some(rows, random, 0.5))}
    ),
    "all_missing": Cause("all regions are missing", ("region",), lambda rows, random: {"region": None}),
    "new_category": Cause(
        "15 % of the rows have a new channel",
        ("channel",),
        lambda rows, random: {"channel": rows["channel"].mask(some(rows, random, 0.15), "partner")},
    ),
    "lost_category": Cause(
        "the west is counted as north", ("region",), lambda rows, random: {"region": rows["region"].replace("west", "north")}
    ),
    "shifted": Cause("rate is higher by 0.8 deviations", ("rate",), lambda rows, random: {"rate": rows["rate"] + 0.8}),
    "spread": Cause("rate varies twice as much", ("rate",), lambda rows, random: {"rate": 2 * rows["rate"] - 4}),
    "default_value": Cause(
        "30 % of the ages are 0", ("age",), lambda rows, random: {"age": rows["age"].mask(some(rows, random, 0.3), 0.0)}
    ),
    "clipped": Cause("incomes are cut at 36,000", ("income",), lambda rows, random: {"income": rows["income"].clip(upper=36000.0)}),
    "rounded": Cause("amounts are rounded to thousands", ("amount",), lambda rows, random: {"amount": rows["amount"].round(-3)}),
    "swapped": Cause("rate and age change places", ("rate", "age"), lambda rows, random: {"rate": rows["age"], "age": rows["rate"]}),
    "constant": Cause("every age is 40", ("age",), lambda rows, random: {"age": 40.0}),
    "turned": Cause("the sign of rate is lost", ("rate",), lambda rows, random: {"rate": -rows["rate"]}),
    "mix": Cause(
        "younger customers by web",
        ("age", "channel"),
        lambda rows, random: {"age": rows["age"] - 12.0, "channel": rows["channel"].mask(some(rows, random, 0.3), "web")},
    ),
    "concept": Cause("the inputs say half as much about the label", (), lambda rows, random: {"risk": 0.5 * rows["risk"]}),
    "concept_turned": Cause("the inputs say the contrary", (), lambda rows, random: {"risk": -rows["risk"]}),
    "concept_noise": Cause(
        "a third of the labels are random",
        (),
        lambda rows, random: {"risk": rows["risk"].where(some(rows, random, 2 / 3), random.permutation(rows["risk"]))},
    ),
}


def worlds(quick: bool = False, first_seed: int = FIRST_SEED) -> list[World]:
    """Twenty quiet worlds and twenty with causes; a few of each where it is quick."""
    problems, chunkings = ("classification_binary", "regression"), ("week", "size")
    delays, seasons = (0, 30, 60), ("none", "weekdays", "four weeks", "busy autumn")
    quiet = [
        World(
            f"quiet {number}",
            problems[number % 2],
            chunkings[number // 2 % 2],
            delays[number % 3],
            seasons[number // 4 % 4],
            (),
            first_seed + number,
        )
        for number in range(20)
    ]
    # Two causes in the last one
    stories = [*((name,) for name in CAUSES), ("respelled", "month")]
    random = np.random.default_rng(20)
    caused = []
    for number, story in enumerate(stories):
        starts = [ANALYSIS_START + pd.Timedelta(days=int(random.integers(70, 170)) + 42 * place) for place in range(len(story))]
        settings = problems[number % 2], chunkings[number // 2 % 2], delays[number % 3], seasons[number // 4 % 4]
        caused.append(World(f"cause {number}", *settings, tuple(zip(story, starts)), first_seed + 20 + number))
    return [*quiet[:2], *caused[:2], caused[16]] if quick else [*quiet, *caused]


def times(world: World, per_week: int, random: np.random.Generator) -> pd.Series:
    """Sorted times; on Saturdays and Sundays half as many, and in a busy autumn half as many again."""
    days = (END_OF_DATA - REFERENCE_START).days
    number = np.arange(days)
    weight = np.where(number % 7 >= 5, 0.5, 1.0)
    if world.season == "busy autumn":
        weight = weight * (1.25 + 0.25 * np.sin(2 * np.pi * (number - 60) / 365.25))
    day = random.choice(days, per_week * days // 7, p=weight / weight.sum())
    second = np.sort(day * 86400 + random.integers(0, 86400, len(day)))
    return pd.Series(REFERENCE_START + pd.to_timedelta(second, unit="s")).dt.as_unit("us")


def true_rows(world: World, per_week: int, random: np.random.Generator) -> pd.DataFrame:
    at = times(world, per_week, random)
    count = len(at)

    def drawn(shares: dict[str, float]) -> np.ndarray:
        return random.choice(list(shares), count, p=list(shares.values()))

    rows = pd.DataFrame(
        {
            "row_id": np.arange(count),
            "at": at,
            "income": np.exp(random.normal(10.5, 0.4, count)).round(0),
            "amount": np.exp(random.normal(9.0, 0.5, count)).round(0),
            "rate": random.normal(4.0, 1.0, count).round(3),
            "age": random.normal(43.0, 12.0, count).round(0),
            "channel": drawn(CHANNEL),
            "region": drawn(REGION),
        }
    )
    if world.season == "weekdays":  # other customers at weekends, in every week of both periods
        weekend = at.dt.day_of_week >= 5
        rows.loc[weekend, "age"] -= 8.0
        rows.loc[weekend & some(rows, random, 0.3), "channel"] = "web"
    elif world.season == "four weeks":
        rows["rate"] += 0.15 * np.sin(2 * np.pi * (at - REFERENCE_START).dt.days / 28)
    return rows


def risk(rows: pd.DataFrame) -> pd.Series:
    """What the model makes of the inputs it gets; it takes a missing or unknown value for an average one."""
    incomes = np.log(pd.to_numeric(rows["income"]).clip(lower=1.0)) - 10.5
    amounts = np.log(pd.to_numeric(rows["amount"]).clip(lower=1.0)) - 9.0
    numbers = [-1.2 * incomes, 0.8 * amounts, 0.5 * (rows["rate"] - 4.0), -0.03 * (rows["age"] - 43.0)]
    texts = [rows[name].map(EFFECTS) for name in CATEGORICAL]
    return sum(part.astype(float).fillna(0.0) for part in (*numbers, *texts))


def scored_rows(world: World, per_week: int, is_hit: Callable[[pd.DataFrame], pd.Series] | None = None) -> pd.DataFrame:
    """All rows of a world as they are delivered, with the model's predictions and the labels that come in the end.

    Causes are of all rows, or of those that `is_hit` says.
    """
    random = np.random.default_rng(world.seed)
    true = true_rows(world, per_week, random)
    true["risk"] = risk(true)
    delivered = true.copy()
    for name, start in world.causes:
        late = (true["at"] >= start) & (True if is_hit is None else is_hit(true))
        changed = CAUSES[name].change(delivered[late], random)
        for column, values in changed.items():
            delivered.loc[late, column] = values
    truth, predicted = delivered["risk"], risk(delivered)
    if world.problem == "regression":
        labels = {"y": 100 + 20 * truth + random.normal(0, 10, len(true)), "y_pred": 100 + 20 * predicted}
    else:
        chance = 1 / (1 + np.exp(1.0 - 1.6 * predicted))
        labels = {
            "y": (random.random(len(true)) < 1 / (1 + np.exp(1.0 - 1.6 * truth))).astype(int),
            "y_pred": (chance >= 0.5).astype(int),
            "chance": chance,
        }
    return delivered.drop(columns="risk").assign(**labels)


def monitor(world: World, per_week: int) -> dict:
    """Default settings but for what every monitor has to say of its data."""
    settings = {
        "problem_type": world.problem,
        "scored": relation(world),
        "reference": {"until": str(ANALYSIS_START.date())},
        "row_id": "row_id",
        "timestamp": "at",
        "y_true": "y",
        "y_pred": "y_pred",
        "continuous_columns": CONTINUOUS,
        "categorical_columns": CATEGORICAL,
    }
    settings |= {"chunk_period": "week"} if world.chunking == "week" else {"chunk_size": per_week}
    if world.problem != "regression":
        settings["y_pred_proba"] = "chance"
    if world.delay:
        settings["judge"] = {"label_delay": {"count": world.delay, "period": "day"}}
    return settings


def relation(world: World) -> str:
    return world.name.replace(" ", "_")


def select(world: World, path: Path) -> str:
    """The rows and labels that have come when the build runs."""
    now = "cast('{{ var(\"ml_monitor_now\") }}' as timestamp)"
    columns = f"* replace (case when \"at\" + interval '{world.delay} days' <= {now} then y end as y)"
    return f"select {columns} from read_parquet('{path}') where \"at\" < {now}"


def project(folder: Path, chosen: list[World], per_week: int) -> Consumer:
    folder.mkdir(parents=True, exist_ok=True)
    models = {}
    for world in chosen:
        path = folder / f"{relation(world)}.parquet"
        scored_rows(world, per_week).to_parquet(path)
        models[relation(world)] = select(world, path)
    return Consumer(folder / "project", models, {world.name: monitor(world, per_week) for world in chosen})


def incidents_of_builds(consumer: Consumer, builds: tuple[str, ...]) -> pd.DataFrame:
    """The incidents that each build told; the column `build` is its moment."""
    told = []
    for build in builds:
        begin = time.monotonic()
        outcome = consumer.dbt("run", "--vars", f"{{ml_monitor_now: '{build}'}}", "--select", "+monitor_incidents", "--quiet")
        if not outcome.success:
            raise RuntimeError(outcome.output[-4000:])
        told.append(consumer.query("select * from monitor_incidents").assign(build=build))
        print(f"{build}: {len(told[-1])} incidents, {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
    return pd.concat(told, ignore_index=True)


def first_whole_chunk(chunks: pd.DataFrame, monitor_name: str, start: pd.Timestamp) -> int:
    """The index of the first analysis chunk all of whose rows came after a cause's start."""
    own = chunks[(chunks["monitor_name"] == monitor_name) & (chunks["chunk_start_date"] >= start)]
    return int(own["chunk_index"].min())


def told_columns(incidents: pd.DataFrame) -> list[str]:
    """What incidents that are told apart name, worst first: columns, or ':table' for performance without a likely cause."""
    order = incidents[incidents["is_told_apart"]].assign(rank=lambda told: told["severity"].map(SEVERITIES.index))
    order = order.sort_values(["rank", "times_threshold"], ascending=[True, False], na_position="last")
    columns: list[str] = []
    for incident in order.itertuples():
        causes = incident.likely_causes if isinstance(incident.likely_causes, str) else ":none"
        named = [incident.column_name] if causes == ":none" else causes.split(", ")
        columns += [name for name in named if name not in columns]
    return columns


def judged_causes(chosen: list[World], incidents: pd.DataFrame, chunks: pd.DataFrame) -> pd.DataFrame:
    """For each cause how many chunks late its own incident opened, whether the last build names it first, and the world's incidents."""
    last = incidents[incidents["build"] == incidents["build"].max()]
    rows = []
    for world in chosen:
        own = last[last["monitor_name"] == world.name]
        named = told_columns(own[own["status"] == "open"])[: len(world.causes)]
        # An incident belongs to the world's causes from the chunk on in which the first of them starts.
        first = min((first_whole_chunk(chunks, world.name, start) for _, start in world.causes), default=0) - 1
        for name, start in world.causes:
            columns = CAUSES[name].columns
            whole = first_whole_chunk(chunks, world.name, start)
            kinds = own["kind"].eq("input") & own["column_name"].isin(columns) if columns else own["kind"].eq("performance")
            opened = own.loc[kinds & (own["opened_chunk_index"] >= whole - 1), "opened_chunk_index"].min()
            rows.append(
                {
                    "monitor_name": world.name,
                    "cause": name,
                    "chunks_late": opened - whole,
                    "is_named_first": bool(set(named) & set(columns or [":table"])),
                    "incidents": (own["is_told_apart"] & (own["opened_chunk_index"] >= first)).sum() / len(world.causes),
                }
            )
    return pd.DataFrame(rows).assign(is_in_time=lambda causes: causes["chunks_late"] <= 0)


def false_incidents(chosen: list[World], incidents: pd.DataFrame) -> pd.DataFrame:
    """The incidents of quiet worlds that are told apart, each once, those too that only an earlier build told."""
    quiet = {world.name: world.chunking for world in chosen if not world.causes}
    told = (
        incidents[incidents["is_told_apart"] & incidents["monitor_name"].isin(quiet)]
        .sort_values("build")
        .drop_duplicates("incident_id", keep="last")
    )
    return told.assign(chunking=told["monitor_name"].map(quiet), is_withdrawn=told["build"] < incidents["build"].max())


def mark(is_met: bool) -> str:
    return "yes" if is_met else "no"


def summary(chosen: list[World], false: pd.DataFrame, causes: pd.DataFrame) -> str:
    years = sum(not world.causes for world in chosen) * (END_OF_DATA - ANALYSIS_START).days / 365.25
    loud = false[false["severity"].isin(["critical", "high"])]
    measured = [
        ("incidents per monitor and year where nothing drifts", len(false) / years, f"under {GOALS['false']:g}", len(false) / years < 1),
        ("of these critical or high", len(loud) / years, "", None),
        ("causes whose incident opens in their first whole chunk", causes["is_in_time"].mean(), "95 %", None),
        ("causes that are named first", causes["is_named_first"].mean(), "90 %", None),
        ("incidents per cause", causes["incidents"].mean(), f"at most {GOALS['per_cause']:g}", causes["incidents"].mean() <= 1.5),
    ]
    lines = ["| what | measured | goal | met |", "|---|---|---|---|"]
    for (text, value, goal, is_met), least in zip(measured, (None, None, GOALS["in_time"], GOALS["named"], None)):
        shown = f"{value:.2f}" if least is None else f"{100 * value:.0f} %"
        met = value >= least if least is not None else is_met
        lines.append(f"| {text} | {shown} | {goal} | {'' if met is None else mark(met)} |")
    return "\n".join(lines) + "\n"


def table_of_false(chosen: list[World], false: pd.DataFrame) -> str:
    """False incidents by kind and chunking, and how many of them only a build in the midst of a period told."""
    counts = {chunking: sum(not world.causes and world.chunking == chunking for world in chosen) for chunking in ("week", "size")}
    lines = ["| kind | " + " | ".join(f"{count} monitors, chunks by {name}" for name, count in counts.items()) + " |", "|---|---|---|"]
    for kind, own in false.groupby("kind"):
        lines.append(f"| `{kind}` | " + " | ".join(str((own["chunking"] == name).sum()) for name in counts) + " |")
    lines.append(
        "| told once and withdrawn | "
        + " | ".join(str((false["is_withdrawn"] & (false["chunking"] == name)).sum()) for name in counts)
        + " |"
    )
    return "\n".join(lines) + "\n"


def table_of_causes(chosen: list[World], causes: pd.DataFrame) -> str:
    known = {world.name: world for world in chosen}
    lines = ["| cause | chunks | labels after | opens | named first | incidents |", "|" + "---|" * 6]
    for row in causes.itertuples():
        world = known[row.monitor_name]
        late = "never" if pd.isna(row.chunks_late) else "in time" if row.chunks_late <= 0 else f"{row.chunks_late:.0f} chunks late"
        cells = [
            CAUSES[row.cause].text,
            f"by {world.chunking}",
            f"{world.delay} days",
            late,
            mark(row.is_named_first),
            f"{row.incidents:g}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def report(chosen: list[World], incidents: pd.DataFrame, chunks: pd.DataFrame, per_week: int) -> str:
    false, causes = false_incidents(chosen, incidents), judged_causes(chosen, incidents, chunks)
    count = sum(not world.causes for world in chosen)
    return "\n".join(
        [
            f"{count} worlds without drift, {len(chosen) - count} with {len(causes)} causes, about {per_week} rows a week.\n",
            summary(chosen, false, causes),
            "Incidents where nothing drifts:\n",
            table_of_false(chosen, false),
            "Causes:\n",
            table_of_causes(chosen, causes),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that it works; the page is not written")
    parser.add_argument("--rows", type=int, default=200, help="rows a week (default: %(default)s)")
    options = parser.parse_args()
    chosen = worlds(options.quick)
    with tempfile.TemporaryDirectory(prefix="ml_monitor_verdicts_") as folder:
        consumer = project(Path(folder), chosen, options.rows)
        incidents = incidents_of_builds(consumer, BUILDS[-1:] if options.quick else BUILDS)
        chunks = consumer.query("select monitor_name, chunk_index, chunk_start_date from monitor_chunks where period = 'analysis'")
    text = report(chosen, incidents, chunks, options.rows)
    if options.quick:
        print(text)
        return
    before, rest = PAGE.read_text().split(BEGIN)
    PAGE.write_text(before + BEGIN + text + END + rest.split(END, 1)[1])


if __name__ == "__main__":
    main()
