"""Coarse bars: what a strategy is shown, what arrays say, and that later bars change nothing."""

import math
from unittest import mock

import numpy as np
import pytest
from coarse_markets import DAYS, HOURS, MINUTES, SCALE, Case, cases
from engine.market import decimal
from generated import SEED, few
from hypothesis import assume, given, seed
from hypothesis import strategies as st
from oracle.coarse import CoarseMarket, complete, known_now, ratios, unfinished
from oracle.values import at_scale

import farthing
from farthing import signals
from farthing.backtest import feed
from farthing.backtest.config import run_config
from farthing.backtest.program import program
from farthing.backtest.run import run_program
from farthing.data import Bars, resample
from farthing.errors import NotEnoughHistory, OutsideData

FIELDS = ("open", "high", "low", "close", "volume")
LONGEST = 3
STREAMS = {
    "sma": (signals.Sma, (2,)),
    "ema": (signals.Ema, (2,)),
    "std": (signals.Std, (2,)),
    "rsi": (signals.Rsi, (2,)),
    "returns": (signals.Returns, (1,)),
    "bollinger": (signals.Bollinger, (2, 1.5)),
    "macd": (signals.Macd, (1, 2, 2)),
}


class Look(farthing.Strategy):
    """Keeps copies of what it is shown in each row: the windows and what indicators say."""

    frequency: str = ""
    has_unfinished: bool = False

    def on_start(self, ctx: farthing.Context) -> None:
        self.seen = []

    def on_bar(self, ctx: farthing.Context) -> None:
        windows = [self.window(ctx, field) for field in (*FIELDS, "price")]
        indicators = [
            np.transpose(getattr(ctx, name)(*parameters, frequency=self.frequency))
            for name, (_, parameters) in STREAMS.items()
        ]
        self.seen.append((windows, indicators))

    def window(self, ctx: farthing.Context, field: str) -> np.ndarray:
        """The longest one of at most some rows; none where there is no row."""
        for length in range(LONGEST, 0, -1):
            try:
                window = ctx.history(
                    field, length, frequency=self.frequency, unfinished=self.has_unfinished
                )
            except NotEnoughHistory:
                continue
            return np.array(window)
        return np.empty((0, len(ctx.assets)))


def looked(case: Case, *, has_unfinished: bool = False, chunk_rows: int | None = None) -> list:
    """What is shown in every row, with the bars in one piece or in chunks."""
    look = Look(frequency=case.frequency, has_unfinished=has_unfinished)
    size = {"whole_bytes": 0, "chunk_bytes": chunk_rows * feed.CELL_BYTES} if chunk_rows else {}
    with mock.patch.object(feed, "OVERLAP_ROWS", 1):
        bars = feed.Feed(case.bars, extended=case.extended, **size)
    config = run_config(extended=case.extended)
    run_program(program(look, {}), case.bars, config, feed=bars)
    return look.seen


def expected(market: CoarseMarket, there: list, field: str, now: int) -> list[list[float]]:
    """The last of some coarse bars as the rules have them."""
    values = (
        [known_now(market, bar, symbol, field, now) for symbol in market.symbols]
        for bar in there[-LONGEST:]
    )
    return [[math.nan if value is None else float(value) for value in row] for row in values]


@seed(SEED)
@few(150)
@given(cases())
def test_a_window_has_the_bars_that_are_complete_in_shares_of_now(case: Case):
    for now, (windows, _) in enumerate(looked(case)):
        there = complete(case.market, case.frequency, now)
        for field, seen in zip(FIELDS, windows, strict=False):
            wanted = expected(case.market, there, field, now)
            np.testing.assert_array_equal(seen.tolist(), wanted, field)


@seed(SEED)
@few(100)
@given(cases())
def test_a_price_is_the_last_close_that_is_known(case: Case):
    for now, (windows, _) in enumerate(looked(case)):
        there = complete(case.market, case.frequency, now)
        for column, symbol in enumerate(case.market.symbols):
            closes = [known_now(case.market, bar, symbol, "close", now) for bar in there]
            known = [float(close) for close in closes if close is not None]
            if there:
                last = windows[-1][-1][column]
                assert last == known[-1] if known else math.isnan(last)


@seed(SEED)
@few(100)
@given(cases((MINUTES, HOURS)))
def test_an_unfinished_bar_is_the_last_row_where_it_is_asked_for(case: Case):
    assume(case.frequency not in ("1w", "1mo"))
    for now, (windows, _) in enumerate(looked(case, has_unfinished=True)):
        last = unfinished(case.market, case.frequency, now)
        there = complete(case.market, case.frequency, now) + ([last] if last else [])
        for field, seen in zip(FIELDS, windows, strict=False):
            wanted = expected(case.market, there, field, now)
            np.testing.assert_array_equal(seen.tolist(), wanted, field)


@seed(SEED)
@few(100)
@given(cases(), st.data())
def test_bars_and_sessions_of_later_change_nothing_that_is_shown(case: Case, data):
    row = data.draw(st.integers(0, len(case.market.rows) - 1))
    cut = case.upto(row)
    try:
        before = looked(cut)
    except OutsideData:
        assume(False)  # no bar inside hours up to there
    whole = looked(case)[: row + 1]
    if cut.bars.splits == case.bars.splits:
        assert_same(before, whole)
        return
    # Floats of an instrument with a split have four digits more, also before it: a last bit.
    assert_same([line[:1] for line in before], [line[:1] for line in whole])
    for (_, said), (_, same) in zip(before, whole, strict=True):
        for one, other in zip(said, same, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12)


