"""Rates between currencies (section 14), read when a bar has been marked."""

from fractions import Fraction

from .setup import Setup
from .values import OutOfRangeError, exact


class Rates:
    """What one unit of a currency is worth in the account's."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.known: dict[str, Fraction] = {setup.currency: Fraction(1)}

    def read(self, last_prices: dict[str, Fraction], session: int) -> None:
        """Take the rates of a mark: a pair's last price goes before the table."""
        own = self.setup.currency
        table = [row for row in self.setup.rates if row[2] <= session]
        quotes = [(base, other, exact(rate)) for base, other, _, rate in sorted(table, key=_day)]
        for one in self.setup.instruments:
            price = last_prices.get(one.symbol)
            if one.base is not None and price:
                quotes.append((one.base, self.setup.currency_of(one), price))
        for base, other, rate in quotes:
            if other == own:
                self.known[base] = rate
            elif base == own:
                self.known[other] = 1 / rate

    def of(self, currency: str) -> Fraction:
        """The rate of a currency; the run ends where there is none yet."""
        if currency not in self.known:
            raise OutOfRangeError(f"{currency} has no rate to {self.setup.currency} yet")
        return self.known[currency]


def _day(row: tuple) -> int:
    return row[2]
