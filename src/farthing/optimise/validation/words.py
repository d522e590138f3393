"""A verdict in plain words, with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.backtest.figures import count, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.optimise.validation.of_study import StudyVerdict
    from farthing.optimise.validation.verdict import Verdict, Walk

UNKEPT = "without kept returns"
"""Trials that ended in a study with no room left for returns, or before studies kept any."""

OUTCOMES = {
    "edge": "An edge was found.",
    "none": "No edge was found.",
    "unknown": "The study cannot tell whether there is an edge.",
}

HELD_TO = {
    True: "Held to the benchmark.",
    False: "Held to cash that earns nothing: where a market rises, holding it is an edge too; "
    "give its returns as benchmark; a study keeps them of the symbol that is its benchmark.",
}


ADAPTIVE = (
    "The level does not hold here: the search proposed trials by what earlier ones returned, and "
    "both tests take trials as fixed before their returns are seen, so that no edge is believed. "
    "Judge what was found in sessions that the search has not seen, or search by grid or random, "
    "and walk forward with that."
)


def words(verdict: Verdict) -> str:
    """The verdict as a few lines of text.

    The first sentence is the verdict; the lines after it say what was tried, what the tests say,
    what stands beside them, what a walk forward kept and what is fragile.
    """
    return "\n".join([OUTCOMES[verdict.outcome], HELD_TO[verdict.has_benchmark], *_lines(verdict)])


def study_words(found: StudyVerdict) -> str:
    """The verdict on a study: that on its trials, and what only the study knows.

    The last line has the verdict and its p-value once more, for who reads the end of a terminal.
    """
    verdict = found.verdict
    last = (
        f"{OUTCOMES[verdict.outcome]} Hansen's test has a p-value of {verdict.consistent:.4f}, at "
        f"a level of {percent(verdict.level, digits=0)}."
    )
    return "\n".join([words(verdict), *_of_study(found), last])


def _of_study(found: StudyVerdict) -> Iterator[str]:
    verdict = found.verdict
    if found.best not in ("", verdict.best):
        yield f"By its objective the best of the study is another: {found.best}."
    if found.missing:
        became = ", ".join(f"{n:,} {name}" for name, n in found.missing.items())
        yield (
            f"There are no returns of {became}: they were tried and are counted, and beside them "
            "no edge is believed. Search a space in which all trials end, without smaller markets."
        )
    if UNKEPT in found.missing:
        yield (
            "Returns are kept of all trials that are written somewhere: keep the study in a folder."
        )
    for each in found.spreads:
        yield (
            f"Drawn anew in blocks, the {each.name} of all that the best returned lies from "
            f"{number(each.low)} to {number(each.high)} in {percent(each.confidence, digits=0)} of "
            f"resamples; it is {number(each.observed)}."
        )


def _lines(verdict: Verdict) -> Iterator[str]:
    yield _tried(verdict)
    yield (
        f"At a level of {percent(verdict.level, digits=0)}: the reality check has a p-value of "
        f"{verdict.reality_check:.4f}, Hansen's test {verdict.consistent:.4f} (from "
        f"{verdict.lower:.4f} to {verdict.upper:.4f}), by {count(verdict.resamples, 'resample')} "
        f"in blocks of {verdict.block:.1f} sessions."
    )
    if verdict.is_adaptive:
        yield ADAPTIVE
    yield (
        f"The best is {verdict.best}, with a Sharpe ratio of {number(verdict.sharpe)} a year; it "
        f"needed {number(verdict.sharpe_needed)}."
    )
    yield _beside(verdict)
    yield _walked(verdict.walk)
    for each in verdict.fragile:
        yield f"Fragile: {each}"


def _tried(verdict: Verdict) -> str:
    said = f"{count(verdict.tried, 'trial')} over {count(verdict.sessions, 'session')}"
    left = [
        f"{verdict.idle:,} never traded" if verdict.idle else "",
        f"of {verdict.missing:,} there are no returns" if verdict.missing else "",
    ]
    named = " and ".join(each for each in left if each)
    return f"{said}{f'; {named}' if named else ''}; {verdict.clusters:,} stand for themselves."


def _beside(verdict: Verdict) -> str:
    return (
        f"Beside the tests, and no verdict by themselves: the probability that the Sharpe ratio is "
        f"above 0 is {percent(verdict.probability, digits=0)} for a single trial, "
        f"{percent(verdict.deflated, digits=0)} deflated by all that was tried, "
        f"{percent(verdict.deflated_clusters, digits=0)} by those that stand for themselves; the "
        f"probability of backtest overfitting is {percent(verdict.overfitting, digits=0)}."
    )


def _walked(walk: Walk | None) -> str:
    if walk is None:
        return "There was no walk forward."
    kept = percent(walk.kept, digits=0) if walk.is_rate else "no rate: not to be compared"
    return (
        f"A walk forward over {count(walk.windows, 'window')} reached {number(walk.reached)} of "
        f"{number(walk.expected)} expected ({kept}); a window left "
        f"{walk.carry} to the next."
    )
