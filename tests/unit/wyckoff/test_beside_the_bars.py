"""What a detector is told beside the bars: time of day, ticks, longer bars, a benchmark, gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from made_market import NAMES, columns, frame

import farthing as ft
from farthing.data import resample
from farthing.data.calendar import calendar
from farthing.errors import ConfigurationError
from farthing.wyckoff import TABLES, Detector, Found, Parameters, detect
from farthing.wyckoff.scan import scan

LENIENT = {"level_strength": 0, "range_quality": 0, "range_sure": 0, "volume_story": 0}
"""Most candidates are signals."""


def alike(one: Found, other: Found, *, before: int | None = None) -> None:
    """Everything that was known before a bar is the same in both."""
    for name in TABLES:
        if name in ("evidence", "bars"):
            continue
        left, right = getattr(one, name), getattr(other, name)
        if before is not None:
            left, right = (each.filter(pl.col("known_bar") < before) for each in (left, right))
        assert left.equals(right), name


# Time of day


def hours(days: int, *, leave_out: tuple[int, ...] = (), seed: int = 1) -> pl.DataFrame:
    """Hours of New York's sessions from 20 November 2023 on, loud at the open and the close.

    The 24th of November ends at 13:00.
    """
    sessions = calendar("XNYS").sessions(date(2023, 11, 20), date(2025, 12, 31))
    rows = sessions.head(days).select("open", "close").rows()
    ends, loud = [], []
    for opened, closed in rows:
        hour = opened.replace(minute=0)
        while hour < closed:
            hour += timedelta(hours=1)
            ends.append(hour)
            loud.append(5 if hour - opened < timedelta(hours=1) or hour == closed else 1)
    made = frame(columns(seed, len(ends)))
    whole = made.with_columns(time=pl.Series(ends), volume=pl.col("volume") * pl.Series(loud))
    return whole.with_row_index().filter(~pl.col("index").is_in(list(leave_out))).drop("index")


def of_hours(table: pl.DataFrame) -> ft.Bars:
    return ft.bars_from_frame(table, symbol="A", calendar="XNYS", tz="UTC", label="end")


def ratios(bars: ft.Bars, sessions: int = 10) -> list[float]:
    own = {"profile_sessions": sessions}
    return detect(bars, own, with_bars=True).bars.get_column("volume_ratio").to_list()


def plain_baselines(bars: ft.Bars, length: int) -> list[float | None]:
    """The same rule written plainly: by time since the open, in blocks of sessions."""
    table = bars.tables["A"].collect()
    opens = dict(bars.sessions.select("session", "open").iter_rows())
    heard: dict[int, list[tuple[int, int]]] = {}
    numbers: dict[date, int] = {}
    found: list[float | None] = []
    for end, session, volume in table.select("time", "session", "volume").iter_rows():
        number = numbers.setdefault(session, len(numbers))
        slot = int((end - opens[session]).total_seconds() - 1) // 3600
        first = max(0, number // length - 1) * length
        kept = [value for at, value in heard.get(slot, []) if first <= at < number]
        found.append(sum(kept) / len(kept) if 2 * len(kept) >= length else None)
        heard.setdefault(slot, []).append((number, volume))
    return found


@pytest.mark.parametrize("leave_out", [(), (3, 10, 11, 24, 100, 101, 102, 103, 104, 105)])
def test_volume_is_read_by_its_time_of_day_with_early_closes_and_missing_bars(leave_out) -> None:
    bars = of_hours(hours(40, leave_out=leave_out))
    volume = bars.tables["A"].collect().get_column("volume").to_list()
    expected = plain_baselines(bars, 6)
    found = ratios(bars, 6)
    assert sum(each is not None for each in expected) > 150
    for at, mean in enumerate(expected):
        if mean is not None:
            assert found[at] == volume[at] / mean, at
    plain = ratios(bars, 0)
    assert [found[at] for at, mean in enumerate(expected) if mean is None] == [
        plain[at] for at, mean in enumerate(expected) if mean is None
    ]


def test_later_bars_of_a_session_and_later_sessions_change_no_earlier_baseline() -> None:
    table = hours(40)
    whole = ratios(of_hours(table))
    for cut in (99, 140, 201, 202, 203):
        bent = table.with_row_index().with_columns(
            volume=pl.when(pl.col("index") >= cut)
            .then(pl.col("volume") * 1_000)
            .otherwise("volume")
        )
        other = ratios(of_hours(bent.drop("index")))
        assert other[:cut] == whole[:cut]
        assert other[cut] != whole[cut]


def test_a_loud_open_is_an_ordinary_bar_by_its_time_of_day() -> None:
    bars = of_hours(hours(60))
    table = bars.tables["A"].collect().with_row_index()
    opens = dict(bars.sessions.select("session", "open").iter_rows())
    first = [
        at
        for at, end, session in table.select("index", "time", "session").iter_rows()
        if end - opens[session] <= timedelta(hours=1)
    ][10:]
    by_time, before = ratios(bars), ratios(bars, 0)
    assert np.median([by_time[at] for at in first]) < 1.2
    assert np.median([before[at] for at in first]) > 1.6


def test_a_stream_with_slots_in_pieces_is_the_batch_to_the_bit() -> None:
    table = hours(500)
    bars = of_hours(table)
    whole = detect(bars, LENIENT, with_bars=True)
    own = bars.tables["A"].collect()
    opens = bars.sessions.select("session", "open")
    placed = own.join(opens, on="session", maintain_order="left").with_columns(
        slot=((pl.col("time") - pl.col("open_right")).dt.total_seconds() - 1) // 3600,
        number=pl.col("session").rank("dense") - 1,
    )
    told = {
        **{name: placed.get_column(name).to_list() for name in NAMES},
        "slot": placed.get_column("slot").to_list(),
        "session_number": placed.get_column("number").to_list(),
    }
    for size in (3, 400, len(placed)):
        stream = Detector(LENIENT, symbol="A", scale=2, with_bars=True)
        parts = [
            stream.extend({name: values[at : at + size] for name, values in told.items()})
            for at in range(0, len(placed), size)
        ]
        for name in ("bars", "events", "phases", "ranges", "signals", "refusals"):
            mine = pl.concat([getattr(part, name) for part in parts])
            assert mine.equals(getattr(whole, name).select(mine.columns)), (size, name)
    assert len(whole.events) > 20


def test_a_slot_that_no_session_has_is_refused() -> None:
    bar = {"open": 1, "high": 1, "low": 1, "close": 1, "volume": 1}
    for slot in (-1, 1_440):
        with pytest.raises(ConfigurationError, match=f"slot {slot} is not from 0 to 1439"):
            Detector().update({**bar, "slot": slot})
    with pytest.raises(ConfigurationError, match="session -1: sessions are numbered from 0"):
        Detector().update({**bar, "session_number": -1})
    with pytest.raises(ConfigurationError, match="higher 'up' is none of unknown, long, short"):
        Detector().update({**bar, "higher": "up"})


# Ticks, and no volume at all


def days_of(seed: int = 1, count: int = 10_000, **more: object) -> ft.Bars:
    return ft.bars_from_frame(frame(columns(seed, count)), symbol="A", **more)


def pair() -> ft.Bars:
    bars = days_of()
    return replace(bars, instruments=(replace(bars.instruments[0], kind="pair", base="A"),))


CAP = "volume counts ticks, not trades: confidence is at most 60"


def test_ticks_cap_confidence_and_the_words_of_the_signal_say_so() -> None:
    own = {**LENIENT, "tick_volume_cap": 60}
    trades = detect(days_of(), own).signals
    assert trades.get_column("confidence").max() > 60
    assert set(trades.get_column("words")) == {""}
    assert set(trades.get_column("volume")) == {"trades"}
    for found in (detect(days_of(), Parameters(own, volume="tick")), detect(pair(), own)):
        signals = found.signals
        assert len(signals) == len(trades)
        expected = [min(each, 60.0) for each in trades.get_column("confidence")]
        assert signals.get_column("confidence").to_list() == expected
        assert set(signals.get_column("words")) == {CAP}
        assert set(signals.get_column("volume")) == {"tick"}
    said = detect(pair(), Parameters(own, volume="trades")).signals
    assert said.equals(trades)


def test_a_stream_and_a_run_know_of_ticks_too() -> None:
    own = Parameters({**LENIENT, "tick_volume_cap": 60}, volume="tick")
    stream = Detector(own, scale=2).extend(frame(columns(1)).to_dict(as_series=False))
    assert set(stream.signals.get_column("words")) == {CAP}

    class Watches(ft.Strategy):
        wyckoff = own

        def on_start(self, ctx: ft.Context) -> None:
            self.seen: list[tuple[str, float]] = []

        def on_bar(self, ctx: ft.Context) -> None:
            self.seen += [(each.words, each.confidence) for each in ctx.wyckoff.signals]

    strategy = Watches()
    result = ft.run(strategy, bars=days_of())
    assert strategy.seen == list(
        zip(stream.signals["words"], stream.signals["confidence"], strict=True)
    )
    assert result.manifest()["strategy"]["wyckoff"] == {
        **LENIENT, "tick_volume_cap": 60, "volume": "tick",
    }  # fmt: skip


def test_a_scan_says_whose_volume_counts_ticks_and_whose_is_missing() -> None:
    assert scan(days_of()).notes == ()
    assert scan(pair()).notes == ("volume counts ticks, confidence is 75 at most: A",)
    silent = ft.bars_from_frame(frame(columns(1)).with_columns(volume=0), symbol="A")
    scanned = scan(silent, LENIENT)
    assert scanned.notes == ("no volume, so that signals were refused (no_volume): A",)
    assert scanned.found.signals.is_empty()
    refused = scanned.found.refusals
    assert set(refused.select("stage", "reason", "value", "limit").rows()) == {
        ("volume", "no_volume", 0.0, 1.0)
    }
    assert len(scanned.found.events) > 10  # what prices say is told nevertheless
    without = ft.bars_from_frame(frame(columns(1)).drop("volume"), symbol="A")
    alike(detect(without, LENIENT), scanned.found)


def test_words_that_are_none_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="volume 'real' is none of trades, tick"):
        Parameters(volume="real")
    with pytest.raises(ConfigurationError, match="'2d' is no length of bars"):
        Parameters(higher="2d")
    with pytest.raises(ConfigurationError, match="benchmark 'SPY' is not among the bars"):
        detect(days_of(count=50), Parameters(benchmark="SPY"))
    with pytest.raises(ConfigurationError, match="no whole number of bars of 1d"):
        detect(days_of(count=50, calendar="24/7"), Parameters(higher="1h"))


# Longer bars


@pytest.fixture(scope="module")
def daily() -> ft.Bars:
    return days_of(seed=2, count=12_000, calendar="24/7")


def test_signals_are_asked_of_longer_bars_that_are_complete(daily: ft.Bars) -> None:
    own = Parameters(LENIENT, higher="1w")
    found = detect(daily, own)
    weeks = resample(daily, "1w").tables["A"].collect()
    stream = Detector(LENIENT, scale=2)
    said = []
    for row in weeks.iter_rows(named=True):
        stream.update(row)
        said.append(stream.bias)
    plain = detect(daily, LENIENT)
    both = [
        pl.concat([each.signals, each.refusals.select(each.signals.columns)]).sort(
            "known_bar", "event"
        )
        for each in (found, plain)
    ]
    assert len(both[0]) == len(both[1]) > 50
    ends = weeks.get_column("time").to_list()
    seen = set()
    for row, before in zip(*(each.iter_rows(named=True) for each in both), strict=True):
        complete = sum(end <= row["known_at"] for end in ends)
        bias = said[complete - 1] if complete else "unknown"
        expected = "unknown" if bias == "unknown" else "confirmed"
        if bias not in ("unknown", row["side"]):
            expected = "against"
        assert row["higher"] == expected
        points = {"unknown": 0, "confirmed": 5, "against": -10}[expected]
        assert row["confidence"] == pytest.approx(min(100, before["confidence"] + points))
        seen.add(expected)
    assert seen == {"unknown", "confirmed", "against"}
    against = found.refusals.filter(reason="against_higher")
    assert len(against) > 0
    assert set(against.select("stage", "higher", "value", "limit").rows()) == {
        ("strategy", "against", 0.0, 1.0)
    }
    assert "against" not in set(found.signals.get_column("higher"))
    assert set(plain.signals.get_column("higher")) == {None}


@pytest.mark.parametrize("cut", [5_003, 8_345, 11_001])
def test_the_week_that_goes_on_is_not_known_yet(daily: ft.Bars, cut: int) -> None:
    own = Parameters(LENIENT, higher="1w")
    later = pl.int_range(pl.len()) >= cut
    bent = daily.tables["A"].with_columns(
        [pl.when(later).then(pl.col(name) * 3).otherwise(name).alias(name) for name in NAMES]
    )
    alike(detect(daily, own), detect(replace(daily, tables={"A": bent}), own), before=cut)


# A benchmark


SPLIT = 200
"""The bar with which the benchmark's split takes effect."""


