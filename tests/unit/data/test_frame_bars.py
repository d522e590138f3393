from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

import farthing as ft
from farthing.data import bars_from_frame
from farthing.errors import (
    ConfigurationError,
    IngestRefused,
    SourceError,
    UnknownSymbol,
)
from farthing.types import Dividend, End, Funding, Instrument, Split

DAYS = ["2024-01-02", "2024-01-03"]


def frame(**columns):
    base = {"date": DAYS, "open": [10.0, 10.5], "high": [11.0, 11.0], "low": [9.5, 10.0],
            "close": [10.2, 10.8], "volume": [1000, 1200]}  # fmt: skip
    return pl.DataFrame({**base, **columns})


def rows(bars, symbol="ASSET"):
    return bars.tables[symbol].collect()


def minutes(*stamps):
    return frame(date=list(stamps))


def test_each_date_is_a_session_that_ends_at_the_next_midnight():
    bars = bars_from_frame(frame(date=[date(2024, 1, 5), date(2024, 1, 8)]))
    assert bars.calendar == "dates of the frame"
    assert bars.sessions["session"].to_list() == [date(2024, 1, 5), date(2024, 1, 8)]
    assert rows(bars)["time"].to_list() == [
        datetime(2024, 1, 6, tzinfo=UTC), datetime(2024, 1, 9, tzinfo=UTC),
    ]  # fmt: skip


def test_a_calendar_places_them_in_its_sessions():
    bars = bars_from_frame(frame(), calendar="XNYS")
    assert rows(bars)["time"][0] == datetime(2024, 1, 2, 21, tzinfo=UTC)
    with pytest.raises(
        IngestRefused, match="the frame:1: there is no session of XNYS at 2024-01-06"
    ):
        bars_from_frame(frame(date=["2024-01-06", "2024-01-08"]), calendar="XNYS")


def test_a_column_of_symbols_or_a_name():
    long = pl.concat([frame(symbol=["B", "B"]), frame(symbol=["A", "A"])])
    assert bars_from_frame(long).symbols == ("A", "B")
    assert bars_from_frame(frame(), symbol="SPY").symbols == ("SPY",)
    with pytest.raises(ConfigurationError, match="'SPY' was given, but the frame has a column"):
        bars_from_frame(long, symbol="SPY")
    with pytest.raises(SourceError, match="row 2 of the frame names no symbol"):
        bars_from_frame(frame(symbol=["A", None]))


def test_case_of_names_does_not_count_and_lazy_frames_are_fine():
    named = frame().rename(str.upper).lazy()
    assert rows(bars_from_frame(named))["close"].to_list() == [Decimal("10.20"), Decimal("10.80")]


def test_open_and_close_are_needed_high_and_low_follow():
    found = rows(bars_from_frame(frame().drop("high", "low", "volume")))
    assert found["high"].to_list() == [Decimal("10.20"), Decimal("10.80")]
    assert found["low"].to_list() == [Decimal("10.00"), Decimal("10.50")]
    assert "volume" not in found.columns
    with pytest.raises(SourceError, match="the frame has no open; its columns are date, high"):
        bars_from_frame(frame().drop("open"))
    with pytest.raises(SourceError, match="the frame has no date or time, close"):
        bars_from_frame(frame().drop("date", "close"))


def test_floats_keep_up_to_six_digits():
    assert bars_from_frame(frame(close=[10.123456, 10.5])).instruments[0].price_scale == 6
    bars = bars_from_frame(frame(close=[10.1234567, 10.5]))
    assert bars.instruments[0].price_scale == 6
    (note,) = bars.notes
    assert note.endswith("largest change is 0.0000003, from 10.1234567 to 10.123457")
    bars = bars_from_frame(frame(close=[10.125, 10.5]), price_scale=2)
    assert rows(bars)["close"][0] == Decimal("10.12")


def test_exact_columns_stay_exact():
    exact = [Decimal("10.123456789"), Decimal("10.5")]
    assert rows(bars_from_frame(frame(close=exact)))["close"].to_list() == exact
    whole = bars_from_frame(frame(open=[1, 2], high=[2, 2], low=[1, 1], close=[2, 1]))
    assert whole.instruments[0].price_scale == 2


def test_a_coin_below_the_sixth_digit_is_not_made_worthless():
    with pytest.raises(IngestRefused, match=r"low 0\.00000012 would become 0 with 6 digits"):
        bars_from_frame(frame(low=[1.2e-7, 1.0]))
    assert bars_from_frame(frame(low=[1.2e-7, 1.0]), price_scale=8).instruments[0].price_scale == 8


