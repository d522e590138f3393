from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farthing.data.exact import (
    digits,
    largest_change,
    rounded,
    stored,
    too_coarse,
    vanished,
    widened,
)
from farthing.errors import SourceError

TEXT = st.from_regex(r"-?[0-9]{1,9}(\.[0-9]{0,18})?(e-?[0-4])?", fullmatch=True)
FLOAT = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).filter(
    lambda x: x == 0 or abs(x) > 1e-12
)


def half_even(value, scale):
    with localcontext(prec=60):
        return value.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_EVEN)


@given(st.lists(TEXT, min_size=1), st.integers(0, 12))
def test_text_is_rounded_once_half_even(texts, scale):
    found = rounded(pl.Series(texts), scale).to_list()
    assert found == [half_even(Decimal(text), scale) for text in texts]


@given(st.lists(FLOAT, min_size=1), st.integers(0, 8))
def test_a_float_is_its_shortest_decimal(values, scale):
    found = rounded(pl.Series(values, dtype=pl.Float64), scale).to_list()
    assert found == [half_even(Decimal(repr(value)), scale) for value in values]


@given(st.lists(st.decimals(-(10**9), 10**9, places=9), min_size=1), st.integers(0, 9))
def test_decimals_are_rounded_half_even(values, scale):
    found = rounded(pl.Series(values, dtype=pl.Decimal(38, 9)), scale).to_list()
    assert found == [half_even(value, scale) for value in values]


@given(st.lists(st.integers(-(2**53), 2**53), min_size=1))
def test_mantissas_are_taken_as_they_are(values):
    found = rounded(pl.Series(values, dtype=pl.Int64), 4, mantissa_scale=4)
    assert found.to_physical().to_list() == values


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1,5", "0x10", "inf", "nan", "1_000", "--1"])
def test_what_is_no_number_is_null(text):
    assert rounded(pl.Series([text]), 2).to_list() == [None]


def test_spaces_around_a_number_do_not_count():
    assert rounded(pl.Series([" 1.5 "]), 2).to_list() == [Decimal("1.50")]


def test_a_double_rounding_does_not_happen():
    text = pl.Series(["0.12500000000000000000000000000001"])
    assert rounded(text, 2).to_list() == [Decimal("0.13")]


@pytest.mark.parametrize(
    ("values", "needed"),
    [(["1", "2.00"], 0), (["1.5"], 1), (["0.00000012"], 8), (["1.5", None, "1.25"], 2), ([], 0)],
)
def test_the_digits_that_values_need(values, needed):
    assert digits([widened(pl.Series(values, dtype=pl.String))]) == needed


def test_more_digits_than_allowed_are_none():
    assert digits([widened(pl.Series([27.847856521606445]))], most=8) is None


def test_the_largest_change_and_how_many_changed():
    text = pl.Series(["1.001", "1.004", "1.50"])
    change = largest_change(widened(text), rounded(text, 2))
    assert (change.change, change.count) == (Decimal("0.004"), 2)
    assert change.before == Decimal("1.004")


def test_no_change_is_none():
    text = pl.Series(["1.5"])
    assert largest_change(widened(text), rounded(text, 2)) is None


def test_a_price_that_becomes_nothing_is_found():
    text = pl.Series(["0", "0.00000012"])
    assert vanished(widened(text), rounded(text, 6)) == Decimal("0.00000012")
    assert vanished(widened(text), rounded(text, 8)) is None


def test_a_float32_means_its_own_shortest_decimal():
    assert rounded(pl.Series([0.1], dtype=pl.Float32), 8).to_list() == [Decimal("0.1")]


def test_large_float32_prices_are_too_coarse_for_cents():
    assert too_coarse(pl.Series([167772.2], dtype=pl.Float32), 2) is not None
    assert too_coarse(pl.Series([167772.0], dtype=pl.Float32), 1) is None
    assert too_coarse(pl.Series([1e13]), 2) is None
    assert too_coarse(pl.Series(["1e30"]), 2) is None


def test_a_column_that_holds_no_numbers_is_refused():
    with pytest.raises(SourceError, match=r"'a' is of type Boolean"):
        rounded(pl.Series("a", [True]), 2)


def test_volumes_are_integers_or_decimals_as_wide_as_needed():
    assert stored(rounded(pl.Series([12]), 0), 0).dtype == pl.Int64
    assert stored(rounded(pl.Series(["0.5"]), 8), 8).dtype == pl.Decimal(18, 8)
    assert stored(rounded(pl.Series(["12345678901.5"]), 8), 8).dtype == pl.Decimal(38, 8)
