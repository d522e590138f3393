"""The risk manager: looks at the orders of a bar before they are given."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from farthing.portfolio.allocators.allocator import WHOLE
from farthing.portfolio.moments import product
from farthing.portfolio.risk import measures
from farthing.portfolio.risk.limit import OF_HOLDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from farthing.portfolio.ledger import Ledger
    from farthing.portfolio.netting import Wish
    from farthing.portfolio.risk.limit import Limit

HALT = "risk_halt"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a limit has said in a bar: the measure, what was done, and to how many orders."""

    row: int
    limit: str
    measure: float
    action: str
    orders: int


class RiskManager:
    """Measures what the orders of a bar would lead to, and acts where a limit is exceeded.

    Limits are asked in their order, each of what the one before has left. An order that only makes
    its strategy's position smaller, with those before it, is never touched.

    Attributes:
        said: what limits have said.
    """

    def __init__(self, limits: Sequence[Limit], ledger: Ledger, sessions_per_year: int) -> None:
        """Nothing is halted."""
        self._limits, self._ledger, self._year = limits, ledger, sessions_per_year
        self._is_halted = False
        self.said: list[Remark] = []

    def judge(
        self, row: int, wishes: Sequence[Wish], in_flight: Sequence[Wish],
        prices: Sequence[int], returns: Sequence[Sequence[float]],
    ) -> None:  # fmt: skip
        """Makes orders smaller, or refuses them; they keep the reason.

        Args:
            row: the bar.
            wishes: the orders of the bar.
            in_flight: orders of before that fill whatever the prices.
            prices: the last ones, by instrument.
            returns: of the strategies, by session.
        """
        for limit in self._limits:
            growing = self._growing(wishes, in_flight)
            if self._is_halted:
                _refuse(growing, HALT)
                return
            kept = [wish for wish in wishes if wish not in set(growing)]
            with_them = self._held([*in_flight, *wishes])
            if not growing and not any(with_them.values()) and limit.kind in OF_HOLDINGS:
                continue
            after = self._measure(limit, with_them, prices, returns)
            if after is None or after <= Fraction(limit.most):
                continue
            before = self._measure(limit, self._held([*in_flight, *kept]), prices, returns)
            self._act(limit, growing, _factor(limit, before, after))
            self.said.append(Remark(row, str(limit), float(after), limit.action, len(growing)))

    def _act(self, limit: Limit, growing: Sequence[Wish], factor: Fraction) -> None:
        if limit.action == "reduce":
            self._reduce(growing, factor, f"risk_{limit.kind}")
        elif limit.action == "reject":
            _refuse(growing, f"risk_{limit.kind}")
        elif limit.action == "halt":
            self._is_halted = True
            _refuse(growing, HALT)

    def _reduce(self, growing: Sequence[Wish], factor: Fraction, reason: str) -> None:
        for wish in growing:
            lot = self._ledger.grid.lots[wish.asset]
            units = abs(wish.left) * factor // lot * lot
            if units:
                wish.quantity = wish.filled + (units if wish.left > 0 else -units)
            else:
                _refuse([wish], reason)

    def _growing(self, wishes: Sequence[Wish], in_flight: Sequence[Wish]) -> list[Wish]:
        """Orders that do more than make their strategy's position smaller.

        What orders in flight and those before in the bar close already, no other one closes.
        """
        closing: Counter[tuple[int, int]] = Counter()
        for wish in in_flight:
            if self._units(wish) * wish.left < 0:
                closing[wish.book, wish.asset] += abs(wish.left)
        growing = []
        for wish in wishes:
            held, place = self._units(wish), (wish.book, wish.asset)
            if wish.state != "open":
                continue
            if held * wish.left < 0 and closing[place] + abs(wish.left) <= abs(held):
                closing[place] += abs(wish.left)
            else:
                growing.append(wish)
        return growing

    def _units(self, wish: Wish) -> int:
        """What the strategy of an order holds of its instrument."""
        return self._ledger.books[wish.book].units.get(wish.asset, 0)

    def _held(self, wishes: Sequence[Wish]) -> dict[int, int]:
        """What the account would hold, by instrument, if these orders filled."""
        units: Counter[int] = Counter()
        for book in self._ledger.books:
            units.update(book.units)
        for wish in wishes:
            if wish.state == "open":
                units[wish.asset] += wish.left
        return units

    def _measure(
        self, limit: Limit, held: Mapping[int, int], prices: Sequence[int],
        returns: Sequence[Sequence[float]],
    ) -> measures.Measure | None:  # fmt: skip
        equities = self._ledger.equities
        if limit.kind in OF_HOLDINGS:
            grid = self._ledger.grid
            values = {a: grid.value(a, units, prices[a]) for a, units in held.items() if units}
            measure = measures.gross if limit.kind == "leverage" else measures.largest
            return measures.of_equity(measure(values), sum(equities))
        if len(returns) < limit.sessions or sum(equities) <= 0:
            return None
        shares = [equity / sum(equities) for equity in equities[:-1]]
        return _of_past(limit, returns[-limit.sessions :], shares, self._year)


def _of_past(
    limit: Limit, known: Sequence[Sequence[float]], shares: Sequence[float], year: int
) -> Fraction | None:
    """A measure of past returns, with the shares of equity that strategies have now."""
    if limit.kind == "correlation":
        found = measures.correlation(list(zip(*known, strict=True)))
        return None if found is None else _read(found)
    whole = [product(session, shares) for session in known]
    if limit.kind == "volatility":
        return _read(measures.volatility(whole, year))
    return _read(measures.value_at_risk(whole))


def _read(measure: float) -> Fraction:
    """A measure as the shortest decimal that prints it."""
    return Fraction(Decimal(repr(measure)))


def _factor(limit: Limit, before: measures.Measure | None, after: measures.Measure) -> Fraction:
    """By how much orders become smaller.

    Of what is held: so far that the measure is at its limit, ``(most - before) / (after - before)``
    with what it is without the orders and with them, exactly. Of past returns: ``most / measure``,
    in whole parts of 10^9. Where there is no equity, by all.
    """
    most = Fraction(limit.most)
    if not isinstance(after, Fraction):
        return Fraction(0)
    if limit.kind not in OF_HOLDINGS:
        return Fraction(int(most / after * WHOLE), WHOLE)
    if not isinstance(before, Fraction) or after <= before:
        return Fraction(0)
    return max(Fraction(0), (most - before) / (after - before))


def _refuse(wishes: Sequence[Wish], reason: str) -> None:
    for wish in wishes:
        wish.state, wish.reason = "refused", reason
