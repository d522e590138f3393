"""A portfolio: several strategies over one market, each with its share of one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from farthing import _core, given
from farthing.backtest.program import Calls, Composed, Program, ZiplineProgram, program
from farthing.errors import ConfigurationError, hint
from farthing.portfolio.allocators.named import allocator
from farthing.portfolio.arrays import Targets, simulated
from farthing.portfolio.composite import Composite
from farthing.portfolio.grid import Grid, mantissa
from farthing.portfolio.ledger import RESERVE
from farthing.portfolio.plan import Plan, refuse, sectors_of
from farthing.portfolio.rebalance import rebalance as rule
from farthing.portfolio.risk.limit import limits
from farthing.portfolio.subaccounts import SubAccounts

if TYPE_CHECKING:
    from farthing.backtest.config import RunConfig
    from farthing.backtest.result import Result
    from farthing.backtest.simulate import Width
    from farthing.data.bars import Bars
    from farthing.portfolio.allocators.allocator import Allocator
    from farthing.portfolio.rebalance import Rebalance
    from farthing.portfolio.risk.limit import Limits


class StrategyPortfolio(Composed):
    """Several strategies in one run, each with money, positions and orders of its own.

    Their orders are netted before they reach the market, and what comes of them is allotted back
    exactly; ``result.strategies`` has the books of each.

    Args:
        strategies: by name: ``Strategy`` classes or objects, or functions ``on_bar(ctx)``; for
            ``simulate``, arrays alone: ``farthing.Targets``.
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
            _refuse_alone(name, strategies[name])
        self.strategies = dict(strategies)
        names = tuple(self.strategies)
        self.plan = Plan(
            names, allocator(allocate), rule(rebalance), limits(risk), sectors_of(sectors)
        )
        self.plan.allocator.shares([], len(names))  # refuses shares for another number of them
        if self.plan.allocator.sessions and not self.plan.rebalance.ever:
            raise ConfigurationError(
                f"allocate {self.plan.allocator} looks at what strategies have done, and would "
                "never be asked: say when, such as rebalance='monthly', or allocate='equal'"
            )

    def simulate(self, bars: Any, *, width: Width = "auto", **settings: Any) -> Result:
        """Runs strategies that are arrays over bars, without calling Python on the way.

        Every number is that of ``farthing.run`` with strategies that state the same targets.

        Args:
            bars: a polars or pandas frame, or bars of a catalog.
            width: how wide the money is; the numbers are the same.
            settings: capital, commission and what else decides the money, as for
                ``farthing.simulate``.

        Returns:
            The result of the account; ``result.strategies`` has the books of each strategy.

        Raises:
            ConfigurationError: a strategy is no array, or the plan asks for what only
                ``farthing.run`` has: allocators that look at returns, ``drift``, limits of risk.

        >>> import polars as pl
        >>> import farthing as ft
        >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03"], "open": [10.0, 10.5],
        ...                       "close": [10.2, 10.8]})
        >>> both = {"buys": ft.Targets([[10], [10]], unit="shares"),
        ...         "sells": ft.Targets([[-4], [-4]], unit="shares")}
        >>> result = StrategyPortfolio(both, allocate="fixed:0.6,0.4").simulate(frame, capital=1000)
        >>> result.fills["quantity"].to_list(), result.strategies.fills["quantity"].to_list()
        ([Decimal('6')], [Decimal('10'), Decimal('-4')])
        """
        return simulated(self.plan, self.strategies, bars, width, settings)

    def program(self, parameters: Mapping[str, Any]) -> Program:
        """The program of a run; parameters are named ``strategy.parameter``."""
        for name, strategy in self.strategies.items():
            if isinstance(strategy, Targets):
                raise ConfigurationError(
                    f"strategy {name} is an array: where all strategies are arrays, call "
                    "portfolio.simulate(bars); else write it as a Strategy"
                )
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


def _refuse_alone(name: str, strategy: Any) -> None:
    """Refuses a strategy that asks for what only one alone has."""
    reason = strategy.runs_alone_because if isinstance(strategy, Composed) else None
    if reason is not None:
        raise ConfigurationError(
            f"strategy {name} has {reason}, which wait for the fill of an entry, and a portfolio "
            "nets entries: run it alone, give its exit as a condition, or take farthing.Targets, "
            "which have stop_loss and take_profit of their own"
        )


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
        refuse(self.plan, bars, config)
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
            wyckoff_told=composite.wyckoff,
            start=composite.start,
            end=composite.end,
            strategies=accounts,
        )
