"""The orders of strategies, which are netted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Wish:
    """One order of one strategy; quantities are in last digits, and signed.

    Attributes:
        book: whose it is, by place.
        id: the strategy's own number of it.
        asset: the instrument, by place.
        quantity: what it is for, all in all.
        flies: whether it fills whatever the prices, so that a target counts what is left of it.
        terms: what the core is told beside the size; nothing for an order at market.
        filled: what has filled.
        sent: the order of the account that it is behind; None before it is given.
        state: as in the table of orders.
        reason: why it was refused.
        unreadable: its size and what that is of, where the core is given it to be refused.
    """

    book: int
    id: int
    asset: int
    quantity: int
    terms: dict[str, Any] = field(default_factory=dict)
    flies: bool = True
    filled: int = 0
    sent: int | None = None
    state: str = "open"
    reason: str | None = None
    unreadable: tuple[Any, str] | None = None

    @property
    def left(self) -> int:
        """What has not filled."""
        return self.quantity - self.filled

    @property
    def is_at_market(self) -> bool:
        """Whether it can be netted."""
        return not self.terms.keys() - {"tag"}
