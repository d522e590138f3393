"""The page of docs/wyckoff/accuracy.md, made of a result alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.testing.accuracy.measure import NOISE
from farthing.testing.accuracy.required import MODERATE, REQUIRED, Requirement, of_events
from farthing.testing.markdown import table

if TYPE_CHECKING:
    from farthing.testing.accuracy.measure import Result

HEADER = "<!-- made by `make wyckoff-accuracy`: figures are in accuracy.json -->"
INTRODUCTION = """# How accurate the detector is

`farthing.wyckoff` is told planted cases blind, with the numbers of its table as they stand, and is
scored as [planted.md](planted.md) says. Intervals are of 95 %. What is held out was not looked at:
these are the cases that the numbers were tuned with, and others may do worse."""
NEEDS = """Patterns are signals that passed validation. Events and ranges are false wherever
nothing is planted, on trends and random walks too."""
CANDIDATES = """`candidates` are all signals, before validation."""
NONE = "-"


def page(result: Result) -> str:
    """The page, in Markdown."""
    level = result["noises"][NOISE]
    made = (
        f"{result['cases']:,} cases a level of noise, seed {result['seed']};"
        f" {result['walks']['bars']:,} bars of random walks."
    )
    sections = [
        f"{HEADER}\n{INTRODUCTION}\n\n{made}",
        f"## Required and reached\nAt the moderate level of noise. {NEEDS}\n\n{_required(result)}",
        f"## By noise\n{CANDIDATES}\n\n{_by_noise(result)}",
        f"## Events\nAt the moderate level of noise.\n\n{_counted(level['events'])}",
        f"## Patterns\nAt the moderate level of noise.\n\n{_counted(level['patterns'])}",
        f"## Phases\nAt the moderate level of noise.\n\n{_phases(level['phases'])}",
        f"## Signals by what is planted\n{_kinds(level['kinds'])}",
    ]
    return "\n\n".join(sections) + "\n"


def _required(result: Result) -> str:
    rows = [_requirement(each, result) for each in (*REQUIRED, *of_events(result))]
    return table(("", "required", "ours", "interval", "met"), rows)


def _requirement(each: Requirement, result: Result) -> tuple[str, ...]:
    bound = f"{'at least' if each.is_least else 'at most'} {each.limit:.2f}"
    low, high = each.value(result, "_low"), each.value(result, "_high")
    between = NONE if low is None or high is None else f"{low:.2f} to {high:.2f}"
    met = "yes" if each.is_met(result) else "no"
    return each.name, bound, _number(each.value(result)), between, met


def _by_noise(result: Result) -> str:
    shares = ("precision", "recall")
    places = {
        **{f"patterns, {share}": ("patterns", "all", share) for share in shares},
        **{f"candidates, {share}": ("candidates", "all", share) for share in shares},
        **{f"ranges, {share}": ("ranges", share) for share in shares},
        **{f"events, {share}": ("events", "all", share) for share in shares},
        "phases at last": ("phases", "all", "at_last"),
        "phases on the day": ("phases", "all", "on_the_day"),
    }
    levels = list(result["noises"])
    rows = []
    for name, place in places.items():
        told = (Requirement(name, (MODERATE[0], level, *place), 0.0) for level in levels)
        rows.append((name, *(_number(each.value(result)) for each in told)))
    return table(("", *levels), rows)


def _counted(rows: dict[str, dict[str, Any]]) -> str:
    whole = ("labels", "detections", "found", "late", "duplicates")
    shares = ("precision", "recall", "bars_off", "delay_median")
    told = [
        (name, *(str(row[key]) for key in whole), *(_number(row[key]) for key in shares))
        for name, row in rows.items()
    ]
    heads = (*whole, "precision", "recall", "bars off", "delay")
    return table(("", *heads), told)


def _phases(rows: dict[str, dict[str, Any]]) -> str:
    told = [
        (name, str(row["bars"]), _number(row["at_last"]), _number(row["on_the_day"]))
        for name, row in rows.items()
    ]
    return table(("", "bars", "at last", "on the day"), told)


def _kinds(rows: dict[str, dict[str, Any]]) -> str:
    told = [
        (name, str(row["cases"]), str(row["signals"]), _number(row["per_thousand"]))
        for name, row in rows.items()
    ]
    return table(("", "cases", "signals", "per 1,000 bars"), told)


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"