DAY = date(2024, 1, 3)
NOON = datetime(2024, 1, 3, 12, tzinfo=UTC)
TWICE = {
    "instruments": (
        [Instrument("ASSET"), Instrument("ASSET")],
        "instruments have ASSET 2 times",
    ),
    "ends": (
        [End("ASSET", DAY), End("ASSET", DAY, Decimal(1))],
        "ends have ASSET 2 times; give one of a symbol",
    ),
    "splits": (
        [Split("ASSET", DAY, 2, 1), Split("ASSET", DAY, 3, 1)],
        "splits have ASSET 2024-01-03 2 times; give one of a day",
    ),
    "funding": (
        [Funding("ASSET", NOON, Decimal("0.1")), Funding("ASSET", NOON, Decimal("0.2"))],
        r"funding have ASSET 2024-01-03 12:00:00\+00:00 2 times; give one of a time",
    ),
    "dividends": (
        [Dividend("ASSET", DAY, Decimal("0.5")), Dividend("ASSET", DAY, Decimal("0.50"), DAY)],
        "dividends have ASSET 2024-01-03 0.5 2024-01-03 2 times; .* their sum",
    ),
}


@pytest.mark.parametrize("what", TWICE)
def test_what_there_is_one_of_comes_once(what):
    given, words = TWICE[what]
    with pytest.raises(ConfigurationError, match=words):
        bars_from_frame(frame(), **{what: given})


def test_two_dividends_of_a_day_are_both_paid_in_whatever_order_they_come():
    paid = [Dividend("ASSET", DAY, Decimal("0.5")), Dividend("ASSET", DAY, Decimal("0.25"))]
    paid.append(replace(paid[0], pay_date=date(2024, 1, 4)))
    bars = bars_from_frame(frame(), dividends=paid)
    assert bars.dividends == (paid[1], paid[0], paid[2])
    assert bars.digest == bars_from_frame(frame(), dividends=paid[::-1]).digest


def test_two_columns_that_differ_by_case_alone_are_named():
    with pytest.raises(SourceError, match="has the columns open, Open, and case does not count"):
        bars_from_frame(frame(Open=[1.0, 2.0]))
    assert bars_from_frame(frame(note=["a", "b"], Note=["c", "d"])).symbols == ("ASSET",)


def test_a_time_zone_that_nobody_needs_is_one_too():
    assert bars_from_frame(frame(), tz="America/New_York").symbols == ("ASSET",)
    with pytest.raises(ConfigurationError, match="time zone 'Mars' is not known"):
        bars_from_frame(frame(), tz="Mars")


def test_funding_is_of_perpetuals():
    funding = [Funding("ASSET", datetime(2024, 1, 3, tzinfo=UTC), Decimal("0.0001"))]
    bars = bars_from_frame(frame(), funding=funding)
    with pytest.raises(ConfigurationError, match="ASSET is of kind equity, funding of perpetuals"):
        ft.simulate(bars, orders=[])
    perpetual = [Instrument("ASSET", kind="perpetual")]
    ft.simulate(bars_from_frame(frame(), instruments=perpetual, funding=funding), orders=[])


def test_instruments_bring_their_grid():
    grid = Instrument("SPY", price_scale=4, tick=Decimal("0.01"), negative_price_allowed=True)
    bars = bars_from_frame(frame(low=[-1.0, 1.0]), symbol="SPY", instruments=[grid])
    assert bars.instruments == (grid,)
    with pytest.raises(UnknownSymbol, match="'SPY'"):
        bars_from_frame(frame(), instruments=[grid])


def test_bad_rows_are_refused_by_their_number():
    with pytest.raises(IngestRefused) as refusal:
        bars_from_frame(frame(low=[9.5, 10.75]))
    assert "the frame:2: low 10.75 is above open 10.50" in str(refusal.value)
    assert "--on-bad" not in str(refusal.value)


def test_intraday_frames_need_a_label_and_say_their_zone():
    stamps = datetime(2024, 1, 2, 9, 30), datetime(2024, 1, 2, 9, 31)
    with pytest.raises(ConfigurationError, match="bars_from_frame\\(frame, label='start'\\)"):
        bars_from_frame(minutes(*stamps))
    bars = bars_from_frame(minutes(*stamps), label="start")
    assert bars.frequency == "1m"
    assert rows(bars)["time"][0] == datetime(2024, 1, 2, 9, 31, tzinfo=UTC)
    assert bars.notes == ("times that name no zone are taken as UTC",)
    with pytest.raises(ConfigurationError, match="names no time zone"):
        bars_from_frame(minutes(*stamps), label="start", calendar="XNYS")
    local = bars_from_frame(minutes(*stamps), label="start", calendar="XNYS", tz="America/New_York")
    assert rows(local)["time"][0] == datetime(2024, 1, 2, 14, 31, tzinfo=UTC)
    assert local.notes == ()


