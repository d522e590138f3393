"""Orders of several strategies as one, and what each has of its fills."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from farthing.portfolio.apportion import apportioned, rounded_to

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def parts_of_fill(left: Sequence[int], quantity: int, lot: int) -> list[int]:
    """What each of the orders behind one has of its fill, in the order of the strategies.

    Orders against the fill's side fill whole, out of those of its side; these have the fill and
    what the others gave, in proportion to what they still want, in lots, by largest remainder.
    Where nothing reaches the market (``quantity`` is 0), the buys and the sells are equal.

    >>> parts_of_fill([100, -60, 20], 60, 1), parts_of_fill([100, -60, 20], 7, 1)
    ([100, -60, 20], [56, -60, 11])
    """
    side = (quantity > 0) - (quantity < 0)
    against = [want if side * want < 0 else 0 for want in left]
    own = [abs(want) if side * want > 0 else 0 for want in left]
    if not side:
        assert sum(left) == 0, "what crosses is as much bought as sold"
        return list(left)
    comes = abs(quantity) + sum(map(abs, against))
    assert comes <= sum(own), "no order fills more than it wants"
    has = apportioned(comes // lot, own)
    return [side * lots * lot + other for lots, other in zip(has, against, strict=True)]


def parts_of_fee(fee: int, parts: Sequence[int], unit: int) -> list[int]:
    """The fee of a fill by units, those bought and those sold alike, in units of the currency.

    >>> parts_of_fee(100, [56, -60, 11], 1)
    [44, 47, 9]
    """
    return [units * unit for units in apportioned(fee // unit, [abs(part) for part in parts])]


def after_split(left: Sequence[int], whole: int, new: int, old: int, lot: int) -> list[int]:
    """What orders behind one still want after a split, which left ``whole`` of it.

    Orders against its side go to the lot towards zero; those of its side share what remains. Where
    the account has no order, the smaller of both sides is what crosses.

    >>> after_split([100, -60], 80, 2, 1, 1), after_split([5, -5], 0, 1, 2, 1)
    ([200, -120], [2, -2])
    """
    exact = [Fraction(want * new, old * lot) for want in left]
    if not whole:
        return [lots * lot for lots in _crossing(exact)]
    side = 1 if whole > 0 else -1
    against = [min(0, side * int(share)) for share in exact]
    own = _of_side([side * share for share in exact], abs(whole) // lot - sum(against))
    return [side * lot * (mine + other) for mine, other in zip(own, against, strict=True)]


def _crossing(exact: Sequence[Fraction]) -> list[int]:
    """Both sides at the smaller one's number of lots, in proportion."""
    lots = [int(share) for share in exact]
    least = min(sum(max(0, each) for each in lots), sum(max(0, -each) for each in lots))
    bought = _of_side(exact, least)
    sold = _of_side([-share for share in exact], least)
    return [mine - other for mine, other in zip(bought, sold, strict=True)]


def _of_side(exact: Sequence[Fraction], lots: int) -> list[int]:
    """So many lots for those who buy, in proportion."""
    own = [max(share, Fraction(0)) for share in exact]
    total = sum(own, Fraction(0))
    if not total:
        return [0] * len(own)
    return rounded_to(lots, [share * lots / total for share in own])
