"""A quarter of a century of real daily bars: both sides are found, and nothing looks ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from farthing.data import Request, find_source, ingest
from farthing.data.arrays import day_number
from farthing.report.wyckoff.view import view
from farthing.wyckoff import TABLES, Detector, detect

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.data import Bars

SYMBOLS = ("SPY", "AAPL", "IBM", "BAC", "IWM", "QQQ")
KNOWN = [name for name in TABLES if name not in ("evidence", "bars")]
PRICES = ("open", "high", "low", "close")


@pytest.fixture(scope="module")
def bars(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Bars:
    source = find_source("lean")(real_data / "lean", market="equity/usa")
    request = Request(symbols=SYMBOLS, frequency="1d")
    return ingest(source, "real", request, home=tmp_path_factory.mktemp("home")).bundle.bars()


def test_every_event_of_both_sides_is_found_and_ranges_are_not_too_many(bars: Bars) -> None:
    """Few are told: the numbers are set for planted truth, and the guide says how few."""
    found = detect(bars)
    assert found.events.get_column("event").n_unique() == 15
    for symbol in SYMBOLS:
        mine = found.events.filter(pl.col("symbol") == symbol)
        assert set(mine.get_column("side")) == {"long", "short"}
        count = len(found.ranges.filter(symbol=symbol, state="found"))
        years = bars.tables[symbol].select(pl.len()).collect().item() / 252
        assert 5 <= count <= 5 * years, f"{symbol}: {count} ranges in {years:.0f} years"
    assert set(found.signals.get_column("side")) == {"long", "short"}


def test_the_years_that_one_ticker_lacks_are_a_gap_and_no_bar(bars: Bars) -> None:
    found = detect(bars, with_bars=True)
    [gap] = found.gaps.iter_rows(named=True)
    assert (gap["symbol"], gap["sessions"] > 1_000) == ("QQQ", True)
    across = found.pivots.filter(symbol="QQQ").filter(
        pl.col("bar") < gap["bar"], pl.col("known_bar") >= gap["bar"]
    )
    assert across.is_empty()
    qqq = found.bars.filter(symbol="QQQ").get_column("spread_ratio")
    assert qqq[gap["bar"] : gap["bar"] + 20].to_list() == [1.0] * 20  # nothing to compare with


def test_stops_and_targets_lie_on_their_sides(bars: Bars) -> None:
    signals = detect(bars).signals
    assert len(signals) > 20
    for row in signals.iter_rows(named=True):
        sign = 1 if row["side"] == "long" else -1
        prices = [row[name] * sign for name in ("stop", "entry", "target_1", "target_2")]
        assert prices == sorted(prices)
        assert row["size"] * abs(row["entry"] - row["stop"]) == row["risk_amount"]
        assert row["known_bar"] >= row["bar"]


@pytest.mark.parametrize("symbol", ["AAPL", "SPY"])
def test_a_stream_in_pieces_is_the_whole(bars: Bars, symbol: str) -> None:
    """AAPL has splits of 2, 7 and 4 for 1."""
    whole = detect(bars)
    table = bars.tables[symbol].collect()
    days = table.get_column("session").to_physical().to_numpy()
    splits = [each for each in bars.splits if each.symbol == symbol]
    assert (len(splits) > 0) == (symbol == "AAPL")
    edges = {int(np.searchsorted(days, day_number(each.date))): each for each in splits}
    cuts = sorted({0, len(table), *edges, *range(0, len(table), 97)})
    [instrument] = (each for each in bars.instruments if each.symbol == symbol)
    stream = Detector(symbol=symbol, scale=instrument.price_scale)
    parts = []
    for begin, end in pairwise(cuts):
        if begin in edges:
            stream.split(edges[begin].new, edges[begin].old)
        piece = table[begin:end].select(*PRICES, "volume")
        parts.append(stream.extend(piece.to_dict(as_series=False)))
    for name in KNOWN:
        expected = getattr(whole, name).filter(pl.col("symbol") == symbol).drop("at", "known_at")
        found = pl.concat([getattr(part, name) for part in parts])
        assert found.equals(expected), name


def test_a_market_that_ends_earlier_knows_what_it_knew(bars: Bars) -> None:
    whole = detect(bars)
    for share in (0.31, 0.7, 0.93):
        count = {name: int(len(table.collect()) * share) for name, table in bars.tables.items()}
        cut = detect(replace(bars, tables={n: t.head(count[n]) for n, t in bars.tables.items()}))
        for name in KNOWN:
            for symbol in SYMBOLS:
                known = (pl.col("symbol") == symbol) & (pl.col("known_bar") < count[symbol])
                expected = getattr(whole, name).filter(known)
                assert getattr(cut, name).filter(pl.col("symbol") == symbol).equals(expected)


def test_another_future_changes_nothing_that_was_known(bars: Bars) -> None:
    whole = detect(bars)
    at = 2_500
    numbers = pl.int_range(pl.len())
    bent = [
        pl.when(numbers < at).then(pl.col(name)).otherwise(pl.col(name) * 2).alias(name)
        for name in PRICES
    ]
    tables = {name: table.with_columns(bent) for name, table in bars.tables.items()}
    other = detect(replace(bars, tables=tables))
    for name in KNOWN:
        known = pl.col("known_bar") < at
        assert getattr(other, name).filter(known).equals(getattr(whole, name).filter(known))
    assert not other.events.equals(whole.events)


def test_a_page_of_a_day_knows_no_later_split(bars: Bars) -> None:
    """AAPL was split 7 for 1 in June 2014, and 4 for 1 in August 2020."""
    prices = {}
    for day, close in ((date(2014, 6, 6), 645.57), (date(2014, 6, 9), 93.7)):
        sessions = bars.sessions.filter(pl.col("session") <= day)
        tables = {"AAPL": bars.tables["AAPL"].filter(pl.col("session") <= day)}
        [apple] = (each for each in bars.instruments if each.symbol == "AAPL")
        cut = replace(bars, instruments=(apple,), tables=tables, sessions=sessions, end=day)
        shown = view(cut, detect(cut), "AAPL")
        prices[day] = shown.prices[3][-2:]
        assert prices[day][-1] == pytest.approx(close)
    before, after = prices.values()
    assert after[0] == pytest.approx(before[-1] / 7)
