"""A planted case: bars in whole ticks, and what is true of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.draw import Draw
from farthing.testing.planted.aims import BASELINE_BARS
from farthing.testing.planted.candles import Candles, Draws, candles
from farthing.testing.planted.drawings import draw_case
from farthing.testing.planted.labels import PARTS, Truth, nothing, truth
from farthing.testing.planted.layout import lay_out
from farthing.testing.planted.market import MARKETS, PRICE_SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.testing.planted.layout import Layout
    from farthing.testing.planted.leg import Drawing
    from farthing.testing.planted.market import Market
    from farthing.testing.planted.noise import Noise
    from farthing.testing.planted.region import Region

    Floats = NDArray[np.float64]

MIDDLE = (12_000, 40_000)
"""The middle of a range, in ticks."""

VOLUME = (20_000, 400_000)
"""Usual volume of a bar, in units."""

DRAWING, MOVES, PATH, VOLUMES, GAPS, INSIDE, SETTING = range(7)
"""What a stream of a case is for."""


@dataclass(frozen=True, slots=True)
class Case:
    """Bars and their labels.

    Args:
        number: its number, from 0; `case` in the labels.
        kind: what is planted, such as `distribution-2`, `trend-up` or `walk`.
        market: `1d`, `1h` or `1m`.
        noise: the level of noise.
        bars: `bar` (from 0), `time` (its end, UTC), `session`, `slot` (bar of the session), `open`,
            `high`, `low`, `close` (whole ticks) and `volume` (whole units).
        truth: the labels.
        price_scale: digits of a price behind the point: 2 where a tick is a hundredth.
    """

    number: int
    kind: str
    market: str
    noise: Noise
    bars: pl.DataFrame
    truth: Truth
    price_scale: int = PRICE_SCALE

    def blind(self) -> Case:
        """The case as a detector is told it: bars alone, without labels and kind."""
        listed = (self.number, "", self.market, self.bars.height, 0)
        return replace(self, kind="", truth=nothing(listed))

    @property
    def digest(self) -> str:
        """A hash over bars and labels: equal where both are equal."""
        total = hashlib.sha256()
        bars = self.bars.with_columns(pl.col("time", "session").to_physical())
        for frame in (bars, *(getattr(self.truth, part) for part in PARTS)):
            total.update(frame.write_csv().encode())
        return total.hexdigest()


def planted(
    number: int, seed: int, kind: str, noise: Noise, region: Region, market: str | None = None
) -> Case:
    """Case `number` of a seed, of this kind: a structure or a trend.

    Args:
        number: from 0 on.
        seed: from 0 on.
        kind: a kind that is drawn.
        noise: the level of noise.
        region: what it is drawn from.
        market: `1d`, `1h` or `1m`; drawn when it is None.
    """
    setting = Draw(seed, number, SETTING)
    name = setting.one_of(tuple(MARKETS))
    at = MARKETS[market or name]
    lead = at.lead_bars + (setting.integer(0, 120) if at.within_session else 0)
    middle, height = setting.integer(*MIDDLE), setting.number(*at.height)
    bar = 1.0 / setting.number(*region.height_in_bars)
    tilt = noise.drift * (1.0 if setting.chance(0.5) else -1.0)
    usual_volume = setting.number(*VOLUME)
    drawing = draw_case(kind, Draw(seed, number, DRAWING), region, lead)
    layout = lay_out(drawing, noise, bar, Draw(seed, number, MOVES))
    clock = at.clock(layout.count)
    opens = clock.get_column("slot").to_numpy() == 0
    streams = Draws(*(Draw(seed, number, each) for each in (PATH, VOLUMES, GAPS, INSIDE)))
    made = candles(drawing, layout, noise, bar, opens, streams)
    scale = Scale.of(middle, height, drawing, layout, tilt)
    bars = _frame(clock, scale.ticks(made), _units(made.volume, at, usual_volume))
    listed = (number, kind, at.name, layout.count, lead)
    labels = truth(listed, drawing, layout, _prices(drawing, layout, bars), scale.levels)
    return Case(number, kind, at.name, noise, bars, labels)


@dataclass(frozen=True, slots=True)
class Scale:
    """How heights of the range become ticks.

    Args:
        support: the lower level, in ticks.
        height: from there to the upper level, in ticks.
        short: whether prices are mirrored about the range's middle.
        tilt: what is added at each bar, in heights.
    """

    support: int
    height: int
    short: bool
    tilt: Floats

    @classmethod
    def of(cls, middle: int, height: float, drawing: Drawing, layout: Layout, tilt: float) -> Scale:
        """The scale of a drawing; both levels tilt about the middle of the range."""
        ticks = max(20, round(middle * height))
        tilts = np.zeros(layout.count)
        if drawing.first >= 0:
            span = [layout.ends[drawing.first], layout.ends[drawing.breakout]]
            tilts = np.interp(np.arange(layout.count), span, [-tilt / 2.0, tilt / 2.0])
        return cls(middle - ticks // 2, ticks, drawing.short, tilts)

    @property
    def levels(self) -> tuple[int, int]:
        """Support and resistance, in the middle of the range's time."""
        return self.support, self.support + self.height

    def ticks(self, made: Candles) -> dict[str, NDArray[np.int64]]:
        """Open, high, low and close in ticks; mirrored where it is short."""
        told = {
            name: self.support
            + np.rint((getattr(made, name) + self.tilt) * self.height).astype(np.int64)
            for name in ("open", "high", "low", "close")
        }
        if not self.short:
            return told
        turned = 2 * self.support + self.height
        other = {"open": "open", "high": "low", "low": "high", "close": "close"}
        return {name: turned - told[source] for name, source in other.items()}


