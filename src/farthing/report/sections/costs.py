"""Costs by kind: commission by month and by symbol, slippage, dividends, and what time costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from farthing.report import text
from farthing.report.charts import Bar, Figure, Panel, Scale, Tick
from farthing.report.charts.figure import plain_ticks, ticks_below
from farthing.report.charts.timeline import TICKS_MAX
from farthing.report.prices import most_traded, total
from farthing.report.table import Cell, Table, row

if TYPE_CHECKING:
    from datetime import date

    from farthing.report.run import Run

SYMBOLS_LISTED = 10

MONTHS_DRAWN = 48
"""More months than this are drawn as years."""

GAP = 0.3
"""Part of a bar's room that is left empty."""

BPS = 10_000


@dataclass(frozen=True, slots=True)
class Costs:
    """Kinds of costs, commission by symbol, and a chart of it by month or year."""

    kinds: Table
    symbols: Table | None
    figure: Figure | None
    finding: str


def costs(run: Run) -> Costs:
    """The costs of a run."""
    fees = total(run.fills.get_column("account_fee"))
    traded = total(run.fills.get_column("account_value").abs())
    finding = f"Commission took {text.money(fees)} {run.currency} of {text.money(traded)} traded."
    return Costs(
        kinds=_kinds(run, fees, traded),
        symbols=_symbols(run) if fees else None,
        figure=_figure(run) if fees else None,
        finding=finding if fees else "No commission was charged.",
    )


def _kinds(run: Run, fees: Decimal, traded: Decimal) -> Table:
    dividends = run.events.filter(pl.col("kind") == "dividend").get_column("account_value")
    received = total(dividends.filter(dividends > 0))
    paid = -total(dividends.filter(dividends < 0))
    config = run.config
    moved = "none" if config["slippage"] == "none" else "in the prices of fills"
    rows = (
        row("Commission", _or_none(fees), _bps(fees, traded), config["commission"]),
        row("Slippage", moved, "", config["slippage"]),
        row("Dividends received", _or_none(received), _bps(received, traded), "on shares held"),
        row("Dividends paid", _or_none(paid), _bps(paid, traded), "on shares sold short"),
        *_carry(run, traded),
    )
    names = ("Kind", f"Amount, {run.currency}", "bps of value traded", "Model")
    return Table("Costs and income by kind", names, rows, words=("Kind", "Model"))


CARRY = (
    ("borrow", "Borrow paid", -1, "borrow"),
    ("interest", "Interest earned", 1, "interest"),
    ("interest", "Interest paid", -1, "interest"),
    ("financing", "Financing earned", 1, None),
    ("financing", "Financing paid", -1, None),
    ("funding", "Funding received", 1, None),
    ("funding", "Funding paid", -1, None),
)
"""Kind of event, name, sign of what is counted, and the setting that asked for it."""


def _carry(run: Run, traded: Decimal) -> list[tuple[Cell, ...]]:
    """What time cost and earned; kinds that no event is of are left out."""
    rows = []
    for kind, name, sign, setting in CARRY:
        values = run.events.filter(pl.col("kind") == kind).get_column("account_value")
        amount = sign * total(values.filter(values * sign > 0))
        if amount:
            told = run.config.get(setting, "none") if setting else "none"
            model = told if told != "none" else "rates of instruments"
            rows.append(row(name, text.money(amount), _bps(amount, traded), model))
    return rows


def _symbols(run: Run) -> Table:
    ranked = most_traded(run.fills).sort("fee", "symbol", descending=[True, False])
    shown, others = ranked.head(SYMBOLS_LISTED), ranked[SYMBOLS_LISTED:]
    lines = [(symbol, fills, value, fee) for symbol, value, fee, fills in shown.iter_rows()]
    if len(others):
        name = text.count(len(others), "other")
        fills = int(others["fills"].sum())
        lines.append((name, fills, total(others["value"]), total(others["fee"])))
    rows = tuple(
        row(symbol, text.money(fee), _bps(fee, value), text.money(value), f"{fills:,}")
        for symbol, fills, value, fee in lines
    )
    names = ("Symbol", "Commission", "bps", "Value traded", "Fills")
    return Table("Commission by symbol", names, rows, words=("Symbol",))


def _figure(run: Run) -> Figure:
    months = _by(run, "1mo")
    is_yearly = len(months) > MONTHS_DRAWN
    periods = _by(run, "1y") if is_yearly else months
    begins, fees = periods.get_column("begin").to_list(), periods.get_column("fee").to_list()
    scale = Scale.around(0.0, float(max(fees)), steps=3)
    width = 100 / len(begins)
    names = [_name(begin, is_yearly=is_yearly) for begin in begins]
    tops = [scale.percent(fee) for fee in fees]
    bars = tuple(
        Bar(
            kind="cost",
            left=width * (place + GAP / 2),
            top=top,
            width=width * (1 - GAP),
            height=100 - top,
            title=f"{name}: {text.money(fee)} {run.currency}",
        )
        for place, (name, top, fee) in enumerate(zip(names, tops, fees, strict=True))
    )
    span = "year" if is_yearly else "month"
    panel = Panel(
        title=f"Commission by {span}",
        name="",
        height=170,
        ticks=plain_ticks(scale),
        below=_below(names),
        bars=bars,
    )
    return Figure(name="", title=f"Commission by {span}, {run.currency}", panels=(panel,))


def _by(run: Run, span: str) -> pl.DataFrame:
    """Exact sums of commission by month or year, with those in which nothing was charged."""
    begin = pl.col("session").dt.truncate(span).alias("begin")
    begins = run.fills.select(begin, fee=pl.col("account_fee"))
    sums = begins.group_by("begin").agg(pl.col("fee").sum())
    sessions = run.equity.get_column("session").dt.truncate(span).unique().sort()
    every = sessions.alias("begin").to_frame()
    return (
        every.join(sums, on="begin", how="left")
        .with_columns(pl.col("fee").fill_null(Decimal(0)))
        .sort("begin")
    )


def _name(begin: date, *, is_yearly: bool) -> str:
    return str(begin.year) if is_yearly else f"{text.MONTHS[begin.month - 1]} {begin.year}"


def _below(names: list[str]) -> tuple[Tick, ...]:
    step = -(-len(names) // TICKS_MAX)
    middles = [100 * (place + 0.5) / len(names) for place in range(len(names))]
    return ticks_below([(middles[place], names[place]) for place in range(0, len(names), step)])


def _or_none(amount: Decimal) -> str:
    return text.money(amount) if amount else "none"


def _bps(part: Decimal, whole: Decimal) -> str:
    if not part:
        return ""
    return text.number(float(part) / float(whole) * BPS if whole else None)
