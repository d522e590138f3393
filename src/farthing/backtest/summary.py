"""The summary of a result: what a person wants to know first, and every model that decided it."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

import polars as pl

from farthing.backtest.figures import SHORT_YEAR, count, money, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.backtest.result import Result

REASONS = {
    "not_open": "the order was not open any more",
    "no_such_price": "the order has no such price to change",
    "no_price": "the instrument had no price yet",
    "off_lot": "an exact size was no whole number of lots",
    "below_lot": "the size was less than one lot",
    "quantity_too_large": "the size has more digits than a quantity can hold",
    "off_tick": "an exact limit or stop was not on the tick",
    "price_out_of_range": "a limit or stop was not positive, or too large",
    "session_over": "its last session was over already",
    "nothing_to_reduce": "there was no position that the order could have made smaller",
    "too_many_orders": "the session had as many orders as a control allows",
    "restricted": "a control forbids the instrument on this day",
    "order_too_large": "the order was larger than a control allows",
    "position_too_large": "the position would have been larger than a control allows",
    "long_only": "a control allows no short position",
    "leverage": "the account would have had more leverage than a control allows",
    "drawdown_halt": "the account had lost too much since its peak, for a control",
    "daily_loss_halt": "the account had lost too much in the session, for a control",
    "short_not_allowed": "a cash account cannot sell what it does not hold",
    "no_borrow": "there were no more units to borrow",
    "insufficient_cash": "the fill would have cost more than the cash there was",
    "insufficient_margin": "the fill would have held more than the leverage allows",
}
"""Why orders are refused, in words, by the names that tables use."""


def rows(result: Result) -> Iterator[tuple[str, str]]:
    """Names and values, in the order in which they are read.

    Of a run that stopped: why, and how far it came. What it made until then says little.
    """
    config = result.config
    currency = config.currency_of_account(result.bars).code
    sessions = result.equity.get_column("session")
    if result.error:
        yield "stopped", result.error
    if len(sessions):
        bars = count(result.outcome.bars, "bar")
        yield "from", f"{sessions[0]} to {sessions[-1]}, {bars}"
    yield "capital", f"{money(config.capital)} {currency}"
    yield "end equity", f"{money(result.end_equity)} {currency}"
    if not result.is_partial:
        yield from _of_strategies(result, currency)
        yield from _performance(result, currency)
    yield from _orders(result)
    if len(result.margin_calls):
        yield "margin calls", f"{len(result.margin_calls):,}"
    if not result.is_partial:
        yield from _models(result)
    for note in (*result.notes, *result.bars.notes):
        yield "note", note
    yield "digest", result.digest[:16]


def _performance(result: Result, currency: str) -> Iterator[tuple[str, str]]:
    """What the run earned, at which risk, and by which trades."""
    statistics = result.statistics
    yield "total return", percent(statistics.total_return)
    yield "annual return", percent(statistics.annual_return) + _caution(result)
    yield "annual volatility", percent(statistics.annual_volatility)
    yield "Sharpe ratio", number(statistics.sharpe_ratio)
    yield "max drawdown", percent(statistics.max_drawdown)
    yield from _beside(result)
    yield from _borrowed(result, currency)
    yield "trades", f"{statistics.trades:,} ({percent(statistics.win_rate)} won)"
    yield from _excursions(result)


def _models(result: Result) -> Iterator[tuple[str, str]]:
    """What decided prices, costs and what was possible."""
    config = result.config
    yield "commission", str(config.commission)
    yield "slippage", str(config.slippage)
    yield "account", str(config.account)
    if config.volume_limit is not None:
        yield "volume limit", f"{config.volume_limit:f} of a bar"
    if config.latency is not None:
        yield "latency", str(config.latency)
    ambiguous = result.ambiguous_bars
    if any(ambiguous.values()):
        undecided, decided = ambiguous["undecided"], ambiguous["decided"]
        yield "ambiguous bars", f"{undecided:,} (and {decided:,} decided by finer bars)"
    yield from _conditions(result)
    yield "fill", config.fill + (" (of the bar that orders)" if config.fill == "close" else "")


def _caution(result: Result) -> str:
    """What is said beside a yearly figure of a short run."""
    sessions = result.equity.get_column("session").n_unique()
    is_long = sessions >= SHORT_YEAR * result.bars.sessions_per_year
    if is_long or result.statistics.annual_return is None:
        return ""
    return f" (from {count(sessions, 'session')}: too few to lean on)"


def _beside(result: Result) -> Iterator[tuple[str, str]]:
    """What the run was beside its benchmark."""
    found, benchmark = result.statistics, result.config.benchmark
    if benchmark is None:
        return
    yield "alpha, beta", f"{percent(found.alpha)}, {number(found.beta)} against {benchmark}"
    yield "information ratio", number(found.information_ratio)
    yield "tracking error", percent(found.tracking_error)
    yield "up, down capture", f"{percent(found.up_capture)}, {percent(found.down_capture)}"


def _excursions(result: Result) -> Iterator[tuple[str, str]]:
    """How far trades were behind and ahead while they were open, in the account's currency."""
    found = result.statistics
    worst, best = found.worst_adverse_excursion, found.best_favourable_excursion
    if worst is not None and best is not None:
        yield "excursions", f"{money(worst)} at worst, {money(best)} at best, while open"


