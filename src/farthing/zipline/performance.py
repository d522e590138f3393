"""The frame of days that Zipline answers with, from the exact tables of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.backtest.performance import performance as of_account
from farthing.zipline.days_of_trading import traded
from farthing.zipline.pandas_extra import pandas
from farthing.zipline.risk import against, risk

if TYPE_CHECKING:
    import pandas as pd

    from farthing.backtest.result import Result

MINUTE = 60_000_000_000


def performance(result: Result, benchmark_returns: pd.Series | None = None) -> pd.DataFrame:
    """A row for each session, at its last bar's end: Zipline's columns, and what was recorded.

    The columns of the benchmark are NaN where no returns are given.
    """
    pd = pandas()
    account = of_account(result)
    ends = result.equity.group_by("session", maintain_order=True).last()
    sessions = ends["session"].to_list()
    frame = pd.DataFrame(index=account.index)
    frame["period_open"] = _opens(result, sessions)
    frame["period_close"] = account.index
    for name, lists in traded(result, sessions).items():
        frame[name] = lists
    for name, values in _values(result, account, sessions).items():
        frame[name] = values
    own = ("portfolio_value", "ending_cash", "returns")
    for name in account.columns.difference(own, sort=False):
        frame[name] = account[name]
    returns = frame["returns"].to_numpy()
    for name, values in risk(returns, frame["gross_leverage"].to_numpy()).items():
        frame[name] = values
    frame["trading_days"] = np.arange(1, len(frame) + 1)
    frame["period_label"] = [f"{day:%Y-%m}" for day in sessions]
    for name, values in against(returns, benchmark_returns, pd.DatetimeIndex(sessions)).items():
        frame[name] = values
    return frame


def _opens(result: Result, sessions: list[Any]) -> Any:
    """The end of each session's first minute, as Zipline counts it."""
    pd = pandas()
    table = result.bars.sessions
    opens = dict(
        zip(table["session"].to_list(), table["open"].to_physical().to_list(), strict=True)
    )
    return pd.DatetimeIndex([opens[day] + MINUTE for day in sessions], tz="UTC")


def _values(result: Result, account: pd.DataFrame, sessions: list[Any]) -> dict[str, Any]:
    """What the account held, and moved, in each session."""
    held = _held(result, sessions)
    value, cash = held["long_value"] + held["short_value"], account["ending_cash"].to_numpy()
    equity = account["portfolio_value"].to_numpy()
    capital = float(result.config.capital)
    return {
        "starting_exposure": _before(value, 0.0),
        "ending_exposure": value,
        "starting_value": _before(value, 0.0),
        "ending_value": value,
        "starting_cash": _before(cash, capital),
        "ending_cash": cash,
        "returns": account["returns"].to_numpy(),
        "portfolio_value": equity,
        "longs_count": held["longs"].astype(int),
        "shorts_count": held["shorts"].astype(int),
        "long_value": held["long_value"],
        "short_value": held["short_value"],
        "long_exposure": held["long_value"],
        "pnl": equity - _before(equity, capital),
        "short_exposure": held["short_value"],
        "gross_leverage": (held["long_value"] - held["short_value"]) / equity,
        "net_leverage": value / equity,
        "capital_used": cash - _before(cash, capital),
    }


def _held(result: Result, sessions: list[Any]) -> dict[str, np.ndarray[Any, Any]]:
    """Longs and shorts at the end of each session: their values and numbers."""
    places = {day: place for place, day in enumerate(sessions)}
    names = ("long_value", "short_value", "longs", "shorts")
    found = {name: np.zeros(len(sessions)) for name in names}
    for day, value in result.positions.select("session", "account_value").iter_rows():
        worth = float("nan") if value is None else float(value)  # it does not fit the ledger
        side = "short" if worth < 0 else "long"
        found[f"{side}_value"][places[day]] += worth
        found[f"{side}s"][places[day]] += 1
    return found


def _before(values: np.ndarray[Any, Any], first: float) -> np.ndarray[Any, Any]:
    return np.concatenate(([first], values[:-1]))
