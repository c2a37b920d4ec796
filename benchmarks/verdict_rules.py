"""What each rule of incidents that goes beyond "one alert opens one, severity by effect" is worth, on worlds of development seeds.

Each rule is taken out of a copy of the package, and the verdicts are computed anew from the same numbers; the worlds and the counting are
those of verdict_quality.py. `python benchmarks/verdict_rules.py` prints the table that docs/decisions has.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

import pandas as pd  # noqa: E402
import yaml  # noqa: E402
from consumer import Consumer  # noqa: E402

import verdict_quality as quality  # noqa: E402

DEVELOPMENT_SEED = 0
END = quality.BUILDS[-1]
# The text that makes each rule, and what takes its place without it.
RULES = {
    "a single alert opens an incident only from 1.5 times its threshold on": (
        "macros/incidents/alert_sizes.sql",
        "is_users_threshold or coalesce(times_threshold, 1) >= open_at * size_beyond_chance then true",
        "true then true",
    ),
    "performance seen once, below 1.5 times its threshold, is medium": (
        "macros/incidents/rank_by_effect.sql",
        "{% macro barely() %} {% do return(1.5) %}",
        "{% macro barely() %} {% do return(0) %}",
    ),
    "a feature at 3 thresholds or more under worse performance is high": (
        "dbt_project/models/incidents/monitor_incident_severities.sql",
        "ranked.own_rank = 3",
        "ranked.own_rank = 0",
    ),
}


def package(folder: Path) -> Path:
    """A copy of what makes the package."""
    for name in ("macros", "dbt_project", "python_models"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "dbt_project.yml", folder)
    return folder


def without(rules: list[str], copy: Path) -> None:
    """Brings the copy to what the package is without these rules."""
    for rule, (path, text, replacement) in RULES.items():
        original = (ROOT / path).read_text()
        assert original.count(text) == 1, f"{path} no longer has the rule: {rule}"
        (copy / path).write_text(original.replace(text, replacement) if rule in rules else original)


def run(consumer: Consumer, select: str) -> None:
    outcome = consumer.dbt("run", "--vars", f"{{ml_monitor_now: '{END}'}}", "--select", select, "--quiet")
    if not outcome.success:
        raise RuntimeError(outcome.output[-4000:])


def faults_seen_as_high(chosen: list[quality.World], incidents: pd.DataFrame) -> pd.Series:
    """For each cause that has columns, whether an open incident of one of them is high or critical."""
    loud = incidents[(incidents["severity_rank"] <= 2) & (incidents["status"] == "open")]
    return pd.Series(
        [
            loud.loc[loud["monitor_name"] == world.name, "column_name"].isin(quality.CAUSES[name].columns).any()
            for world in chosen
            for name, _ in world.causes
            if quality.CAUSES[name].columns
        ]
    )


def measured(chosen: list[quality.World], incidents: pd.DataFrame, chunks: pd.DataFrame) -> dict:
    false = quality.false_incidents(chosen, incidents)
    causes = quality.judged_causes(chosen, incidents, chunks)
    return {
        "false": len(false),
        "false_and_loud": false["severity"].isin(["critical", "high"]).sum(),
        "monitors": sum(not world.causes for world in chosen),
        "causes": len(causes),
        "in_time": causes["is_in_time"].sum(),
        "named": causes["is_named_first"].sum(),
        "incidents": causes["incidents"].sum(),
        "high": faults_seen_as_high(chosen, incidents).sum(),
        "with_columns": len(faults_seen_as_high(chosen, incidents)),
    }


def of_seed(seed: int, folder: Path, per_week: int, quick: bool) -> pd.DataFrame:
    """What is measured with all rules, without each one and without any, on the worlds of one seed."""
    chosen = quality.worlds(quick, first_seed=seed)
    copy = package(folder / "package")
    consumer = quality.project(folder / "worlds", chosen, per_week)
    consumer.write("packages.yml", yaml.safe_dump({"packages": [{"local": str(copy)}]}))
    shutil.rmtree(consumer.folder / "dbt_packages", ignore_errors=True)
    assert consumer.dbt("deps").success
    run(consumer, "+monitor_incidents")
    chunks = consumer.query("select monitor_name, chunk_index, chunk_start_date from monitor_chunks where period = 'analysis'")
    found = []
    for name, rules in {"all rules": [], **{f"without: {rule}": [rule] for rule in RULES}, "without all three": list(RULES)}.items():
        without(rules, copy)
        if rules:
            run(consumer, "monitor_incident_spans+")
        incidents = consumer.query("select * from monitor_incidents").assign(build=END)
        found.append({"rules": name, **measured(chosen, incidents, chunks)})
        print(f"seed {seed}, {name}: {found[-1]}", file=sys.stderr, flush=True)
    return pd.DataFrame(found)


def table(found: pd.DataFrame) -> str:
    """One line per set of rules, the seeds added up."""
    sums = found.groupby("rules", sort=False).sum()
    years = sums["monitors"] * (quality.END_OF_DATA - quality.ANALYSIS_START).days / 365.25
    shown = {
        "false incidents per monitor and year": (sums["false"] / years).map("{:.2f}".format),
        "of these critical or high": (sums["false_and_loud"] / years).map("{:.2f}".format),
        "in time": (100 * sums["in_time"] / sums["causes"]).map("{:.0f} %".format),
        "named first": (100 * sums["named"] / sums["causes"]).map("{:.0f} %".format),
        "incidents per cause": (sums["incidents"] / sums["causes"]).map("{:.2f}".format),
        "columns at fault that are high": (100 * sums["high"] / sums["with_columns"]).map("{:.0f} %".format),
    }
    lines = ["| rules | " + " | ".join(shown) + " |", "|" + "---|" * (len(shown) + 1)]
    lines += [f"| {rules} | " + " | ".join(column[rules] for column in shown.values()) + " |" for rules in sums.index]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that it works")
    parser.add_argument("--seeds", type=int, nargs="+", default=[DEVELOPMENT_SEED], help="first seeds of 40 worlds each (default: 0)")
    parser.add_argument("--rows", type=int, default=200, help="rows a week (default: %(default)s)")
    options = parser.parse_args()
    found = []
    for seed in options.seeds:
        with tempfile.TemporaryDirectory(prefix="ml_monitor_rules_") as folder:
            found.append(of_seed(seed, Path(folder), options.rows, options.quick))
    print(table(pd.concat(found)))


if __name__ == "__main__":
    main()
