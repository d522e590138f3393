"""The cases of a seed: what is planted, in which mixture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.draw import Draw
from farthing.errors import ConfigurationError
from farthing.testing.planted.market import MARKETS
from farthing.testing.planted.negatives import LONG_WALK, shuffled, walk
from farthing.testing.planted.noise import NOISES, Noise
from farthing.testing.planted.planting import SETTING, Case, planted
from farthing.testing.planted.region import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.testing.planted.region import Region

MIXTURE = (
    *("accumulation-1", "distribution-1") * 3,
    *("accumulation-2", "distribution-2") * 2,
    *("reaccumulation", "redistribution"),
    *("failed-accumulation", "failed-distribution", "false-breakout", "false-breakdown"),
    *("trend-up", "trend-down", "walk", "shuffled"),
)
"""Twenty cases: twelve structures, four that fail, and four with nothing to find."""

GENUINE = frozenset(MIXTURE[:12])
"""Kinds whose patterns are all meant."""

SEED = 1
"""The seed that detectors are written and tuned with."""

HELD_OUT_SEED = 90_210
"""The seed that is evaluated once, at the end, in either region."""

WALK_BARS = 250
"""Bars of a walk among the cases."""


def case(number: int, seed: int, noise: str | Noise = "moderate", *, region: Region = OPEN) -> Case:
    """Case `number` of a seed, the same as when all before it are made.

    Args:
        number: from 0 on; the kinds of `MIXTURE` take turns.
        seed: from 0 on.
        noise: a name of `NOISES`, or numbers.
        region: what structures are drawn from.

    Raises:
        ConfigurationError: there is no noise of that name.

    >>> made = case(0, seed=1)
    >>> made.kind, made.market, made.bars.height, made.truth.events.height > 8
    ('accumulation-1', '1h', 281, True)
    """
    level = level_of(noise)
    kind = MIXTURE[number % len(MIXTURE)]
    if kind == "walk":
        market = Draw(seed, number, SETTING).one_of(tuple(MARKETS))
        return walk(number, seed, market, level, WALK_BARS)
    if kind == "shuffled":
        genuine = (
            "accumulation-1" if number % (2 * len(MIXTURE)) < len(MIXTURE) else "distribution-1"
        )
        return shuffled(planted(number, seed, genuine, level, region), seed)
    return planted(number, seed, kind, level, region)


def cases(
    seed: int, count: int, noise: str | Noise = "moderate", *, region: Region = OPEN
) -> Iterator[Case]:
    """The first cases of a seed.

    Args:
        seed: from 0 on.
        count: how many; 2,000 are a fair test.
        noise: a name of `NOISES`, or numbers.
        region: what structures are drawn from; `HELD_OUT` once, at the end.

    >>> [each.kind for each in cases(seed=1, count=2)]
    ['accumulation-1', 'distribution-1']
    """
    for number in range(count):
        yield case(number, seed, noise, region=region)


def walks(
    seed: int, bars: int, noise: str | Noise = "moderate", *, length: int = 2_000
) -> Iterator[Case]:
    """Random walks of at least so many bars in all, on each market in turn.

    Args:
        seed: from 0 on.
        bars: bars in all; 50,000 or more for a rate of false signals.
        noise: a name of `NOISES`, or numbers.
        length: bars of each walk.

    >>> [(each.number, each.market, each.bars.height) for each in walks(1, 500, length=300)]
    [(0, '1d', 300), (1, '1h', 300)]
    """
    level = level_of(noise)
    for number in range(-(-bars // length)):
        market = tuple(MARKETS)[number % len(MARKETS)]
        yield walk(number, seed, market, level, length, LONG_WALK)


def level_of(noise: str | Noise) -> Noise:
    """The numbers of a level of noise."""
    if isinstance(noise, Noise):
        return noise
    if noise not in NOISES:
        raise ConfigurationError(f"no noise {noise!r}: choose among {', '.join(NOISES)}")
    return NOISES[noise]