def two(*, without: tuple[int, ...] = (), split: bool = False) -> ft.Bars:
    own = frame(columns(1)).with_columns(symbol=pl.lit("A"))
    other = frame(columns(2)).with_columns(symbol=pl.lit("B"))
    prices = pl.col("open", "high", "low", "close")
    if split:
        before = pl.int_range(pl.len()) < SPLIT
        other = other.with_columns(
            pl.when(before).then((prices * 4).cast(pl.Decimal(38, 2))).otherwise(prices)
        )
    other = other.with_row_index().filter(~pl.col("index").is_in(list(without))).drop("index")
    day = frame(columns(2)).get_column("time")[SPLIT]
    splits = [ft.Split("B", day, new=4, old=1)] if split else []
    return ft.bars_from_frame(pl.concat([own, other], how="vertical_relaxed"), splits=splits)


def strengths(bars: ft.Bars) -> dict[tuple[str, int, str], float]:
    found = detect(bars, Parameters(LENIENT, benchmark="B"))
    rows = found.events.with_row_index("row").join(
        found.evidence.filter(name="strength").select("row", "value"), on="row"
    )
    return {
        (symbol, bar, event): value
        for symbol, bar, event, value in rows.select(
            "symbol", "known_bar", "event", "value"
        ).iter_rows()
    }


