"""The page of docs/wyckoff/evidence.md, made of a result alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.testing.evidence.entries import CANDIDATES, EVENTS, GROUPS, SIGNALS
from farthing.testing.evidence.table import NONE, cell, percent, span
from farthing.testing.evidence.tally import HITS, Number, distinct, headline, numbers, tally
from farthing.testing.evidence.verdict import verdict
from farthing.testing.evidence.words import COUNTED, GROUP_WORDS, HITS_WORDS, method
from farthing.testing.markdown import table

if TYPE_CHECKING:
    from farthing.testing.evidence.measure import Result

HEADER = "<!-- made by `make wyckoff-evidence`: figures are in evidence.json -->"
TITLE = "# Is there an edge on real bars?"
FARTHEST = 5
"""Numbers that are named because none lies farther from 0."""


def page(result: Result) -> str:
    """The page, in Markdown; its first lines are the verdict."""
    sections = [
        f"{HEADER}\n{TITLE}\n\n{verdict(result)}",
        f"## All signals together\n{_together(result)}",
        f"## How it is measured\n{method(result)}",
        f"## How many numbers, and how many off 0\n{COUNTED}\n\n{_counted(result)}",
        f"Farthest from 0, in standard errors:\n\n{_farthest(result)}",
        *(_market(name, result) for name in result["markets"]),
    ]
    return "\n\n".join(sections) + "\n"


def _together(result: Result) -> str:
    heads = ("", "bars", "signals", "apart", "return", "random", "of random", "beaten", "excess",
             "interval")  # fmt: skip
    rows = [
        (each.market, str(each.horizon), str(each.row["count"]), *_whole(each))
        for each in headline(result)
    ]
    return table(heads, rows)


def _whole(number: Number) -> tuple[str, ...]:
    """A number with all that it is made of."""
    row = number.row
    if not row["count"]:
        return (NONE,) * 7
    return (
        str(row["apart"]),
        percent(row["mean"]),
        percent(row["control"]),
        span(row["control_low"], row["control_high"]),
        f"{row['beaten']:.2f}",
        percent(row["excess"]),
        span(*number.bounds()) if number.is_told else NONE,
    )


def _counted(result: Result) -> str:
    every = list(numbers(result))
    groups = {
        "all signals together": headline(result),
        **{
            group: distinct(each for each in every if each.group == group)
            for group in (*GROUPS, HITS)
        },
        "all numbers": distinct(every),
    }
    rows = []
    for name, found in groups.items():
        counted = tally(found)
        off = [str(each) for each in counted[1:]]
        unknown = len(found) - counted.shown
        rows.append((name, str(unknown), str(counted.shown), f"{counted.by_chance:.1f}", *off))
    heads = ("", "cannot tell", "intervals", "by chance a side", "above 0", "below 0",
             "above, all at once", "below, all at once")  # fmt: skip
    return table(heads, rows)


def _farthest(result: Result) -> str:
    told = [each for each in distinct(numbers(result)) if each.is_told]
    rows = [
        (each.market, each.group, each.name, str(each.horizon), str(each.row["count"]),
         percent(each.row["excess"]), span(*each.bounds()), f"{_errors_off(each):.1f}")
        for each in sorted(told, key=_errors_off, reverse=True)[:FARTHEST]
    ]  # fmt: skip
    return table(("", "group", "kind", "bars", "count", "excess", "interval", "errors"), rows)


def _errors_off(number: Number) -> float:
    error: float = number.row["error"]
    return abs(number.row["excess"]) / error if error > 0 else 0.0


def _market(name: str, result: Result) -> str:
    found = result["markets"][name]
    title = name.capitalize()
    sections = [f"## {title}\n{_symbols(found, result)}"]
    for group in GROUPS:
        mine = [each for each in numbers(result) if (each.market, each.group) == (name, group)]
        sections.append(f"### {title}: {group}\n{GROUP_WORDS[group]}\n\n{_excesses(mine)}")
    words = HITS_WORDS.format(hit_bars=result["hit_bars"])
    hits = [
        _hit(Number(name, HITS, kind, result["hit_bars"], row))
        for kind, row in found["hits"].items()
    ]
    heads = ("", "count", "apart", "reward", "target", "stop", "neither", "random: target",
             "difference")  # fmt: skip
    sections.append(f"### {title}: target before stop\n{words}\n\n{table(heads, hits)}")
    sections.append(f"### {title}: counts by symbol\n{_counts(found)}")
    return "\n\n".join(sections)


def _symbols(found: Result, result: Result) -> str:
    rows = [
        (symbol, f"{row['bars']:,}", row["first"], row["last"], str(row["splits"]),
         str(row["holes"]))
        for symbol, row in found["symbols"].items()
    ]  # fmt: skip
    bars = str(max(result["horizons"]))
    kept = [row[bars] for row in found["returns"][EVENTS].values()]
    count, crossed, out = (
        sum(each[key] for each in kept) for key in ("count", "splits", "left_out")
    )
    heads = ("", "bars", "from", "to", "splits", "holes")
    return (
        f"{table(heads, rows)}\n\nBars are of {found['frequency']}, the warm-up is of"
        f" {found['warm_up']}. Over {bars} bars, {crossed:,} of {count:,} returns of events span"
        f" a split,\nwhich was undone; {out:,} events have no whole window, and are left out."
    )


def _excesses(found: list[Number]) -> str:
    horizons = list(dict.fromkeys(each.horizon for each in found))
    rows = []
    for name in dict.fromkeys(each.name for each in found):
        mine = [each for each in found if each.name == name]
        counts = [str(mine[0].row["count"]), _reach([each.row.get("apart", 0) for each in mine])]
        rows.append((name, *counts, *(cell(each) for each in mine)))
    bars = (f"{each} bars" for each in horizons)
    return table(("excess over random", "count", "apart", *bars), rows)


def _reach(counts: list[int]) -> str:
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low} to {high}"


def _hit(number: Number) -> tuple[str, ...]:
    row: dict[str, Any] = number.row
    if not row["count"]:
        return (number.name, "0", *(NONE,) * 7)
    shares = [f"{row[name] * 100:.1f}" for name in ("target", "stop", "neither", "control")]
    told = (str(row["count"]), str(row["apart"]), f"{row['reward']:.1f}")
    return (number.name, *told, *shares, cell(number))


def _counts(found: Result) -> str:
    symbols = list(found["symbols"])
    rows = []
    for name, events in found["counts"][EVENTS].items():
        groups = [found["counts"][group].get(name, {}) for group in (CANDIDATES, SIGNALS)]
        cells = [
            " / ".join(str(each.get(symbol, 0)) for each in (events, *groups)) for symbol in symbols
        ]
        rows.append((name, *cells))
    return table(("events / candidates / signals", *symbols), rows)
