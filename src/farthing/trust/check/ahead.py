"""Look-ahead: what a strategy decides differently when what comes after a bar is different."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from farthing.trust.check.compare import parted
from farthing.trust.check.finding import Finding, finding
from farthing.trust.check.futures import FUTURES, Future
from farthing.trust.check.jobs import Job
from farthing.trust.check.trial import AT_BAR, BEFORE_SESSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from farthing.trust.check.compare import Parted
    from farthing.trust.check.finding import Kind
    from farthing.trust.check.moment import Moment
    from farthing.trust.check.trial import Heard
    from farthing.trust.check.trials import Trials


class Cut(NamedTuple):
    """A bar, and what becomes of what comes after it."""

    at: Moment
    future: Future


WORDS: Mapping[tuple[Kind, bool], str] = {
    ("look-ahead", False): "an order depends on what comes after its bar",
    ("look-ahead", True): "it stops where what comes after a bar is not there yet",
    ("repaint", False): "a recorded value depends on what comes after its bar",
}
"""By kind, and whether it stopped."""


def jobs(trials: Trials, first: Heard, chosen: Sequence[Moment]) -> list[Job]:
    """Each cut with each future, held to the run as it is."""
    cuts = [Cut(at, future) for at in chosen for future in FUTURES]
    return [Job(cut, partial(_parted, trials, first, cut)) for cut in cuts]


def _parted(trials: Trials, first: Heard, cut: Cut) -> list[Parted]:
    """Where a run parted before its cut; without a future there is no session to come before."""
    other = trials.with_future(cut.at, cut.future)
    phase = AT_BAR if cut.future == "gone" else BEFORE_SESSION
    found = parted(first, other, cut.at.time_ns, phase)
    return [found] if found else []


def findings(heard: Sequence[tuple[Any, list[Parted]]], count: int) -> list[Finding]:
    """What depends on what comes after its bar.

    Args:
        heard: where jobs parted; those that are no cuts are left out.
        count: how many bars were cut after.
    """
    found: dict[Kind, dict[Moment, list[Parted]]] = defaultdict(lambda: defaultdict(list))
    for cut, differ in heard:
        if isinstance(cut, Cut):
            for each in differ:
                kind: Kind = "repaint" if each.what == "record" else "look-ahead"
                found[kind][cut.at].append(each)
    return [_finding(kind, list(cuts.values()), count) for kind, cuts in found.items()]


def _finding(kind: Kind, cuts: list[list[Parted]], count: int) -> Finding:
    first = [min(each, key=_rank) for each in cuts]
    shown = min(first, key=_rank)
    others = [each for each in first if each is not shown]
    return finding(kind, WORDS[kind, shown.what == "stop"], [shown, *others], count)


def _rank(each: Parted) -> tuple[bool, int]:
    """What says the most first: an order in place of another says more than a stop."""
    return each.what == "stop", each.time_ns
