"""Run orders that are known beforehand: the batch driver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from farthing import _core, given
from farthing.backtest.config import DEFAULT_CAPITAL, run_config, within
from farthing.backtest.feed import Feed
from farthing.backtest.prepare import setup
from farthing.backtest.result import Result
from farthing.backtest.run import as_bars
from farthing.backtest.targets import targets_array
from farthing.errors import ConfigurationError, OrderError, UnknownSymbol

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import ArrayLike

    from farthing.backtest import costs
    from farthing.backtest.config import RunConfig
    from farthing.data.bars import Bars

Width = Literal["auto", "narrow", "wide"]
"""Money in 64 bits, in 128, or in 128 where 64 do not do; the numbers are the same."""


class Prepared:
    """Bars in the core and a setup: what several simulations of the same run share.

    Args:
        bars: a frame or ``Bars``.
        config: what decides the money.
    """

    def __init__(self, bars: Any, config: RunConfig) -> None:
        """Loads all bars."""
        self.bars: Bars = as_bars(bars)
        self.config = config = within(config, self.bars)
        feed = Feed(
            self.bars, config.start, config.end, extended=config.extended, whole_bytes=2**62
        )
        self.days = feed.days
        self.setup = setup(self.bars, config, self.days)
        chunk = feed.next()
        assert chunk is not None, "a feed has one chunk at least"
        self.panel, _, self.start = chunk

    @property
    def shape(self) -> tuple[int, int]:
        """Bars of the run and assets: the shape of targets."""
        return self.panel.rows - self.start, self.panel.assets

    def targets(
        self,
        targets: ArrayLike,
        *,
        unit: Literal["weight", "shares"] = "weight",
        rebalance: bool = False,
        width: Width = "auto",
    ) -> Result:
        """Runs an array of targets; see ``simulate``."""
        given.text(unit, "unit")
        given.truth(rebalance, "rebalance")
        given.text(width, "width")
        array = targets_array(targets, self.shape, self.bars.symbols)
        outcome = _core.simulate_targets(
            self.setup, self.panel, self.start, array, unit, rebalance, width
        )
        return self._result(outcome)

    def tape(self, orders: _core.OrderTape, *, width: Width = "auto") -> Result:
        """Runs a tape of orders; see ``simulate``."""
        given.text(width, "width")
        outcome = _core.simulate_tape(self.setup, self.panel, self.start, orders, width)
        return self._result(outcome)

    def order_tape(self, orders: Iterable[Mapping[str, Any]]) -> _core.OrderTape:
        """Orders as the core takes them, in the order of their rows.

        Raises:
            UnknownSymbol: for an asset that the bars do not have.
            OrderError: for an order that is none, or in a row that the run does not have.
        """
        places = {symbol: place for place, symbol in enumerate(self.bars.symbols)}
        if isinstance(orders, (str, Mapping)) or not isinstance(orders, Iterable):
            raise OrderError(f"orders are {orders!r}; they are a list of dictionaries")
        parts = [_parts(order, places, self.shape[0]) for order in orders]
        parts.sort(key=lambda order: order[0])
        return _core.OrderTape(parts, len(places))

    def _result(self, outcome: _core.Outcome) -> Result:
        return Result.of(
            outcome, bars=self.bars, days=self.days, config=self.config, strategy="arrays"
        )


@given.with_hints
def simulate(
    bars: Any,
    *,
    targets: ArrayLike | None = None,
    orders: Iterable[dict[str, Any]] | None = None,
    unit: Literal["weight", "shares"] = "weight",
    rebalance: bool = False,
    start: date | str | None = None,
    end: date | str | None = None,
    capital: costs.Exact = DEFAULT_CAPITAL,
    commission: str | costs.Commission = "none",
    slippage: str | costs.Slippage = "none",
    account: str | costs.Account = "unlimited",
    fill: str = "next-open",
    benchmark: str | None = None,
    extended: bool = False,
) -> Result:
    """Runs targets or orders over bars, without calling Python on the way.

    Args:
        bars: a polars or pandas frame, or bars of a catalog.
        targets: bars of the run x assets: what to hold from each bar's close on. An order is given
            where a target differs from the one before; NaN is no target. The columns of a frame
            are found by symbol; a plain list will do for one asset.
        orders: dictionaries with ``row`` (bar of the run, from 0, at whose close it is given),
            ``asset`` (symbol), ``size``, and optionally ``intent`` (quantity, value, percent, or
            target_quantity, target_value, target_percent), ``limit``, ``stop``, ``duration``.
        unit: targets are ``weight`` (shares of equity) or ``shares``.
        rebalance: give every target again at every bar.
        start: first session; by default the first that the bars have.
        end: last session; by default the last that the bars have.
        capital: money at the start.
        commission: such as ``"bps:10"``.
        slippage: such as ``"bps:5"``.
        account: ``"unlimited"``, ``"cash"`` or ``"margin:2"``.
        fill: ``"next-open"`` or ``"close"``.
        benchmark: symbol that the result is compared with.
        extended: whether bars outside the hours of their sessions belong to the run.

    Returns:
        The result, digit for digit that of a strategy that gives the same orders.

    >>> import polars as pl
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "symbol": ["A", "A"],
    ...                       "open": [10.0, 10.5], "high": [11.0, 11.0], "low": [9.5, 10.0],
    ...                       "close": [10.2, 10.8], "volume": [1000, 1200]})
    >>> simulate(frame, targets=[[10], [10]], unit="shares", capital=1000).end_equity
    Decimal('1003.00')
    """
    config = run_config(
        start=start, end=end, capital=capital, commission=commission, slippage=slippage,
        account=account, fill=fill, benchmark=benchmark, extended=extended,
    )  # fmt: skip
    prepared = Prepared(bars, config)
    if (targets is None) == (orders is None):
        raise ConfigurationError("simulate takes targets or orders: one of them")
    if targets is not None:
        return prepared.targets(targets, unit=unit, rebalance=rebalance)
    assert orders is not None
    return prepared.tape(prepared.order_tape(orders))


ORDER = ("row", "asset", "size", "intent", "limit", "stop", "duration")
"""The parts of an order of a tape; the first three must be there."""


def _parts(order: Mapping[str, Any], places: Mapping[str, int], rows: int) -> tuple[Any, ...]:
    """An order of a tape in the order of its parts."""
    _check_parts(order)
    row, asset = order["row"], order["asset"]
    if not isinstance(asset, str):
        raise OrderError(f"an order of asset {asset!r}: an asset is named by its symbol")
    if asset not in places:
        raise UnknownSymbol(asset, places)
    if isinstance(row, bool) or not isinstance(row, (int, np.integer)) or not 0 <= row < rows:
        raise OrderError(f"an order in row {row!r}: the run has the rows 0 to {rows - 1}")
    intent, duration = order.get("intent", "quantity"), order.get("duration", "gtc")
    prices = order.get("limit"), order.get("stop")
    return int(row), places[asset], order["size"], intent, *prices, duration


def _check_parts(order: Any) -> None:
    """Whether an order has the parts that one needs, and no others."""
    if not isinstance(order, Mapping):
        raise OrderError(f"the order {order!r} is no dictionary with {', '.join(ORDER)}")
    if unknown := sorted({str(part) for part in order} - set(ORDER)):
        raise OrderError(f"an order has no {', '.join(unknown)}; it has {', '.join(ORDER)}")
    if missing := [name for name in ORDER[:3] if name not in order]:
        raise OrderError(f"the order {dict(order)!r} has no {' and no '.join(missing)}")
    for part in ("intent", "duration"):
        if part in order and not isinstance(order[part], str):
            word = order[part]
            raise OrderError(f"{part} {word!r} of an order is no text; leave it out or name one")
