"""What a stream finds is what the whole has, to the bit, in pieces of any size."""

from __future__ import annotations

import polars as pl
import pytest
from made_market import NAMES, bars, columns, frame

import farthing as ft
from farthing.errors import ConfigurationError
from farthing.wyckoff import TABLES, Detector, Found, detect

PIECES = (1, 2, 1, 61, 7, 300, 1)
"""Sizes of pieces, over and over."""


def pieces(count: int) -> list[slice]:
    begun, found = 0, []
    while begun < count:
        size = PIECES[len(found) % len(PIECES)]
        found.append(slice(begun, begun + size))
        begun += size
    return found


def together(parts: list[Found], name: str) -> pl.DataFrame:
    return pl.concat([getattr(part, name) for part in parts])


@pytest.mark.parametrize("seed", [1, 2])
def test_pieces_find_what_the_whole_has(seed: int) -> None:
    told = frame(columns(seed))
    whole = Detector(scale=2, with_bars=True).extend(told.to_dict(as_series=False))
    stream = Detector(scale=2, with_bars=True)
    parts = [stream.extend(told[piece].to_dict(as_series=False)) for piece in pieces(len(told))]
    assert len(whole.events) > 100
    for name in TABLES:
        if name != "evidence":  # its rows count from each piece on
            assert together(parts, name).equals(getattr(whole, name)), name
    values = together(parts, "evidence").drop("row")
    assert values.equals(whole.evidence.drop("row"))


def test_a_detector_of_single_bars_is_the_function() -> None:
    told = frame(columns(3, 600))
    stream = Detector(scale=2)
    parts = [stream.update(bar) for bar in told.select(NAMES).iter_rows(named=True)]
    whole = detect(bars(3, 600))
    events = together(parts, "events").drop("symbol")
    assert events.equals(whole.events.select(events.columns))
    assert whole.events.get_column("at").dtype == pl.Datetime("ns", "UTC")


def test_bars_cut_off_change_nothing_that_was_known() -> None:
    whole = detect(bars(4))
    for count in (700, 1_501, 2_999):
        cut = detect(ft.bars_from_frame(frame(columns(4))[:count], symbol="A"))
        for name in TABLES[:-1]:
            if name == "evidence":
                continue
            known = getattr(whole, name).filter(pl.col("known_bar") < count)
            assert getattr(cut, name).equals(known), (name, count)


def test_an_empty_detector_has_tables_without_rows() -> None:
    found = Detector().extend({name: [] for name in NAMES})
    for name in TABLES:
        assert getattr(found, name).is_empty()


def test_a_bar_without_a_price_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="a bar has no low: it needs open, high, low"):
        Detector().update({"open": 1, "high": 1, "close": 1, "volume": 1})


def test_a_split_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="a split of 0 for 1"):
        Detector().split(0, 1)


def test_the_class_of_each_bar_is_told_where_it_is_asked() -> None:
    found = Detector(scale=2, with_bars=True).extend(frame(columns(5)).to_dict(as_series=False))
    classes = set(found.bars.get_column("class"))
    assert classes == {"climactic", "absorption", "no demand", "no supply", "normal"}
    assert detect(bars(5, 100)).bars.is_empty()
