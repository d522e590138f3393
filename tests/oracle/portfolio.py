"""Strategies beside each other once more, in fractions: RULES.md, section 17.

Written from the rules and not from the engine. It plays market orders at the next open, of whole
shares in dollars, with a commission per trade or in basis points; what a strategy wants is a table
of targets by bar.
"""

from dataclasses import dataclass, field
from fractions import Fraction

CENT = Fraction(1, 100)


def largest_remainder(whole, shares, step):
    """Shares as multiples of a step that add up to the whole; ties to those that come first."""
    found = [share // step * step for share in shares]
    order = sorted(range(len(shares)), key=lambda i: (found[i] - shares[i], i))
    places = iter(order)
    while sum(found) < whole:
        found[next(places)] += step
    return found


def half_even(amount, step):
    """The multiple of a step that is nearest; ties to the even one."""
    return round(amount / step) * step


@dataclass
class OracleBook:
    """What one strategy has."""

    cash: Fraction
    units: dict = field(default_factory=dict)

    def equity(self, last):
        """What it is worth."""
        return self.cash + sum(units * last[asset] for asset, units in self.units.items())


@dataclass
class OracleRun:
    """What became of the strategies: their books bar by bar, and the account's net fills."""

    books: list
    equities: list = field(default_factory=list)
    fills: list = field(default_factory=list)


def commission(kind, rate, value):
    """What an order of such a value owes."""
    return half_even(rate if kind == "per-trade" else abs(value) * rate / 10_000, CENT)


def allot(wants, net):
    """What the orders behind a net fill have of it: those against it whole, the others in part."""
    if net == 0:
        return list(wants)
    same = [abs(want) if want * net > 0 else 0 for want in wants]
    against = [want if want * net < 0 else 0 for want in wants]
    comes = abs(net) + sum(abs(want) for want in against)
    shares = [Fraction(comes * want, sum(same)) for want in same]
    sign = 1 if net > 0 else -1
    mine = largest_remainder(comes, shares, Fraction(1))
    return [sign * int(has) + other for has, other in zip(mine, against, strict=True)]


def play(opens, closes, targets, shares, capital, fee=("per-trade", Fraction(0)), rebalance=()):
    """Plays strategies whose targets are shares of their own equity.

    Args:
        opens: prices by bar and asset; likewise ``closes``.
        targets: by strategy, bar and asset; None where nothing is said.
        shares: of the strategies, as fractions.
        capital: of the account.
        fee: ``per-trade`` and an amount, or ``bps`` and a rate.
        rebalance: bars at whose close the money is shared anew.
    """
    books = [OracleBook(Fraction(0)) for _ in (*shares, "reserve")]
    books[-1].cash = Fraction(capital)
    _share(books, shares, [0] * len(opens[0]))
    last_said = [[Fraction(0)] * len(opens[0]) for _ in targets]
    run, orders = OracleRun(books), []
    for row in range(len(opens)):
        for asset, wants in orders:
            _fill(run, row, asset, wants, Fraction(opens[row][asset]), fee)
        last = [Fraction(price) for price in closes[row]]
        if row in rebalance:
            _forget(last_said, _share(books, shares, last))
        orders = _orders(books, [table[row] for table in targets], last_said, last)
        run.equities.append([book.equity(last) for book in books])
    return run


def _forget(last_said, moved):
    """Whose money has moved: what was said last is unknown."""
    for said, change in zip(last_said, moved, strict=False):
        if change:
            said[:] = [None] * len(said)


def _share(books, shares, last):
    """Moves money to the shares, each rounded down to the cent; what is left is the reserve's.

    Where the whole is not more than nothing, nothing moves.
    """
    has = [book.equity(last) for book in books]
    total = sum(has)
    if total <= 0:
        return [Fraction(0)] * len(books)
    parts = [Fraction(share).limit_denominator(10**9) * total // CENT * CENT for share in shares]
    wanted = [*parts, total - sum(parts)]
    moved = [want - own for want, own in zip(wanted, has, strict=True)]
    for book, change in zip(books, moved, strict=True):
        book.cash += change
    return moved


def _orders(books, wanted, last_said, last):
    """The orders of a bar, by asset: what each strategy wants; nobody's are left out."""
    found = {}
    for place, (book, want, said) in enumerate(zip(books[:-1], wanted, last_said, strict=True)):
        for asset, weight in enumerate(want):
            if weight is None or said[asset] == weight:
                continue
            said[asset] = weight
            money = int(book.equity(last) * weight / CENT) * CENT
            units = int(money / last[asset]) - book.units.get(asset, 0)
            if units:
                found.setdefault(asset, [0] * (len(books) - 1))[place] = units
    return list(found.items())


def _fill(run, row, asset, wants, price, fee):
    """Fills what is netted, and allots value and fee."""
    net = sum(wants)
    parts = allot(wants, net)
    owed = commission(*fee, net * price) if net else Fraction(0)
    traded = sum(abs(part) for part in parts)
    fees = largest_remainder(owed, [owed * abs(part) / traded for part in parts], CENT)
    if net:
        run.fills.append((row, asset, net, owed))
    for book, part, mine in zip(run.books[:-1], parts, fees, strict=True):
        book.cash -= part * price + mine
        book.units[asset] = book.units.get(asset, 0) + part
