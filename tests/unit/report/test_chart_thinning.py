"""A drawing of few columns keeps every peak and every trough of a long series."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from farthing.report.charts.thin import extremes

SERIES = arrays.arrays(
    np.float64,
    st.integers(1, 400),
    elements=st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))),
)


@given(values=SERIES, columns=st.integers(1, 50))
def test_the_least_and_the_largest_stay(values: np.ndarray, columns: int) -> None:
    places = extremes(values, columns)
    known = values[~np.isnan(values)]
    kept = values[places]
    if len(known):
        assert np.nanmin(kept) == known.min()
        assert np.nanmax(kept) == known.max()


@given(values=SERIES, columns=st.integers(1, 50))
def test_places_ascend_from_the_first_value_to_the_last(values: np.ndarray, columns: int) -> None:
    places = extremes(values, columns)
    assert (np.diff(places) > 0).all()
    assert places[0] == 0
    assert places[-1] == len(values) - 1
    assert len(places) <= 2 * columns + 2


def test_the_peak_of_each_column_stays() -> None:
    values = np.zeros(10_000)
    spikes = np.arange(50, 10_000, 100)
    values[spikes] = np.where(np.arange(100) % 2, 1.0, -1.0)
    places = extremes(values, columns=100)
    assert set(spikes) <= set(places)


def test_a_short_series_stays_whole() -> None:
    assert extremes(np.arange(100.0), columns=50).tolist() == list(range(100))


def test_nothing_has_no_places() -> None:
    assert extremes(np.zeros(0)).tolist() == []


def test_a_gap_that_fills_columns_stays_a_gap() -> None:
    values = np.concatenate([np.ones(500), np.full(500, np.nan), np.ones(500)])
    kept = values[extremes(values, columns=30)]
    assert np.isnan(kept).any()
    assert not np.isnan(kept[[0, -1]]).any()