def test_strength_is_where_the_ratio_lies_in_its_window_for_the_side() -> None:
    found = strengths(two())
    assert len(found) > 50
    assert {symbol for symbol, _, _ in found} == {"A"}  # a benchmark has no strength of its own
    closes = [columns(seed)["close"].astype(float) for seed in (1, 2)]
    ratio = closes[0] / closes[1]
    down = {"UT", "UTAD", "SOW", "LPSY"}
    for (_, bar, event), value in found.items():
        window = ratio[bar - 59 : bar + 1]
        place = (ratio[bar] - window.min()) / (window.max() - window.min())
        assert value == pytest.approx(1 - place if event in down else place, abs=1e-6)


def test_a_benchmark_without_a_bar_then_is_no_evidence_and_no_older_close_is_taken() -> None:
    found = strengths(two())
    bars = sorted(bar for _, bar, _ in found)[10:20]
    less = strengths(two(without=tuple(bars)))
    assert {key for key in found if key[1] in bars}
    assert not any(bar in bars for _, bar, _ in less)
    assert len(less) > len(found) - 30


def test_a_split_of_the_benchmark_changes_no_strength() -> None:
    plain, of_split = strengths(two()), strengths(two(split=True))
    assert plain.keys() == of_split.keys()
    assert any(bar < SPLIT for _, bar, _ in plain)
    assert any(SPLIT <= bar < SPLIT + 60 for _, bar, _ in plain)
    for key, value in plain.items():
        assert of_split[key] == pytest.approx(value, abs=1e-6)


