"""The bars of a layout: ordinary ones from a path within each, events as they were drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from farthing.testing.planted.aims import BASELINE_BARS
from farthing.testing.planted.layout import wander
from farthing.testing.planted.steps import STEPS, within_bars

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.draw import Draw
    from farthing.testing.planted.layout import Layout
    from farthing.testing.planted.leg import Drawing, Mark
    from farthing.testing.planted.noise import Noise

    Floats = NDArray[np.float64]

GUARD_BARS = 6
"""Bars on either side of an event that keep away from its extreme."""

GUARD = 0.012
"""How far they keep away, in heights."""

OUTSIDE = 0.04
"""How far the wicks of other bars may leave the bounds of their leg, in heights."""

INNATE_VOLUME = 0.10
"""Deviation of the logarithm of volume where there is no noise."""

GAP_BARS = 1.2
"""Deviation of a gap, in spreads of a usual bar."""


@dataclass(slots=True)
class Candles:
    """Bars in heights of the range, with volume as a ratio; filled from the first to the last."""

    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    drawn: dict[str, float] = field(default_factory=dict)


def candles(
    drawing: Drawing,
    layout: Layout,
    noise: Noise,
    bar: float,
    opens: NDArray[np.bool_],
    draws: Draws,
) -> Candles:
    """The bars of a case, on the long side.

    Args:
        drawing: its legs, for the events.
        layout: the path.
        noise: the level of noise.
        bar: the spread of a usual bar, in heights.
        opens: which bars may open with a gap.
        draws: the streams.
    """
    count = layout.count
    close = wander(layout, noise, draws.path)
    noisy = noise.volume * draws.volume.normals(count)
    usual = layout.volume * np.exp(INNATE_VOLUME * draws.volume.normals(count))
    gaps = _gaps(noise, bar, opens, draws.gap)
    within = _within(count, bar, draws.inside)
    lowest, highest = _guards(drawing, layout)
    spreads = np.exp(noise.spread * draws.inside.normals(count))
    opened, high, low = np.zeros((3, count))
    made = Candles(opened, high, low, close, usual * np.exp(noisy))
    begin = 0
    for leg, end, level in zip(drawing.legs, layout.ends, layout.levels, strict=True):
        last = end + 1 if leg.mark is None else end
        _ordinary(made, slice(begin, last), layout, gaps, within, lowest, highest)
        if leg.mark is not None:
            _event_volume(made, end, leg.mark, float(np.exp(noisy[end])))
            _event_bar(made, end, leg.mark, level, bar, float(spreads[end]))
        begin = end + 1
    return made


@dataclass(frozen=True, slots=True)
class Draws:
    """A stream for each purpose, so that a level of noise does not change another's draws."""

    path: Draw
    volume: Draw
    gap: Draw
    inside: Draw


def _gaps(noise: Noise, bar: float, opens: NDArray[np.bool_], draw: Draw) -> Floats:
    sizes = GAP_BARS * bar * draw.normals(len(opens))
    return np.where(opens & (draw.shares(len(opens)) < noise.gap), sizes, 0.0)


def _within(count: int, bar: float, draw: Draw) -> tuple[Floats, Floats]:
    """Highest and lowest of a walk within each bar that comes back to where it began."""
    walk = np.cumsum(within_bars(draw, count), axis=1)
    bridge = 0.6 * bar * (walk - walk[:, -1:] * (np.arange(1, STEPS + 1) / STEPS))
    return bridge.max(axis=1), bridge.min(axis=1)


def _guards(drawing: Drawing, layout: Layout) -> tuple[Floats, Floats]:
    """What lows and highs of the bars about an event do not pass."""
    lowest = layout.floor - OUTSIDE
    highest = layout.ceiling + OUTSIDE
    for leg, end, level in zip(drawing.legs, layout.ends, layout.levels, strict=True):
        if leg.mark is None or leg.mark.end == "close":
            continue
        about = slice(max(0, end - GUARD_BARS), end + GUARD_BARS + 1)
        if leg.mark.end == "low":
            lowest[about] = np.maximum(lowest[about], level + GUARD)
        else:
            highest[about] = np.minimum(highest[about], level - GUARD)
    return lowest, highest


def _ordinary(
    made: Candles,
    bars: slice,
    layout: Layout,
    gaps: Floats,
    within: tuple[Floats, Floats],
    lowest: Floats,
    highest: Floats,
) -> None:
    """Fills bars without an event: they open at the close before, or away from it by a gap."""
    if bars.start == bars.stop:
        return
    close = made.close[bars]
    first = made.close[bars.start - 1] if bars.start else layout.path[0]
    before = np.concatenate(([first], close[:-1]))
    gapped = np.clip(before + gaps[bars], layout.floor[bars], layout.ceiling[bars])
    opened = np.where(gaps[bars] == 0.0, before, gapped)
    top, bottom = np.maximum(opened, close), np.minimum(opened, close)
    wick_up, wick_down = within[0][bars], within[1][bars]
    high = np.minimum(top + np.maximum(wick_up - 0.3 * (top - bottom), 0.0), highest[bars])
    low = np.maximum(bottom + np.minimum(wick_down + 0.3 * (top - bottom), 0.0), lowest[bars])
    made.open[bars] = opened
    made.high[bars] = np.maximum(high, top)
    made.low[bars] = np.minimum(low, bottom)


def _event_volume(made: Candles, at: int, mark: Mark, noise: float) -> None:
    """The drawn volume, which a later event may be a share of, and what noise makes of it."""
    if mark.of_event:
        drawn = (mark.volume or 1.0) * made.drawn[mark.of_event]
    elif mark.volume is None:
        drawn = made.volume[at] / noise
    else:
        drawn = mark.volume * float(made.volume[at - BASELINE_BARS : at].mean())
    made.drawn[mark.event] = drawn
    made.volume[at] = drawn * noise


def _event_bar(made: Candles, at: int, mark: Mark, level: float, bar: float, noise: float) -> None:
    """An event's bar: its spread by the bars before, its extreme or close where it was drawn."""
    before = slice(at - BASELINE_BARS, at)
    usual = float((made.high[before] - made.low[before]).mean())
    spread = usual * mark.spread * noise if mark.spread else bar * noise
    if mark.end == "low":
        low = level
        close = mark.close if mark.close < 0.0 else low + mark.close * spread
    elif mark.end == "high":
        low = level - spread
        close = low + mark.close * spread
    else:
        low = level - mark.close * spread
        close = level
    high = max(low + spread, close)
    made.low[at], made.high[at], made.close[at] = low, high, close
    made.open[at] = min(max(made.close[at - 1], low), high)
