"""Exact numbers come back digit for digit, and SQL compares and sorts them as numbers."""

import operator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, delete, func, insert, select
from sqlalchemy.exc import StatementError

from farthing.store import Database
from farthing.store.digits import exact, from_key, to_key
from farthing.store.types import BIG, Document, Exact, Moment

NUMBERS = Table(
    "numbers",
    MetaData(),
    Column("id", BIG, primary_key=True),
    Column("number", Exact, index=True),
    Column("moment", Moment),
    Column("document", Document),
)

decimals = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1000, max_value=1000),
    st.builds(
        lambda sign, digits, exponent: Decimal((sign, digits, exponent)),
        st.integers(0, 1),
        st.lists(st.integers(0, 9), min_size=1, max_size=45).map(tuple),
        st.integers(-30, 30),
    ),
)


def kept(engine, numbers):
    """The numbers by id, as the database gives them back."""
    with engine.begin() as connection:
        connection.execute(delete(NUMBERS))
        rows = [{"id": place, "number": number} for place, number in enumerate(numbers)]
        connection.execute(insert(NUMBERS), rows)
        asked = select(NUMBERS.c.number).order_by(NUMBERS.c.id)
        return connection.execute(asked).scalars().all()


@pytest.fixture
def engine(database_url):
    database = Database(database_url)
    NUMBERS.metadata.create_all(database.engine)
    yield database.engine
    database.close()


def test_digits_survive_and_numbers_sort(engine):
    @settings(max_examples=40, deadline=None)
    @given(st.lists(decimals, min_size=2, max_size=12))
    def check(numbers):
        asked = [exact(each) for each in numbers]
        assert [str(each) for each in kept(engine, numbers)] == [str(each) for each in asked]
        column = NUMBERS.c.number
        with engine.connect() as connection:
            in_order = connection.execute(select(column).order_by(column)).scalars().all()
            assert in_order == sorted(numbers)
            most = connection.execute(select(func.max(column))).scalar_one()
            assert most == max(numbers)

    check()


COMPARISONS = (operator.lt, operator.le, operator.eq, operator.ne, operator.ge, operator.gt)


def test_numbers_compare_in_sql_as_they_do_here(engine):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(decimals, min_size=1, max_size=8), decimals)
    def check(numbers, one):
        kept(engine, numbers)
        with engine.connect() as connection:
            for compare in COMPARISONS:
                fits = compare(NUMBERS.c.number, one)
                asked = select(func.count()).select_from(NUMBERS).where(fits)
                count = sum(compare(each, one) for each in numbers)
                assert connection.execute(asked).scalar_one() == count

    check()


def test_100_2_is_more_than_9_1_and_1_50_equals_1_5(engine):
    numbers = [Decimal(each) for each in ("100.2", "9.1", "-9.1", "-100.2", "1.50", "1.5", "0")]
    kept(engine, numbers)
    column = NUMBERS.c.number
    with engine.connect() as connection:
        found = connection.execute(select(column).order_by(column, NUMBERS.c.id)).scalars().all()
        assert [str(each) for each in found] == [
            "-100.2",
            "-9.1",
            "0",
            "1.50",
            "1.5",
            "9.1",
            "100.2",
        ]
        same = select(func.count()).select_from(NUMBERS).where(column == Decimal("1.500"))
        assert connection.execute(same).scalar_one() == 2
        distinct = select(func.count(column.distinct()))
        assert connection.execute(distinct).scalar_one() == 6


@given(decimals, decimals)
def test_text_compares_as_numbers_do(first, second):
    one, other = to_key(first), to_key(second)
    assert (one.rstrip(" ") < other.rstrip(" ")) == (first < second)
    assert str(from_key(one)) == str(exact(first))


@pytest.mark.parametrize("wrong", [1.5, True, "1.5", None.__class__])
def test_only_exact_numbers_are_taken(engine, wrong):
    with pytest.raises(StatementError, match="an exact column takes"), engine.begin() as connection:
        connection.execute(insert(NUMBERS), {"id": 1, "number": wrong})


@pytest.mark.parametrize(
    ("wrong", "told"),
    [("NaN", "not finite"), ("Infinity", "not finite"), ("1E+99", "more than 99 digits"),
     ("1E-100", "more than 99 digits")],
)  # fmt: skip
def test_numbers_that_no_column_holds_are_refused(engine, wrong, told):
    with pytest.raises(StatementError, match=told), engine.begin() as connection:
        connection.execute(insert(NUMBERS), {"id": 1, "number": Decimal(wrong)})


def test_the_widest_numbers_fit(engine):
    numbers = [Decimal("9" * 99 + "." + "9" * 99), Decimal("-" + "9" * 99 + ".0"), Decimal("1E-99")]
    assert [str(each) for each in kept(engine, numbers)] == [str(exact(each)) for each in numbers]


def test_nothing_is_computed_in_sql():
    with pytest.raises(TypeError, match="compute with Decimal"):
        NUMBERS.c.number * 2


@pytest.mark.parametrize("wrong", [1.5, True, 2**63, "now"])
def test_moments_are_whole_nanoseconds(engine, wrong):
    with pytest.raises(StatementError, match="moment"), engine.begin() as connection:
        connection.execute(insert(NUMBERS), {"id": 1, "moment": wrong})


@pytest.mark.parametrize("wrong", [{"price": Decimal("1.5")}, [float("nan")]])
def test_a_document_has_no_decimal_and_no_nan(engine, wrong):
    with pytest.raises((StatementError, TypeError, ValueError)), engine.begin() as connection:
        connection.execute(insert(NUMBERS), {"id": 1, "document": wrong})


def test_moments_and_documents_come_back(engine):
    row = {"id": 1, "moment": 2**63 - 1, "document": {"a": ["1.50", None, 0.1], "ü": {}}}
    with engine.begin() as connection:
        connection.execute(insert(NUMBERS), row)
        found = connection.execute(select(NUMBERS)).one()
    assert (found.moment, found.document) == (row["moment"], row["document"])
