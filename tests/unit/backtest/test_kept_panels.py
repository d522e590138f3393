"""The panel of a run is kept with its bars, for the next run of the same."""

import pickle
from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

import farthing as ft
from farthing.backtest import feed as feeding
from farthing.backtest.feed import CELL_BYTES, Feed
from farthing.data.kept import Kept
from farthing.data.scans import load
from farthing.errors import DataError


def frame(symbols="AB", volume=True):
    rows = {
        "date": [date(2024, 1, day) for day in (2, 3, 4) for _ in symbols],
        "symbol": list(symbols) * 3,
        "open": [Decimal("10.00")] * 3 * len(symbols),
        "close": [Decimal("10.25")] * 3 * len(symbols),
    }
    return pl.DataFrame(rows | ({"volume": [100] * 3 * len(symbols)} if volume else {}))


@pytest.fixture
def bars():
    return ft.bars_from_frame(frame())


def panel(bars, **asked):
    return Feed(bars, **asked).next()[0]


def test_runs_of_the_same_bars_share_a_panel(bars):
    assert panel(bars) is panel(bars)
    assert panel(bars, start=date(2024, 1, 3)) is panel(bars)


def test_another_end_and_other_bars_have_a_panel_of_their_own(bars):
    whole = panel(bars)
    assert (whole.rows, panel(bars, end=date(2024, 1, 3)).rows, panel(bars).rows) == (3, 2, 3)
    first = replace(bars, instruments=bars.instruments[:1])
    assert panel(first).assets == 1
    assert panel(bars).assets == 2


def test_a_panel_that_is_too_large_is_not_kept(bars, monkeypatch):
    monkeypatch.setattr(feeding, "KEPT_BYTES", 3 * 2 * CELL_BYTES - 1)
    assert panel(bars) is not panel(bars)
    assert bars.kept == Kept()


def test_a_kept_panel_that_is_too_large_for_a_run_comes_in_chunks(bars):
    assert panel(bars).rows == 3
    feed = Feed(bars, whole_bytes=0, chunk_bytes=2 * CELL_BYTES)
    assert feed.next()[0].rows == 1


def test_bars_travel_without_what_was_kept(bars):
    assert panel(bars).rows == 3
    sent = pickle.loads(pickle.dumps(bars))
    assert sent.kept == Kept()
    assert panel(sent).rows == 3
    assert bars.kept.rows.panel.rows == 3


def test_coarse_panels_of_another_end_are_let_go():
    weeks = ft.bars_from_frame(frame(), calendar="XNYS")
    for end in (date(2024, 1, 3), None):
        Feed(weeks, end=end).coarse("1w")
        Feed(weeks, end=end).coarse("1mo")
        assert list(weeks.kept.coarse) == ["1w", "1mo"]
    last = Feed(weeks).coarse("1w")[0]
    assert last is weeks.kept.coarse["1w"]
    assert Feed(weeks, end=date(2024, 1, 3)).coarse("1w")[0] is not last
    assert list(weeks.kept.coarse) == ["1w"]


def test_coarse_panels_in_chunks_do_not_pile_up():
    days = ft.bars_from_frame(frame(), calendar="XNYS")
    for end in (date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4)):
        Feed(days, end=end, whole_bytes=0).coarse("1w")
    assert (days.kept.rows, list(days.kept.coarse), days.kept.coarse_stop) == (None, ["1w"], 3)


def test_bars_of_other_hours_leave_the_coarse_ones():
    days = ft.bars_from_frame(frame(), calendar="XNYS")
    coarse = Feed(days).coarse("1w")[0]
    assert panel(days, extended=True).rows == 3
    assert Feed(days).coarse("1w")[0] is coarse


def test_no_more_rows_are_loaded_than_asked(bars):
    assert load(bars.tables, bars.instruments, 5) is None
    assert [len(each) for each in load(bars.tables, bars.instruments, 6)] == [3, 3]


def test_tables_that_differ_are_loaded_beside_each_other(bars):
    closes = pl.col("close").cast(pl.Decimal(38, 6))
    tables = {"A": bars.tables["A"].with_columns(closes), "B": bars.tables["B"].drop("volume")}
    first, second = load(tables, bars.instruments, 6)
    assert first.prices[3].tolist() == second.prices[3].tolist() == [1025] * 3
    assert second.volume is None


def test_a_hole_is_named_with_the_symbol_that_has_it():
    symbols = "ABC"
    bars = ft.bars_from_frame(frame(symbols))
    late = pl.when(pl.col("session") == date(2024, 1, 4)).then(None).otherwise("low").alias("low")
    for symbol in symbols:
        tables = {**bars.tables, symbol: bars.tables[symbol].with_columns(late)}
        with pytest.raises(DataError, match=f"^{symbol}: a bar has a missing value"):
            Feed(replace(bars, tables=tables))


def test_a_number_that_does_not_fit_is_named_with_its_symbol(bars):
    fine = pl.col("close").cast(pl.Decimal(38, 4)) + Decimal("0.0049")
    tables = {symbol: table.with_columns(low=fine) for symbol, table in bars.tables.items()}
    with pytest.raises(DataError, match=r"^B: low 10\.2549 has more than the 2 digits"):
        Feed(replace(bars, tables={"A": tables["A"].with_columns(low=pl.lit(Decimal("10.2500"),
             pl.Decimal(38, 4))), "B": tables["B"]}))  # fmt: skip
