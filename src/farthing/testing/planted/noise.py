"""How far a planted market departs from its drawing, as numbers.

What each number does:

- `bar` is the standard deviation of the closes about the drawn path, as a share of the range's
  height. The closes wander: a mean-reverting walk (first-order autoregression, 0.8 from bar to bar)
  is added to the path and pinned to it at the ends of each leg, so that a rally still goes from its
  low to its high, but not straight. It is not added bar by bar without memory: with 0.25 each bar
  would then jump by a third of the range, which no market does. Where a close would leave the
  bounds of its leg (in phase B: the range; at an event: that event's extreme) it is folded back,
  because a close beyond would be an event of its own that no label names. Folding takes a part of
  the deviation: of 0.25 it leaves 0.21 in phase B, 0.20 in the trend before, and 0.16 between the
  events of A, C and D.
- The extremes of events are moved too, by a tenth of `bar` (0.025 of the height where `bar` is
  0.25): an automatic rally ends near the resistance, not at it.
- `volume` is the standard deviation of the logarithm of every bar's volume, an event's like any
  other. With 0.4 a climax drawn with twice the mean volume has between 1.3 and 3 times the mean in
  two of three cases.
- `spread` is the same of the spread of an event's bar.
- `drift` is how far both levels tilt from the range's start to its end, as a share of its height.
- `gap` is the share of bars (within a day: of sessions) that open away from the close before.

The drawing does not depend on the noise: case k of a seed has its events at the same bars at each
level.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from farthing.errors import ConfigurationError

NOISE_MAX = 1.0


@dataclass(frozen=True, slots=True)
class Noise:
    """The numbers of a level of noise; the module says what each does.

    Args:
        bar: deviation of closes, as a share of the range's height.
        volume: deviation of the logarithm of volume.
        spread: deviation of the logarithm of an event's spread.
        drift: tilt of the levels over the range, as a share of its height.
        gap: share of bars or sessions that open with a gap.

    >>> Noise(bar=0.25, volume=0.4).drift
    0.0
    >>> Noise(bar=2.0)
    Traceback (most recent call last):
    farthing.errors.ConfigurationError: noise bar=2.0 is not between 0 and 1.0: give a share
    """

    bar: float = 0.0
    volume: float = 0.0
    spread: float = 0.0
    drift: float = 0.0
    gap: float = 0.0

    def __post_init__(self) -> None:
        """Refuses what is no share."""
        for each in fields(self):
            value = getattr(self, each.name)
            if not 0.0 <= value <= NOISE_MAX:
                raise ConfigurationError(
                    f"noise {each.name}={value} is not between 0 and {NOISE_MAX}: give a share"
                )


NOISES = {
    "none": Noise(),
    "low": Noise(bar=0.10, volume=0.2, spread=0.05, drift=0.05, gap=0.02),
    "moderate": Noise(bar=0.25, volume=0.4, spread=0.10, drift=0.10, gap=0.05),
    "high": Noise(bar=0.40, volume=0.6, spread=0.20, drift=0.20, gap=0.10),
}
"""The levels by name; `moderate` is the one that accuracy is stated for."""
