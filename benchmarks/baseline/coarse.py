"""Bars of minutes put together to longer ones, one bar after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from frame import Bar


def end_of(time: datetime, length: timedelta) -> datetime:
    """When the longer bar is over in which a bar ends; they follow each other from midnight."""
    midnight = time.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - (midnight - time) // length * length


def coarse_of(bars: Iterable[Bar], length: timedelta) -> list[Bar]:
    """Longer bars in the order of time; one that is not over with the last bar is left out."""
    found: list[Any] = []
    last = None
    for last, day, first, high, low, close, volume in bars:
        end = end_of(last, length)
        if found and found[-1][0] == end:
            under_way = found[-1]
            under_way[3] = max(under_way[3], high)
            under_way[4] = min(under_way[4], low)
            under_way[5] = close
            under_way[6] += volume
        else:
            found.append([end, day, first, high, low, close, volume])
    return [tuple(bar) for bar in found if last is not None and bar[0] <= last]
