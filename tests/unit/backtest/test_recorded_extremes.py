"""Recorded values at the edge: whatever a strategy may record can be looked at and saved."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, localcontext

import numpy as np
import polars as pl
import pytest
import three_months

from farthing.backtest import costs, records
from farthing.report.save import save
from farthing.types import Instrument

TIMES = pl.Series("time", [datetime(2024, 1, day, tzinfo=UTC) for day in (2, 3)])

TEXTS = [
    ((10**40, 1), ["1" + "0" * 40, "1"]),
    ((Decimal("NaN"), 1), ["NaN", "1"]),
    ((Decimal("sNaN"), 0.5), ["sNaN", "0.5"]),
    ((Decimal("Infinity"), None), ["Infinity", None]),
    ((Decimal("1E-50"), 1), ["1E-50", "1"]),
    ((10**37, Decimal("0.01")), ["1" + "0" * 37, "0.01"]),
    ((0.5, Decimal("1E+400")), ["0.5", "1E+400"]),
    (("\ud800", "a"), ["\\ud800", "a"]),
    ((np.array([1, 2]), None), ["[1 2]", None]),
]


@pytest.mark.parametrize(("values", "expected"), TEXTS)
def test_what_no_number_of_a_table_holds_is_text(values, expected):
    recorded = [(row, "x", value) for row, value in enumerate(values)]
    assert records.frame(recorded, TIMES).get_column("x").to_list() == expected


@pytest.mark.parametrize("value", [values[0] for values, _ in TEXTS[:-1]])
def test_it_can_be_recorded_and_saved(value, tmp_path):
    result = three_months.run(lambda ctx: ctx.record(x=value))
    assert result.records.height == 6
    save(result, tmp_path / "run")
    assert pl.read_parquet(tmp_path / "run" / "records.parquet").equals(result.records)


def test_the_largest_numbers_that_fit_stay_exact():
    largest = 10**38 - 1
    found = records.frame([(0, "x", largest), (1, "x", -largest)], TIMES).get_column("x")
    assert found.to_list() == [Decimal(largest), Decimal(-largest)]


def test_whole_numbers_and_truths_of_numpy_are_exact():
    assert records.plain(np.int64(2**60 + 1)) == Decimal(2**60 + 1)
    assert records.plain(np.bool_(True)) is True


def test_names_that_are_taken_get_a_line_behind():
    recorded = [(0, "time", 1), (0, "time_", 2), (0, "\ud800", 3)]
    found = records.frame(recorded, TIMES)
    assert found.columns == ["time", "time_", "time__", "\\ud800"]
    assert found.row(0)[1:] == (1, 2, 3)


def content(value) -> bytes:
    """The bytes of one record."""
    return records.canonical([(0, "x", value)])


DIFFERENT = [
    (10**30, 10**30 + 1),
    (Decimal("0." + "1" * 40), Decimal("0." + "1" * 41)),
    (Decimal("1E+1000000"), Decimal("1E+1000001")),
    (Decimal("NaN"), Decimal("sNaN")),
    (Decimal("NaN"), "NaN"),
    (3, "exact 3"),
]
EQUAL = [
    (np.str_("a"), "a"),
    (Decimal("1E+40"), 10**40),
    (Decimal("-0.00"), 0),
    (np.int64(3), 3),
]


@pytest.mark.parametrize("precision", [1, 3, 28, 100])
def test_bytes_do_not_depend_on_the_decimal_context(precision):
    with localcontext() as context:
        context.prec, context.capitals = precision, 0
        assert all(content(first) != content(second) for first, second in DIFFERENT)
        assert all(content(first) == content(second) for first, second in EQUAL)
        assert content(Decimal("1234.50")) == b"0 'x' 'exact 1234.5'"
        assert content(10**50) == b"0 'x' 'exact 1e50'"


def test_a_grid_does_not_depend_on_the_decimal_context():
    with localcontext() as context:
        context.prec = 3
        assert Instrument("A", tick=Decimal("1234.25")).tick == Decimal("1234.25")


def test_a_cost_per_dollar_does_not_depend_on_the_decimal_context():
    from farthing import api

    with localcontext() as context:
        context.prec = 3
        assert api.commission.PerDollar("0.0012345") == costs.Bps("12.345")
