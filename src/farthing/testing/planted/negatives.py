"""Cases in which there is nothing to find: random walks, shuffled volume, blocks of other bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.draw import Draw
from farthing.errors import ConfigurationError
from farthing.testing.planted.aims import BASELINE_BARS
from farthing.testing.planted.candles import INNATE_VOLUME
from farthing.testing.planted.labels import Truth, nothing
from farthing.testing.planted.market import MARKETS
from farthing.testing.planted.planting import MIDDLE, VOLUME, Case, with_volume
from farthing.testing.planted.steps import STEPS, remembered, within_bars

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.testing.planted.noise import Noise

    Floats = NDArray[np.float64]

WALK, LONG_WALK, SHUFFLE, BLOCKS = range(11, 15)
"""What a stream is for; apart from those of planted cases."""

BLOCK_BARS = 20
"""Bars that stay together."""

HEAT_MEMORY = 0.95
"""Share of the heat of a walk that is left one bar later."""

SPREAD = {"1d": 0.018, "1h": 0.007, "1m": 0.0012}
"""Deviation of a bar's return on a walk."""


def walk(number: int, seed: int, market: str, noise: Noise, count: int, stream: int = WALK) -> Case:
    """A random walk whose volatility comes in clusters, with volume that rises with it.

    Args:
        number: the case's number.
        seed: of the walk.
        market: `1d`, `1h` or `1m`.
        noise: of it only `volume` matters: the deviation of the logarithm of volume.
        count: bars.
        stream: what its stream is for.
    """
    draw = Draw(seed, number, stream)
    heat = remembered(draw.normals(count), HEAT_MEMORY) * 0.35
    steps = within_bars(draw, count) * (SPREAD[market] * np.exp(heat))[:, None]
    logs = np.cumsum(steps.reshape(-1)).reshape(count, STEPS)
    start = np.concatenate(([0.0], logs[:-1, -1]))
    middle = draw.integer(*MIDDLE)
    whole = np.column_stack((start, logs))
    ticks = np.maximum(1, np.rint(middle * np.exp(whole))).astype(np.int64)
    at = MARKETS[market]
    usual = draw.number(*VOLUME) * np.resize(at.volume_by_slot(), count)
    volume = usual * np.exp(
        0.5 * heat + np.hypot(noise.volume, INNATE_VOLUME) * draw.normals(count)
    )
    bars = _bars(market, ticks, np.maximum(1, np.rint(volume)).astype(np.int64))
    return Case(number, "walk", market, noise, bars, nothing((number, "walk", market, count, 0)))


def _bars(market: str, ticks: NDArray[np.int64], volume: NDArray[np.int64]) -> pl.DataFrame:
    """Bars of the prices within each, in columns from the open to the close."""
    prices = {
        "open": ticks[:, 0],
        "high": ticks.max(axis=1),
        "low": ticks.min(axis=1),
        "close": ticks[:, -1],
        "volume": volume,
    }
    clock = MARKETS[market].clock(len(ticks))
    return pl.DataFrame({"bar": np.arange(len(ticks)), **clock.to_dict(as_series=True), **prices})


def shuffled(case: Case, seed: int) -> Case:
    """The case with the volumes of its bars in another order.

    Prices are as they were, and so is the range; that volume bears the events out is gone. Within
    the day each volume is first taken off what is usual at its time, and put onto that of its new
    one. Its events and phases are no longer scored, its patterns are none.

    Args:
        case: any case.
        seed: of the order.
    """
    usual = np.resize(MARKETS[case.market].volume_by_slot(), case.bars.height)
    order = Draw(seed, case.number, SHUFFLE).permutation(case.bars.height)
    seasonless = case.bars["volume"].to_numpy() / usual
    volume = np.maximum(1, np.rint(seasonless[order] * usual)).astype(np.int64)
    labels = Truth(
        case.truth.events.with_columns(scored=pl.lit(False)),
        case.truth.ranges,
        case.truth.phases.clear(),
        case.truth.patterns.clear(),
        case.truth.cases.with_columns(kind=pl.lit("shuffled")),
    )
    return with_volume(case, volume, "shuffled", labels)


def bootstrapped(bars: pl.DataFrame, number: int, seed: int, market: str, noise: Noise) -> Case:
    """Blocks of real bars, put together anew: without any structure longer than a block.

    Blocks of 20 bars begin anywhere; each bar keeps its open, high, low and close against the close
    before, and its volume against the mean of the 20 bars before it. Source: Künsch, The jackknife
    and the bootstrap for general stationary observations, 1989.

    Args:
        bars: `open`, `high`, `low`, `close` and `volume`, of which at least 100 rows.
        number: the case's number.
        seed: of the blocks.
        market: `1d`, `1h` or `1m`: the clock that the case gets.
        noise: what the case is listed under; the bars stay as they are.

    Raises:
        ConfigurationError: there are too few bars.
    """
    if bars.height < 5 * BLOCK_BARS:
        raise ConfigurationError(
            f"{bars.height} bars are too few for blocks: give at least {5 * BLOCK_BARS}"
        )
    parts, volume = _relative(bars)
    count = len(volume)
    draw = Draw(seed, number, BLOCKS)
    begins = draw.integers(0, count - BLOCK_BARS, -(-count // BLOCK_BARS))
    rows = (begins[:, None] + np.arange(BLOCK_BARS)).reshape(-1)[:count]
    logs = np.cumsum(parts[rows, -1])
    before = np.concatenate(([0.0], logs[:-1]))
    middle = draw.integer(*MIDDLE)
    ticks = np.maximum(1, np.rint(middle * np.exp(parts[rows] + before[:, None])))
    usual = draw.number(*VOLUME) * np.resize(MARKETS[market].volume_by_slot(), count)
    units = np.maximum(1, np.rint(usual * volume[rows])).astype(np.int64)
    frame = _bars(market, ticks.astype(np.int64), units)
    labels = nothing((number, "bootstrap", market, count, 0))
    return Case(number, "bootstrap", market, noise, frame, labels)


def _relative(bars: pl.DataFrame) -> tuple[Floats, Floats]:
    """Logarithms of prices to the close before, and volume to the mean before."""
    columns = [pl.col(name).cast(pl.Float64) for name in ("open", "high", "low", "close")]
    before = pl.col("close").cast(pl.Float64).shift(1)
    volume = pl.col("volume").cast(pl.Float64)
    told = bars.select(
        *((column / before).log().alias(str(place)) for place, column in enumerate(columns)),
        (volume / volume.shift(1).rolling_mean(BASELINE_BARS)).alias("volume"),
    ).slice(BASELINE_BARS)
    usable = told.filter(pl.all_horizontal(pl.all().is_finite()))
    return usable.drop("volume").to_numpy(), usable.get_column("volume").to_numpy()
