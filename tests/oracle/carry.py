"""Time that costs (section 13): borrow, interest, financing, funding and variation."""

from fractions import Fraction

from .account import NOTHING, Account
from .market import Funding, Instrument
from .values import exact, half_even_to

YEAR = 360
NEVER_BORROWED = ("pair", "future", "perpetual")


def carry(account: Account, days: int) -> None:
    """What the days since the session before cost and earn."""
    time = Fraction(days, YEAR)
    for symbol, instrument in account.instruments.items():
        _borrow(account, symbol, instrument, time)
    for currency in account.setup.currencies:
        _interest(account, currency, time)
    for symbol, instrument in account.instruments.items():
        _financing(account, symbol, instrument, time)


def _borrow(account: Account, symbol: str, instrument: Instrument, time: Fraction) -> None:
    value = account.holding(symbol)
    if account.positions[symbol].quantity < 0 and instrument.kind not in NEVER_BORROWED:
        own = instrument.borrow_rate
        rate = exact(account.setup.borrow) if own is None else own
        owed = half_even_to(abs(value) * rate * time, account.unit_of(symbol))
        account.receive("borrow", ("borrow", symbol), account.currency_of(symbol), -owed, symbol)


def _interest(account: Account, currency: str, time: Fraction) -> None:
    setup = account.setup
    cash = account.balance("cash", currency)
    rate = exact(setup.interest[0 if cash > 0 else 1])
    units = [setup.unit_of(one) for one in setup.instruments if setup.currency_of(one) == currency]
    unit = account.unit if currency == setup.currency else units[0]
    earned = half_even_to(cash * rate * time, unit)
    account.receive("interest", ("interest", None), currency, earned, currency)


def _financing(account: Account, symbol: str, instrument: Instrument, time: Fraction) -> None:
    value, held = account.holding(symbol), account.positions[symbol].quantity
    rate = instrument.financing_long if held > 0 else instrument.financing_short
    if held and rate is not None:
        cost = half_even_to(abs(value) * rate * time, account.unit_of(symbol))
        account.receive(
            "financing", ("financing", symbol), account.currency_of(symbol), -cost, symbol
        )


def fund(account: Account, funding: Funding, close: Fraction) -> None:
    """A funding of a perpetual at the close of a bar: longs pay a positive rate."""
    symbol = funding.symbol
    value = account.value(symbol, account.positions[symbol].quantity, close)
    paid = half_even_to(value * exact(funding.rate), account.unit_of(symbol))
    account.receive("funding", ("funding", symbol), account.currency_of(symbol), -paid, symbol)


def settle(account: Account, symbol: str, price: Fraction) -> None:
    """Variation: pay what a future has gained since it was settled, and carry its value on."""
    held = account.positions[symbol].quantity
    value = account.value(symbol, held, price) if held else NOTHING
    gained = value - account.carried[symbol]
    account.carried[symbol] = value
    account.receive("variation", ("trading", symbol), account.currency_of(symbol), gained, symbol)
