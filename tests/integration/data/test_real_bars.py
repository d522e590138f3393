"""The traps of real bars in LEAN's layout; they need the real data."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from farthing.data import Catalog, Request, find_source, ingest
from farthing.types import Split

EQUITIES = ("AAPL", "BAC", "IBM", "IWM", "QQQ", "SPY")


@pytest.fixture(scope="module")
def take(real_data, tmp_path_factory):
    """Ingests once what is asked for several times."""
    home, done = tmp_path_factory.mktemp("home"), {}

    def take(market="equity/usa", **asked):
        key = (market, tuple(asked.items()))
        if key not in done:
            source = find_source("lean")(real_data / "lean", market=market)
            done[key] = ingest(source, f"real-{len(done)}", Request(**asked), home=home)
            assert Catalog(home).verify(done[key].bundle.name) == ()
        return done[key]

    return take


def rows(outcome, symbol, day=None, **how):
    table = outcome.bundle.bars([symbol], **how).tables[symbol]
    return (table.filter(pl.col("session") == day) if day else table).collect()


def found(outcome, symbol, kind):
    return [f for f in outcome.report.findings if (f.symbol, f.kind) == (symbol, kind)]


def test_daily_bars_of_a_quarter_of_a_century(take):
    outcome = take()
    assert outcome.bundle.symbols == EQUITIES
    assert {s.symbol: s.rows for s in outcome.report.summaries} == {
        "AAPL": 5849, "BAC": 5661, "IBM": 5849, "IWM": 5244, "QQQ": 3964, "SPY": 5849,
    }  # fmt: skip
    last = rows(outcome, "AAPL").row(-1, named=True)
    assert (last["open"], last["volume"]) == (Decimal("121.6500"), 109019052)


def test_apples_splits(take):
    assert [split for split in take().bundle.bars().splits if split.symbol == "AAPL"] == [
        Split("AAPL", date(2000, 6, 21), 2, 1),
        Split("AAPL", date(2005, 2, 28), 2, 1),
        Split("AAPL", date(2014, 6, 9), 7, 1),
        Split("AAPL", date(2020, 8, 31), 4, 1),
    ]
    assert not found(take(), "AAPL", "invisible split")


@pytest.mark.parametrize(
    ("symbol", "day", "amount"),
    [("AAPL", date(2012, 11, 7), "2.65"), ("AAPL", date(2021, 2, 5), "0.205"),
     ("SPY", date(2018, 12, 21), "1.4354"), ("IBM", date(2011, 5, 6), "0.75")],
)  # fmt: skip
def test_dividends_are_what_was_paid(take, symbol, day, amount):
    paid = {(d.symbol, d.ex_date): d.amount for d in take().bundle.bars().dividends}
    assert paid[symbol, day] == Decimal(amount)


def test_dividends_are_the_shortest_decimals(take):
    amounts = {dividend.amount for dividend in take().bundle.bars().dividends}
    expected = ("2.65", "0.205", "1.3392", "0.3", "0.8", "0.01")
    assert {Decimal(text) for text in expected} <= amounts
    assert max(-amount.as_tuple().exponent for amount in amounts) <= 5


def test_the_split_day_opens_with_a_print_from_before(take):
    outcome = take(frequency="1m")
    first = rows(outcome, "AAPL", date(2014, 6, 9), extended=True).row(0, named=True)
    assert (first["open"], first["close"]) == (Decimal("645.5700"), Decimal("92.4200"))
    assert first["extended"]
    (odd,) = found(outcome, "AAPL", "odd bar")
    assert "from 645.5700 to 92.4200" in odd.detail
    assert rows(outcome, "AAPL", date(2014, 6, 9)).height == 390
    assert outcome.bundle.bars(["AAPL"]).splits == (Split("AAPL", date(2014, 6, 9), 7, 1),)


def test_minutes_outside_the_session_are_kept_and_flagged(take):
    outcome = take(frequency="1m")
    assert rows(outcome, "SPY").height == 6 * 390
    assert rows(outcome, "SPY", extended=True).height == 4839
    assert rows(outcome, "SPY")["time"][0] == datetime.fromisoformat("2013-10-04T13:31:00+00:00")


def test_the_hour_that_overlaps_the_open_belongs_to_the_session(take):
    outcome = take(frequency="1h")
    hours = rows(outcome, "SPY", date(2021, 3, 31))
    assert [time.hour for time in hours["time"]] == [14, 15, 16, 17, 18, 19, 20]
    early = rows(outcome, "SPY", date(1998, 11, 27), extended=True)
    assert early["extended"].to_list() == [False, False, False, False, True]


def test_a_ticker_with_a_hole(take):
    outcome = take()
    (hole,) = found(outcome, "QQQ", "hole")
    assert hole.detail.startswith("from 2004-12-01 to 2011-03-22 the security was QQQQ")
    (missing,) = found(outcome, "QQQ", "missing sessions")
    assert missing.count == 1588
    assert outcome.bundle.bars(["QQQQ"], end="2008-01-02").symbols == ("QQQ",)


def test_a_ticker_that_was_anothers_before(take):
    (reuse,) = found(take(), "BAC", "ticker reuse")
    assert reuse.count == 188
    assert rows(take(), "BAC")["session"][0] == date(1998, 10, 1)
    assert found(take(), "BAC", "hole")[0].detail.startswith("from 1998-01-02 to 1998-09-30")


def test_september_2001_was_closed(take):
    sessions = take().bundle.bars().sessions["session"]
    assert sessions.filter(sessions.is_between(date(2001, 9, 11), date(2001, 9, 16))).is_empty()
    days = rows(take(), "SPY")["session"]
    assert days.filter(days.is_between(date(2001, 9, 10), date(2001, 9, 17))).len() == 2
    assert not found(take(), "SPY", "missing sessions")


def test_coinbase_loses_no_minute(take):
    outcome = take("crypto/coinbase", frequency="1m")
    assert rows(outcome, "BTCUSD").height == 12423
    assert rows(outcome, "BTCUSD", date(2018, 4, 4)).height == 1007
    assert outcome.report.summaries[0].extended == 0


def test_crypto_volumes_keep_their_digits(take):
    first = rows(take("crypto/coinbase"), "BTCUSD").row(0, named=True)
    assert first["volume"] == Decimal("0.05655554")
    assert first["close"] == Decimal("370.00")


def test_minutes_of_a_perpetual_from_a_packed_csv(real_data, tmp_path):
    path = next((real_data / "btc-perp-1m").glob("*.csv.gz"))
    request = Request(
        symbols=("BTC-PERP",), frequency="1m", calendar="24/7", tz="UTC", label="start"
    )
    outcome = ingest(find_source("csv")(path), "perp", request, home=tmp_path)
    assert outcome.report.summaries[0].rows == 45031
    assert rows(outcome, "BTC-PERP")["open"][0] == Decimal("46319.000")
