"""The plan of a portfolio: whose money it is, and by which rules it moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from farthing.backtest.config import RunConfig
    from farthing.data.bars import Bars
    from farthing.portfolio.allocators.allocator import Allocator
    from farthing.portfolio.rebalance import Rebalance
    from farthing.portfolio.risk.limit import Limit


@dataclass(frozen=True, slots=True)
class Plan:
    """What a portfolio was told.

    Attributes:
        names: of the strategies, in their order.
        allocator: how it is shared.
        rebalance: when it is shared anew.
        risk: what it must not exceed, and what happens where it would.
        sectors: by symbol, for the attribution.
    """

    names: tuple[str, ...]
    allocator: Allocator
    rebalance: Rebalance
    risk: tuple[Limit, ...] = ()
    sectors: Mapping[str, str] = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        """The plan in plain values, as ``run.json`` keeps it."""
        return {
            "strategies": list(self.names),
            "allocate": str(self.allocator),
            "rebalance": str(self.rebalance),
            "risk": [str(limit) for limit in self.risk],
            "sectors": dict(self.sectors),
        }


def without_money(plan: Plan, shared: Sequence[Sequence[int]]) -> Iterator[str]:
    """What to tell of strategies that had money, and got none any more up to the end.

    Args:
        plan: of the portfolio.
        shared: the shares of the strategies, each time that money was shared.
    """
    for place, name in enumerate(plan.names):
        mine = [shares[place] for shares in shared]
        last = len(mine) - next((n for n, share in enumerate(reversed(mine)) if share), len(mine))
        if 0 < last < len(mine):
            yield (
                f"{name}: {plan.allocator} gave it nothing the last {len(mine) - last} of "
                f"{len(mine)} times: returns are those of the money that a strategy has, so one "
                "without money, or one that held nothing at first, may never be found again"
            )


def sectors_of(told: Any) -> dict[str, str]:
    """The sectors of a portfolio, by symbol.

    Raises:
        ConfigurationError: they are no names by symbol.
    """
    if told is None:
        return {}
    if not isinstance(told, Mapping):
        raise ConfigurationError(f"sectors are {told!r}; give them by symbol, {{'AAPL': 'tech'}}")
    for symbol, sector in told.items():
        given.text(symbol, "the symbol of a sector")
        given.text(sector, f"the sector of {symbol}")
    return dict(told)


def refuse(plan: Plan, bars: Bars, config: RunConfig) -> None:
    """Refuses runs whose events the books of strategies cannot follow, and sectors of other bars.

    Raises:
        ConfigurationError: it names what is in the way, and what to do instead.
    """
    if plan.sectors and not plan.sectors.keys() & set(bars.symbols):
        raise ConfigurationError(
            f"sectors are of {', '.join(sorted(plan.sectors)[:3])}, and no symbol of the run has "
            f"one: it is of {', '.join(bars.symbols[:3])}"
        )
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
