"""What a run takes as bars: exact numbers alone, at the scale of their instrument."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

import farthing
from farthing.errors import DataError


@pytest.fixture
def bars():
    frame = pl.DataFrame({
        "date": ["2024-01-02", "2024-01-03"],
        "open": [10.25, 10.5], "high": [11.0, 11.0], "low": [10.0, 10.0], "close": [10.5, 10.75],
    })  # fmt: skip
    return farthing.bars_from_frame(frame)


def with_closes(bars, closes):
    symbol = bars.symbols[0]
    table = bars.tables[symbol].with_columns(close=closes)
    return replace(bars, tables={symbol: table})


def buy(ctx):
    """Holds one."""
    ctx.target_shares(1)


def test_finer_decimals_of_the_same_value_are_taken(bars):
    finer = with_closes(bars, pl.col("close").cast(pl.Decimal(38, 6)))
    assert farthing.run(buy, bars=finer).end_equity == farthing.run(buy, bars=bars).end_equity


def test_whole_numbers_are_taken(bars):
    whole = with_closes(bars, pl.lit(11, dtype=pl.Int64))
    assert farthing.run(buy, bars=whole).end_equity == Decimal("100000.50")


def test_digits_that_the_instrument_does_not_have_are_refused(bars):
    finer = with_closes(bars, pl.col("close").cast(pl.Decimal(38, 4)) + Decimal("0.0049"))
    with pytest.raises(DataError, match=r"close 10\.5049 has more than the 2 digits"):
        farthing.run(buy, bars=finer)


def test_floats_are_refused(bars):
    with pytest.raises(DataError, match="close is of type Float64.*farthing.bars_from_frame"):
        farthing.run(buy, bars=with_closes(bars, pl.col("close").cast(pl.Float64)))
