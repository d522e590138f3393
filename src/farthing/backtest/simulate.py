"""Run orders that are known beforehand: the batch driver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from farthing import _core, given
from farthing.backtest.config import DEFAULT_CAPITAL, run_config, within
from farthing.backtest.feed import Feed
from farthing.backtest.prepare import setup
from farthing.backtest.result import Result
from farthing.backtest.run import as_bars
from farthing.backtest.tape import tape_lines
from farthing.backtest.targets import targets_array
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from numpy.typing import ArrayLike

    from farthing.backtest import costs
    from farthing.backtest.config import Convert, RunConfig
    from farthing.backtest.latency import Latency
    from farthing.data.bars import Bars
    from farthing.types import Currency, Rate

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
            self.bars,
            config.start,
            config.end,
            extended=config.extended,
            whole_bytes=2**62,
            finer=config.finer,
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
        return _core.OrderTape(*tape_lines(orders, self.bars.symbols, self.shape[0], self.days))

    def _result(self, outcome: _core.Outcome) -> Result:
        return Result.of(
            outcome, bars=self.bars, days=self.days, config=self.config, strategy="arrays"
        )


def prepare(bars: Any, *, finer: Any = None, **settings: Any) -> Prepared:
    """Loads bars once for several simulations; the settings are those of ``simulate``.

    Args:
        bars: a polars or pandas frame, or bars of a catalog.
        finer: finer bars of the same assets, as ``simulate`` takes them.
        settings: capital, commission and what else decides the money.

    Returns:
        ``prepared.targets(array)`` is ``simulate(bars, targets=array)`` with these settings, and
        ``prepared.tape(prepared.order_tape(orders))`` is ``simulate(bars, orders=orders)``.

    >>> import polars as pl
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "symbol": ["A", "A"],
    ...                       "open": [10.0, 10.5], "high": [11.0, 11.0], "low": [9.5, 10.0],
    ...                       "close": [10.2, 10.8], "volume": [1000, 1200]})
    >>> prepared = prepare(frame, capital=1000)
    >>> [prepared.targets([[n], [n]], unit="shares").end_equity for n in (10, 20)]
    [Decimal('1003.00'), Decimal('1006.00')]
    """
    exact = None if finer is None else as_bars(finer, "finer")
    return Prepared(bars, run_config(finer=exact, **settings))


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
    volume_limit: costs.Exact | None = None,
    latency: str | Latency | None = None,
    finer: Any = None,
    controls: costs.Controls = (),
    borrow: costs.Exact | costs.Borrow | None = None,
    interest: costs.Exact | costs.Interest | None = None,
    currency: str | Currency | None = None,
    convert: Convert = "none",
    rates: Iterable[Rate] = (),
) -> Result:
    """Runs targets or orders over bars, without calling Python on the way.

    Args:
        bars: a polars or pandas frame, or bars of a catalog.
        targets: bars of the run x assets: what to hold from each bar's close on. An order is given
            where a target differs from the last one given, whatever became of that order; NaN is
            no target. The columns of a frame are found by symbol; a plain list will do for one
            asset.
        orders: dictionaries with ``row`` (bar of the run, from 0, at whose close it is given),
            ``asset`` (symbol), ``size``, and optionally ``intent`` (quantity, value, percent, or
            target_quantity, target_value, target_percent), ``limit``, ``stop``, ``duration``, and
            what else ``ctx.order`` takes: ``trail``, ``trail_percent``, ``offset``, ``at``,
            ``until``, ``reduce_only``, ``group``, ``tag``, ``schedule``, and ``parent``, the place
            of another order in this list (from 0). ``{"row": 3, "modify": 0, "limit": 9}`` changes
            the order at place 0 (``size``, ``limit``, ``stop``, ``trail``, ``trail_percent``),
            ``{"row": 3, "cancel": 0}`` takes it back.
        unit: targets are ``weight`` (shares of equity) or ``shares``.
        rebalance: give every target again at every bar, as what is held has moved since.
        start: first session; by default the first that the bars have.
        end: last session; by default the last that the bars have.
        capital: money at the start.
        commission: such as ``"bps:10"``.
        slippage: such as ``"bps:5"``.
        account: ``"unlimited"``, ``"cash"``, ``"margin:2"``, ``"reg-t"`` or ``"portfolio:4:5"``.
        fill: ``"next-open"``, ``"next-close"`` or ``"close"``.
        benchmark: symbol that the result is compared with.
        extended: whether bars outside the hours of their sessions belong to the run.
        volume_limit: the share of a bar's volume that orders of an asset may take together, such as
            0.025; what is left of an order stays open. None is no limit.
        latency: how long orders take, such as ``"250ms"`` or
            ``"submit=exponential:2ms,cancel=1ms,seed=7"``.
        finer: finer bars of the same assets (a frame, or bars of a catalog), which decide a bar in
            which two levels were touched.
        controls: what the strategy may not do, such as ``"long-only,order-units:100"``.
        borrow: rate a year that short positions pay, or a ``farthing.costs.Borrow``.
        interest: rates a year that cash earns and owed cash costs, such as ``"0.02:0.06"``.
        currency: the account's, where instruments are in several: a code, or ``CODE:DIGITS``.
        convert: ``"each"`` converts what an event leaves of another currency; ``"none"`` keeps it.
        rates: ``farthing.Rate`` values, where no pair among the bars tells what a currency costs.

    Returns:
        The result, digit for digit that of a strategy that gives the same orders.

    >>> import polars as pl
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "symbol": ["A", "A"],
    ...                       "open": [10.0, 10.5], "high": [11.0, 11.0], "low": [9.5, 10.0],
    ...                       "close": [10.2, 10.8], "volume": [1000, 1200]})
    >>> simulate(frame, targets=[[10], [10]], unit="shares", capital=1000).end_equity
    Decimal('1003.00')
    """
    prepared = prepare(
        bars, start=start, end=end, capital=capital, commission=commission, slippage=slippage,
        account=account, fill=fill, benchmark=benchmark, extended=extended, controls=controls,
        borrow=borrow, interest=interest, volume_limit=volume_limit, latency=latency,
        finer=finer, currency=currency, convert=convert, rates=rates,
    )  # fmt: skip
    if (targets is None) == (orders is None):
        raise ConfigurationError("simulate takes targets or orders: one of them")
    if targets is not None:
        return prepared.targets(targets, unit=unit, rebalance=rebalance)
    assert orders is not None
    return prepared.tape(prepared.order_tape(orders))
