"""One asset, market orders that fill at the next open, and a fee: by the rules of the engine.

Written twice, as its money is: whole cents, or decimals. It keeps cash, position and equity, and
no ledger, lots, or table of orders: it does less than what it is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import Any

CENT = Decimal("0.01")
FEE = 1_000
"""The commission is a share of one in so many: 10 basis points."""

Decide = Callable[[int], Any]
"""What is ordered at a bar's close; None is nothing."""


class Decimals:
    """An account in decimals."""

    def __init__(self, capital: int) -> None:
        """Begins with money alone."""
        self.cash = Decimal(capital)
        self.units = 0
        self.fills = 0

    def fill(self, price: Decimal, units: int) -> None:
        """Buys or sells, with the fee half-even to the cent."""
        value = price * units
        fee = (abs(value) / FEE).quantize(CENT, ROUND_HALF_EVEN)
        self.cash -= value + fee
        self.units += units
        self.fills += 1

    def equity(self, price: Decimal) -> Decimal:
        """What it is worth."""
        return self.cash + self.units * price

    def bought(self, money: Decimal, price: Decimal) -> int:
        """The most units for an amount, which is taken to the cent first."""
        return int(money.quantize(CENT, ROUND_DOWN) / price)

    def share(self, weight: Decimal, price: Decimal) -> Decimal:
        """A share of equity."""
        return self.equity(price) * weight

    def told(self) -> Decimal:
        """Its equity is told in this."""
        return Decimal(1)


class Cents:
    """An account in whole cents."""

    def __init__(self, capital: int) -> None:
        """Begins with money alone."""
        self.cash = capital * 100
        self.units = 0
        self.fills = 0

    def fill(self, price: int, units: int) -> None:
        """Buys or sells, with the fee half-even to the cent."""
        value = price * units
        fee, rest = divmod(abs(value), FEE)
        if 2 * rest > FEE or (2 * rest == FEE and fee % 2):
            fee += 1
        self.cash -= value + fee
        self.units += units
        self.fills += 1

    def equity(self, price: int) -> int:
        """What it is worth."""
        return self.cash + self.units * price

    def bought(self, money: Decimal, price: int) -> int:
        """The most units for an amount, which is taken to the cent first."""
        cents = int(money.scaleb(2))
        return cents // price if cents >= 0 else -(-cents // price)

    def share(self, weight: Decimal, price: int) -> Decimal:
        """A share of equity."""
        return self.equity(price) * weight * CENT

    def told(self) -> Decimal:
        """Its equity is told in this."""
        return CENT


def ordered(account: Any, intent: str, size: float, price: Any) -> int:
    """Units to buy or, below 0, to sell: a float means its shortest decimal."""
    amount = Decimal(repr(size))
    kind = intent.removeprefix("target_")
    if kind == "quantity":
        units = int(amount)
    elif kind == "value":
        units = account.bought(amount, price)
    else:
        units = account.bought(account.share(amount, price), price)
    return units - account.units if intent.startswith("target_") else units


def simulated(
    account: Any, opens: Sequence[Any], closes: Sequence[Any], intent: str, decide: Decide
) -> tuple[Decimal, int]:
    """The equity at the end and the count of fills."""
    waiting = 0
    for row, (first, last) in enumerate(zip(opens, closes, strict=True)):
        if waiting:
            account.fill(first, waiting)
            waiting = 0
        size = decide(row)
        if size is not None:
            waiting = ordered(account, intent, size, last)
    return account.equity(closes[-1]) * account.told(), account.fills