@seed(SEED)
@few(80)
@given(cases((MINUTES, HOURS)), st.integers(1, 9))
def test_bars_in_chunks_show_the_same_coarse_bars(case: Case, chunk_rows: int):
    is_within = case.frequency not in ("1w", "1mo")
    whole = looked(case, has_unfinished=is_within)
    assert_same(looked(case, has_unfinished=is_within, chunk_rows=chunk_rows), whole)


def assert_same(some: list, others: list) -> None:
    """What was shown is the same to the bit."""
    assert len(some) == len(others)
    for one, other in zip(some, others, strict=True):
        for arrays, same in zip(one, other, strict=True):
            assert [each.tobytes() for each in arrays] == [each.tobytes() for each in same]


@seed(SEED)
@few(150)
@given(cases())
def test_arrays_have_the_bars_of_the_rules(case: Case):
    last = len(case.market.rows) - 1
    made = resample(case.bars, case.frequency)
    there = [
        bar
        for bar in complete(case.market, case.frequency, last)
        if bar.ends <= last_regular(case.market)
    ]
    for symbol in case.market.symbols:
        rows = made.tables[symbol].collect().select("time", "session", *FIELDS).rows()
        own = [bar for bar in there if symbol in bar.bars]
        wanted = [
            (
                bar.ends,
                session_of(case, bar.session),
                *(at_scale(getattr(bar.bars[symbol], field), SCALE) for field in FIELDS[:4]),
                bar.bars[symbol].volume,
            )
            for bar in own
        ]
        assert rows == wanted


def last_regular(market: CoarseMarket):
    """When the last bar inside hours ended."""
    return max(
        row.time for row in market.rows if any(not bar.extended for bar in row.bars.values())
    )


def session_of(case: Case, session: int):
    """The day of a session; the last one that the bars have of a week or month."""
    days = case.bars.sessions["session"].to_list()
    return days[min(session, len(days) - 1)]


@seed(SEED)
@few(100)
@given(cases((MINUTES, HOURS)))
def test_a_run_is_shown_the_rows_of_the_array_up_to_now(case: Case):
    assume(not case.extended)
    made = resample(case.bars, case.frequency, unfinished=True)
    shown = []

    def on_bar(ctx: farthing.Context) -> None:
        now = complete(case.market, case.frequency, len(shown))
        length = len(now)
        if length:
            window = ctx.history("close", length, adjust="none", frequency=case.frequency)
            np.testing.assert_array_equal(window.tolist(), closes(made, case, now))
        shown.append(length)

    farthing.run(on_bar, bars=case.bars)
    assert len(shown) == len(case.market.rows)


def closes(made: Bars, case: Case, there: list) -> list[list[float]]:
    """The closes of an array at the ends of some coarse bars, a column an instrument."""
    columns = []
    for symbol in case.market.symbols:
        rows = made.tables[symbol].select("time", "close").collect()
        by_time = dict(rows.iter_rows())
        columns.append([float(by_time.get(bar.ends, math.nan)) for bar in there])
    return [list(row) for row in zip(*columns, strict=True)]


@seed(SEED)
@few(150)
@given(cases())
def test_an_indicator_says_what_a_stream_says_that_hears_complete_bars_and_splits(case: Case):
    for now, (_, said) in enumerate(looked(case)):
        there = complete(case.market, case.frequency, now)
        for (make, parameters), seen in zip(STREAMS.values(), said, strict=True):
            for column, symbol in enumerate(case.market.symbols):
                stream = make(*parameters, scale=scale(case, symbol, now))
                wanted = heard(case, there, symbol, stream, now)
                if wanted is None:
                    assert np.isnan(np.atleast_1d(seen[column])).all()
                else:
                    assert np.atleast_1d(seen[column]).tobytes() == np.atleast_1d(wanted).tobytes()


def scale(case: Case, symbol: str, now: int) -> int:
    """As windows have, streams have four digits more from the first split on that is known."""
    return SCALE + (4 if ratios(case.market, symbol, -1, case.market.rows[now].session) else 0)


def heard(case: Case, there: list, symbol: str, stream, now: int):
    """What a stream says of the last of some bars, which it hears in shares of now."""
    market, said, seen = case.market, None, None
    own = [bar for bar in there if symbol in bar.bars]
    for bar in own:
        until = market.rows[now].session if bar is own[-1] else bar.session
        for ratio in ratios(market, symbol, -1 if seen is None else seen, until):
            stream.split(ratio.numerator, ratio.denominator)
        close = bar.bars[symbol].close
        if bar is own[-1]:
            close = known_now(market, bar, symbol, "close", now)
        said, seen = stream.update(decimal(close)), until
    return said


@pytest.mark.parametrize("kind", [MINUTES, HOURS, DAYS])
def test_the_cases_have_what_they_are_to_show(kind):
    """Splits of which no coarse bar is complete, instruments without a bar, and cuts of a bar."""
    counts = {"pending": 0, "hole": 0, "under way": 0}

    @seed(SEED)
    @few(60)
    @given(cases((kind,)))
    def look(case: Case) -> None:
        market = case.market
        for now in range(len(market.rows)):
            there = complete(market, case.frequency, now)
            if there:
                session = market.rows[now].session
                pending = [ratios(market, symbol, there[-1].session, session)
                           for symbol in market.symbols]  # fmt: skip
                counts["pending"] += any(pending)
                counts["hole"] += len(there[-1].bars) < len(market.symbols)
            counts["under way"] += unfinished(market, case.frequency, now) is not None

    look()
    assert all(counts.values()), counts
