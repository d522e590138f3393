"""Resampled bars by hand: early closes, holidays, halts, splits within weeks, and refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

import farthing as ft
from farthing.data import Bars, resample
from farthing.errors import ConfigurationError, DataError, OutsideData

FULL, SHORT = 390, 210


def minutes(days: dict[date, int], *, without: frozenset[int] = frozenset()) -> Bars:
    """Every minute of some sessions of New York in winter; a close is its number in the session."""
    rows = []
    for day, count in days.items():
        begin = datetime(day.year, day.month, day.day, 14, 30, tzinfo=UTC)
        there = [n for n in range(1, count + 1) if n not in without]
        rows += [(begin + timedelta(minutes=n), f"{n}.25", f"{n}.75", "0.01") for n in there]
    frame = pl.DataFrame(rows, schema=["time", "close", "high", "low"], orient="row")
    frame = frame.with_columns(open="close", volume=pl.lit(10))
    return ft.bars_from_frame(frame, symbol="A", calendar="XNYS", label="end")


def days(closes: dict[str, float], **how) -> Bars:
    """Daily bars by their dates."""
    frame = pl.DataFrame({"date": list(closes), "close": list(closes.values())})
    how = {"calendar": "XNYS", **how}
    return ft.bars_from_frame(frame.with_columns(open="close", volume=pl.lit(7)), **how)


def table(bars: Bars, symbol: str = "A") -> pl.DataFrame:
    return bars.tables[symbol].collect()


THANKSGIVING = {date(2019, 11, 27): FULL, date(2019, 11, 29): SHORT}


def test_hours_begin_with_the_session_and_end_with_it():
    made = table(resample(minutes(THANKSGIVING), "1h"))
    assert made["time"].dt.strftime("%d %H:%M").to_list() == [
        "27 15:30", "27 16:30", "27 17:30", "27 18:30", "27 19:30", "27 20:30", "27 21:00",
        "29 15:30", "29 16:30", "29 17:30", "29 18:00",
    ]  # fmt: skip
    assert made["volume"].to_list() == [600] * 6 + [300] + [600] * 3 + [300]
    assert made["open"].to_list()[6:8] == [Decimal("361.25"), Decimal("1.25")]


def test_a_day_that_closes_early_ends_with_its_close():
    made = table(resample(minutes(THANKSGIVING), "1d"))
    assert made.select("session", "open", "high", "low", "close", "volume").rows() == [
        (date(2019, 11, 27), *map(Decimal, ("1.25", "390.75", "0.01", "390.25")), 3900),
        (date(2019, 11, 29), *map(Decimal, ("1.25", "210.75", "0.01", "210.25")), 2100),
    ]
    assert made["time"].dt.strftime("%H:%M").to_list() == ["21:00", "18:00"]
    assert made.schema["close"] == pl.Decimal(38, 2)


def test_a_halt_leaves_holes_and_no_bars():
    made = table(resample(minutes(THANKSGIVING, without=frozenset(range(3, 131))), "1h"))
    assert made["open"].to_list()[:2] == [Decimal("1.25"), Decimal("131.25")]
    assert made["close"].to_list()[0] == Decimal("2.25")
    assert made["time"].dt.strftime("%d %H:%M").to_list()[:2] == ["27 15:30", "27 17:30"]


def test_a_bar_that_is_not_over_is_left_out_unless_it_is_asked_for():
    bars = minutes({date(2019, 11, 27): FULL, date(2019, 11, 29): SHORT - 1})
    assert table(resample(bars, "1d"))["session"].to_list() == [date(2019, 11, 27)]
    both = table(resample(bars, "1d", unfinished=True))
    assert both.select("session", "finished").rows() == [
        (date(2019, 11, 27), True),
        (date(2019, 11, 29), False),
    ]


def test_a_week_ends_with_the_last_session_that_the_calendar_has_in_it():
    closes = {"2024-03-25": 1, "2024-03-27": 5, "2024-03-28": 3, "2024-04-01": 4, "2024-04-04": 2}
    weeks = table(resample(days(closes, symbol="A"), "1w"))
    assert weeks.select("session", "open", "high", "low", "close", "volume").rows() == [
        (date(2024, 3, 28), *map(Decimal, ("1.00", "5.00", "1.00", "3.00")), 21)
    ]  # the 29th was Good Friday; the week of April is not over on Thursday
    months = table(resample(days(closes, symbol="A"), "1mo"))
    assert months["session"].to_list() == [date(2024, 3, 28)]


def test_the_last_session_of_bars_ends_its_week_where_the_calendar_says_so():
    weeks = table(resample(days({"2024-04-04": 1, "2024-04-05": 2}, symbol="A"), "1w"))
    assert weeks["session"].to_list() == [date(2024, 4, 5)]


def test_every_day_is_a_session_around_the_clock():
    begin = datetime(2024, 3, 1, tzinfo=UTC)
    stamps = [begin + timedelta(hours=n) for n in range(1, 49)]
    frame = pl.DataFrame({"time": stamps, "close": [float(n) for n in range(1, 49)]})
    bars = ft.bars_from_frame(
        frame.with_columns(open="close"), symbol="A", calendar="24/7", label="end"
    )
    assert table(resample(bars, "1d"))["close"].to_list() == [Decimal("24.00"), Decimal("48.00")]
    assert table(resample(bars, "5h"))["close"].to_list()[:5] == [
        Decimal(f"{n}.00") for n in (5, 10, 15, 20, 24)
    ]


def test_a_week_with_a_split_is_in_shares_of_its_end():
    closes = {"2024-04-01": 30.01, "2024-04-02": 30.05, "2024-04-03": 10.5, "2024-04-05": 10}
    split = ft.Split("A", date(2024, 4, 3), 3, 1)
    weeks = table(resample(days(closes, symbol="A", splits=[split]), "1w"))
    assert weeks.select("open", "high", "low", "close", "volume").row(0) == (
        *map(Decimal, ("10.00", "10.50", "10.00", "10.00")),
        2 * 7 * 3 + 2 * 7,
    )


def test_a_price_does_not_vanish_in_a_split():
    split = ft.Split("A", date(2024, 4, 3), 10, 1)
    closes = {"2024-04-02": 0.03, "2024-04-03": 0.01, "2024-04-05": 0.02}
    weeks = table(resample(days(closes, symbol="A", splits=[split]), "1w"))
    assert weeks.select("open", "low", "close").row(0) == (*map(Decimal, ("0.01", "0.01", "0.02")),)


def test_a_number_of_after_a_split_is_no_larger_than_bars_can_have_it():
    rows = {"date": [date(2024, 4, 2), date(2024, 4, 3)], "volume": [10**15, 1]}
    for new, old, close, words in (
        (1, 1000, "100000000000.00", f"a price .* 10000000000000000 .* {2**53 - 1} is the most"),
        (10**4, 1, "3.00", f"a volume .* 10000000000000000000 .* {2**62 - 1} is the most"),
    ):
        closes = [Decimal(close), Decimal("2.00")]
        frame = pl.DataFrame({**rows, "open": closes, "close": closes})
        split = ft.Split("A", date(2024, 4, 3), new, old)
        bars = ft.bars_from_frame(frame, symbol="A", calendar="XNYS", splits=[split])
        with pytest.raises(DataError, match=f"^A: {words}"):
            resample(bars, "1w")


def hours(*ends: str) -> Bars:
    """Bars of hours of the day after Thanksgiving, which ended at 18:00."""
    stamps = [datetime(2019, 11, 29, *map(int, end.split(":")), tzinfo=UTC) for end in ends]
    frame = pl.DataFrame({"time": stamps, "close": [float(n) for n in range(1, len(ends) + 1)]})
    return ft.bars_from_frame(
        frame.with_columns(open="close"), symbol="A", calendar="XNYS", label="end"
    )


def test_hours_that_end_behind_the_close_are_of_the_session():
    made = table(resample(hours("15:30", "16:30", "17:30", "18:30"), "1d"))
    assert made["close"].to_list() == [Decimal("4.00")]
    assert made["time"].dt.strftime("%H:%M").to_list() == ["18:00"]


def test_what_ends_after_a_session_was_over_for_others_is_no_part_of_it():
    bars = hours("16:00", "17:00", "18:00")
    later = bars.tables["A"].with_columns(pl.col("time").dt.offset_by("30m"))
    both = replace(
        bars,
        instruments=(*bars.instruments, ft.Instrument("B")),
        tables={"A": bars.tables["A"], "B": later},
    )
    made = resample(both, "1d")
    assert table(made)["close"].to_list() == [Decimal("3.00")]
    assert table(made, "B")["close"].to_list() == [Decimal("2.00")]


def test_bars_outside_hours_are_left_out():
    bars = minutes({date(2019, 11, 27): FULL})
    late = table(bars).tail(1).with_columns(
        pl.col("time").dt.offset_by("5m"), close=pl.lit(Decimal("999.25")), extended=pl.lit(True)
    )  # fmt: skip
    both = pl.concat(
        [table(bars).with_columns(extended=pl.lit(False)), late], how="vertical_relaxed"
    )
    made = resample(replace(bars, tables={"A": both.lazy()}), "1d")
    assert table(made)["close"].to_list() == [Decimal("390.25")]


def test_bars_that_were_put_together_can_be_run_and_say_so():
    made = resample(minutes(THANKSGIVING), "30m")
    result = ft.run(lambda ctx: ctx.order("A", 1), bars=made, capital=1_000_000)
    assert len(result.equity) == 13 + 7
    assert made.notes[-1] == "bars of 30m were made of bars of 1m"
    assert made.digest != resample(minutes(THANKSGIVING), "1h").digest


def test_weeks_cannot_be_run():
    with pytest.raises(ConfigurationError, match="bars of 1w cannot be run"):
        ft.run(lambda ctx: None, bars=resample(days({"2024-04-05": 1}), "1w"))


def test_volumes_that_are_too_large_together_are_refused():
    bars = minutes({date(2019, 11, 27): FULL})
    huge = table(bars).with_columns(volume=pl.lit(2**61))
    with pytest.raises(DataError, match="volumes of a coarse bar are .* together"):
        resample(replace(bars, tables={"A": huge.lazy()}), "1d")
    fewer = table(bars).with_columns(volume=pl.when(pl.col("time").is_first_distinct()
                                                    & (pl.int_range(pl.len()) < 3))
                                     .then(2**61).otherwise(0))  # fmt: skip
    made = resample(replace(bars, tables={"A": fewer.lazy()}), "1d")
    assert table(made)["volume"].to_list() == [3 * 2**61]


@pytest.mark.parametrize("name", ["", "0m", "1441m", "25h", "2d", "1y", "5", "-1m", "1M", None, 5])
def test_what_is_no_length_is_refused(name):
    with pytest.raises(ConfigurationError, match="is no length of bars; 5m, 90m"):
        resample(minutes({date(2019, 11, 27): FULL}), name)


@pytest.mark.parametrize(("frequency", "own"), [("1m", "1m"), ("1m", "1h"), ("90m", "1h"),
                                                ("1h", "1d"), ("1d", "1d")])  # fmt: skip
def test_what_is_not_coarser_is_refused(frequency, own):
    bars = replace(days({"2024-04-05": 1}), frequency=own)
    with pytest.raises(ConfigurationError, match="no whole number of bars of"):
        resample(bars, frequency)


def test_weeks_and_months_need_a_calendar():
    bars = days({"2024-04-04": 1, "2024-04-05": 2}, calendar=None)
    with pytest.raises(ConfigurationError, match="calendar='XNYS'"):
        resample(bars, "1w")


def test_a_calendar_that_ends_is_named():
    bars = days({"2024-04-05": 1})
    far = bars.sessions.with_columns(pl.col("session").dt.offset_by("200y"))
    with pytest.raises(OutsideData, match="calendar XNYS goes from"):
        resample(replace(bars, sessions=far), "1w")


def test_a_frame_is_told_how_it_becomes_bars():
    with pytest.raises(ConfigurationError, match="farthing.bars_from_frame"):
        resample(pl.DataFrame({"close": [1.0]}), "1d")


def test_an_instrument_without_bars_has_none():
    bars = minutes({date(2019, 11, 27): FULL})
    empty = {"A": bars.tables["A"], "B": bars.tables["A"].head(0)}
    both = replace(bars, instruments=(*bars.instruments, ft.Instrument("B")), tables=empty)
    assert table(resample(both, "1d"), "B").is_empty()


def test_they_agree_with_polars():
    bars = minutes(THANKSGIVING, without=frozenset({5, 17, 18, 19, 20, 77}))
    rows = table(bars).join(bars.sessions.rename({"open": "opens"}), on="session")
    place = (pl.col("time") - pl.col("opens") - pl.duration(nanoseconds=1)).dt.total_minutes()
    wanted = (
        rows.group_by("session", (place // 15).alias("place"), maintain_order=True)
        .agg(pl.col("open").first(), pl.col("high").max(), pl.col("low").min(),
             pl.col("close").first().alias("first"), pl.col("close").last(), pl.col("volume").sum())
    )  # fmt: skip
    made = table(resample(bars, "15m"))
    for name in ("session", "open", "high", "low", "close"):
        assert made[name].to_list() == wanted[name].to_list()
    assert made["volume"].to_list() == [int(volume) for volume in wanted["volume"].to_list()]
