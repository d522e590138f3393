"""Strategies beside each other once more, in fractions: RULES.md, section 17.

Written from the rules and not from the engine. It plays market orders at the next open, of whole
shares in dollars, with a commission per trade or in basis points; what a strategy wants is a table
of targets by bar. A strategy may have a bracket: how far from an entry it is closed.
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
    pairs: dict = field(default_factory=dict)
    """By asset: what a stop and a limit close, and their levels."""

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


def play(
    opens, closes, targets, shares, capital, fee=("per-trade", Fraction(0)), rebalance=(),
    ranges=None, brackets=None,
):  # fmt: skip
    """Plays strategies whose targets are shares of their own equity.

    Args:
        opens: prices by bar and asset; likewise ``closes``.
        targets: by strategy, bar and asset; None where nothing is said.
        shares: of the strategies, as fractions.
        capital: of the account.
        fee: ``per-trade`` and an amount, or ``bps`` and a rate.
        rebalance: bars at whose close the money is shared anew.
        ranges: high and low by bar and asset; the same as open and close where there are none.
        brackets: by strategy: distances of stop and limit as shares of an entry's price, or None.
    """
    brackets = brackets or [(None, None)] * len(targets)
    books = [OracleBook(Fraction(0)) for _ in (*shares, "reserve")]
    books[-1].cash = Fraction(capital)
    _share(books, shares, [0] * len(opens[0]))
    last_said = [[Fraction(0)] * len(opens[0]) for _ in targets]
    run, orders = OracleRun(books), []
    for row in range(len(opens)):
        bar = Bar(row, opens[row], ranges[row] if ranges else _ranges(opens[row], closes[row]))
        _trade(run, bar, orders, brackets, fee)
        last = [Fraction(price) for price in closes[row]]
        if row in rebalance:
            _forget(last_said, _share(books, shares, last))
        orders = _orders(books, [table[row] for table in targets], last_said, last)
        _cut(books, orders)
        run.equities.append([book.equity(last) for book in books])
    return run


def _trade(run, bar, orders, brackets, fee):
    """One bar: orders fill at its open, levels are reached, and what was entered has its levels."""
    entered = {}
    for asset, wants in orders:
        price = Fraction(bar.opens[asset])
        before = [book.units.get(asset, 0) for book in run.books]
        _fill(run, bar.row, asset, wants, price, fee)
        entered[asset] = price, [_opens(a, b.units[asset]) for a, b in _pairs(before, run.books)]
    _close_at_levels(run, bar, fee)
    _protect_entries(run, bar, entered, brackets, fee)


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


@dataclass(frozen=True)
class Bar:
    """A bar of all assets: opens, and the high and low of each."""

    row: int
    opens: list
    ranges: list


def _ranges(opens, closes):
    return [(max(pair), min(pair)) for pair in zip(opens, closes, strict=True)]


def _pairs(before, books):
    """What strategies held, with their books."""
    return list(zip(before, books, strict=True))[:-1]


def _opens(before, after):
    """Whether a position was opened, or is larger than before."""
    return after != 0 and (before * after <= 0 or abs(after) > abs(before))


def to_cent(price, up):
    """A price on the cent, up or down."""
    return -(-price // CENT) * CENT if up else price // CENT * CENT


def _levels(units, price, bracket):
    """Stop and limit of a position; None for none, and where it is no price."""
    stop, limit = bracket
    side = 1 if units > 0 else -1
    stop = None if stop is None else to_cent(price * (1 - side * stop), up=side < 0)
    limit = None if limit is None else to_cent(price * (1 + side * limit), up=side > 0)
    return tuple(level if level is not None and level > 0 else None for level in (stop, limit))


def _reached(units, levels, opening, high, low):
    """At which price a bar closes a position; the open comes first, then the stop.

    A short position is a long one with all prices turned round.
    """
    side = 1 if units > 0 else -1
    opening, high, low = side * opening, *sorted((side * high, side * low), reverse=True)
    stop = -NEVER if levels[0] is None else side * levels[0]
    limit = NEVER if levels[1] is None else side * levels[1]
    if opening <= stop or opening >= limit:
        return side * opening
    if low <= stop:
        return side * stop
    return side * limit if high >= limit else None


NEVER = Fraction(10**30)
"""A price that no bar reaches."""


def _close_at_levels(run, bar, fee, among=None):
    """Closes what the bar brings to its levels: all positions, or those among some."""
    for place, book in enumerate(run.books[:-1]):
        for asset, (units, levels) in sorted(book.pairs.items()):
            if among is not None and (place, asset) not in among:
                continue
            high, low = bar.ranges[asset]
            price = _reached(units, levels, bar.opens[asset], high, low)
            if price is not None:
                wants = [0] * (len(run.books) - 1)
                wants[place] = -units
                _fill(run, bar.row, asset, wants, price, fee)
                del book.pairs[asset]


def _protect_entries(run, bar, entered, brackets, fee):
    """Gives what was entered in the bar its stop and limit, and tries them on the bar."""
    born = set()
    for asset, (price, opened) in entered.items():
        for place, (opens, bracket) in enumerate(zip(opened, brackets, strict=True)):
            units = run.books[place].units.get(asset, 0)
            if opens and bracket != (None, None) and units:
                run.books[place].pairs[asset] = units, _levels(units, price, bracket)
                born.add((place, asset))
    _close_at_levels(run, bar, fee, born)


def _cut(books, orders):
    """Cuts stops and limits to what the orders of the bar will leave of a position."""
    for asset, wants in orders:
        for book, want in zip(books[:-1], wants, strict=True):
            if asset not in book.pairs:
                continue
            held, (units, levels) = book.units.get(asset, 0), book.pairs[asset]
            stays = min(abs(held), abs(held + want)) if held * (held + want) > 0 else 0
            if not want:
                continue
            if not stays:
                del book.pairs[asset]
            elif stays < abs(units):
                book.pairs[asset] = (stays if units > 0 else -stays), levels