def _units(volume: Floats, market: Market, usual: float) -> NDArray[np.int64]:
    by_slot = np.resize(market.volume_by_slot(), len(volume))
    return np.maximum(1, np.rint(usual * volume * by_slot)).astype(np.int64)


def _frame(
    clock: pl.DataFrame, prices: dict[str, NDArray[np.int64]], volume: NDArray[np.int64]
) -> pl.DataFrame:
    low = int(prices["low"].min())
    assert low > 0, f"a price of {low} ticks: the heights of markets leave room for every trend"
    return (
        clock.with_columns(
            **{name: pl.Series(values) for name, values in prices.items()}, volume=pl.Series(volume)
        )
        .with_row_index("bar")
        .with_columns(pl.col("bar").cast(pl.Int64))
    )


def _prices(drawing: Drawing, layout: Layout, bars: pl.DataFrame) -> dict[int, int]:
    """The price of each event: its bar's low, high or close."""
    turned = {"low": "high", "high": "low", "close": "close"}
    return {
        end: int(bars[turned[leg.mark.end] if drawing.short else leg.mark.end][end])
        for leg, end in zip(drawing.legs, layout.ends, strict=True)
        if leg.mark is not None
    }


def ratios(case: Case) -> pl.DataFrame:
    """The bars with `volume_ratio`, `spread_ratio` and `close_position`, as they are meant here.

    Ratios are to the mean of the 20 bars before; volume is first divided by what is usual at its
    time of day. The first 20 bars have none.
    """
    usual = np.resize(MARKETS[case.market].volume_by_slot(), case.bars.height)
    spread = pl.col("high") - pl.col("low")
    return (
        case.bars.with_columns(seasonless=pl.col("volume") / pl.Series(usual), spread=spread)
        .with_columns(
            volume_ratio=_to_before("seasonless"),
            spread_ratio=_to_before("spread"),
            close_position=pl.when(spread > 0).then((pl.col("close") - pl.col("low")) / spread),
        )
        .drop("seasonless", "spread")
    )


def _to_before(name: str) -> pl.Expr:
    column = pl.col(name).cast(pl.Float64)
    return column / column.shift(1).rolling_mean(BASELINE_BARS)


def with_volume(case: Case, volume: NDArray[np.int64], kind: str, labels: Truth) -> Case:
    """The case with another volume, under another name."""
    bars = case.bars.with_columns(volume=pl.Series(volume))
    return replace(case, kind=kind, bars=bars, truth=labels)
