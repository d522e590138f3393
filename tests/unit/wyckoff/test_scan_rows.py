"""A scan says of each symbol where it stands on its last bar."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from made_market import columns, frame

import farthing as ft
from farthing.errors import ConfigurationError
from farthing.wyckoff import TABLES, detect
from farthing.wyckoff.scan import scan

SYMBOLS = ("A", "B", "C", "D", "E")


@pytest.fixture(scope="module")
def market() -> ft.Bars:
    parts = [
        frame(columns(seed)).with_columns(symbol=pl.lit(symbol))
        for seed, symbol in enumerate(SYMBOLS)
    ]
    return ft.bars_from_frame(pl.concat(parts))


def test_a_row_is_what_was_known_last(market: ft.Bars) -> None:
    scanned = scan(market, shown_from=0)
    found = detect(market)
    assert sorted(row.symbol for row in scanned.rows) == list(SYMBOLS)
    for row in scanned.rows:
        last = found.phases.filter(pl.col("symbol") == row.symbol).to_dicts()[-1]
        assert row.phase == last["phase"]
        if row.support is not None:
            assert isinstance(row.support, Decimal)
            ranges = found.ranges.filter(pl.col("symbol") == row.symbol).to_dicts()
            assert (row.support, row.since) == (ranges[-1]["support"], ranges[-1]["at"])
        if row.signal is not None:
            signals = found.signals.filter(
                (pl.col("symbol") == row.symbol) & (pl.col("range") == last["range"])
            )
            assert row.signal.entry == signals.get_column("entry")[-1]


def test_signals_that_are_not_confident_enough_are_not_shown(market: ft.Bars) -> None:
    least = 100.0
    assert all(row.signal is None for row in scan(market, shown_from=least).rows)
    shown = [row.signal is not None for row in scan(market, shown_from=0).rows]
    assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize("confidence", [-1, 101, float("nan")])
def test_a_confidence_that_is_none_is_refused(market: ft.Bars, confidence: float) -> None:
    with pytest.raises(ConfigurationError, match="is not from 0 to 100"):
        scan(market, shown_from=confidence)


def test_symbols_of_other_scales_are_in_one_table() -> None:
    def texts(seed: int, symbol: str, digits: int) -> pl.DataFrame:
        prices = pl.col("open", "high", "low", "close")
        return frame(columns(seed)).with_columns(
            (prices / 10**digits).cast(pl.Decimal(38, 2 + digits)).cast(pl.String),
            symbol=pl.lit(symbol),
        )

    found = detect(ft.bars_from_frame(pl.concat([texts(1, "A", 0), texts(7, "B", 2)])))
    alone = detect(ft.bars_from_frame(frame(columns(1)), symbol="A"))
    mine = found.events.filter(pl.col("symbol") == "A")
    assert mine.get_column("price").to_list() == alone.events.get_column("price").to_list()
    rows = found.evidence.get_column("row")
    assert rows.is_sorted()
    assert rows.max() == len(found.events) - 1


def test_prices_and_money_are_exact_in_every_table(market: ft.Bars) -> None:
    """Ratios, scores and grades are floats; nothing that is paid is."""
    found = detect(market)
    exact = {"price", "level", "low", "high", "support", "resistance", "entry", "stop", "box"}
    exact |= {"target_1", "target_2", "target_3", "projection", "count_line", "count"}
    exact |= {"risk_budget", "risk_amount"}
    seen = set()
    for name in TABLES:
        for column, dtype in getattr(found, name).schema.items():
            if column in exact:
                assert isinstance(dtype, pl.Decimal), (name, column)
                seen.add(column)
    assert seen == exact
