"""Labels on one line, none on another."""

from __future__ import annotations


def apart(middles: list[float], room: float) -> list[float]:
    """Ascending places of labels in percent, moved so far that each has its room on the line.

    Those that lie too close stand side by side around their common middle.

    >>> apart([10.0, 11.0, 40.0], 6.0), apart([0.0, 1.0], 6.0)
    ([7.5, 13.5, 40.0], [3.0, 9.0])
    """
    groups: list[list[float]] = []
    for middle in middles:
        groups.append([middle])
        while len(groups) > 1 and _first(groups[-1], room) - _last(groups[-2], room) < room:
            groups[-2:] = [groups[-2] + groups[-1]]
    return [_first(group, room) + number * room for group in groups for number in range(len(group))]


def _first(group: list[float], room: float) -> float:
    """Where the first of a group stands, so that the group is on the line."""
    length = (len(group) - 1) * room
    wanted = sum(group) / len(group) - length / 2
    return max(room / 2, min(100 - room / 2 - length, wanted))


def _last(group: list[float], room: float) -> float:
    return _first(group, room) + (len(group) - 1) * room