def test_strength_is_graded_and_moves_the_score_but_refuses_nothing_by_itself() -> None:
    plain, against = detect(two(), LENIENT), detect(two(), Parameters(LENIENT, benchmark="B"))
    assert plain.events.drop("score").equals(against.events.drop("score"))
    assert not plain.events.get_column("score").equals(against.events.get_column("score"))
    row = against.evidence.filter(name="strength").row(0, named=True)
    assert (row["sense"], row["threshold"], row["weight"]) == ("at least", 0.5, 2.0)
    words = against.signals.filter(symbol="A").get_column("words").to_list()
    assert all(each.startswith("its strength against the benchmark is at ") for each in words)


def test_a_stream_and_a_run_are_told_of_a_benchmark_and_of_longer_bars() -> None:
    bars = replace(two(split=True))
    own = Parameters(LENIENT, benchmark="B")
    whole = detect(bars, own)
    close = bars.tables["B"].collect().get_column("close")
    told = bars.tables["A"].collect().to_dict(as_series=False) | {"benchmark": list(close)}
    stream = Detector(LENIENT, symbol="A", scale=2)
    first = stream.extend({name: values[:SPLIT] for name, values in told.items()})
    stream.split_of_benchmark(4, 1)
    second = stream.extend({name: values[SPLIT:] for name, values in told.items()})
    mine = pl.concat([first.events, second.events])
    assert mine.equals(whole.events.filter(symbol="A").select(mine.columns))
    assert mine.equals(last_of_run(bars, own)["A"].events.select(mine.columns))


