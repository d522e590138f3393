"""A campaign: the legs by which the signals of one range are followed, and what they may risk."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

PATTERNS = {
    "Spring": "spring", "UTAD": "upthrust", "SOS": "sign", "SOW": "sign",
    "LPS": "last_point", "BU": "last_point", "LPSY": "last_point",
}  # fmt: skip
"""The pattern that a signal's event is an example of, from below or from above."""


class State(Enum):
    """How far a campaign is."""

    ORDERED = "ordered"
    OPEN = "open"
    LEAVING = "leaving"
    CLOSED = "closed"


FOLLOWS = {
    State.ORDERED: (State.OPEN, State.LEAVING, State.CLOSED),
    State.OPEN: (State.LEAVING, State.CLOSED),
    State.LEAVING: (State.CLOSED,),
    State.CLOSED: (),
}
"""The states that may come after each."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be risked, each a share of equity.

    Attributes:
        risks: what a leg of each pattern risks at most.
        shares: the share of the budget that each pattern has.
        budget: what a campaign risks in all its legs.
        trade: what one leg risks at most, whatever its pattern says.
        campaign: what a campaign has at risk at the same time.
        heat: what all campaigns have at risk at the same time.
        correlated: what those campaigns have that rise and fall together.
    """

    risks: Mapping[str, Decimal]
    shares: Mapping[str, Decimal]
    budget: Decimal
    trade: Decimal
    campaign: Decimal
    heat: Decimal
    correlated: Decimal

    def __post_init__(self) -> None:
        """Refuses limits that are no shares of equity."""
        told = {"budget": self.budget, "trade": self.trade, "campaign": self.campaign}
        told |= {"heat": self.heat, "correlated": self.correlated}
        told |= {f"risk of {name}": risk for name, risk in self.risks.items()}
        told |= {f"share of {name}": share for name, share in self.shares.items()}
        for name, value in told.items():
            if not 0 < value <= 1:
                raise ConfigurationError(f"{name} is {value}; it is a share above 0, 1 at most")

    def leg(self, pattern: str, spent: Decimal) -> Decimal:
        """The share of equity that a leg may risk, of a pattern that has spent so much so far.

        >>> half = Decimal("0.5")
        >>> limits = Limits({"sign": Decimal("0.01")}, {"sign": half}, half, half, half, half, half)
        >>> limits.leg("sign", Decimal("0.245"))
        Decimal('0.005')
        """
        left = self.budget * self.shares[pattern] - spent
        return max(Decimal(0), min(self.risks[pattern], self.trade, left))

    def refusal(self, risk: Decimal, at_risk: AtRisk) -> str | None:
        """The first limit that a leg of so much money would exceed; a limit itself is allowed."""
        equity = at_risk.equity
        asked = (
            ("trade", risk, self.trade),
            ("campaign", at_risk.campaign + risk, self.campaign),
            ("heat", at_risk.heat + risk, self.heat),
            ("correlated", at_risk.correlated + risk, self.correlated),
        )
        return next((name for name, money, most in asked if money > most * equity), None)


@dataclass(frozen=True, slots=True)
class AtRisk:
    """What is at risk now, in money: what it costs if every stop is reached.

    Attributes:
        equity: the value of the account.
        campaign: by the campaign that a leg is asked for.
        heat: by all campaigns.
        correlated: by campaigns that rise and fall with it.
    """

    equity: Decimal
    campaign: Decimal
    heat: Decimal
    correlated: Decimal


def thirds(whole: int, parts: int) -> list[int]:
    """Lots in so many parts, as even as whole lots are; the first ones get what is over.

    >>> thirds(8, 3)
    [3, 3, 2]
    """
    each, over = divmod(whole, parts)
    return [each + (part < over) for part in range(parts)]


Bracket = tuple[int, int, "int | None"]
"""The orders of a part of a leg: entry, stop, and target where there is one."""


@dataclass(slots=True)
class Leg:
    """One entry of a campaign.

    Attributes:
        pattern: what it follows.
        risk: the share of equity that it was sized by.
        brackets: its parts.
    """

    pattern: str
    risk: Decimal
    brackets: list[Bracket] = field(default_factory=list)


@dataclass(slots=True)
class Campaign:
    """What follows the signals of one side of one range of an asset.

    Attributes:
        symbol: the asset.
        range: the number of its range.
        side: 1 for long, -1 for short.
        legs: what was ordered, in order.
        state: how far it is.
        reason: why it was left; None where its stops and targets ended it.
    """

    symbol: str
    range: int
    side: int
    legs: list[Leg] = field(default_factory=list)
    state: State = State.ORDERED
    reason: str | None = None

    @property
    def is_live(self) -> bool:
        """Whether it holds or may come to hold something."""
        return self.state is not State.CLOSED

    @property
    def takes_legs(self) -> bool:
        """Whether a further signal may add a leg."""
        return self.state in (State.ORDERED, State.OPEN)

    @property
    def place(self) -> tuple[str, int, int]:
        """Asset, range and side: campaigns of one place share a budget."""
        return self.symbol, self.range, self.side

    @property
    def brackets(self) -> list[Bracket]:
        """The parts of all legs."""
        return [bracket for leg in self.legs for bracket in leg.brackets]

    def spent(self, pattern: str) -> Decimal:
        """The share of equity that the legs of a pattern were sized by so far."""
        return sum((leg.risk for leg in self.legs if leg.pattern == pattern), Decimal(0))

    def become(self, state: State, reason: str | None = None) -> None:
        """Passes to another state.

        Raises:
            ValueError: it does not follow the present one.
        """
        if state not in FOLLOWS[self.state]:
            raise ValueError(f"{self.symbol} {self.range}: {self.state.value} to {state.value}")
        self.state, self.reason = state, reason or self.reason
