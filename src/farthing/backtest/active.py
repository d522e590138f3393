"""The Zipline-style program that runs now: what the functions of ``farthing.api`` act on."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from farthing.backtest.schedule.agenda import Agenda
from farthing.errors import ConfigurationError, UnknownSymbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from farthing import _core
    from farthing.backtest.config import RunConfig
    from farthing.data.bars import Bars
    from farthing.pipeline.attached import Attached
    from farthing.universe.adjustment import Adjust

Lifetime = Literal["gtc", "day"]
"""How long the orders of a program work, where it is not said of each."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AlgorithmContext:
    """The ``context`` of a program: its own attributes, its account, and ``assets``.

    ``assets`` are all assets of the run until the program keeps others there.
    """

    assets: Any
    portfolio: _core.Portfolio
    account: AlgorithmAccount

    def __setattr__(self, name: str, value: Any) -> None:
        """Keeps whatever the program wants to keep."""
        object.__setattr__(self, name, value)


class AlgorithmAccount:
    """The account in Zipline's words."""

    def __init__(self, portfolio: _core.Portfolio) -> None:
        """Reads a portfolio."""
        self._portfolio = portfolio

    @property
    def settled_cash(self) -> float:
        """Money at hand."""
        return self._portfolio.cash

    @property
    def net_liquidation(self) -> float:
        """The value of the account."""
        return self._portfolio.equity

    @property
    def total_positions_value(self) -> float:
        """The value of all positions, shorts with their sign."""
        return self._portfolio.positions_value

    @property
    def total_positions_exposure(self) -> float:
        """The worth of all positions, with that of contracts, shorts with their sign."""
        return self._portfolio.exposure

    @property
    def net_leverage(self) -> float:
        """The worth of all positions as a share of the account's value."""
        return self._portfolio.exposure / self._portfolio.equity

    @property
    def leverage(self) -> float:
        """The value of all positions without their signs, as a share of the account's."""
        return self._portfolio.gross / self._portfolio.equity


class Algorithm:
    """A program under way.

    Attributes:
        platform: where the program is told that it runs.
        unlimited: settings of a slippage that says nothing about volume.
        adjust: what the windows of pipelines are adjusted for.
    """

    platform = "farthing"
    unlimited: Mapping[str, Any] = MappingProxyType({})
    adjust: Adjust = "splits"

    def __init__(self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig) -> None:
        """Knows the run, and has not begun it."""
        self.assets = {asset.symbol: asset for asset in assets}
        self.bars = bars
        self.config = config
        self.context = AlgorithmContext()
        self.context.assets = assets
        self.agenda = Agenda(bars)
        self.lifetime: Lifetime = "gtc"
        self.core: _core.Context | None = None
        self._pipelines: Attached | None = None

    @property
    def pipelines(self) -> Attached:
        """Its pipelines; one that has none loads nothing for them."""
        if self._pipelines is None:
            from farthing.pipeline.attached import Attached

            self._pipelines = Attached(self.bars, self.adjust)
        return self._pipelines

    def enter(self, core: _core.Context) -> None:
        """Begins the run."""
        self.core = core
        self.context.portfolio = core.portfolio
        self.context.account = AlgorithmAccount(core.portfolio)

    def choose(self, **settings: Any) -> None:
        """Changes the configuration of the run."""
        self.config = replace(self.config, **settings)

    def running(self) -> _core.Context:
        """The core's context.

        Raises:
            ConfigurationError: before the first bar.
        """
        if self.core is None:
            raise ConfigurationError("no order can be given in initialize(): there are no bars yet")
        return self.core

    def symbol(self, name: str) -> _core.Asset:
        """The asset of a symbol."""
        if name not in self.assets:
            raise UnknownSymbol(name, self.assets)
        return self.assets[name]

    def now(self) -> datetime:
        """When the present bar ended, UTC; before the run, when its first session opens."""
        if self.core is None:
            opens: datetime = self.bars.sessions.get_column("open")[0]
            return opens
        return _EPOCH + timedelta(microseconds=self.core.time_ns // 1000)


_active: ContextVar[Algorithm | None] = ContextVar("farthing_algorithm", default=None)


@contextlib.contextmanager
def use(algorithm: Algorithm) -> Iterator[None]:
    """Makes a program the one that ``farthing.api`` acts on; then it is the one before again."""
    token = _active.set(algorithm)
    try:
        yield
    finally:
        _active.reset(token)


def in_initialize(what: str) -> Algorithm:
    """The program whose ``initialize`` runs now.

    Raises:
        ConfigurationError: there is none, or its run is under way.
    """
    running = algorithm()
    if running.core is not None:
        raise ConfigurationError(f"{what} belongs in initialize(): the run is under way")
    return running


def algorithm() -> Algorithm:
    """The program that runs now.

    Raises:
        ConfigurationError: when none does.
    """
    running = _active.get()
    if running is None:
        raise ConfigurationError("farthing.api works inside a running program alone")
    return running
