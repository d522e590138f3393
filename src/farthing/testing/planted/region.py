"""The region of parameters that structures are drawn from: an open one, and one that is held out.

Who writes or tunes a detector looks at the open region alone. The held-out one lies beside it in
every parameter but two: the depth of a spring is the same, and the bars of a swing overlap, those
held out being the shorter ones. It is evaluated once, at the end, with a seed of its own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """Bounds (low, high) of what is drawn.

    Args:
        name: `open` or `held-out`.
        height_in_bars: the range's height in spreads of a usual bar.
        swings: swings of phase B.
        swing_bars: bars of each half of a swing.
        trend: length of the trend before, in heights of the range.
        trend_bars: bars of that trend.
        markup: length of the trend after, in heights of the range.
        depth: how deep a spring goes, as a factor of what its kind has.
        dryness: volume at the end of phase B, as a share of that before the structure.
    """

    name: str
    height_in_bars: tuple[float, float]
    swings: tuple[int, int]
    swing_bars: tuple[int, int]
    trend: tuple[float, float]
    trend_bars: tuple[int, int]
    markup: tuple[float, float]
    depth: tuple[float, float]
    dryness: tuple[float, float]


OPEN = Region(
    name="open",
    height_in_bars=(5.0, 8.0),
    swings=(1, 3),
    swing_bars=(6, 11),
    trend=(1.4, 2.6),
    trend_bars=(28, 44),
    markup=(1.2, 2.2),
    depth=(0.8, 1.2),
    dryness=(0.65, 0.85),
)
"""What detectors are written and tuned with."""

HELD_OUT = Region(
    name="held-out",
    height_in_bars=(8.0, 10.0),
    swings=(4, 4),
    swing_bars=(5, 8),
    trend=(2.6, 3.4),
    trend_bars=(45, 60),
    markup=(2.2, 2.8),
    depth=(0.8, 1.2),
    dryness=(0.85, 1.0),
)
"""What is evaluated once. Its swings are more, not longer, so that ranges stay below 110 bars."""
