"""Returns begin where one can trade, end with their horizon, and see nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from made_returns import series

import farthing as ft
from farthing.testing.evidence.series import PRICE_NAMES, series_of
from farthing.testing.evidence.touch import Levels, touched
from farthing.testing.evidence.windows import crossed, forward, whole

KNOWN, HORIZON, COUNT = 60, 20, 200


@pytest.fixture
def walk():
    return series("A", np.random.default_rng(1).normal(0, 0.01, COUNT))


def bent(walk, where):
    """The walk with other prices at some bars."""
    factor = np.where(where, 1.7, 1.0)
    return replace(walk, **{name: getattr(walk, name) * factor for name in PRICE_NAMES})


def test_a_return_is_from_the_next_open_to_the_last_close(walk):
    found = forward(walk, HORIZON)
    assert found[KNOWN] == walk.closes[KNOWN + HORIZON] / walk.opens[KNOWN + 1] - 1
    one = forward(walk, 1)
    assert one[KNOWN] == walk.closes[KNOWN + 1] / walk.opens[KNOWN + 1] - 1
    assert np.isnan(found[-HORIZON:]).all()
    assert not np.isnan(found[:-HORIZON]).any()


def test_bars_before_the_entry_and_after_the_horizon_change_no_return(walk):
    bars = np.arange(COUNT)
    before, after = bars <= KNOWN, bars > KNOWN + HORIZON
    expected = forward(walk, HORIZON)[KNOWN]
    assert forward(bent(walk, before | after), HORIZON)[KNOWN] == expected
    for inside in (KNOWN + 1, KNOWN + HORIZON):
        assert forward(bent(walk, bars == inside), HORIZON)[KNOWN] != expected


def test_bars_before_the_signal_and_after_the_horizon_change_no_touch(walk):
    """The close with which it became known is what levels are multiples of."""
    bars = np.arange(COUNT)
    levels = [Levels(1.03, 0.97), Levels(0.97, 1.03), Levels(1.3, 0.7)]
    outside = bent(walk, (bars < KNOWN) | (bars > KNOWN + HORIZON))
    inside = bent(walk, bars == KNOWN + HORIZON)
    known = np.array([KNOWN])
    for each in levels:
        expected = touched(walk, known, each, HORIZON)
        assert touched(outside, known, each, HORIZON) == expected
    assert touched(walk, known, levels[2], HORIZON) == 0
    assert touched(inside, known, levels[2], HORIZON) == 1


def made(opens, highs, lows, closes):
    prices = dict(zip(PRICE_NAMES, (opens, highs, lows, closes), strict=True))
    own = {name: np.array(values, dtype=float) for name, values in prices.items()}
    return replace(series("A", np.zeros(len(opens))), **own)


def test_a_bar_that_touches_both_is_stopped():
    wide = made([10, 10, 10], [10, 10.5, 12], [10, 9.8, 8], [10, 10, 10])
    assert touched(wide, np.array([0]), Levels(1.2, 0.8), 2).tolist() == [-1]
    assert touched(wide, np.array([0]), Levels(1.2, 0.79), 2).tolist() == [1]
    assert touched(wide, np.array([0]), Levels(1.21, 0.79), 2).tolist() == [0]


def test_a_short_side_reads_prices_upside_down():
    falling = made([10, 10, 9], [10, 10.4, 9], [10, 9.5, 7.9], [10, 9.5, 8])
    assert touched(falling, np.array([0]), Levels(0.8, 1.05), 2).tolist() == [1]
    assert touched(falling, np.array([0]), Levels(0.8, 1.04), 2).tolist() == [-1]
    assert touched(falling, np.array([0]), Levels(0.8, 1.05), 1).tolist() == [0]


def days(count, begin=date(2024, 1, 1)):
    return [begin + timedelta(days=day) for day in range(count)]


def bars_of(times, prices, splits=(), calendar=None):
    frame = pl.DataFrame({"time": times, "open": prices, "close": prices})
    return ft.bars_from_frame(frame, symbol="A", splits=list(splits), calendar=calendar)


def test_a_split_within_the_window_is_undone():
    times = days(6)
    split = ft.Split("A", times[3], new=4, old=1)
    plain = series_of(bars_of(times, [40, 44, 48, 52, 56, 60]))["A"]
    halved = series_of(bars_of(times, [40, 44, 48, 13, 14, 15], [split]))["A"]
    assert forward(halved, 3)[:3] == pytest.approx(forward(plain, 3)[:3])
    assert halved.splits.tolist() == [3]
    # Entries at bars 1, 2, 3 and 4: of those after bars 0 to 3, two windows of three bars have the
    # split after their entry.
    assert crossed(halved, np.array([0, 1, 2, 3]), 3) == 2


def test_no_window_crosses_a_hole_and_the_warm_up_begins_anew_after_it():
    """Of a calendar with every day, a month is missing."""
    times = [*days(10), *days(10, date(2024, 2, 20))]
    found = series_of(bars_of(times, list(range(10, 30)), calendar="24/7"))["A"]
    assert np.unique(found.since).tolist() == [0, 10]
    assert whole(found, 3, 4).tolist() == [4, 5, 6, 14, 15, 16]
    short = [*days(10), *days(10, date(2024, 1, 16))]
    without = series_of(bars_of(short, list(range(10, 30)), calendar="24/7"))["A"]
    assert whole(without, 3, 4).tolist() == list(range(4, 17))
