"""Where what was heard of two runs parts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from farthing.trust.check.trial import AT_BAR, BEFORE_SESSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.trust.check.trial import Decision, Heard

FOR_EVER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Parted:
    """The first decision that is not the same in two runs.

    Attributes:
        time_ns: when it was taken; the earlier one, where both have another.
        what: ``order``, ``change``, ``record`` or ``stop``.
        one: as it is in the one run; empty where that has none.
        other: in the other.
    """

    time_ns: int
    what: str
    one: str
    other: str


def parted(
    one: Heard, other: Heard, until_ns: int = FOR_EVER, phase: int = BEFORE_SESSION
) -> Parted | None:
    """The first decision up to a bar that is not the same in both.

    Args:
        one: the run that is right.
        other: the run that is held to it.
        until_ns: the end of the last bar that counts.
        phase: whether what is decided after that bar, before the next session, counts too.
    """
    until = (until_ns, phase)
    stopped = _stopped(one, other, until_ns)
    if other.error and other.reached_ns < until_ns:
        until = (other.reached_ns, AT_BAR)
    for is_record in (False, True):
        mine, theirs = (_until(each.decisions, until, is_record) for each in (one, other))
        found = _first(mine, theirs)
        if found is not None or (stopped and not is_record):
            return found or stopped
    return None


def _stopped(one: Heard, other: Heard, until_ns: int) -> Parted | None:
    """Where the other run stopped before something that the one decided.

    One that stops where the one decides nothing has too few bars to begin with.
    """
    if not other.error or other.reached_ns >= until_ns:
        return None
    missing = [
        each
        for each in one.decisions
        if other.reached_ns < each.time_ns <= until_ns and each.what != "record"
    ]
    return Parted(missing[0].time_ns, "stop", missing[0].text, other.error) if missing else None


def _until(
    decisions: Sequence[Decision], until: tuple[int, int], is_record: bool
) -> list[Decision]:
    return [
        each
        for each in decisions
        if (each.time_ns, each.phase) <= until and (each.what == "record") == is_record
    ]


def _first(mine: list[Decision], theirs: list[Decision]) -> Parted | None:
    """The first place at which two lists differ; where both differ, the earlier decision counts."""
    pairs = zip_longest(mine, theirs)
    a, b = next(((a, b) for a, b in pairs if a != b), (None, None))
    both = [each for each in (a, b) if each is not None]
    if not both:
        return None
    first = min(both, key=lambda each: each.time_ns)
    return Parted(first.time_ns, first.what, *(_text(each, first.time_ns) for each in (a, b)))


def _text(decision: Decision | None, time_ns: int) -> str:
    return decision.text if decision is not None and decision.time_ns == time_ns else ""
