"""What books of strategies have of each kind of event, in numbers that a reader can follow."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farthing.errors import ConfigurationError
from farthing.portfolio.book import Entry
from farthing.portfolio.desk import Desk
from farthing.portfolio.grid import Grid
from farthing.portfolio.ledger import Dividend, Event, Ledger, Split
from farthing.types import Currency, Instrument

GRID = Grid.of([Instrument("A"), Instrument("B", quantity_scale=2)], Currency())
"""A is of whole shares, B of hundredths; money has four digits, so that a cent is 100."""

CENT = GRID.unit


def books(*held, asset=0, cash=None):
    """A ledger of strategies that hold so much."""
    ledger = Ledger([f"s{place}" for place in range(len(held))], GRID)
    for place, units in enumerate(held):
        money = cash[place] if cash else 0
        ledger.post(Entry(0, "start", place, asset, quantity=units, cash=money))
    ledger.prices[asset] = 1000
    return ledger


def event(kind, *, asset=0, quantity=0, price=0, value=0, fee=0):
    return Event(kind, 1, asset, 0, quantity, price, value, fee)


def column(ledger, name):
    """One number of each book, those of the strategies and of the reserve."""
    return [getattr(book, name) for book in ledger.books]


def desk():
    return Desk(None, GRID)


def test_the_grid_is_that_of_the_rules():
    assert (GRID.ledger_scale, CENT, GRID.lots, GRID.factors) == (4, 100, (1, 1), (100, 1))
    assert GRID.value(1, 250, 1000) == 250_000  # 2.50 units at 10.00


def test_a_kind_that_no_portfolio_has_is_refused():
    with pytest.raises(ConfigurationError, match="cannot follow a conversion: run its strategies"):
        books(10).other(event("conversion", value=CENT))


def test_a_margin_call_changes_nothing():
    ledger = books(10)
    before = list(ledger.entries)
    ledger.other(event("margin_call", value=CENT))
    assert ledger.entries == before


def test_parts_that_are_not_all_of_an_event_are_an_error():
    with pytest.raises(AssertionError, match="all of an event is allotted"):
        books(10, cash=[500]).other(event("interest", value=CENT + 1))


def test_a_dividend_is_owed_by_what_each_holds_and_paid_as_it_was_owed():
    ledger = books(100, -60)
    accrued = event("dividend", value=133 * CENT)  # 40 shares at 0.0333, to the cent
    ledger.dividend(1, Dividend(0, Decimal("0.0333"), (5, 5)), accrued)
    assert column(ledger, "receivable") == [333 * CENT, -200 * CENT, 0]
    ledger.other(event("payment", value=133 * CENT))
    assert column(ledger, "receivable") == [0, 0, 0]
    assert column(ledger, "cash") == [333 * CENT, -200 * CENT, 0]


def test_strategies_pay_each_other_where_the_account_is_owed_nothing():
    ledger = books(100, -100)
    ledger.dividend(1, Dividend(0, Decimal("0.05"), (5, 5)), None)
    assert column(ledger, "cash") == [500 * CENT, -500 * CENT, 0]
    assert column(ledger, "receivable") == [0, 0, 0]


def test_two_dividends_of_the_same_value_are_paid_by_pay_date():
    ledger = books(100, 0)
    late, soon = Dividend(0, Decimal("0.1"), (9, 9)), Dividend(0, Decimal("0.1"), (6, 6))
    ledger.dividend(1, late, event("dividend", value=1000 * CENT))
    ledger.post(Entry(1, "start", 0, 0, quantity=-100))
    ledger.post(Entry(1, "start", 1, 0, quantity=100))
    ledger.dividend(2, soon, event("dividend", value=1000 * CENT))
    ledger.other(event("payment", value=1000 * CENT))
    assert column(ledger, "cash") == [0, 1000 * CENT, 0]


def test_a_split_leaves_whole_lots_and_pays_the_parts():
    ledger = books(5, 4)  # 9 become 13.5, of which a half is paid at 10.00 * 2 / 3
    noticed = event("split", quantity=4, price=1000, value=333 * CENT)
    ledger.split(1, Split(0, 3, 2), noticed, desk())
    assert [book.units.get(0, 0) for book in ledger.books] == [7, 6, 0]
    assert column(ledger, "cash") == [333 * CENT, 0, 0]


def test_a_split_that_the_sum_does_not_notice_reaches_both_sides():
    ledger = books(100, -100)
    ledger.split(1, Split(0, 2, 1), None, desk())
    assert [book.units.get(0, 0) for book in ledger.books] == [200, -200, 0]
    assert column(ledger, "cash") == [0, 0, 0]


@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=5),
    st.integers(1, 30),
    st.integers(1, 30),
    st.integers(1, 50_000),
)
def test_parts_of_a_split_add_up_to_the_accounts_own(held, new, old, price):
    total = sum(held)
    side = 1 if total > 0 else -1
    after = abs(total) * new // old * side
    paid = Fraction(total * new - after * old, new) * price  # in cents
    cash = round(paid) * CENT
    ledger = books(*held)
    ledger.prices[0] = price
    noticed = event("split", quantity=after - total, price=price, value=cash)
    is_noticed = noticed.quantity or cash
    ledger.split(1, Split(0, new, old), noticed if is_noticed else None, desk())
    units = [book.units.get(0, 0) for book in ledger.books]
    assert sum(units) == after
    assert sum(column(ledger, "cash")) == cash
    assert all(abs(n - Fraction(q * new, old)) < 1 for n, q in zip(units, held, strict=False))


def test_who_is_short_pays_for_what_the_account_borrows():
    ledger = books(30, -60, -30)
    ledger.other(event("borrow", value=-100 * CENT))
    assert column(ledger, "cash") == [0, -67 * CENT, -33 * CENT, 0]


def test_whose_cash_has_the_accounts_sign_has_the_interest():
    ledger = books(0, 0, cash=[300 * CENT, -100 * CENT])
    ledger.other(event("interest", value=7 * CENT))
    assert column(ledger, "cash") == [307 * CENT, -100 * CENT, 0]


def test_who_holds_what_the_account_holds_is_financed():
    ledger = books(30, -10, 10)
    ledger.other(event("financing", value=-8 * CENT))
    assert column(ledger, "cash") == [-6 * CENT, 0, -2 * CENT, 0]


def test_an_end_pays_each_at_the_settlement_price():
    ledger = books(30, -10)
    ledger.end(1, 0, 900, event("end", quantity=-20, price=900, value=20 * 900 * 100))
    assert column(ledger, "cash") == [30 * 900 * 100, -10 * 900 * 100, 0]
    assert column(ledger, "units") == [{}, {}, {}]


def test_a_fill_of_the_engines_own_closes_what_the_account_holds():
    ledger = books(30, -10, 10)
    fill = event("fill", quantity=-20, price=900, value=-20 * 900 * 100, fee=3 * CENT)
    ledger.fill(fill, desk())
    assert [book.units.get(0, 0) for book in ledger.books] == [15, -10, 5, 0]
    assert sum(column(ledger, "cash")) == 20 * 900 * 100 - 3 * CENT


def test_events_that_move_nothing_leave_the_books():
    ledger = books(1)
    ledger.other(event("margin_call", value=5))
    assert column(ledger, "cash") == [0, 0]


def test_a_transfer_that_makes_money_is_no_transfer():
    with pytest.raises(AssertionError, match="makes no money"):
        books(0, 0).transfer(0, [1, 0, 0])
