"""What happens to what is held: dividends, splits and ends (sections 8, 9 and 13)."""

from fractions import Fraction

from .account import CASH, NOTHING, RECEIVABLE, Account
from .market import Dividend, End, Instrument
from .values import cut_to, exact, half_even_to, step_of


def accrue(account: Account, dividend: Dividend) -> Fraction:
    """Book what the holder is owed, or what the short owes; it may be nothing."""
    symbol = dividend.symbol
    held = account.positions[symbol].quantity
    owed = half_even_to(held * exact(dividend.amount), account.unit_of(symbol))
    if owed:
        account.event("dividend", symbol, value=owed)
        account.move(("dividends", symbol), RECEIVABLE, account.currency_of(symbol), owed)
    return owed


def pay(account: Account, symbol: str, amount: Fraction) -> None:
    """Turn a receivable into cash."""
    account.receive("payment", RECEIVABLE, account.currency_of(symbol), amount, symbol)


def split(account: Account, symbol: str, ratio: Fraction) -> None:
    """Split the position, the last price and the history."""
    account.history.split(symbol, ratio)
    if symbol not in account.last_prices:
        return
    instrument = account.instruments[symbol]
    if account.positions[symbol].quantity:
        _split_position(account, symbol, instrument, ratio)
    price = half_even_to(account.last_prices[symbol] / ratio, step_of(instrument.price_scale))
    account.last_prices[symbol] = instrument.fitting_price(price)


def _split_position(account: Account, symbol: str, instrument: Instrument, ratio: Fraction) -> None:
    position = account.positions[symbol]
    before = position.quantity

    def new_count(quantity: Fraction) -> Fraction:
        return cut_to(quantity * ratio, instrument.lot)

    after = instrument.fitting_quantity(new_count(before))
    # (Q * new - n * old) / new: what is left over, in old units, at the old price.
    left_over = account.value(symbol, before - after / ratio, account.last_prices[symbol])
    payment = half_even_to(left_over, account.unit_of(symbol))
    changed = after != before or payment
    if changed:
        currency = account.currency_of(symbol)
        account.event("split", symbol, quantity=after - before, value=payment)
        account.move(("trading", symbol), ("position", symbol), symbol, after - before)
        account.move(("trading", symbol), CASH, currency, payment)
    if after == 0:
        account.record(symbol, position.close(abs(before), -payment, NOTHING))
    else:
        position.split(new_count)
    if changed:
        account.exchange(account.currency_of(symbol), payment)


def settlement_price(account: Account, end: End) -> Fraction:
    """The price that was given, else the last price."""
    return account.price_of(end.symbol) if end.price is None else exact(end.price)


def close_at_end(account: Account, end: End) -> None:
    """Close a position at the settlement price; a future has had its variation before."""
    symbol = end.symbol
    position, instrument = account.positions[symbol], account.instruments[symbol]
    held = position.quantity
    if held == 0:
        return
    value = account.value(symbol, held, settlement_price(account, end))
    paid = NOTHING if instrument.pays_variation else value
    account.event("end", symbol, quantity=-held, value=paid)
    account.move(("position", symbol), ("trading", symbol), symbol, held)
    account.move(("trading", symbol), CASH, account.currency_of(symbol), paid)
    account.record(symbol, position.close(abs(held), -value, NOTHING))
    account.carried[symbol] = NOTHING
    account.exchange(account.currency_of(symbol), paid)
