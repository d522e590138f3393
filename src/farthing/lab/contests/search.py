"""Searches beside each other: the same compute, the same seeds, the regret of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.contests.arena import in_time, key_of
from farthing.lab.defaults import CONFIDENCE
from farthing.lab.extra import need
from farthing.lab.results.contests import FidelityRow, Gain, SearchRow, StopRow
from farthing.lab.statistics.wilcoxon import exact_interval, hodges_lehmann, signed_rank_p

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from farthing.lab.contests.arena import Arena, Key
    from farthing.optimise.study import Study

PROPOSALS = 3
"""So many for each whole run of compute: more than it pays for, as repeated trials are free."""

Spent = tuple[float, float]
"""Compute that was spent, and the regret that was left."""


def hyperband(arena: Arena, seed: int, compute: float) -> Spent:
    """TPE with Hyperband: smaller markets cost less, and only the whole one counts."""
    return _spent(arena, "hyperband", seed, arena.costs, compute)


def random(arena: Arena, seed: int, compute: float) -> Spent:
    """Random draws."""
    return _spent(arena, "random", seed, (1.0,), compute)


def tpe(arena: Arena, seed: int, compute: float) -> Spent:
    """TPE on the whole market alone."""
    return _spent(arena, "tpe", seed, (1.0,), compute)


def grid(arena: Arena, seed: int, compute: float) -> Spent:
    """A coarser grid of as many points as there is compute for; seeds shift where it begins."""
    values = list(arena.truth[-1].values())
    every = max(1, -(-len(values) // int(compute)))
    chosen = values[seed % every :: every]
    return float(len(chosen)), arena.best - max(chosen)


SEARCHES = {"hyperband": hyperband, "tpe": tpe, "random": random, "grid": grid}


def _spent(arena: Arena, search: str, seed: int, costs: Sequence[float], compute: float) -> Spent:
    """What a search has found when its compute is spent; a repeated trial costs nothing."""
    study = arena.study(search, seed, int(compute * PROPOSALS))
    spent, found = 0.0, min(arena.truth[-1].values())  # who has no run has chosen the worst
    for trial in in_time(study.trials):
        cost = 0.0 if trial.same_as is not None else costs[trial.rung]
        if spent + cost > compute:
            break
        spent += cost
        if trial.rung == study.last_rung and trial.is_finished:
            found = max(found, arena.truth[-1][key_of(trial.parameters)])
    return spent, arena.best - found


def contest(arena: Arena, seeds: int, computes: Sequence[float]) -> Iterator[SearchRow]:
    """Every search at every budget."""
    for compute in computes:
        for name, search in SEARCHES.items():
            found = [search(arena, seed, compute) for seed in range(seeds)]
            yield SearchRow(
                search=name, compute=compute, spent=tuple(spent for spent, _ in found),
                regret=tuple(regret for _, regret in found),
            )  # fmt: skip


def gains(rows: Sequence[SearchRow], confidence: float = CONFIDENCE) -> Iterator[Gain]:
    """What Hyperband gains on each other search, at the same budget.

    Raises:
        ConfigurationError: so few seeds cannot reach the confidence.
    """
    for own in (row for row in rows if row.search == "hyperband"):
        for other in rows:
            if other.compute == own.compute and other.search != own.search:
                apart = [b - a for a, b in zip(own.regret, other.regret, strict=True)]
                interval = exact_interval(apart, confidence)
                yield Gain(
                    search=own.search, beside=other.search, compute=own.compute,
                    estimate=hodges_lehmann(apart), low=interval.low, high=interval.high,
                    confidence=confidence, p_value=signed_rank_p(apart) if any(apart) else 1.0,
                )  # fmt: skip


def fidelity(arena: Arena) -> Iterator[FidelityRow]:
    """What each rung says of the whole market, over the whole space."""
    whole = arena.truth[-1]
    for rung, (cost, here) in enumerate(zip(arena.costs, arena.truth, strict=True)):
        both = [(here[key], whole[key]) for key in whole if key in here]
        sides = list(zip(*both, strict=True))
        is_told = len(both) > 1 and all(len(set(side)) > 1 for side in sides)
        found = float(need("scipy.stats").spearmanr(*sides).statistic) if is_told else None
        yield FidelityRow(rung=rung, cost=cost, correlation=found)


def stops(arena: Arena, seeds: int, trials: int) -> Iterator[StopRow]:
    """What stopping early saves and costs, of so many proposals."""
    for seed in range(seeds):
        yield _stop(arena, arena.study("hyperband", seed, trials))


def _stop(arena: Arena, study: Study) -> StopRow:
    own = [each for each in study.trials if each.same_as is None]
    proposed = {key_of(each.parameters) for each in own}
    went_on = {key_of(each.parameters) for each in own if each.rung == study.last_rung}
    spent = sum(arena.costs[each.rung] for each in own)
    return StopRow(
        saved=1.0 - spent / len(proposed), regret=_best(arena, proposed) - _best(arena, went_on)
    )


def _best(arena: Arena, keys: Iterable[Key]) -> float:
    """The best value of some parameters on the whole market; the worst of all where none is."""
    values = arena.truth[-1]
    return max((values[key] for key in keys if key in values), default=min(values.values()))
