"""Strategies that are known before the run, and a portfolio of them in the batch driver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, overload

from farthing import _core, given
from farthing.backtest.result import Result
from farthing.backtest.simulate import prepare
from farthing.backtest.targets import targets_array
from farthing.errors import ConfigurationError, hint
from farthing.portfolio.allocators.allocator import WHOLE
from farthing.portfolio.book import Entry
from farthing.portfolio.diary import Diary
from farthing.portfolio.grid import Grid
from farthing.portfolio.plan import refuse
from farthing.portfolio.subaccounts import SubAccounts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from farthing.backtest.costs import Exact
    from farthing.backtest.simulate import Prepared, Width
    from farthing.portfolio.plan import Plan
    from farthing.portfolio.rebalance import Rebalance

UNITS = ("weight", "shares")
"""What targets are of."""

PROFIT_MOST = 100
"""The farthest that a limit may be from its entry, as a multiple of the entry's price."""


@dataclass(frozen=True)
class Targets:
    """A strategy that is an array: what it wants to hold from each bar's close on.

    A target that differs from the last one is ordered. An order that opens a position, or makes it
    larger, has a bracket where one is asked for: once it has filled, a stop and a limit close all
    that is held, whichever is reached first.

    Args:
        targets: bars of the run x assets, as ``farthing.simulate`` takes them; NaN is no target.
        unit: ``weight`` (shares of the strategy's own equity) or ``shares``.
        rebalance: give every target again at every bar, as what is held has moved since.
        stop_loss: how far the price may go against an entry, as a share of its price: above 0 and
            below 1, nine digits at most. None is no stop.
        take_profit: how far it may go with an entry until that is closed: above 0, at most 100.

    >>> Targets([[0.5], [0.0]], stop_loss="0.05").stop
    50000000
    """

    targets: ArrayLike
    unit: Literal["weight", "shares"] = "weight"
    rebalance: bool = False
    stop_loss: Exact | None = None
    take_profit: Exact | None = None

    def __post_init__(self) -> None:
        """Refuses what makes no sense."""
        given.text(self.unit, "unit")
        if self.unit not in UNITS:
            there = f"there are {' and '.join(UNITS)}"
            raise ConfigurationError(f"no unit {self.unit!r}{hint(self.unit, UNITS, there)}")
        given.truth(self.rebalance, "rebalance")
        _ = self.stop, self.limit

    @property
    def stop(self) -> int | None:
        """The stop's distance from an entry, in parts of 10^9 of its price."""
        return _parts(self.stop_loss, "stop_loss", WHOLE - 1)

    @property
    def limit(self) -> int | None:
        """The limit's distance likewise."""
        return _parts(self.take_profit, "take_profit", PROFIT_MOST * WHOLE)


def _parts(share: Exact | None, what: str, most: int) -> int | None:
    """A share of a price in parts of 10^9.

    Raises:
        ConfigurationError: it is out of its range, or has more digits.
    """
    if share is None:
        return None
    parts = given.from_zero(share, what) * WHOLE
    if parts != int(parts) or not 0 < parts <= most:
        raise ConfigurationError(
            f"{what} is {given.shown(share)}: it is a share of the price of an entry, above 0 and "
            f"{'below 1' if most < WHOLE else f'at most {most // WHOLE}'}, of nine digits at most"
        )
    return int(parts)


def simulated(
    plan: Plan, strategies: Mapping[str, Any], bars: Any, width: Width, settings: Mapping[str, Any]
) -> Result:
    """Runs strategies that are arrays; see ``StrategyPortfolio.simulate``."""
    arrays = [_array(name, strategy) for name, strategy in strategies.items()]
    _check(plan)
    given.text(width, "width")
    prepared = prepare(bars, **settings)
    refuse(plan, prepared.bars, prepared.config)
    days = [EPOCH + timedelta(days=int(day)) for day in prepared.days]
    sessions = [days[session] for session in prepared.panel.sessions[prepared.start :]]
    shares = plan.allocator.shares([], len(plan.names))
    outcome, books = _core.simulate_portfolio(
        prepared.setup, prepared.panel, prepared.start,
        [_told(array, prepared) for array in arrays],
        shares, _shared(plan.rebalance, sessions), width,
    )  # fmt: skip
    return Result.of(
        outcome, bars=prepared.bars, days=prepared.days, config=prepared.config,
        strategy=f"StrategyPortfolio({', '.join(plan.names)})",
        strategies=_accounts(plan, prepared, books, sessions, shares),
    )  # fmt: skip


EPOCH = date(1970, 1, 1)


def _array(name: str, strategy: Any) -> Targets:
    if isinstance(strategy, Targets):
        return strategy
    raise ConfigurationError(
        f"strategy {name} is a {type(strategy).__name__}: portfolio.simulate takes arrays, "
        "farthing.Targets(...); farthing.run(portfolio, bars=...) takes what Python calls"
    )


def _check(plan: Plan) -> None:
    """Refuses a plan that is decided during the run.

    Raises:
        ConfigurationError: it names what decides.
    """
    decides = {
        f"allocate {plan.allocator}": not plan.allocator.is_constant,
        f"rebalance {plan.rebalance}": plan.rebalance.drift is not None,
        f"risk {', '.join(map(str, plan.risk))}": bool(plan.risk),
    }
    for what, is_asked in decides.items():
        if is_asked:
            raise ConfigurationError(
                f"{what} looks at what has become of the strategies, and nobody is asked during a "
                "run of arrays: take fixed or equal shares, dates of the calendar and no limits of "
                "risk, or run strategies of Python with farthing.run"
            )


def _told(array: Targets, prepared: Prepared) -> tuple[Any, ...]:
    """A strategy as the core takes it."""
    targets = targets_array(array.targets, prepared.shape, prepared.bars.symbols)
    return targets, array.unit, array.rebalance, array.stop, array.limit


def _shared(rebalance: Rebalance, sessions: Sequence[date]) -> list[int]:
    """The rows at whose close money is shared anew: first bars of sessions."""
    return [
        row
        for row in range(1, len(sessions))
        if sessions[row - 1] != sessions[row]
        and rebalance.is_due(sessions[row - 1], sessions[row], (), ())
    ]


def _accounts(
    plan: Plan, prepared: Prepared, books: _core.StrategyBooks, sessions: list[date],
    shares: list[int],
) -> SubAccounts:  # fmt: skip
    """The books as tables."""
    currency = prepared.config.currency_of_account(prepared.bars)
    grid = Grid.of(prepared.bars.instruments, currency)
    last = [
        row
        for row, day in enumerate(sessions)
        if row + 1 == len(sessions) or sessions[row + 1] != day
    ]
    prices: NDArray[np.int64] = books.prices().reshape(len(last), -1)
    diary = Diary(
        times=prepared.panel.times[prepared.start :],
        sessions=sessions,
        equity=books.equity(),
        cash=books.cash(),
        ends=[(sessions[row], row, prices[place]) for place, row in enumerate(last)],
        shares=[(row, shares) for row in books.shared()],
    )
    return SubAccounts(plan, grid, diary, Entries(books))


class Entries(Sequence[Entry]):
    """The entries of books that the core keeps; they are made when they are first asked for."""

    def __init__(self, books: _core.StrategyBooks) -> None:
        """Keeps the books."""
        self._books = books

    @cached_property
    def _all(self) -> tuple[Entry, ...]:
        return tuple(Entry(*each) for each in self._books.entries())

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        """One of them, or some."""
        return self._all[place]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._books)
