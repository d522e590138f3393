"""Trading controls (section 12): asked when an order is given or changed."""

from fractions import Fraction
from typing import TYPE_CHECKING

from .doors import RefusedError
from .values import exact

if TYPE_CHECKING:
    from .account import Account

NOTHING = Fraction(0)
ALWAYS = ("too_many_orders", "order_units", "order_value")
NAMES = (  # in the order in which they are asked
    "too_many_orders",
    "restricted",
    "order_units",
    "order_value",
    "position_units",
    "position_value",
    "long_only",
    "leverage",
    "drawdown",
    "daily_loss",
)
REASONS = {
    "order_units": "order_too_large",
    "order_value": "order_too_large",
    "position_units": "position_too_large",
    "position_value": "position_too_large",
    "drawdown": "drawdown_halt",
    "daily_loss": "daily_loss_halt",
}


class Controls:
    """The limits of a run, and what they remember: orders of the session, falls of equity."""

    def __init__(self, account: "Account") -> None:
        self.account = account
        controls = account.setup.controls
        self.asked = sorted(controls, key=lambda control: NAMES.index(control[0]))
        self.highest = self.reference = account.equity
        self.given = 0
        self.halted = {"drawdown": False, "daily_loss": False}

    def begin_session(self) -> None:
        """Count anew; the reference of a daily loss is the last mark of the session before."""
        self.given, self.reference = 0, self.account.equity
        self.halted["daily_loss"] = False

    def look(self) -> None:
        """Look at the equity of a mark."""
        self.highest = max(self.highest, self.account.equity)
        for name, high in (("drawdown", self.highest), ("daily_loss", self.reference)):
            for _, share in (control for control in self.asked if control[0] == name):
                fall = high - self.account.equity
                self.halted[name] |= fall >= exact(share) * high

    def check(
        self, symbol: str, units: Fraction, in_flight: dict[str, Fraction], is_new: bool
    ) -> None:
        """Refuse an order of so many units; `in_flight` is that of the others, by instrument."""
        held = self.account.positions[symbol].quantity + in_flight.get(symbol, NOTHING)
        reduces = units == 0 or (held * units < 0 and abs(units) <= abs(held))
        for name, *terms in self.asked:
            if (reduces and name not in ALWAYS) or (name == "too_many_orders" and not is_new):
                continue
            if self._is_broken(name, terms, symbol, units, held, in_flight):
                raise RefusedError(REASONS.get(name, name))

    def _is_broken(self, name, terms, symbol, units, held, in_flight) -> bool:
        sizes = {"order": units, "position": held + units}
        which, _, measure = name.partition("_")
        if name == "too_many_orders":
            return self.given >= int(terms[0])
        if name == "restricted":
            first, _, last = terms[1].partition("-")
            return symbol == terms[0] and int(first) <= self.account.session <= int(last or first)
        if measure == "units":
            return abs(sizes[which]) > exact(terms[0])
        if measure == "value":
            return abs(self._value(symbol, sizes[which])) > exact(terms[0])
        if name == "long_only":
            return sizes["position"] < 0
        if name == "leverage":
            gross = self._gross({**in_flight, symbol: in_flight.get(symbol, NOTHING) + units})
            return gross > exact(terms[0]) * self.account.equity
        return self.halted[name]

    def _value(self, symbol: str, quantity: Fraction) -> Fraction:
        price = self.account.last_prices.get(symbol, NOTHING)
        return self.account.in_own_currency(symbol, self.account.value(symbol, quantity, price))

    def _gross(self, more: dict[str, Fraction]) -> Fraction:
        positions = self.account.positions
        held = {one: positions[one].quantity + more.get(one, NOTHING) for one in positions}
        return sum((abs(self._value(one, units)) for one, units in held.items()), NOTHING)
