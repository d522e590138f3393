"""Windows of `ctx.history`: views of the engine's memory that nobody can write or look beyond."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from oracle.values import half_even_to, step_of

import farthing
from farthing.data import Bars, find_source, ingest

LENGTH = 5
SPLIT_DAY = date(2021, 2, 5)
"""ALDR gives four shares for one."""

ALDR = 0


@pytest.fixture(scope="module")
def bars(tmp_path_factory) -> Bars:
    home = tmp_path_factory.mktemp("home")
    return ingest(find_source("synthetic")(), "demo", home=home).bundle.bars()


@pytest.fixture(scope="module")
def closes(bars) -> list[Decimal]:
    """The raw closes of ALDR."""
    return bars.tables["ALDR"].collect()["close"].to_list()


@pytest.fixture(scope="module")
def split_row(bars) -> int:
    (split,) = (split for split in bars.splits if split.symbol == "ALDR")
    assert (split.date, split.new, split.old) == (SPLIT_DAY, 4, 1)
    return bars.sessions["session"].to_list().index(SPLIT_DAY)


def seen(bars: Bars, *rows: int, length: int = LENGTH, field: str = "close"):
    """The windows themselves, as a strategy keeps them, and what they said when they were new."""
    views, values = [], []

    def on_bar(ctx: farthing.Context) -> None:
        if ctx.row in rows:
            views.append(ctx.history(field, length))
            values.append(views[-1].copy())

    farthing.run(on_bar, bars=bars)
    return views, values


def test_a_window_is_a_view_that_cannot_be_written(bars):
    (view,), _ = seen(bars, 100)
    assert isinstance(view, np.ndarray)
    assert view.base is not None
    assert not view.flags.owndata
    assert not view.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        view[0, 0] = 0
    with pytest.raises(ValueError, match="WRITEABLE"):
        view.flags.writeable = True
    with pytest.raises(ValueError, match="read-only"):
        np.add(view, 1, out=view)


def test_what_a_window_is_a_view_of_gives_nothing_away(bars):
    (view,), _ = seen(bars, 100)
    assert not isinstance(view.base, np.ndarray)
    with pytest.raises(TypeError):
        memoryview(view.base)
    with pytest.raises(TypeError):
        len(view.base)
    assert not [name for name in dir(view.base) if not name.startswith("_")]


def test_windows_share_their_memory_and_are_no_copies(bars):
    (first, second), _ = seen(bars, 100, 101)
    assert first.base is second.base
    assert np.shares_memory(first, second)
    assert second.ctypes.data - first.ctypes.data == first.strides[0]
    np.testing.assert_array_equal(first[1:], second[:-1])


def test_the_newest_bar_is_last_and_is_the_present_one(bars, closes):
    (view,), _ = seen(bars, 100)
    assert view.shape == (LENGTH, len(bars.symbols))
    assert view[:, ALDR].tolist() == [float(close) for close in closes[96:101]]


def test_before_the_split_prices_are_as_traded_and_after_it_in_new_shares(bars, closes, split_row):
    (before, after), _ = seen(bars, split_row - 1, split_row)
    assert before[:, ALDR].tolist() == [float(c) for c in closes[split_row - LENGTH : split_row]]
    raw = closes[split_row - LENGTH + 1 : split_row]
    in_new_shares = [float(half_even_to(Fraction(c) / 4, step_of(2 + 4))) for c in raw]
    assert after[:, ALDR].tolist() == [*in_new_shares, float(closes[split_row])]
    assert before[-1, ALDR] / after[-2, ALDR] == pytest.approx(4)


def test_a_kept_window_says_the_same_after_a_split(bars, split_row):
    views, values = seen(bars, split_row - 1, split_row, split_row + 1)
    for view, value in zip(views, values, strict=True):
        np.testing.assert_array_equal(view, value)
    assert not np.shares_memory(views[0], views[1])
    assert np.shares_memory(views[1], views[2])


def test_volumes_are_in_new_shares_too(bars, split_row):
    volumes = bars.tables["ALDR"].collect()["volume"].to_list()
    (after,), _ = seen(bars, split_row, field="volume")
    raw = volumes[split_row - LENGTH + 1 : split_row]
    assert after[:, ALDR].tolist() == [*(float(v * 4) for v in raw), float(volumes[split_row])]


def test_no_adjustment_gives_prices_as_traded(bars, closes, split_row):
    windows = []

    def on_bar(ctx: farthing.Context) -> None:
        if ctx.row == split_row:
            windows.append(ctx.history("close", LENGTH, adjust="none")[:, ALDR].tolist())

    farthing.run(on_bar, bars=bars)
    assert windows == [[float(c) for c in closes[split_row - LENGTH + 1 : split_row + 1]]]


@pytest.mark.parametrize("name", ["current", "sma", "zscore", "atr"])
def test_lines_of_indicators_cannot_be_written_either(bars, name):
    lines = []

    def on_bar(ctx: farthing.Context) -> None:
        if ctx.row == 50:
            lines.append(ctx.current() if name == "current" else getattr(ctx, name)(10))

    farthing.run(on_bar, bars=bars)
    assert lines[0].base is not None
    with pytest.raises(ValueError, match="read-only"):
        lines[0][0] = 0


def test_what_is_written_into_positions_is_nobodys_position(bars):
    held = []

    def on_bar(ctx: farthing.Context) -> None:
        if ctx.row == 0:
            ctx.order("ALDR", 10)
        if ctx.row == 5:
            positions = ctx.positions
            if positions.flags.writeable:
                positions[ALDR] = 99
            held.append(ctx.positions[ALDR])

    result = farthing.run(on_bar, bars=bars)
    assert held == [10]
    assert result.positions.filter(symbol="ALDR")["quantity"][4] == 10
