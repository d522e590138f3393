"""Positions and exposure: how much of the account was in the market, and in how many things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from farthing.report import text
from farthing.report.charts import Figure, Panel, Reading, Row, Scale, extremes
from farthing.report.charts.figure import (
    is_spread,
    percent_ticks,
    percents,
    plain_ticks,
    spread,
    time_ticks,
)
from farthing.report.curve import floats, ratios
from farthing.report.table import Fact, Table, row

if TYPE_CHECKING:
    from decimal import Decimal

    from farthing.report.curve import Curve
    from farthing.report.run import Run

POSITIONS_LISTED = 10


@dataclass(frozen=True, slots=True)
class Exposure:
    """A chart, facts, what was held at the end, and a sentence."""

    figure: Figure | None
    facts: tuple[Fact, ...]
    held: Table | None
    finding: str


def exposure(run: Run, curve: Curve) -> Exposure:
    """The exposure of a run; no chart where nothing was ever held."""
    found = run.statistics
    facts = (
        Fact("Bars with a position", text.percent(found["exposure"])),
        Fact("Mean exposure", text.percent(found["mean_leverage"])),
        Fact("Largest exposure", text.percent(found["largest_leverage"])),
        Fact("Mean position", text.percent(found["mean_position"])),
        Fact("Largest position", text.percent(found["largest_position"])),
    )
    was_held = bool((run.equity.get_column("held") > 0).any())
    if not was_held:
        return Exposure(None, facts, None, "")
    most = text.count(int(run.equity.get_column("held").to_numpy().max()), "position")
    share = text.percent(found["exposure"], digits=0)
    finding = f"Something was held at {share} of bars, and {most} at most."
    return Exposure(_figure(run, curve), facts, _held(run, curve), finding)


def _figure(run: Run, curve: Curve) -> Figure:
    gross = ratios(floats(run.equity, "gross"), curve.equity)
    largest = ratios(floats(run.equity, "largest"), curve.equity)
    held = floats(run.equity, "held")
    above = Scale.of(gross, also=0.0, steps=4)
    below = Scale.around(0.0, float(held.max()), steps=3, whole=True)
    places = extremes(gross)
    timeline = curve.timeline
    return Figure(
        name="exposure",
        title="Holdings as a share of equity",
        note="The run is long: strong lines are means over stretches of it, fine lines the largest "
        "values in them."
        if is_spread(gross)
        else "",
        key=(("strategy", "all holdings"), ("second", "the largest one")),
        panels=(
            Panel(
                title="Value of all holdings, without signs, and of the largest, over equity",
                name="",
                height=190,
                ticks=percent_ticks(above),
                lines=(
                    *spread("strategy", timeline, above, gross),
                    *spread("second", timeline, above, largest),
                ),
            ),
            Panel(
                title=f"Number of positions: {text.number(float(held.max()), 0)} at most",
                name="Number of positions",
                height=110,
                ticks=plain_ticks(below),
                below=time_ticks(timeline),
                lines=spread("neutral", timeline, below, held),
            ),
        ),
        reading=Reading(
            timeline,
            places,
            (
                percents("holdings", gross[places]),
                percents("largest", largest[places]),
                Row("positions", [f"{int(number):,}" for number in held[places]]),
            ),
        ),
    )


def _held(run: Run, curve: Curve) -> Table | None:
    """What was held at the end, the largest first."""
    if not len(curve):
        return None
    last = run.positions.filter(pl.col("session") == curve.last)
    size = pl.col("account_value").abs()
    last = last.sort(size, "symbol", descending=[True, False], nulls_last=True)
    if last.is_empty():
        return None
    equity = float(curve.equity[-1])
    abroad = bool(run.abroad(last))
    columns = ("symbol", "quantity", "price", "value", "cost", "currency", "account_value")
    rows = [
        row(
            symbol,
            text.quantity(quantity),
            text.money(price),
            text.money(value),
            text.money(cost),
            *((currency, text.money(at_home)) if abroad else ()),
            _of_equity(at_home, equity),
        )
        for symbol, quantity, price, value, cost, currency, at_home in last.select(columns)
        .head(POSITIONS_LISTED)
        .iter_rows()
    ]
    left = len(last) - len(rows)
    more = ("Currency", f"Value, {run.currency}") if abroad else ()
    return Table(
        caption=f"Held at the end: {text.count(len(last), 'position')}",
        names=("Symbol", "Quantity", "Price", "Value", "Cost", *more, "Of equity"),
        rows=tuple(rows),
        words=("Symbol", "Currency"),
        note=f"{text.count(left, 'smaller one')} left out." if left else "",
    )


def _of_equity(value: Decimal | None, equity: float) -> str:
    return text.percent(None if value is None or equity <= 0 else float(value) / equity)
