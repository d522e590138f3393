"""Money is written exactly, from decimals, at any size."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farthing.report import text

AMOUNTS = st.decimals(
    allow_nan=False, allow_infinity=False, places=8, min_value=-(10**20), max_value=10**20
)


@given(AMOUNTS)
def test_money_is_exact(amount: Decimal) -> None:
    words = text.money(amount)
    assert Decimal(words.replace(",", "").replace("−", "-")) == amount  # noqa: RUF001
    assert len(words.partition(".")[2]) >= 2


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "0.00"),
        ("1000", "1,000"),
        ("1000.5", "1,000.5"),
        ("1234567.8900", "1,234,567.89"),
        ("0.00000012", "0.00000012"),
        ("-5.1000", "−5.10"),  # noqa: RUF001
        ("1E+3", "1,000"),
        ("12345678901234567890.123456789012", "12,345,678,901,234,567,890.123456789012"),
    ],
)
def test_money_keeps_every_digit_that_counts(amount: str, words: str) -> None:
    assert text.money(Decimal(amount)) == words


def test_a_sign_is_shown_on_demand() -> None:
    assert text.money(Decimal("0.00"), signed=True) == "0.00"
    assert text.money(Decimal("1.5"), signed=True) == "+1.5"


def test_undefined_is_a_dash() -> None:
    undefined = [text.money(None), text.percent(None), text.number(None), text.day(None)]
    assert undefined == [text.DASH] * 4
    assert text.percent(float("nan")) == text.number(float("nan")) == text.DASH
    assert text.mean(None, 5) == text.mean(Decimal(1), 0) == text.DASH


def test_nothing_has_no_sign() -> None:
    assert text.percent(-0.000001, signed=True) == "0.00\xa0%"
    assert text.number(-0.0) == "0.00"


def test_a_mean_of_money_says_that_it_is_rounded() -> None:
    assert text.mean(Decimal("-10.00"), 3) == "≈ −3.33"  # noqa: RUF001


@pytest.mark.parametrize(
    ("value", "step", "largest", "words"),
    [
        ("0", "1", "5", "0"),
        ("2.5", "2.5", "10", "2.5"),
        ("9000", "1000", "9000", "9,000"),
        ("15000", "5000", "20000", "15k"),
        ("12500", "2500", "20000", "12.5k"),
        ("-1500000", "500000", "2000000", "−1.5m"),  # noqa: RUF001
        ("3E+9", "1E+9", "5E+9", "3bn"),
        ("2E+12", "1E+12", "5E+12", "2tn"),
    ],
)
def test_ticks_are_short(value: str, step: str, largest: str, words: str) -> None:
    assert text.tick(Decimal(value), Decimal(step), Decimal(largest)) == words
