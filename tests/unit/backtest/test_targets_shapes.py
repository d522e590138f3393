"""Targets of several assets: an array has the shape of the run, a frame names its columns."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing.errors import ConfigurationError

DAYS = [date(2024, 1, 2), date(2024, 1, 3)]
NAN = float("nan")


def bars():
    """Two bars of two assets: as many as there are assets."""
    rows = [(day, symbol) for symbol in ("A", "B") for day in DAYS]
    frame = pl.DataFrame(rows, schema=["date", "symbol"], orient="row")
    return frame.with_columns(open=pl.lit(10.0), close=pl.lit(10.0))


def held(targets) -> dict[str, int]:
    """What was bought, by symbol."""
    result = ft.simulate(bars(), targets=targets, unit="shares", fill="close")
    return dict(result.fills.select("symbol", "quantity").iter_rows())


def test_an_array_is_bars_by_assets():
    assert held([[1, 2], [1, 2]]) == {"A": 1, "B": 2}


@pytest.mark.parametrize("shape", [(4,), (1, 4), (4, 1), (2, 2, 1), (1, 2, 2), (2,), ()])
def test_another_shape_is_refused_with_both(shape):
    with pytest.raises(ConfigurationError, match="this run takes") as refusal:
        held(np.ones(shape))
    assert str(shape) in str(refusal.value)
    assert "(2, 2), its bars x its assets (A, B)" in str(refusal.value)


def test_an_array_that_is_turned_round_is_refused():
    frame = pl.concat([bars(), bars().with_columns(date=pl.col("date").dt.offset_by("2d"))])
    with pytest.raises(ConfigurationError, match=r"\(2, 4\): this run takes \(4, 2\)"):
        ft.simulate(frame.sort("symbol", "date"), targets=np.ones((2, 4)))


FRAMES = {
    "polars": lambda columns: pl.DataFrame(columns),
    "lazy": lambda columns: pl.LazyFrame(columns),
    "pandas": lambda columns: pytest.importorskip("pandas").DataFrame(columns),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_the_columns_of_a_frame_are_found_by_symbol(kind):
    assert held(FRAMES[kind]({"B": [2, 2], "A": [1, 1]})) == {"A": 1, "B": 2}
    assert held(FRAMES[kind]({"B": [2.0, NAN], "A": [NAN, NAN]})) == {"B": 2}


@pytest.mark.parametrize("kind", FRAMES)
@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"A": [1, 1]}, "has no B"),
        ({"A": [1, 1], "C": [1, 1]}, "has unknown C"),
        ({"A": [1, 1], "B": [1, 1], "date": [1, 1]}, "has unknown date"),
        ({"A": [1, 1], "B": ["x", "y"]}, "no array of numbers"),
        ({"A": [1], "B": [1]}, r"\(1, 2\)"),
    ],
)
def test_a_frame_of_other_columns_is_refused(kind, columns, words):
    with pytest.raises(ConfigurationError, match=words):
        held(FRAMES[kind](columns))


def test_a_symbol_twice_is_refused():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame([[1, 2, 3]] * 2, columns=["A", "B", "A"])
    with pytest.raises(ConfigurationError, match="more than one A"):
        held(frame)


def test_what_is_masked_or_null_is_no_target():
    masked = np.ma.masked_array([[1, 2], [1, 2]], mask=[[True, False], [True, False]])
    assert held(masked) == {"B": 2}
    assert held(pl.DataFrame({"A": [None, None], "B": [2, 2]})) == {"B": 2}
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"A": [pandas.NA, pandas.NA], "B": [2, 2]}, dtype="Int64")
    assert held(frame) == {"B": 2}
