"""Recorded values: exact numbers stay exact, and each name has one type that holds them all."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
import three_months

import farthing as ft
from farthing.backtest import records

TIMES = pl.Series("time", [datetime(2024, 1, day, tzinfo=UTC) for day in (2, 3, 4, 5)])


def column(*values: object) -> pl.Series:
    """The column of values that were recorded bar by bar."""
    recorded = [(row, "x", value) for row, value in enumerate(values)]
    return records.frame(recorded, TIMES).get_column("x")


PLAIN = [
    (3, Decimal(3)),
    (-(10**20), Decimal(-(10**20))),
    (Decimal("1.50"), Decimal("1.50")),
    (0.5, 0.5),
    (np.float64(0.25), 0.25),
    (np.float32(0.5), 0.5),
    (True, True),
    ("word", "word"),
    (None, None),
]


@pytest.mark.parametrize(("value", "expected"), PLAIN)
def test_a_value_is_held_as_what_it_is(value, expected):
    found = records.plain(value)
    assert found == expected
    assert type(found) is type(expected)


def test_exact_numbers_share_the_digits_of_the_finest():
    found = column(3, Decimal("0.125"), None, Decimal("1E+2"))
    assert found.dtype == pl.Decimal(38, 3)
    assert found.to_list() == [Decimal(3), Decimal("0.125"), None, Decimal(100)]


def test_a_third_of_a_cent_is_not_what_a_float_would_make_of_it():
    money = Decimal("12345678901234567.89")
    assert column(money, 1).to_list() == [money, Decimal(1)]


MIXED = {
    "whole numbers": ((1, 2), pl.Decimal(38, 0), [Decimal(1), Decimal(2)]),
    "a float among exact ones": ((1, 0.5, Decimal("0.1")), pl.Float64, [1.0, 0.5, 0.1]),
    "floats and nothing": ((0.5, None), pl.Float64, [0.5, None]),
    "nothing at all": ((None, None), pl.Float64, [None, None]),
    "truths": ((True, False, None), pl.Boolean, [True, False, None]),
    "texts": (("a", None, "b"), pl.String, ["a", None, "b"]),
    "a text among numbers": ((1, "a", 0.5, None), pl.String, ["1", "a", "0.5", None]),
    "a truth among numbers": ((True, 2), pl.String, ["True", "2"]),
}


@pytest.mark.parametrize("name", MIXED)
def test_a_column_has_the_type_that_holds_all_its_values(name):
    values, kind, expected = MIXED[name]
    found = column(*values)
    assert found.dtype == kind
    assert found.to_list() == expected


def test_a_row_is_a_bar_and_what_was_not_recorded_is_null():
    recorded = [(1, "a", 1), (1, "b", "x"), (3, "a", 2), (1, "a", 5)]
    found = records.frame(recorded, TIMES)
    assert found.columns == ["time", "a", "b"]
    assert found.rows() == [(TIMES[1], Decimal(5), "x"), (TIMES[3], Decimal(2), None)]


def test_nothing_recorded_is_a_table_without_rows():
    found = records.frame([], TIMES)
    assert (found.columns, found.height) == (["time"], 0)


EQUAL = [
    ((1, Decimal("1.00")), True),
    ((Decimal("1E+2"), 100), True),
    ((1, 1.0), False),
    ((1, True), False),
    ((1, "1"), False),
    ((0.1, Decimal("0.1")), False),
    ((None, "None"), False),
    ((0.1, np.float64(0.1)), True),
]


@pytest.mark.parametrize(("pair", "is_equal"), EQUAL)
def test_bytes_are_equal_where_values_are(pair, is_equal):
    first, second = (records.canonical([(0, "x", value)]) for value in pair)
    assert (first == second) is is_equal


def test_bytes_tell_bars_names_and_order_apart():
    base = [(0, "x", 1), (1, "y", 2)]
    others = [[(1, "x", 1), (1, "y", 2)], [(0, "z", 1), (1, "y", 2)], base[::-1], base[:1], []]
    found = {records.canonical(each) for each in (base, *others)}
    assert len(found) == 6
    assert records.canonical([(0, "x", "1\n0 'x' 'a'")]).count(b"\n") == 0


def test_a_run_keeps_exact_numbers_and_counts_them_in_its_digest():
    def recording(value: object) -> ft.Result:
        return three_months.run(lambda ctx: ctx.record(x=value))

    exact = recording(Decimal("0.10"))
    assert exact.records.get_column("x").to_list() == [Decimal("0.10")] * 6
    assert exact.records.get_column("time").to_list() == exact.equity.get_column("time").to_list()
    assert exact.digest == recording(Decimal("0.1")).digest
    assert exact.digest != recording(0.1).digest
    assert exact.digest != three_months.run(ft.Strategy).digest
