"""What the study says, in words: an edge, none, or that it cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.testing.evidence.entries import ALL
from farthing.testing.evidence.interval import APART_LEAST
from farthing.testing.evidence.tally import distinct, headline, numbers, tally

if TYPE_CHECKING:
    from farthing.testing.evidence.measure import Result
    from farthing.testing.evidence.tally import Number, Tally

UNKNOWN = "**The study cannot tell whether there is an edge.**"
NONE = "**No edge was found.**"
EDGE = "**An edge was found.**"
LOSS = "**Signals did worse than random entries.**"
MIXED = "**Signals did better than random entries in one place and worse in another.**"


def verdict(result: Result) -> str:
    """The first lines of the page.

    >>> row = {"count": 9, "apart": 7, "excess": 0.01, "error": None}
    >>> groups = {"signals": {"all": {"5": row}}, "candidates": {}, "events": {}}
    >>> days = {"returns": groups, "hits": {}}
    >>> print(verdict({"horizons": [5], "hit_bars": 250, "markets": {"days": days}}))
    **The study cannot tell whether there is an edge.**
    Over 5 bars (days) the study cannot tell: at most 7 signals have windows
    that do not overlap, and it needs 20.
    """
    found = headline(result)
    counted = tally(found)
    lines = [_word(counted)]
    if counted.shown:
        lines += [_counted(counted), _seen(found), _every(tally(distinct(numbers(result))))]
    return "\n".join([*lines, *_unknown(found), *_reached(result)])


def _word(counted: Tally) -> str:
    if not counted.shown:
        return UNKNOWN
    if counted.sure_above and counted.sure_below:
        return MIXED
    if counted.sure_above:
        return EDGE
    return LOSS if counted.sure_below else NONE


def _counted(counted: Tally) -> str:
    return (
        "All validated signals together are compared with random entries of the same symbols and\n"
        f"sides, once for each market and horizon: {counted.shown} times with enough signals. Of\n"
        f"these intervals of 95 %, {counted.above} lie above 0 and {counted.below} below; by chance"
        f" alone {counted.by_chance:.1f} would on each side.\nMade so wide that all hold at once,"
        f" {counted.sure_above} lie above and {counted.sure_below} below."
    )


def _every(counted: Tally) -> str:
    """What single numbers say, which were not asked for by themselves."""
    return (
        f"Of all {counted.shown} numbers with an interval, {counted.above} lie above 0 and"
        f" {counted.below} below; by chance {counted.by_chance:.1f} would on each side. Where all"
        f"\nhold at once, {counted.sure_above} lie above and {counted.sure_below} below."
    )


def _seen(found: list[Number]) -> str:
    """What could have been seen: half an interval is the least excess that would lie off 0."""
    shortest: dict[str, Number] = {}
    for each in found:
        if each.is_told:
            shortest.setdefault(each.market, each)
    halves = [
        f"{_half(each):.2f} % over {each.horizon} bars ({name})" for name, each in shortest.items()
    ]
    return f"An edge smaller than about {', '.join(halves)} would not have been seen."


def _half(number: Number) -> float:
    """In per cent."""
    return (number.bounds()[1] - float(number.row["excess"])) * 100


def _reached(result: Result) -> list[str]:
    """How often targets are reached at all, in one sentence."""
    shares = [
        f"{row['target'] * 100:.0f} of 100 ({name}; at random {row['control'] * 100:.0f})"
        for name, market in result["markets"].items()
        if (row := market["hits"].get(ALL, {"count": 0}))["count"]
    ]
    if not shares:
        return []
    return [f"Signals that reach their first target before their stop: {', '.join(shares)}."]


def _unknown(found: list[Number]) -> list[str]:
    """One sentence for each market of which some horizon has too few signals."""
    lines = []
    for market in dict.fromkeys(each.market for each in found):
        few = [each for each in found if each.market == market and not each.is_told]
        if few:
            where = ", ".join(str(each.horizon) for each in few)
            most = max(each.row.get("apart", 0) for each in few)
            lines.append(
                f"Over {where} bars ({market}) the study cannot tell: at most {most} signals have"
                f" windows\nthat do not overlap, and it needs {APART_LEAST}."
            )
    return lines
