"""What remains and what to do next: sentences by rule, from the figures of a result."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.lab.results.overhead import (
        Divergence,
        MeanOverhead,
        ModuleRow,
        OverheadRow,
        SignalDivergence,
    )

CLAIMED_MEAN, CLAIMED_WORST = 1.1, 4.1
"""The overhead that is claimed elsewhere, in percent; both of its runs were of the same code."""

NEXT = {
    "kernel": "look at what a fill copies: orders, events and marks are larger by their money",
    "ledger": "look at balances, lots and postings: their money is what is moved",
    "models": "look at the division of a fee: its ratio may be reduced further",
    "indicators": "look at sums and quotients: those that fit one machine word need no 128 bits",
    "statistics": "begin statistics with one conversion a series instead of one a value",
    "data": "keep prices as digits of eight bytes, so that loading converts nothing",
    "arithmetic": "look at products and quotients of 128 bits: where 64 do, take those",
    "event loop": "run the event driver in narrow money where the account fits",
    "callbacks": "the strategy itself is the same on both sides: measure again with more rounds",
    "memory": "look at allocations and copies: wide money is twice as large",
    "other": "read the profile of the workload: `farthing profile run`",
}


def conclusions(
    rows: Sequence[OverheadRow],
    means: Sequence[MeanOverhead],
    modules: Sequence[ModuleRow],
    divergences: Sequence[Divergence],
    signals: SignalDivergence | None,
) -> tuple[str, ...]:
    """The sentences of a report."""
    return (
        *_costs(means), *_parts(rows), *_remains(modules), *_wrong(divergences), *_signals(signals),
    )  # fmt: skip


def percent(value: float) -> str:
    """A share with its sign.

    >>> percent(3.21), percent(-0.04)
    ('+3.2 %', '-0.0 %')
    """
    return f"{value:+.1f} %"


def _costs(means: Sequence[MeanOverhead]) -> list[str]:
    """The overhead of all workloads beside the claim."""
    words = []
    for mean in means:
        if mean.part not in ("whole", "run") or mean.weighted:
            continue
        by_time = next((each for each in means if each.weighted and _same(each, mean)), mean)
        words.append(
            f"{_name(mean)}: {percent(mean.percent)}{_interval(mean)} on average"
            f" ({percent(by_time.percent)} by time), {percent(mean.worst_percent)} at worst"
            f" ({mean.worst_work}). {_beside_the_claim(mean)}"
        )
    return words


def _name(row: MeanOverhead | OverheadRow) -> str:
    what = "whole runs" if row.part == "whole" else "simulation and statistics"
    driver = "batch driver" if row.way == "batch" else "event driver"
    if (row.way, row.part) == ("event", "run"):
        what = "runs with bars in memory"
    return f"{driver}, {row.kernel} money, {what}"


def _same(one: MeanOverhead, other: MeanOverhead) -> bool:
    return (one.way, one.kernel, one.part) == (other.way, other.kernel, other.part)


def _interval(mean: MeanOverhead) -> str:
    if mean.estimate is None:
        return " (no interval: too few blocks)"
    low, high = (100 * (end - 1) for end in (mean.estimate.low, mean.estimate.high))
    return f" ({percent(low)} to {percent(high)})"


def _beside_the_claim(mean: MeanOverhead) -> str:
    """Beaten only by an interval that lies below."""
    if mean.estimate is None:
        return "Whether that beats the claim cannot be said."
    beats = 100 * (mean.estimate.high - 1) < CLAIMED_MEAN and mean.worst_percent < CLAIMED_WORST
    verdict = "below" if beats else "not shown to be below"
    claim = f"{CLAIMED_MEAN} % on average and {CLAIMED_WORST} % at worst"
    return f"That is {verdict} the claim of {claim}."


def _parts(rows: Sequence[OverheadRow]) -> list[str]:
    """The part that was timed by itself and costs most, in milliseconds."""
    parts = [row for row in rows if row.part in ("data", "indicators", "statistics")]
    if not parts:
        return []
    most = max(parts, key=lambda row: row.exact_seconds - row.twin_seconds)
    more = (most.exact_seconds - most.twin_seconds) * 1e3
    return [
        f"Of the parts timed by themselves, {most.part} of {most.work} costs most:"
        f" {more:+.3f} ms, {percent(most.percent)}."
    ]


def _remains(modules: Sequence[ModuleRow]) -> list[str]:
    """The largest module of each way and kernel, and what to do about it."""
    words = []
    for (way, kernel), shares in module_means(modules).items():
        ranked = sorted(shares, key=lambda module: -shares[module])
        first, total = ranked[0], sum(shares.values())
        if shares[first] <= 0:
            words.append(f"{way}, {kernel}: no module takes more instructions than in floats.")
            continue
        others = ", ".join(f"{name} {percent(shares[name])}" for name in ranked[1:4])
        words.append(
            f"{way}, {kernel}: {percent(total)} instructions remain, {percent(shares[first])} of"
            f" them in {first}; then {others}. Next: {NEXT[first]}."
        )
    return words


def module_means(modules: Sequence[ModuleRow]) -> dict[tuple[str, str], dict[str, float]]:
    """The mean share of each module over workloads, by way and kernel."""
    found: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in modules:
        found[row.way, row.kernel][row.module].append(row.percent)
    return {
        key: {module: sum(shares) / len(shares) for module, shares in each.items()}
        for key, each in found.items()
    }


def _wrong(divergences: Sequence[Divergence]) -> list[str]:
    """What floats get wrong."""
    if not divergences:
        return []
    wrong = [each for each in divergences if each.wrong]
    if not wrong:
        unlike = sum(each.unlike for each in divergences)
        return [f"Floats get no fill wrong; {unlike} fills differ in their last bits."]
    worst = max(wrong, key=lambda each: abs(each.gap))
    words = [
        f"Floats get fills wrong in {len(wrong)} of {len(divergences)} workloads"
        f" ({sum(each.wrong for each in wrong)} fills); the largest gap at the end is"
        f" {worst.gap:+.2f} ({worst.work})."
    ]
    first = worst.first
    if first is not None and first.exact is not None:
        other = first.twin
        words.append(
            f"The first in {worst.work}: {first.exact.time} {first.exact.symbol},"
            f" {_fill(first.exact)}; in floats {_fill(other) if other else 'there is none'}."
        )
    return words


def _fill(fill: object) -> str:
    return " ".join(f"{name} {getattr(fill, name)}" for name in ("quantity", "price", "fee"))


def _signals(signals: SignalDivergence | None) -> list[str]:
    if signals is None:
        return []
    return [
        f"Averages in floats get {signals.wrong_orders} of {signals.orders:,} orders wrong, in"
        f" {signals.wrong_pairs} of {signals.pairs:,} pairs; exact ones none."
    ]
