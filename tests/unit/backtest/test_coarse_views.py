"""What a strategy is shown of coarser bars, by hand: when, in which shares, and what is refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from types import ModuleType

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing.api import symbol
from farthing.errors import ConfigurationError, NotEnoughHistory, StrategyError

DAYS = (date(2019, 11, 26), date(2019, 11, 27), date(2019, 11, 29))
COUNTS = (390, 390, 210)
SPLIT = ft.Split("A", DAYS[1], 4, 1)


def bars(*splits: ft.Split, extra: int = 0) -> ft.Bars:
    """Every minute of three sessions: closes of 400 and more, 100 and more after a split."""
    rows = []
    for place, (day, count) in enumerate(zip(DAYS, COUNTS, strict=True)):
        begin = datetime(day.year, day.month, day.day, 14, 30, tzinfo=UTC)
        first = 400 if not splits or place == 0 else 100
        there = range(1, 1 + count - (extra if place == 0 else 0))
        rows += [(begin + timedelta(minutes=n), first + n / 100) for n in there]
    frame = pl.DataFrame(rows, schema=["time", "close"], orient="row")
    frame = frame.with_columns(open="close", volume=pl.lit(10))
    return ft.bars_from_frame(frame, symbol="A", calendar="XNYS", label="end", splits=list(splits))


def look(see, run_bars: ft.Bars, **settings) -> dict[str, object]:
    """What a strategy sees at each bar's time."""
    seen = {}

    def on_bar(ctx: ft.Context) -> None:
        seen[f"{ctx.time:%d %H:%M}"] = see(ctx)

    ft.run(on_bar, bars=run_bars, **settings)
    return seen


def closes(ctx: ft.Context, length: int = 1, **how) -> list[float]:
    """The last closes of days; none where there are not so many."""
    try:
        return ctx.history("close", length, frequency="1d", **how)[:, 0].tolist()
    except NotEnoughHistory:
        return []


def test_a_day_is_shown_with_its_last_bar_and_not_before():
    seen = look(closes, bars())
    assert (seen["26 20:59"], seen["26 21:00"]) == ([], [403.9])
    assert (seen["27 14:31"], seen["27 20:59"], seen["27 21:00"]) == ([403.9], [403.9], [403.9])
    assert seen["29 18:00"] == [402.1]  # a day that closes early


def test_a_day_whose_last_bars_are_missing_is_over_with_its_session():
    seen = look(closes, bars(extra=2))
    assert (seen["26 20:58"], seen["27 14:31"]) == ([], [403.88])


def test_a_day_of_before_a_split_is_in_shares_of_after_it_from_the_first_minute_on():
    seen = look(
        lambda ctx: (closes(ctx), closes(ctx, adjust="none"), ctx.sma(1, frequency="1d")[0]),
        bars(SPLIT),
    )
    assert seen["26 21:00"] == ([403.9], [403.9], 403.9)
    assert seen["27 14:31"] == ([100.975], [403.9], 100.975)
    assert seen["27 21:00"] == ([103.9], [103.9], 103.9)


def test_volumes_go_the_other_way():
    seen = look(lambda ctx: ctx.history("volume", 1, frequency="2h")[0, 0]
                if ctx.row >= 120 else None, bars(SPLIT))  # fmt: skip
    assert (seen["26 16:31"], seen["26 21:00"], seen["27 14:31"]) == (1200.0, 300.0, 1200.0)


def test_an_indicator_of_days_is_that_of_their_closes():
    seen = look(lambda ctx: ctx.sma(2, frequency="1d")[0], bars())
    assert np.isnan(seen["27 20:59"])
    assert seen["27 21:00"] == 403.9
    assert seen["29 18:00"] == (403.9 + 402.1) / 2
    parts = look(lambda ctx: ctx.donchian(1, frequency="1d"), bars())["27 14:31"]
    assert [part[0] for part in parts] == [400.01, 401.955, 403.9]


def test_lengths_do_not_disturb_each_other():
    seen = look(lambda ctx: (ctx.sma(1)[0], ctx.sma(1, frequency="1d")[0],
                             ctx.sma(1, frequency="30m")[0]), bars())  # fmt: skip
    assert seen["27 15:01"] == (400.31, 403.9, 400.3)


def test_the_length_of_the_run_is_its_bars():
    seen = look(lambda ctx: (ctx.history("close", 1, frequency="1m")[0, 0],
                             ctx.sma(1, frequency="1m")[0]), bars())  # fmt: skip
    assert seen["26 14:33"] == (400.03, 400.03)


def test_an_unfinished_bar_is_named_so_and_is_last():
    seen = look(lambda ctx: closes(ctx, 2, unfinished=True), bars())
    assert seen["26 21:00"] == []
    assert seen["27 14:31"] == [403.9, 400.01]
    assert seen["27 21:00"] == [403.9, 403.9]
    fields = look(lambda ctx: [ctx.history(field, 1, frequency="1d", unfinished=True)[0, 0]
                               for field in ("open", "high", "low", "close", "price", "volume")],
                  bars())  # fmt: skip
    assert fields["29 14:40"] == [400.01, 400.1, 400.01, 400.1, 400.1, 100.0]


def test_an_unfinished_bar_after_a_split_needs_no_adjustment():
    seen = look(lambda ctx: closes(ctx, 2, unfinished=True), bars(SPLIT))
    assert seen["27 14:31"] == [100.975, 100.01]


