"""The statistics of a run. Floats, except what is money; undefined is None."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from farthing.backtest.ruin import OF_RETURNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from farthing import _core
    from farthing.backtest.ruin import Ruin

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Drawdown:
    """A fall of the account from a peak, at the ends of sessions.

    ``peak`` is None where the fall began with the capital; ``recovery`` is None where there was
    none. ``depth`` is positive: 0.1 is a tenth. ``sessions`` and ``days`` go from the peak to the
    recovery, or to the last session.
    """

    peak: date | None
    trough: date
    recovery: date | None
    peak_value: Decimal
    trough_value: Decimal
    depth: float
    sessions: int
    days: int


@dataclass(frozen=True, slots=True)
class Period:
    """What a month or a year brought; ``month`` is None for a year.

    ``total_return`` is from the last value of the period before, the first from the capital; None
    from the period on in which the account came to nothing (see ``Statistics``).
    """

    year: int
    month: int | None
    equity: Decimal
    total_return: float | None
    trades_won: int
    trades_lost: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """All statistics of a run.

    Those of returns are of sessions, from the account at their ends; annualised with
    ``periods_per_year``; volatility, Sharpe and Sortino with one degree of freedom less than
    returns where they use a deviation (Sharpe, volatility), risk-free rate 0. They are those of
    empyrical-reloaded where it has them. Those of holdings are of bars. A trade is a lot, or a part
    of one, that was closed; its profit is after the fees of both ends; one of exactly nothing is
    neither won nor lost.

    Where the account was nothing or less at some bar before the last session, nothing that is made
    of returns is defined: ``annual_return`` to ``conditional_value_at_risk``, those beside a
    benchmark, and ``total_return`` of months and years from there on are None. What compares
    amounts of money alone stays: ``total_return`` and ``max_drawdown``.

    Attributes:
        periods_per_year: sessions in a year, 252 or 365.
        sessions: sessions of the run that have bars.
        total_return: end over capital, less one.
        annual_return: compound return of a year.
        annual_volatility: sample deviation of returns, times the root of ``periods_per_year``.
        sharpe_ratio: mean return over sample deviation, annualised.
        sortino_ratio: mean return over downside deviation (of all returns), annualised.
        calmar_ratio: annual return over the largest drawdown.
        omega_ratio: sum of gains over sum of losses, at a threshold of 0.
        tail_ratio: 95th over 5th percentile of returns, without signs.
        value_at_risk: 5th percentile of returns.
        conditional_value_at_risk: mean of the returns at or below it.
        max_drawdown: depth of the deepest drawdown, positive.
        exposure: share of bars at whose close something was held.
        mean_leverage: mean of holdings without signs over equity.
        largest_leverage: the largest of these.
        mean_position: mean position as a share of equity, over bars and positions.
        largest_position: the largest of these.
        turnover: value traded in a year, over the mean equity of session ends.
        trades, trades_won, trades_lost: numbers of trades.
        win_rate: share of trades that were won.
        profit_factor: profits over losses.
        expectancy: mean profit of a trade, in money.
        average_win, average_loss: mean profit of those won and lost, in money.
        average_holding: mean bars from a trade's opening to its end.
        return_on_cost: mean over trades of profit over cost.
        gross_profit, gross_loss: exact sums of profits and of losses.
        best_trade, worst_trade: exact profits.
        benchmark_sessions: sessions with a return of the run and of its benchmark (adjusted for
            splits, without dividends); the next six are of these, and None without a benchmark.
        alpha: mean return that ``beta`` does not explain, compounded over a year.
        beta: covariance with the benchmark over its variance; degrees of freedom cancel.
        information_ratio: mean return above the benchmark's over its sample deviation (one degree
            of freedom less than sessions), annualised.
        tracking_error: that deviation, times the root of ``periods_per_year``.
        up_capture, down_capture: annual return over the benchmark's, of the sessions in which the
            benchmark rose, and of those in which it fell.
        average_adverse_excursion: mean over trades of the largest loss while they were open, in
            the account's currency, negative or nothing; before fees.
        average_favourable_excursion: mean over trades of the largest profit, likewise.
        worst_adverse_excursion, best_favourable_excursion: the extremes of these, exact.
        drawdowns: in the order of time.
        months, years: in the order of time.
    """

    periods_per_year: int
    sessions: int
    total_return: float | None
    annual_return: float | None
    annual_volatility: float | None
    sharpe_ratio: float | None
    sortino_ratio: float | None
    calmar_ratio: float | None
    omega_ratio: float | None
    tail_ratio: float | None
    value_at_risk: float | None
    conditional_value_at_risk: float | None
    max_drawdown: float | None
    exposure: float | None
    mean_leverage: float | None
    largest_leverage: float | None
    mean_position: float | None
    largest_position: float | None
    turnover: float | None
    trades: int
    trades_won: int
    trades_lost: int
    win_rate: float | None
    profit_factor: float | None
    expectancy: float | None
    average_win: float | None
    average_loss: float | None
    average_holding: float | None
    return_on_cost: float | None
    gross_profit: Decimal | None
    gross_loss: Decimal | None
    best_trade: Decimal | None
    worst_trade: Decimal | None
    benchmark_sessions: int
    alpha: float | None
    beta: float | None
    information_ratio: float | None
    tracking_error: float | None
    up_capture: float | None
    down_capture: float | None
    average_adverse_excursion: float | None
    average_favourable_excursion: float | None
    worst_adverse_excursion: Decimal | None
    best_favourable_excursion: Decimal | None
    drawdowns: tuple[Drawdown, ...] = field(repr=False)
    months: tuple[Period, ...] = field(repr=False)
    years: tuple[Period, ...] = field(repr=False)

    @classmethod
    def of(
        cls,
        summary: _core.Summary,
        days: NDArray[np.int32],
        periods_per_year: int,
        more: Mapping[str, Any],
        ruin: Ruin | None = None,
    ) -> Statistics:
        """The statistics of a summary, and ``more`` that need bars.

        ``days`` are those of the sessions that have bars; ``ruin`` is of an account that came to
        nothing.
        """
        found = cls(
            periods_per_year=periods_per_year,
            drawdowns=tuple(_drawdown(row, days) for row in summary.drawdowns()),
            months=tuple(Period(*row) for row in summary.months()),
            years=tuple(Period(*row) for row in summary.years()),
            **summary.values(),
            **more,
        )
        return found if ruin is None or ruin.is_last else found.up_to(ruin.first)

    def up_to(self, ruin: date) -> Statistics:
        """These, without what is not defined since the account came to nothing on a day."""
        undefined: dict[str, Any] = dict.fromkeys(OF_RETURNS)
        return replace(
            self,
            months=tuple(_before(each, (ruin.year, ruin.month)) for each in self.months),
            years=tuple(_before(each, (ruin.year, 0)) for each in self.years),
            **undefined,
        )

    def describe(self) -> dict[str, Any]:
        """All of them in plain values, as ``run.json`` keeps them; money as text."""
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}


def _before(period: Period, ruin: tuple[int, int]) -> Period:
    """A period, whose return is not defined unless it ended before that of the ruin."""
    is_before = (period.year, period.month or 0) < ruin
    return period if is_before else replace(period, total_return=None)


def _drawdown(row: tuple[Any, ...], days: NDArray[np.int32]) -> Drawdown:
    peak, trough, recovery, peak_value, trough_value, depth, sessions = row

    def date_of(session: int) -> date:
        return _EPOCH + timedelta(days=int(days[session]))

    begin = date_of(max(peak, 0))
    end = date_of(-1) if recovery is None else date_of(recovery)
    return Drawdown(
        peak=None if peak < 0 else begin,
        trough=date_of(trough),
        recovery=None if recovery is None else end,
        peak_value=peak_value,
        trough_value=trough_value,
        depth=depth,
        sessions=sessions,
        days=(end - begin).days,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [
            {item.name: _plain(getattr(row, item.name)) for item in fields(row)} for row in value
        ]
    return str(value) if isinstance(value, (Decimal, date)) else value
