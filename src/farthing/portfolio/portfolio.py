"""A portfolio: several strategies over one market, each with its share of one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from farthing import _core, given
from farthing.backtest.program import Calls, Composed, Program, ZiplineProgram, program
from farthing.errors import ConfigurationError, hint
from farthing.portfolio.allocators.named import allocator
from farthing.portfolio.composite import Composite
from farthing.portfolio.grid import Grid, mantissa
from farthing.portfolio.ledger import RESERVE
from farthing.portfolio.plan import Plan
from farthing.portfolio.rebalance import rebalance as rule
from farthing.portfolio.risk.limit import limits
from farthing.portfolio.subaccounts import SubAccounts

if TYPE_CHECKING:
    from farthing.backtest.config import RunConfig
    from farthing.data.bars import Bars
    from farthing.portfolio.allocators.allocator import Allocator
    from farthing.portfolio.rebalance import Rebalance
    from farthing.portfolio.risk.limit import Limits


class StrategyPortfolio(Composed):
    """Several strategies in one run, each with money, positions and orders of its own.

    Their orders are netted before they reach the market, and what comes of them is allotted back
    exactly; ``result.strategies`` has the books of each.

    Args:
        strategies: by name: ``Strategy`` classes or objects, or functions ``on_bar(ctx)``.
        allocate: how the portfolio is shared, such as ``"fixed:0.6,0.4"``, ``"equal"``,
            ``"volatility:60"``, ``"risk-parity:60"``, ``"kelly:0.5:60"`` or ``"drawdown:0.2"``.
        rebalance: when it is shared anew: ``"never"``, ``"daily"``, ``"weekly"``, ``"monthly"``,
            ``"quarterly"``, ``"yearly"``, or ``"drift:0.05"`` where a share is so far off.
        risk: what the portfolio must not exceed, such as ``"leverage:2:reduce"``.
        sectors: by symbol, for ``attribution("sector")``.

    >>> import polars as pl
    >>> import farthing as ft
    >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "open": [10.0, 10.5],
    ...                       "close": [10.2, 10.8]})
    >>> both = {"buys": lambda ctx: ctx.target_shares(10),
    ...         "sells": lambda ctx: ctx.target_shares(-4)}
    >>> portfolio = StrategyPortfolio(both, allocate="fixed:0.6,0.4")
    >>> result = ft.run(portfolio, bars=frame, capital=1000)
    >>> result.fills["quantity"].to_list(), result.strategies.fills["quantity"].to_list()
    ([Decimal('6')], [Decimal('10'), Decimal('-4')])
    """

    def __init__(
        self,
        strategies: Mapping[str, Any],
        *,
        allocate: str | Allocator = "equal",
        rebalance: str | Rebalance = "never",
        risk: Limits = (),
        sectors: Mapping[str, str] | None = None,
    ) -> None:
        """Reads the rules; nothing runs yet."""
        if not isinstance(strategies, Mapping) or not strategies:
            raise ConfigurationError(
                "a portfolio is of strategies by name: give {'trend': Trend, 'value': Value()}"
            )
        for name in strategies:
            given.text(name, "the name of a strategy")
            if name == RESERVE or "." in name or not name:
                raise ConfigurationError(
                    f"a strategy named {name!r}: {RESERVE!r} is what no strategy has, and a point "
                    "divides a strategy from its parameter; choose another name"
                )
        self.strategies = dict(strategies)
        names = tuple(self.strategies)
        self.plan = Plan(
            names, allocator(allocate), rule(rebalance), limits(risk), dict(sectors or {})
        )
        self.plan.allocator.shares([], len(names))  # refuses shares for another number of them
        if self.plan.allocator.sessions and not self.plan.rebalance.ever:
            raise ConfigurationError(
                f"allocate {self.plan.allocator} looks at what strategies have done, and would "
                "never be asked: say when, such as rebalance='monthly', or allocate='equal'"
            )

    def program(self, parameters: Mapping[str, Any]) -> Program:
        """The program of a run; parameters are named ``strategy.parameter``."""
        own: dict[str, dict[str, Any]] = {name: {} for name in self.strategies}
        for name, value in parameters.items():
            strategy, _, parameter = name.partition(".")
            if strategy not in own or not parameter:
                there = f"write STRATEGY.PARAMETER, of {', '.join(own)}"
                raise ConfigurationError(f"no parameter {name!r}{hint(strategy, own, there)}")
            own[strategy][parameter] = value
        programs = {
            name: program(strategy, own[name]) for name, strategy in self.strategies.items()
        }
        return PortfolioProgram.of(self.plan, programs)


@dataclass
class PortfolioProgram:
    """A portfolio as the program of one run."""

    plan: Plan
    programs: dict[str, Program]
    name: str = ""
    code_hash: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    face: str = "farthing"
    _config: RunConfig | None = None

    @classmethod
    def of(cls, plan: Plan, programs: dict[str, Program]) -> PortfolioProgram:
        """The program of these strategies.

        Raises:
            ConfigurationError: one of them is a program of Zipline's kind, or a portfolio.
        """
        for name, each in programs.items():
            if isinstance(each, (ZiplineProgram, PortfolioProgram)):
                kind = (
                    "a portfolio" if isinstance(each, PortfolioProgram) else "in Zipline's manner"
                )
                raise ConfigurationError(
                    f"strategy {name} is {kind}: within a portfolio give a Strategy, or a function"
                )
        parameters = {
            f"{name}.{parameter}": value
            for name, each in programs.items()
            for parameter, value in each.parameters.items()
        }
        return cls(
            plan=plan,
            programs=programs,
            name=f"StrategyPortfolio({', '.join(programs)})",
            code_hash=":".join(each.code_hash for each in programs.values()),
            parameters=parameters,
        )

    def begin(self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig) -> RunConfig:
        """Refuses what books beside the account's cannot follow yet."""
        _refuse(bars, config)
        for each in self.programs.values():
            each.begin(assets, bars, config)
        self._config = config
        return config

    def calls(self, context: _core.Context, bars: Bars) -> Calls:
        """Calls the strategies in turn, over books of their own."""
        config = self._config
        assert config is not None, "begin comes before calls"
        currency = config.currency_of_account(bars)
        grid = Grid.of(bars.instruments, currency)
        capital = mantissa(config.capital, grid.ledger_scale)
        at_close = config.fill == "next-close"
        composite = Composite(context, bars, grid, self.plan, capital, at_close=at_close)
        composite.employ(list(self.programs.values()), bars)

        def accounts() -> SubAccounts:
            composite.close()
            entries, said = tuple(composite.ledger.entries), tuple(composite.risk.said)
            return SubAccounts(self.plan, grid, composite.diary, entries, said)

        return Calls(
            on_bar=(composite.on_bar, ()),
            said=composite.said,
            start=composite.start,
            end=composite.end,
            strategies=accounts,
        )


def _refuse(bars: Bars, config: RunConfig) -> None:
    """Refuses runs whose events the books of strategies cannot follow.

    Raises:
        ConfigurationError: it names what is in the way, and what to do instead.
    """
    currencies = {each.currency for each in bars.instruments} | {config.currency} - {None}
    kinds = {each.kind for each in bars.instruments} & {"future", "perpetual"}
    reasons = {
        "in one currency alone: leave instruments of others out": len(currencies) > 1,
        f"not of a {' or '.join(sorted(kinds))} yet: run its strategies alone": bool(kinds),
        "not filled at the close that orders: use fill='next-open' or 'next-close'": (
            config.fill == "close"
        ),
        "without latency: leave it out": config.latency is not None,
    }
    for reason, holds in reasons.items():
        if holds:
            raise ConfigurationError(f"a portfolio of strategies is {reason}")