def last_of_run(bars: ft.Bars, own: Parameters) -> dict[str, Found]:
    class Watches(ft.Strategy):
        wyckoff = own

        def on_bar(self, ctx: ft.Context) -> None:
            assert len(ctx.wyckoff.phase) == len(ctx.assets)

        def on_end(self, ctx: ft.Context) -> None:
            self.found = {asset.symbol: ctx.wyckoff[asset].found for asset in ctx.assets}

    strategy = Watches()
    ft.run(strategy, bars=bars)
    return strategy.found


def test_a_run_asks_the_same_longer_bars_and_slots_as_the_whole(daily: ft.Bars) -> None:
    own = Parameters(LENIENT, higher="1w")
    mine, whole = last_of_run(daily, own)["A"], detect(daily, own)
    for name in ("events", "signals", "refusals", "ranges"):
        frame = getattr(mine, name)
        assert frame.equals(getattr(whole, name).select(frame.columns)), name
    intraday = of_hours(hours(500))
    mine, whole = last_of_run(intraday, Parameters(LENIENT))["A"], detect(intraday, LENIENT)
    assert mine.events.equals(whole.events.select(mine.events.columns))
    assert not whole.events.equals(detect(intraday, {**LENIENT, "profile_sessions": 0}).events)


# Gaps


def holed(missing: int) -> tuple[ft.Bars, int]:
    """Days of a market that has a range just when so many sessions are missing."""
    plain = days_of(count=6_000, calendar="24/7")
    row = detect(plain, LENIENT).ranges.filter(state="found").row(3, named=True)
    cut = row["known_bar"] + 1
    table = frame(columns(1, 6_000)).with_columns(
        time=pl.col("time") + pl.duration(days=missing * (pl.int_range(pl.len()) >= cut).cast(int))
    )
    return ft.bars_from_frame(table, symbol="A", calendar="24/7"), cut


def test_a_gap_begins_anew_and_says_so() -> None:
    plain = detect(days_of(count=6_000, calendar="24/7"), LENIENT)
    bars, cut = holed(5)
    alike(detect(bars, LENIENT), plain, before=cut)
    assert detect(bars, LENIENT).gaps.is_empty()
    bars, cut = holed(6)
    found = detect(bars, LENIENT)
    gap = found.gaps.row(0, named=True)
    assert (len(found.gaps), gap["known_bar"], gap["sessions"]) == (1, cut, 6)
    last = found.ranges.filter(range=gap["range"]).row(-1, named=True)
    assert (last["state"], last["known_bar"]) == ("lost", cut)
    assert found.phases.filter(range=gap["range"]).row(-1, named=True)["phase"] == "-"
    assert found.pivots.filter(pl.col("bar") < cut, pl.col("known_bar") >= cut).is_empty()
    wide = detect(bars, {**LENIENT, "gap_sessions": 6})
    assert wide.gaps.is_empty()


def test_weeks_and_months_are_no_gaps() -> None:
    bars = days_of(count=10_000, calendar="24/7")
    for name in ("1w", "1mo"):
        longer = resample(bars, name)
        assert detect(longer).gaps.is_empty()
        assert len(detect(longer).pivots) > 20
    missing, _ = holed(400)
    assert detect(resample(missing, "1mo")).gaps.get_column("sessions").to_list() == [12]
