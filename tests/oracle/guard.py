"""What an account may do (section 12): requirements of holdings, and the guard of a fill."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .account import NOTHING, Account
from .market import Instrument
from .values import exact

INITIAL = ("1/2", "1/2")  # reg-t: of what is long, of what is short
MAINTENANCE = ("1/4", "3/10")


@dataclass(frozen=True)
class Holding:
    """Units of an instrument, and their value and margins in the account's currency."""

    instrument: Instrument
    quantity: Fraction
    value: Fraction
    initial: Fraction
    maintenance: Fraction

    @property
    def has_margin(self) -> bool:
        """Whether it counts with a margin per contract instead of its value."""
        return self.instrument.initial is not None


def holding_of(account: Account, symbol: str, quantity: Fraction, price: Fraction) -> Holding:
    """What so many units count with; margins are per contract."""
    one = account.instruments[symbol]
    initial, maintenance = (
        account.in_own_currency(symbol, abs(quantity) * margin)
        for margin in (one.initial or NOTHING, one.maintenance or NOTHING)
    )
    value = account.in_own_currency(symbol, account.value(symbol, quantity, price))
    return Holding(one, quantity, value, initial, maintenance)


def gross(holdings: Iterable[Holding]) -> Fraction:
    """The magnitudes of what counts with its value."""
    return sum((abs(one.value) for one in holdings if not one.has_margin), NOTHING)


def part_of(holdings: Iterable[Holding], parts: tuple[str, str]) -> Fraction:
    """Reg T: a part of what is long and a part of what is short, whatever the price's sign."""
    of_long, of_short = map(Fraction, parts)
    counted = [one for one in holdings if not one.has_margin]
    parts_of = (abs(one.value) * (of_long if one.quantity > 0 else of_short) for one in counted)
    return sum(parts_of, NOTHING)


def maintenance_of(account: Account, holdings: list[Holding]) -> Fraction:
    """The maintenance requirement of holdings."""
    model, *terms = account.setup.account
    contracts = sum((one.maintenance for one in holdings), NOTHING)
    if model == "unlimited":
        return NOTHING
    if model == "reg-t":
        return contracts + part_of(holdings, MAINTENANCE)
    if model == "portfolio":
        return contracts + gross(holdings) / exact(terms[1])
    return contracts


class Guard:
    """The state of the account as it would be after a fill."""

    def __init__(self, account: Account, symbol: str, quantity: Fraction, price: Fraction) -> None:
        self.account, self.symbol = account, symbol
        self.after = account.positions[symbol].quantity + quantity
        self.value = account.value(symbol, quantity, price)
        self.price = price
        prices = {one: account.price_of(one) for one in account.instruments} | {symbol: price}
        counts = {one: position.quantity for one, position in account.positions.items()}
        counts[symbol] = self.after
        self.holdings = [holding_of(account, one, counts[one], prices[one]) for one in counts]

    def reason(self, fee: Fraction) -> str | None:
        """Why the fill is refused, in the order of precedence; None: it is not."""
        instrument = self.account.instruments[self.symbol]
        model, *terms = self.account.setup.account
        if model == "cash" and self.after < 0 and instrument.initial is None:
            return "short_not_allowed"
        if instrument.borrowable is not None and -self.after > instrument.borrowable:
            return "no_borrow"
        spent = fee if instrument.pays_variation else self.value + fee
        if model == "cash":
            return self._reason_of_cash(spent)
        if model == "unlimited" or self._is_covered(model, terms, spent):
            return None
        return "insufficient_margin"

    def _is_covered(self, model: str, terms: list, spent: Fraction) -> bool:
        """Whether equity does for what is held: reg-t, or a gross of so many times it."""
        required = sum((one.initial for one in self.holdings), NOTHING)
        equity = self._equity(spent)
        if model == "reg-t":
            return required + part_of(self.holdings, INITIAL) <= equity
        return gross(self.holdings) <= exact(terms[0]) * (equity - required)

    def _worths(self) -> dict[str, Fraction]:
        """What each holding adds to equity, the filled one at its fill price."""
        account, symbol = self.account, self.symbol
        worths = {one: account.worth(one) for one in account.positions}
        carried = account.carried[symbol]
        if account.instruments[symbol].pays_variation:
            carried += self.value
        return worths | {symbol: account.value(symbol, self.after, self.price) - carried}

    def _equity(self, spent: Fraction) -> Fraction:
        sums = self.account.sums(self._worths())
        return self.account.total(self._paid(sums, spent))

    def _paid(self, sums: dict[str, Fraction], spent: Fraction) -> dict[str, Fraction]:
        """The sums after the payment, and after its conversion where each is converted."""
        account = self.account
        currency, own = account.currency_of(self.symbol), account.setup.currency
        if account.setup.convert == "each" and currency != own:
            return sums | {own: sums[own] + account.total({currency: -spent})}
        return sums | {currency: sums[currency] - spent}

    def _reason_of_cash(self, spent: Fraction) -> str | None:
        account, setup = self.account, self.account.setup
        cash = {one: account.balance("cash", one) for one in setup.currencies}
        cash = self._paid(cash, spent)
        paid_in = account.currency_of(self.symbol)
        if cash[setup.currency if setup.convert == "each" else paid_in] < 0:
            return "insufficient_cash"
        required = sum((_required_by_cash(one) for one in self.holdings), NOTHING)
        for symbol, worth in self._worths().items():
            if account.instruments[symbol].pays_variation:
                cash[account.currency_of(symbol)] += worth
        return "insufficient_margin" if required and account.total(cash) < required else None


def _required_by_cash(holding: Holding) -> Fraction:
    """The margin of a contract; of a future without one, its value."""
    if holding.has_margin:
        return holding.initial
    return abs(holding.value) if holding.instrument.pays_variation else NOTHING
