"""Orders, transactions and positions of each day, as the dictionaries that Zipline lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing import _core
from farthing.zipline.order import status
from farthing.zipline.pandas_extra import pandas
from farthing.zipline.units import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from farthing.backtest.result import Result

Listed = list[list[dict[str, Any]]]


def traded(result: Result, sessions: list[date]) -> dict[str, Listed]:
    """A list for each session: what was ordered or ended, what filled, what is held at its end."""
    assets = {asset.symbol: asset for asset in _core.make_assets(list(result.bars.instruments))}
    found: dict[str, Listed] = {}
    for name, rows in (
        ("orders", _orders(result, assets)),
        ("transactions", _transactions(result, assets)),
        ("positions", _positions(result, assets)),
    ):
        days: dict[date, list[dict[str, Any]]] = {day: [] for day in sessions}
        for day, row in rows:
            days[day].append(row)
        found[name] = list(days.values())
    return found


def _orders(result: Result, assets: dict[str, Any]) -> Iterator[tuple[date, dict[str, Any]]]:
    """Each on the day of its end, or of its begin where it still works."""
    sessions = dict(result.equity.select("time", "session").iter_rows())
    stamp = pandas().Timestamp
    for row in result.orders.iter_rows(named=True):
        last = row["closed"] or row["created"]
        yield (
            sessions[last],
            {
                "id": str(row["id"]),
                "dt": stamp(last),
                "reason": row["reason"],
                "created": stamp(row["created"]),
                "amount": shown(assets[row["symbol"]], row["quantity"]),
                "filled": shown(assets[row["symbol"]], row["filled"]),
                "commission": float(row["fee"]),
                "stop": _float(row["stop"]),
                "limit": _float(row["limit"]),
                "sid": assets[row["symbol"]],
                "status": status(row["state"]),
            },
        )


def _transactions(result: Result, assets: dict[str, Any]) -> Iterator[tuple[date, dict[str, Any]]]:
    stamp = pandas().Timestamp
    for row in result.fills.iter_rows(named=True):
        yield (
            row["session"],
            {
                "amount": shown(assets[row["symbol"]], row["quantity"]),
                "dt": stamp(row["time"]),
                "price": float(row["price"]),
                "order_id": str(row["order"]),
                "sid": assets[row["symbol"]],
                "commission": float(row["fee"]),
            },
        )


def _positions(result: Result, assets: dict[str, Any]) -> Iterator[tuple[date, dict[str, Any]]]:
    for row in result.positions.iter_rows(named=True):
        yield (
            row["session"],
            {
                "sid": assets[row["symbol"]],
                "amount": shown(assets[row["symbol"]], row["quantity"]),
                "cost_basis": float(row["cost"]) / float(row["quantity"]),
                "last_sale_price": float(row["price"]),
            },
        )


def _float(price: Any) -> float | None:
    return None if price is None else float(price)
