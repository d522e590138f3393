"""Trades on the price chart: one chart for each of the symbols that were traded most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.report import text
from farthing.report.charts import Dots, Figure, Line, LogScale, Panel, Reading, Row, growing
from farthing.report.charts import path as paths
from farthing.report.charts.figure import plain_ticks, time_ticks
from farthing.report.curve import floats
from farthing.report.prices import SYMBOLS_DRAWN, adjusted, most_traded, total

if TYPE_CHECKING:
    from decimal import Decimal

    from numpy.typing import NDArray

    from farthing.report.charts import Scale, Timeline
    from farthing.report.curve import Curve
    from farthing.report.run import Run

FILLS_TOLD = 250
"""Fills of a symbol that the crosshair tells one by one; of more it tells how many there were."""

DOTS_LARGE, DOTS_SMALL = 100, 600
"""More dots of a kind than these are drawn smaller, and finest."""

COLUMNS_TOLD = 200
"""Columns of a chart in which fills are counted where there are more."""


@dataclass(frozen=True)
class ChartOfTrades:
    """A chart for each symbol drawn, and words on those that are not."""

    figures: tuple[Figure, ...]
    left_out: str


def chart_of_trades(run: Run, curve: Curve) -> ChartOfTrades:
    """The charts of a run."""
    ranked = most_traded(run.fills)
    drawn, others = ranked.head(SYMBOLS_DRAWN), ranked[SYMBOLS_DRAWN:]
    figures = tuple(_figure(run, curve, symbol) for symbol in drawn.get_column("symbol"))
    if others.is_empty():
        return ChartOfTrades(figures, "")
    fills = int(others.get_column("fills").sum())
    left_out = (
        f"The {len(drawn)} of {len(ranked):,} symbols with the largest value traded are drawn; "
        f"the {text.count(fills, 'fill')} of the others are in fills.parquet."
    )
    return ChartOfTrades(figures, left_out)


def _figure(run: Run, curve: Curve, symbol: str) -> Figure:
    closes = run.prices.filter(pl.col("symbol") == symbol)
    # A run that stopped within a bar has no mark of it, and no place for what filled there.
    fills = run.fills.filter(pl.col("symbol") == symbol, pl.col("time").is_not_null())
    places = curve.places(closes.get_column("time"))
    values = adjusted(closes)
    at = curve.places(fills.get_column("time"))
    prices = floats(fills, "price") * _ratios(closes, fills)
    scale = growing(values, prices, steps=4)
    timeline = curve.timeline
    bought = fills.get_column("quantity").to_numpy() > 0
    panel = Panel(
        title=f"{symbol}: closes, and the prices at which it was bought and sold{_in(run, fills)}",
        name="",
        height=260,
        ticks=plain_ticks(scale),
        below=time_ticks(timeline),
        lines=(
            Line("price", paths.line(timeline.across(places), scale.heights(values))),
            _dots("bought", timeline, scale, at[bought], prices[bought]),
            _dots("sold", timeline, scale, at[~bought], prices[~bought]),
        ),
    )
    marks = _told(fills, at) if len(fills) <= FILLS_TOLD else _counted(bought, at, len(timeline))
    exact = [text.money(close) for close in closes.get_column("close").to_list()]
    return Figure(
        name="",
        title=symbol,
        panels=(panel,),
        about=_about(run, symbol, len(fills)),
        reading=Reading(timeline, places, (Row("close", exact),), tuple(marks)),
        note=_note(closes, scale, is_counted=len(fills) > FILLS_TOLD),
    )


def _in(run: Run, fills: pl.DataFrame) -> str:
    """The currency of prices, where it is not the account's."""
    codes = run.abroad(fills)
    return f", in {codes[0]}" if codes else ""


def _note(closes: pl.DataFrame, scale: Scale | LogScale, *, is_counted: bool) -> str:
    notes = []
    if isinstance(scale, LogScale):
        notes.append("The scale is logarithmic.")
    if len(closes.select("new", "old").unique()) > 1:
        notes.append("Drawn per share as counted after the splits.")
        notes.append("The crosshair tells prices as they were.")
    if is_counted:
        notes.append("The crosshair counts the fills around a time, as there are many.")
    return " ".join(notes)


def _about(run: Run, symbol: str, fills: int) -> tuple[str, ...]:
    trades = run.trades.filter(pl.col("symbol") == symbol)
    words = [text.count(fills, "fill"), text.count(len(trades), "trade")]
    if len(trades):
        profit = total(trades.get_column("account_profit"))
        words.append(f"{text.money(profit, signed=True)} {run.currency}")
    return tuple(words)


def _ratios(closes: pl.DataFrame, fills: pl.DataFrame) -> NDArray[np.float64]:
    """By how much the price of each fill is drawn lower or higher, for later splits."""
    days = closes.get_column("session").to_physical().to_numpy()
    wanted = fills.get_column("session").to_physical().to_numpy()
    known = np.maximum(np.searchsorted(days, wanted, side="right") - 1, 0)
    new, old = closes.get_column("new").to_numpy(), closes.get_column("old").to_numpy()
    ratios: NDArray[np.float64] = old[known] / new[known]
    return ratios


def _dots(
    kind: str,
    timeline: Timeline,
    scale: Scale | LogScale,
    places: NDArray[np.int64],
    prices: NDArray[np.float64],
) -> Dots:
    across, down = timeline.across(places), scale.heights(prices)
    if len(places) > DOTS_LARGE:  # dots are wider than this grid
        across, down = np.round(across / 4) * 4, np.round(down / 8) * 8
        kind += " many" if len(places) <= DOTS_SMALL else " fine"
    return Dots(kind, paths.dots(across, down))


def _told(fills: pl.DataFrame, at: NDArray[np.int64]) -> list[tuple[int, str]]:
    """Each fill in words, those of one bar together."""
    columns = fills.select("quantity", "price").iter_rows()
    words = [_fill(quantity, price) for quantity, price in columns]
    pairs = zip(at.tolist(), words, strict=True)
    return [
        (place, "; ".join(word for _, word in group))
        for place, group in groupby(pairs, key=lambda pair: pair[0])
    ]


def _fill(quantity: Decimal, price: Decimal) -> str:
    verb = "bought" if quantity > 0 else "sold"
    return f"{verb} {text.quantity(abs(quantity))} at {text.money(price)}"


def _counted(
    bought: NDArray[np.bool_], at: NDArray[np.int64], points: int
) -> list[tuple[int, str]]:
    """How many fills there were around points, column by column."""
    size = max(1, points // COLUMNS_TOLD)
    middles = np.minimum(at // size * size + size // 2, points - 1).tolist()
    verbs = ["bought" if is_bought else "sold" for is_bought in bought.tolist()]
    counts = Counter(zip(middles, verbs, strict=True))
    around: dict[int, list[str]] = {}
    for (middle, verb), number in sorted(counts.items()):
        around.setdefault(middle, []).append(f"{number:,} {verb}")
    return [(middle, ", ".join(words)) for middle, words in around.items()]