def test_a_window_of_coarse_bars_cannot_be_written():
    def see(ctx: ft.Context) -> None:
        for how in ({}, {"unfinished": True}):
            window = ctx.history("close", 1, frequency="30m", **how)
            assert not window.flags.writeable
            assert not window.flags.owndata  # a view, not a copy

    look(lambda ctx: see(ctx) if ctx.row > 40 else None, bars())


def test_a_kept_window_says_the_same_after_a_split():
    kept = []

    def see(ctx: ft.Context) -> None:
        if ctx.row >= 390:
            window = ctx.history("close", 1, frequency="1d")
            kept.append((window, window.copy()))

    look(see, bars(ft.Split("A", DAYS[2], 4, 1)))
    assert all(np.array_equal(window, copy) for window, copy in kept)


def test_weeks_come_of_days_and_of_minutes():
    frame = pl.DataFrame({"date": ["2024-03-27", "2024-03-28", "2024-04-01"]})
    daily = ft.bars_from_frame(
        frame.with_columns(open=pl.lit(1.0), close=pl.Series([1.0, 2.0, 3.0])), calendar="XNYS"
    )
    seen = look(lambda ctx: ctx.sma(1, frequency="1w")[0], daily)
    assert [*map(repr, seen.values())] == ["np.float64(nan)", "np.float64(2.0)", "np.float64(2.0)"]
    seen = look(lambda ctx: ctx.sma(1, frequency="1mo")[0], bars())
    assert (str(seen["29 17:59"]), seen["29 18:00"]) == ("nan", 402.1)


def test_coarse_bars_are_kept_for_the_next_run():
    run_bars = bars()
    first = look(closes, run_bars)
    kept = run_bars.kept.coarse["1d"]
    assert look(closes, run_bars) == first
    assert run_bars.kept.coarse["1d"] is kept
    assert look(closes, run_bars, end=DAYS[1]) == {
        time: seen for time, seen in first.items() if time < "29"
    }


def test_history_of_before_the_run_counts():
    seen = look(closes, bars(), start=DAYS[1])
    assert seen["27 14:31"] == [403.9]


def test_nothing_is_known_before_the_first_bar():
    class Early(ft.Strategy):
        def on_start(self, ctx):
            self.early = closes(ctx), ctx.sma(1, frequency="1d")[0]

    early = Early()
    ft.run(early, bars=bars())
    assert (early.early[0], str(early.early[1])) == ([], "nan")
    ft.run(early, bars=bars(), start=DAYS[1])
    assert early.early == ([403.9], 403.9)


@pytest.mark.parametrize(
    ("see", "words"),
    [
        (lambda ctx: ctx.history("close", 2, frequency="1d"),
         "a window of 2 bars of 1d at a time when 0 are there: set `warmup`"),
        (lambda ctx: ctx.sma(2, frequency="7"), "'7' is no length of bars; 5m"),
        (lambda ctx: ctx.sma(2, frequency="90s"), "'90s' is no length of bars; 5m"),
        (lambda ctx: ctx.history("close", 1, frequency="1w", unfinished=True),
         "a bar of 1w is of several sessions, and is shown when it is complete"),
        (lambda ctx: ctx.sma(2, frequency=5),
         "frequency 5 is no text: write how long bars are, such as \"5m\""),
        (lambda ctx: ctx.history("close", 2, frequency=date(2019, 11, 26)),
         "frequency datetime.date(2019, 11, 26) is no text: write how long"),
        (lambda ctx: ctx.obv(frequency=b"1d"), "frequency b'1d' is no text"),
        (lambda ctx: ctx.sma(2, "opne", frequency="1d"), "no field \"opne\""),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_said(see, words):
    with pytest.raises(StrategyError, match=re.escape(words)):
        ft.run(see, bars=bars())


def test_finer_bars_than_those_of_the_run_are_refused():
    frame = pl.DataFrame({"date": ["2024-03-27"], "open": [1.0], "close": [1.0]})
    daily = ft.bars_from_frame(frame, calendar="XNYS")
    with pytest.raises(StrategyError, match="bars of 1h are no whole number of bars of 1d") as told:
        ft.run(lambda ctx: ctx.sma(2, frequency="1h"), bars=daily)
    assert isinstance(told.value.__cause__, ConfigurationError)


def test_weeks_of_a_frame_without_a_calendar_are_refused():
    frame = pl.DataFrame({"date": ["2024-03-27"], "open": [1.0], "close": [1.0]})
    with pytest.raises(StrategyError, match=re.escape("bars_from_frame(frame, calendar='XNYS')")):
        ft.run(lambda ctx: ctx.sma(2, frequency="1w"), bars=ft.bars_from_frame(frame))


def test_an_indicator_that_never_had_a_value_is_said():
    result = ft.run(lambda ctx: ctx.sma(9, frequency="1d"), bars=bars())
    said = "sma(9) of 1d (of which 3 bars came) never had a value: the run has 990 bars"
    assert result.notes == (said,)


def test_light_windows_end_with_the_bar_that_is_under_way():
    found = []

    def handle_data(context, data):
        window = data.history(symbol("A"), "close", 3, "1d")
        found.append((window.to_numpy().tolist(), window.mean(), window.to_pandas()))

    module = ModuleType("program")
    vars(module).update(initialize=lambda context: None, handle_data=handle_data)
    ft.run(module, bars=bars())
    values, mean, series = found[390]
    assert str(values) == "[nan, 403.9, 400.01]"
    assert mean == 401.955
    assert [str(stamp) for stamp in series.index] == [
        "NaT", "2019-11-26 21:00:00+00:00", "2019-11-27 21:00:00+00:00",
    ]  # fmt: skip