def test_minutes_around_midnight_are_in_the_sessions_of_their_dates():
    bars = bars_from_frame(
        minutes(datetime(2024, 1, 2, 23, 59), datetime(2024, 1, 3, 0, 0)), label="start"
    )
    assert rows(bars)["session"].to_list() == [date(2024, 1, 2), date(2024, 1, 3)]
    assert bars.sessions["session"].to_list() == [date(2024, 1, 2), date(2024, 1, 3)]


def test_hours_are_told_by_their_distance_and_other_lengths_refused():
    bars = bars_from_frame(
        minutes(datetime(2024, 1, 2, 9), datetime(2024, 1, 2, 10)), label="start"
    )
    assert bars.frequency == "1h"
    with pytest.raises(SourceError, match="intraday bars 300 seconds apart"):
        bars_from_frame(minutes(datetime(2024, 1, 2, 9), datetime(2024, 1, 2, 9, 5)), label="start")


def test_actions_are_passed_not_found():
    paid = Dividend("A", date(2024, 1, 3), Decimal("0.5"))
    split = Split("A", date(2024, 1, 3), 2, 1)
    bars = bars_from_frame(frame(), symbol="A", dividends=[paid], splits=[split])
    assert (bars.dividends, bars.splits) == ((paid,), (split,))
    with pytest.raises(UnknownSymbol, match="'A'; there are B"):
        bars_from_frame(frame(), symbol="B", splits=[split])
    with pytest.raises(ConfigurationError, match="has dividends or splits in columns"):
        bars_from_frame(frame(dividends=[0.0, 0.5]))


def test_the_digest_is_of_the_content():
    assert bars_from_frame(frame()).digest == bars_from_frame(frame()).digest
    text = frame(close=["10.2", "10.8"])
    assert bars_from_frame(text).digest == bars_from_frame(frame()).digest
    assert bars_from_frame(frame(close=[10.2, 10.9])).digest != bars_from_frame(frame()).digest


@pytest.mark.parametrize("wrong", [[1, 2], {"close": [1]}, None, "prices.csv"])
def test_what_is_no_frame_is_refused(wrong):
    with pytest.raises(ConfigurationError, match="bars are a polars or pandas DataFrame"):
        bars_from_frame(wrong)


def test_an_empty_frame_is_refused():
    with pytest.raises(SourceError, match="the frame has no rows"):
        bars_from_frame(frame().head(0))


@pytest.fixture
def pandas():
    return pytest.importorskip("pandas")


def indexed(pandas, index, **columns):
    base = {"Open": [1.5, 2.5], "High": [2.0, 3.0], "Low": [1.0, 2.0], "Close": [1.75, 2.25]}
    return pandas.DataFrame({**base, **columns}, index=index)


def test_a_pandas_frame_with_an_index_of_dates(pandas):
    index = pandas.DatetimeIndex(DAYS, name="Date")
    for wanted in (index, index.tz_localize("America/New_York"), pandas.Index(DAYS)):
        bars = bars_from_frame(indexed(pandas, wanted, Volume=[100.0, 200.0]), calendar="XNYS")
        assert rows(bars)["session"].to_list() == [date(2024, 1, 2), date(2024, 1, 3)]
        assert rows(bars)["close"].to_list() == [Decimal("1.75"), Decimal("2.25")]
        assert rows(bars)["volume"].to_list() == [100, 200]


def test_what_is_no_frame_of_pandas_is_named(pandas):
    with pytest.raises(ConfigurationError, match="bars are a polars or pandas DataFrame.*Series"):
        bars_from_frame(pandas.Series([1.0, 2.0]))


def test_two_columns_of_one_name_are_named(pandas):
    frame = pandas.DataFrame({"date": DAYS, "open": [1.0, 2.0], "close": [1.0, 2.0]})
    twice = pandas.concat([frame, frame[["close", "open"]]], axis=1)
    with pytest.raises(SourceError, match="has more than one column close, open: drop those"):
        bars_from_frame(twice)


def test_times_with_a_zone_beside_times_without_are_named(pandas):
    first = datetime(2024, 1, 2, tzinfo=UTC)
    mixed = [first, datetime(2024, 1, 3)]
    frame = pandas.DataFrame({"date": mixed, "open": [1.0, 2.0], "close": [1.0, 2.0]})
    with pytest.raises(SourceError, match="column date has values that do not go together"):
        bars_from_frame(frame)


def test_a_pandas_frame_with_columns_only(pandas):
    plain = indexed(pandas, [0, 1], date=DAYS, ticker=["A", "B"])
    assert bars_from_frame(plain).symbols == ("A", "B")
    exact = indexed(pandas, [0, 1], date=DAYS, Close=[Decimal("1.5"), Decimal("2.125")])
    assert rows(bars_from_frame(exact))["close"].to_list() == [Decimal("1.500"), Decimal("2.125")]


