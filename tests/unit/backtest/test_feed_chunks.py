"""The feed: a run of bars in chunks is the run of all bars at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from unittest import mock

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing.backtest import feed as feeding
from farthing.backtest.config import run_config
from farthing.backtest.feed import CELL_BYTES, Feed
from farthing.backtest.program import program
from farthing.backtest.run import run_program
from farthing.errors import DataError, OutsideData

DAYS = [date(2023, 1, 2) + timedelta(days=place) for place in range(60)]
PER_DAY = 4


def hourly(symbols: str = "AB", skip: int = 7) -> ft.Bars:
    """Four bars a day of some symbols; the second one has a day in ``skip`` without bars."""
    generator = np.random.default_rng(5)
    rows = []
    for place, symbol in enumerate(symbols):
        price = 5000
        for number, day in enumerate(DAYS):
            for hour in range(10, 10 + PER_DAY):
                price += int(generator.integers(-60, 61))
                if not place or number % skip:
                    close = Decimal(price).scaleb(-2)
                    rows.append((f"{day} {hour}:00", symbol, close, close, 100 + number))
    frame = pl.DataFrame(rows, schema=["time", "symbol", "open", "close", "volume"], orient="row")
    return ft.bars_from_frame(frame, tz="UTC", label="end")


class Looks(ft.Strategy):
    """Trades on windows that reach back a long way now and then."""

    def on_bar(self, ctx: ft.Context) -> None:
        """Follows averages, and records what windows say."""
        ctx.target_percent((ctx.sma(5) > ctx.ema(9)) * 0.4)
        length = ctx.bars_known if ctx.row % 50 == 49 else min(ctx.bars_known, 3)
        ctx.record(mean=float(np.nansum(ctx.history("close", length))), known=ctx.bars_known)


@pytest.fixture(scope="module")
def bars() -> ft.Bars:
    return hourly()


def run(bars: ft.Bars, chunk_rows: int | None = None, **settings) -> ft.Result:
    """A run of all bars at once, or of chunks of about so many rows."""
    config = run_config(commission="bps:5", **settings)
    size = {"whole_bytes": 0, "chunk_bytes": (chunk_rows or 0) * CELL_BYTES * len(bars.symbols)}
    with mock.patch.object(feeding, "OVERLAP_ROWS", 1):  # windows reach behind what is there
        feed = Feed(bars, config.start, config.end, **(size if chunk_rows else {}))
    return run_program(program(Looks, {}), bars, config, feed=feed)


@pytest.mark.parametrize("chunk_rows", [1, 4, 10, 97, 1000])
@pytest.mark.parametrize("start", [None, "2023-01-31"])
def test_chunks_change_nothing(bars, chunk_rows, start):
    whole, chunked = run(bars, start=start), run(bars, chunk_rows, start=start)
    assert whole.digest == chunked.digest
    assert whole.outcome.fills > 10
    assert whole.records.equals(chunked.records)
    assert whole.statistics == chunked.statistics


def test_chunks_are_of_whole_sessions_and_cover_all_bars(bars):
    feed = Feed(bars, whole_bytes=0, chunk_bytes=10 * CELL_BYTES * 2)
    rows, chunks = 0, 0
    while (found := feed.next()) is not None:
        panel, known, start = found
        assert panel.sessions[known:].count(panel.sessions[-1]) == PER_DAY
        rows += panel.rows - known
        chunks += 1
        assert start == known, "the run has all bars, so that a chunk goes on where one ended"
    assert rows == len(DAYS) * PER_DAY <= feed.rows
    assert chunks > 10
    assert feed.next() is None


def test_bars_before_the_start_are_there_but_not_of_the_run(bars):
    feed = Feed(bars, start=DAYS[30], end=DAYS[39])
    panel, known, start = feed.next()
    assert (panel.rows, known, start) == (40 * PER_DAY, 0, 30 * PER_DAY)
    assert 10 * PER_DAY <= feed.rows <= panel.rows
    assert feed.next() is None


def test_a_time_is_shown_to_the_second(bars):
    assert Feed(bars).time(1_704_207_600_123_456_789) == "2024-01-02 15:00:00 UTC"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2023, 1, 1), None, "2023-01-01 is outside the bars, which go from 2023-01-02 to"),
        (None, date(2024, 1, 1), "2024-01-01 is outside the bars"),
        (date(2023, 2, 2), date(2023, 2, 1), "no session between 2023-02-02 and 2023-02-01"),
    ],
)
def test_days_that_the_bars_lack_are_named(bars, start, end, words):
    with pytest.raises(OutsideData, match=words):
        Feed(bars, start, end)


def test_sessions_without_any_bar_are_no_run(bars):
    alone = replace(
        bars,
        instruments=bars.instruments[1:],
        tables={"B": bars.tables["B"].filter(pl.col("session") < date(2023, 2, 1))},
    )
    with pytest.raises(OutsideData, match="no bar of B between 2023-02-01 and 2023-03-02"):
        Feed(alone, start=date(2023, 2, 1))


def test_a_bar_with_a_hole_is_refused(bars):
    holed = bars.tables["A"].with_columns(
        close=pl.when(pl.col("session") == DAYS[5]).then(None).otherwise("close")
    )
    with pytest.raises(DataError, match="A: a bar has a missing value"):
        Feed(replace(bars, tables={**bars.tables, "A": holed})).next()


def test_prices_may_be_kept_in_fewer_digits_than_the_instrument_has(bars):
    """Prices of a scale of their own, and whole numbers, are the same bars."""
    fine = replace(
        bars, instruments=tuple(replace(each, price_scale=4) for each in bars.instruments)
    )
    prices = Feed(fine).next()[0]
    assert prices.rows == len(DAYS) * PER_DAY
    result = ft.simulate(fine, orders=[{"row": 0, "asset": "A", "size": 1}])
    expected = ft.simulate(bars, orders=[{"row": 0, "asset": "A", "size": 1}])
    assert result.fills.get_column("price").to_list() == expected.fills["price"].to_list()
    columns = {name: pl.lit(50, pl.Int64) for name in ("open", "high", "low", "close")}
    whole = replace(
        bars, tables={each: t.with_columns(**columns) for each, t in bars.tables.items()}
    )
    bought = ft.simulate(whole, orders=[{"row": 0, "asset": "A", "size": 1}])
    assert bought.fills.get_column("price").to_list() == [Decimal(50)]


def test_bars_outside_the_hours_come_when_they_are_asked_for(bars):
    marked = {
        symbol: table.with_columns(extended=pl.col("time").dt.hour() == 10)
        for symbol, table in bars.tables.items()
    }
    some = replace(bars, tables=marked)
    assert Feed(some).next()[0].rows == len(DAYS) * (PER_DAY - 1)
    assert Feed(some, extended=True).next()[0].rows == len(DAYS) * PER_DAY


class LastPrices(ft.Strategy):
    """Records the newest price of the second asset, and the oldest of a short window."""

    def on_bar(self, ctx: ft.Context) -> None:
        """Looks at prices, which what is halted keeps."""
        window = ctx.history("price", min(ctx.bars_known, 3))
        ctx.record(newest=float(window[-1, 1]), oldest=float(window[0, 1]))


def test_what_is_halted_for_longer_than_a_chunk_reaches_back_keeps_its_price() -> None:
    """Found by a property test: the price was there in one piece, and NaN in chunks."""
    frame = pl.DataFrame(
        [
            (str(day), symbol, 100 + number)
            for number, day in enumerate(DAYS)
            for symbol in "AB"
            if symbol == "A" or number < 3
        ],
        schema=["date", "symbol", "close"],
        orient="row",
    ).with_columns(open=pl.col("close"), volume=pl.lit(1))
    split = [ft.Split("B", DAYS[40], 2, 1)]
    bars = ft.bars_from_frame(frame, calendar="24/7", splits=split)
    config = run_config()
    with mock.patch.object(feeding, "OVERLAP_ROWS", 1):
        chunks = Feed(bars, whole_bytes=0, chunk_bytes=5 * CELL_BYTES * 2)
    runs = [
        run_program(program(LastPrices, {}), bars, config, feed=feed).records
        for feed in (chunks, Feed(bars))
    ]
    assert runs[0].equals(runs[1])
    assert runs[0]["newest"][[0, 2, 39, 40, 59]].to_list() == [100.0, 102.0, 102.0, 51.0, 51.0]
