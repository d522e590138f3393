"""The study takes what the detector finds, when it was known, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing.errors import ConfigurationError
from farthing.testing.evidence import measure, verdict
from farthing.testing.evidence.entries import CANDIDATES, EVENTS, SIGNALS
from farthing.testing.evidence.tally import distinct, numbers
from farthing.testing.evidence.verdict import EDGE
from farthing.wyckoff import detect

BARS, EVENT, SIDE = 6_000, "SOS", "long"
SETTING = {"range_sure": 40.0, "volume_story": 0.3, "range_quality": 40.0}
FEW = {"draws": 20, "resamples": 50}


def walk(seed: int, trend: float = 60.0) -> pl.DataFrame:
    """Prices that trend for 25 bars at a time, in whole cents; without a trend a random walk."""
    chance = np.random.default_rng(seed)
    drift = np.repeat(chance.normal(0, trend, BARS // 25), 25)
    close = 3_000 + np.abs(7_000 + np.cumsum(drift + chance.normal(0, 120, BARS)).astype(np.int64))
    first = np.concatenate([close[:1], close[:-1] + chance.integers(-20, 20, BARS - 1)])
    high = np.maximum(first, close) + chance.integers(0, 80, BARS)
    low = np.minimum(first, close) - chance.integers(0, 80, BARS)
    days = [date(2000, 1, 1) + timedelta(days=day) for day in range(BARS)]
    cents = {"open": first, "high": high, "low": low, "close": close}
    prices = {name: values / 100 for name, values in cents.items()}
    volume = np.round(100_000 * np.exp(chance.normal(0, 0.6, BARS))).astype(np.int64)
    return pl.DataFrame({"symbol": f"S{seed}", "time": days, **prices, "volume": volume})


@pytest.fixture(scope="module")
def bars() -> ft.Bars:
    return ft.bars_from_frame(pl.concat([walk(seed) for seed in (1, 2)]))


@pytest.fixture(scope="module")
def found(bars):
    return detect(bars, SETTING)


@pytest.fixture(scope="module")
def result(bars):
    return measure(bars, SETTING, **FEW)


def test_everything_that_is_found_is_counted(found, result):
    [market] = result["markets"].values()
    counts = {
        group: sum(sum(own.values()) for own in kinds.values())
        for group, kinds in market["counts"].items()
    }
    assert counts[SIGNALS] == len(found.signals) > 10
    assert counts[CANDIDATES] == len(found.signals) + len(found.refusals)
    assert counts[EVENTS] == len(found.events)
    for group in (SIGNALS, CANDIDATES):
        for horizon in result["horizons"]:
            row = market["returns"][group]["all"][str(horizon)]
            assert row["count"] + row["left_out"] == counts[group]


def by_hand(bars: ft.Bars, rows: pl.DataFrame, horizon: int, until: int = BARS) -> list[float]:
    """From the open after `known_bar` to the close of the last bar, where bars end before one."""
    tables = {name: table.collect() for name, table in bars.tables.items()}
    found = []
    for symbol, known in rows.select("symbol", "known_bar").iter_rows():
        if known + horizon < until:
            close, opened = tables[symbol]["close"], tables[symbol]["open"]
            found.append(float(close[known + horizon]) / float(opened[known + 1]) - 1)
    return found


def test_returns_begin_after_what_was_known(bars, found, result):
    [market] = result["markets"].values()
    rows = found.events.filter(event=EVENT, side=SIDE)
    assert (rows["known_bar"] > rows["bar"]).any()
    assert rows["known_bar"].min() >= market["warm_up"]
    for horizon, row in market["returns"][EVENTS][f"{EVENT} {SIDE}"].items():
        expected = by_hand(bars, rows, int(horizon))
        assert row["count"] == len(expected) > 10
        assert row["mean"] == pytest.approx(np.mean(expected), abs=1e-7)


def test_what_comes_after_the_horizon_changes_nothing(bars, found):
    """Without the last third of bars, entries whose windows end before it have the same returns."""
    until = 2 * BARS // 3
    cut = {symbol: table.head(until) for symbol, table in bars.tables.items()}
    [market] = measure(replace(bars, tables=cut), SETTING, **FEW)["markets"].values()
    rows = found.events.filter(event=EVENT, side=SIDE)
    for horizon, row in market["returns"][EVENTS][f"{EVENT} {SIDE}"].items():
        expected = by_hand(bars, rows, int(horizon), until)
        assert row["count"] == len(expected) < len(rows)
        assert row["mean"] == pytest.approx(np.mean(expected), abs=1e-7)


def test_the_whole_study_finds_nothing_in_random_walks():
    """From the detector to the interval: what it knew before its time would show as an edge."""
    held, shown = 0, 0
    for seed in range(10, 22, 2):
        pair = pl.concat([walk(each, trend=0.0) for each in (seed, seed + 1)])
        found = measure(ft.bars_from_frame(pair), SETTING, **FEW)
        told = [each for each in distinct(numbers(found)) if each.is_told]
        bounds = [each.bounds() for each in told]
        held += sum(low <= 0.0 <= high for low, high in bounds)
        shown += len(told)
        assert not verdict(found).startswith(EDGE)
    assert shown > 200
    assert 0.90 * shown <= held < shown


def test_the_same_seed_is_the_same_result(bars, result):
    assert measure({"1d": bars}, SETTING, **FEW) == result
    other = measure(bars, SETTING, **FEW, seed=2)
    [own], [others] = result["markets"].values(), other["markets"].values()
    row, another = (each["returns"][EVENTS][f"{EVENT} {SIDE}"]["5"] for each in (own, others))
    assert row["excess"] == another["excess"]
    assert row["error"] != another["error"]


def test_shares_of_first_touches_are_all_of_them(found, result):
    [market] = result["markets"].values()
    hits = market["hits"]["all"]
    assert 0 < hits["count"] <= len(found.signals)
    assert hits["target"] + hits["stop"] + hits["neither"] == pytest.approx(1.0)
    assert hits["target"] - hits["control"] == pytest.approx(hits["excess"], abs=1e-7)
    assert (
        sum(row["count"] for name, row in market["hits"].items() if name[:3] != "all")
        == (hits["count"])
    )


def test_nothing_to_study_is_refused(bars):
    with pytest.raises(ConfigurationError, match="draws 0 is below 1"):
        measure(bars, draws=0)
    with pytest.raises(ConfigurationError, match="no market to study"):
        measure({})