def _orders(result: Result) -> Iterator[tuple[str, str]]:
    """How many orders ended in which way, and what each reason of a refusal means."""
    states = result.order_states()
    yield "orders", ", ".join(f"{many:,} {state}" for state, many in states.items()) or "none"
    refused = result.orders.filter(pl.col("reason").is_not_null())
    for (reason,), orders in sorted(refused.partition_by("reason", as_dict=True).items()):
        what = REASONS.get(str(reason), "see docs/RULES.md")
        yield "refused", f"{len(orders):,} {reason}: {what} ({_first(result, orders)})"


def _first(result: Result, orders: pl.DataFrame) -> str:
    """Of which instrument the first of some orders was, and in which session."""
    symbol, created = orders.select("symbol", "created").row(0)
    days = result.equity.filter(pl.col("time") == created).get_column("session")
    when = f" on {days[0]}" if len(days) else ""
    return f"{symbol}{when}" if len(orders) == 1 else f"first {symbol}{when}"


def _borrowed(result: Result, currency: str) -> Iterator[tuple[str, str]]:
    """What a person with only the capital could not have done; nobody is surprised by it then."""
    cash, leverage = result.equity.get_column("cash"), result.statistics.largest_leverage
    below = cash.filter(cash < 0)
    if len(below):
        most = money(-below.sort()[0])
        yield "borrowed", f"on {len(below):,} of {len(cash):,} bars, at most {most} {currency}"
    if leverage is not None and leverage > 1:
        yield "largest leverage", f"{number(leverage)} times equity"


def _of_strategies(result: Result, currency: str) -> Iterator[tuple[str, str]]:
    """What each strategy of a portfolio has made."""
    if result.strategies is not None:
        for name, profit in result.strategies.describe()["profit"].items():
            yield f"profit of {name}", f"{money(Decimal(profit))} {currency}"


def _conditions(result: Result) -> Iterator[tuple[str, str]]:
    """Controls and carry, where the run has some."""
    config = result.config
    if config.controls:
        yield "controls", ", ".join(map(str, config.controls))
    for name, model in (("borrow", config.borrow), ("interest", config.interest)):
        if str(model) != "none":
            yield name, str(model)


def plain(result: Result) -> str:
    """The summary as lines of plain text."""
    found = list(rows(result))
    width = max(len(name) for name, _ in found)
    title = result.strategy or "strategy"
    return "\n".join([title, *(f"{name:<{width}}  {value}" for name, value in found)])


def html(result: Result) -> str:
    """The summary as a table for notebooks."""
    lines = (
        f"<tr><th style='text-align:left'>{escape(name)}</th>"
        f"<td style='text-align:left'>{escape(value)}</td></tr>"
        for name, value in rows(result)
    )
    return f"<table><caption>{escape(result.strategy)}</caption>{''.join(lines)}</table>"
