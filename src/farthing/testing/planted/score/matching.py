"""Pairs each label with at most one detection: as many pairs as there can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WITHIN_BARS = 3
"""How far a detection may lie from its event."""


def matched(
    labels: Sequence[int], detections: Sequence[tuple[int, int]], known_within: int | None
) -> dict[int, int]:
    """The detection that each label is paired with, by their places in the two lists.

    A detection may be paired with a label within three bars of it when it was known soon enough. Of
    all ways to pair as many as possible the one that tries the nearest first is taken, so that the
    result does not hang on the order of equal rows. Source: Kuhn, The Hungarian method for the
    assignment problem, 1955 (augmenting paths).

    Args:
        labels: bars of the events.
        detections: bars of what was found, each with the bar at which it was known.
        known_within: bars after the event within which it has to be known; None if at any time.

    >>> matched([10, 14], [(12, 12), (11, 11)], 5)
    {0: 1, 1: 0}
    >>> matched([10], [(14, 14)], 5), matched([10], [(10, 16)], 5)
    ({}, {})
    """
    choices = [_choices(label, detections, known_within) for label in labels]
    taken: dict[int, int] = {}
    order = sorted(range(len(labels)), key=lambda place: (labels[place], place))
    for label in order:
        _place(label, choices, taken, set())
    return {
        label: detection for detection, label in sorted(taken.items(), key=lambda pair: pair[1])
    }


def _choices(
    label: int, detections: Sequence[tuple[int, int]], known_within: int | None
) -> list[int]:
    near = [
        (abs(at - label), known_at, at, place)
        for place, (at, known_at) in enumerate(detections)
        if abs(at - label) <= WITHIN_BARS
        and (known_within is None or known_at <= label + known_within)
    ]
    return [place for *_, place in sorted(near)]


def _place(label: int, choices: list[list[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Gives a label a detection; one that is taken is given up when its label finds another."""
    for detection in choices[label]:
        if detection in tried:
            continue
        tried.add(detection)
        if detection not in taken or _place(taken[detection], choices, taken, tried):
            taken[detection] = label
            return True
    return False
