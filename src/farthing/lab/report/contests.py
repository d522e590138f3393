"""Contests: who finds more at equal compute, and where the time of workers goes."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.words import DASH, between, count, duration, percent, probability, size
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from farthing.lab.results.contests import ContestsResult, Gain
    from farthing.report.table import Table

LONGER = 0.05
"""Ray breaks even where it takes at most this share longer than the pool."""


def document(result: ContestsResult) -> Document:
    """What the contests say."""
    won = sum(gain.low > 0 for gain in result.gains)
    lost = sum(gain.high < 0 for gain in result.gains)
    even = result.break_even(LONGER)
    return Document(
        kicker="Contests",
        title="Searches at equal compute",
        standfirst=f"{result.about} {count(result.seeds, 'seed')} of each search, in a space of "
        f"{result.space:,} sets whose best is {result.best:.3f}. Hyperband is better in {won} of "
        f"{count(len(result.gains), 'comparison')}, and worse in {lost}.",
        facts=(
            Fact("Better", f"{won}"), Fact("Worse", f"{lost}"),
            Fact("Ray breaks even", DASH if even is None else duration(even), "of a trial"),
        ),
        sections=(
            Section(
                "searches", "Regret at equal compute",
                "How far the best that was found is below the best that there is.",
                tables=(_searches(result), _gains(result)),
            ),
            Section(
                "fidelity", "What smaller markets say", "",
                tables=(_fidelity(result), _stops(result)),
            ),
            Section("workers", "Where the time of workers goes", "", tables=(_workers(result),)),
        ),
    )  # fmt: skip


def _searches(result: ContestsResult) -> Table:
    rows = [
        (
            row.search, f"{row.compute:g}", f"{statistics.median(row.regret):.4f}",
            f"{max(row.regret):.4f}", f"{statistics.mean(row.spent):.1f}",
        )
        for row in result.searches
    ]  # fmt: skip
    names = ("Search", "Whole runs", "Median regret", "Largest regret", "Spent")
    return sheet("Searches", names, rows)


def _gains(result: ContestsResult) -> Table:
    rows = [
        (
            f"{gain.search} beside {gain.beside}", f"{gain.compute:g}",
            Cell(f"{gain.estimate:+.4f}", _tone(gain)),
            between(f"{gain.low:+.4f}", f"{gain.high:+.4f}"), probability(gain.p_value),
        )
        for gain in result.gains
    ]  # fmt: skip
    return sheet("Less regret", ("Pair", "Whole runs", "Less regret", "Interval", "p"), rows)


def _tone(gain: Gain) -> str:
    return "gain" if gain.low > 0 else "loss" if gain.high < 0 else ""


def _fidelity(result: ContestsResult) -> Table:
    rows = [
        (
            f"{row.rung}", percent(row.cost),
            DASH if row.correlation is None else f"{row.correlation:.3f}",
        )
        for row in result.fidelity
    ]  # fmt: skip
    return sheet("Rungs", ("Rung", "Cost of a trial", "Rank correlation with the whole"), rows)


def _stops(result: ContestsResult) -> Table:
    saved, regret = ([getattr(row, name) for row in result.stops] for name in ("saved", "regret"))
    row = (
        f"{len(result.stops)}", percent(statistics.mean(saved)),
        f"{statistics.median(regret):.4f}", f"{max(regret):.4f}",
    )  # fmt: skip
    names = ("Seeds", "Bars saved", "Median regret paid", "Largest regret paid")
    return sheet("Stopping early", names, [row])


def _workers(result: ContestsResult) -> Table:
    rows = [
        (
            row.executor, f"{row.workers}", duration(row.wall), percent(row.utilisation),
            duration(row.idle), duration(row.start), duration(row.coordination),
            duration(row.serialisation), size(row.moved_bytes), duration(row.overhead),
        )
        for row in result.workers
    ]  # fmt: skip
    names = (
        "Executor", "Workers", "Wall", "Utilisation", "Idle", "Start", "Coordination",
        "Serialisation", "Moved", "Overhead of a trial",
    )  # fmt: skip
    return sheet("Workers", names, rows)
