"""The plan of a portfolio: whose money it is, and by which rules it moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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


def without_money(plan: Plan, given: Sequence[Sequence[int]]) -> Iterator[str]:
    """What to tell of strategies that had money, and got none any more up to the end.

    Args:
        plan: of the portfolio.
        given: the shares of the strategies, each time that money was shared.
    """
    for place, name in enumerate(plan.names):
        mine = [shares[place] for shares in given]
        last = len(mine) - next((n for n, share in enumerate(reversed(mine)) if share), len(mine))
        if 0 < last < len(mine):
            yield (
                f"{name}: {plan.allocator} gave it nothing the last {len(mine) - last} of "
                f"{len(mine)} times: returns are those of the money that a strategy has, so one "
                "without money, or one that held nothing at first, may never be found again"
            )