def test_a_pandas_frame_with_levels(pandas):
    levels = pandas.MultiIndex.from_tuples(
        [(DAYS[0], "A"), (DAYS[0], "B")], names=["date", "symbol"]
    )
    assert bars_from_frame(indexed(pandas, levels)).symbols == ("A", "B")
    wide = indexed(pandas, [0, 1])
    wide.columns = pandas.MultiIndex.from_product([["AAPL"], wide.columns])
    with pytest.raises(SourceError, match="columns in levels"):
        bars_from_frame(wide)


@pytest.mark.parametrize("symbols_first", [True, False])
@pytest.mark.parametrize("names", [(None, None), ("Ticker", "Price")])
def test_columns_in_levels_are_told_what_to_do_and_it_helps(pandas, symbols_first, names):
    index = pandas.DatetimeIndex(DAYS)
    wide = pandas.concat({"A": indexed(pandas, index), "B": indexed(pandas, index)}, axis=1)
    wide.columns = wide.columns.set_names(names)
    if not symbols_first:
        wide = wide.swaplevel(axis=1)
    with pytest.raises(SourceError) as caught:
        bars_from_frame(wide)
    mended = eval(str(caught.value).partition("symbol: ")[2], {"frame": wide})
    assert bars_from_frame(mended).symbols == ("A", "B")


def test_a_frame_without_columns_is_told_all_that_are_missing_and_its_own(pandas):
    for found in (pl.DataFrame({"a": [1], "b": [2]}), pandas.DataFrame({"a": [1], "b": [2]})):
        with pytest.raises(SourceError) as caught:
            bars_from_frame(found)
        assert str(caught.value) == (
            "the frame has no date or time, open, close; its columns are a, b"
        )


def test_bars_print_as_one_line():
    long = pl.concat([frame(symbol=["B", "B"]), frame(symbol=["A", "A"])])
    assert repr(bars_from_frame(long)) == (
        "Bars(frame: A, B, 1d, 2024-01-02 to 2024-01-03, dates of the frame)"
    )
    many = pl.concat([frame(symbol=[name, name]) for name in "ABCDEFG"])
    assert repr(bars_from_frame(many)).startswith("Bars(frame: 7 symbols, 1d, ")


def test_missing_values_of_pandas_are_missing(pandas):
    with pytest.raises(IngestRefused, match="the frame:2: close nan is no price"):
        bars_from_frame(indexed(pandas, pandas.Index(DAYS), Close=[1.75, float("nan")]))
    text = indexed(pandas, pandas.Index(DAYS), Close=["1.75", None])
    with pytest.raises(IngestRefused, match="the frame:2: close is missing"):
        bars_from_frame(text)


@pytest.mark.parametrize(
    ("days", "left_out", "calendar", "expected"),
    [
        (730, (5, 6), None, 252),
        (730, (), None, 365),
        (10, (), None, 365),
        (730, (4, 5), None, 252),  # Sunday to Thursday, as in Tel Aviv
        (730, (6,), None, 252),  # Saturdays are half of what weekends have
        (361, (5,), None, 252),  # Sundays alone
        (5, (), "24/7", 365),  # of a Monday to a Friday
    ],
)
def test_a_year_has_365_sessions_where_weekends_have_them(days, left_out, calendar, expected):
    first = date(2024, 1, 1)  # a Monday
    every = (first + timedelta(days=number) for number in range(days))
    open_on = [day for day in every if day.weekday() not in left_out]
    flat = dict.fromkeys(("open", "high", "low", "close", "volume"), [10.0] * len(open_on))
    bars = bars_from_frame(pl.DataFrame({"date": open_on, **flat}), calendar=calendar)
    assert bars.sessions_per_year == expected


@pytest.mark.parametrize("first", [date(2024, 1, 7), date(2024, 1, 8)])
def test_sundays_alone_make_no_year_of_365_sessions_wherever_they_begin(first):
    days = pl.date_range(first, date(2024, 12, 27), eager=True).to_list()
    open_on = [day for day in days if day.weekday() != 5]
    flat = dict.fromkeys(("open", "close"), [10.0] * len(open_on))
    assert bars_from_frame(pl.DataFrame({"date": open_on, **flat})).sessions_per_year == 252


def test_one_saturday_makes_no_year_of_365_sessions():
    days = [*pl.date_range(date(2024, 1, 1), date(2024, 12, 31), eager=True)]
    open_on = [day for day in days if day.weekday() < 5 or day == date(2024, 3, 2)]
    flat = dict.fromkeys(("open", "close"), [10.0] * len(open_on))
    assert bars_from_frame(pl.DataFrame({"date": open_on, **flat})).sessions_per_year == 252
