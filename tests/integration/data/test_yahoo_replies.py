"""The yfinance source against replies in Yahoo's format, served on this machine."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from loopback import serving

from farthing.data import Request, find_source, ingest
from farthing.errors import ConfigurationError, IngestRefused, SourceError
from farthing.types import Dividend

yfinance = pytest.importorskip("yfinance")
requests = pytest.importorskip("requests")
pytestmark = pytest.mark.filterwarnings("ignore")

DAYS = [datetime(2020, 8, day, 13, 30, tzinfo=UTC) for day in (27, 28, 31)]
CLOSES = [125.01000213623047, 124.80750274658203, 129.0399932861328]
SYDNEY = [datetime(2024, 2, day, hour, tzinfo=UTC) for day, hour in ((20, 23), (21, 0), (21, 1))]
MINUTES = [datetime(2020, 8, 31, 13, minute, tzinfo=UTC) for minute in (30, 31, 32)]


def seconds(instant):
    return int(instant.timestamp())


def meta(symbol):
    zone = "Australia/Sydney" if symbol == "BHP.AX" else "America/New_York"
    period = {"timezone": "EDT", "start": seconds(DAYS[-1]), "end": seconds(DAYS[-1]) + 23400,
              "gmtoffset": -14400}  # fmt: skip
    return {
        "currency": "USD", "symbol": symbol, "exchangeName": "NMS", "fullExchangeName": "NasdaqGS",
        "instrumentType": "EQUITY", "firstTradeDate": 345479400, "regularMarketTime": 1598904002,
        "gmtoffset": -14400, "timezone": "EDT", "exchangeTimezoneName": zone,
        "regularMarketPrice": 129.04, "priceHint": 2, "dataGranularity": "1d", "range": "",
        "currentTradingPeriod": {"pre": period, "regular": period, "post": period},
        "tradingPeriods": [[period]],
        "validRanges": ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"],
    }  # fmt: skip


def chart(symbol, stamps, closes, events):
    quote = {
        "open": closes, "high": [c and c + 1 for c in closes], "low": [c and c - 1 for c in closes],
        "close": closes, "volume": [1000 * (n + 1) if c else None for n, c in enumerate(closes)],
    }  # fmt: skip
    result = {
        "meta": meta(symbol), "timestamp": [seconds(stamp) for stamp in stamps], "events": events,
        "indicators": {"quote": [quote], "adjclose": [{"adjclose": closes}]},
    }  # fmt: skip
    return {"chart": {"result": [result], "error": None}}


def yahoo(path, query):
    if path.endswith("getcrumb"):
        return 200, "crumb"
    if "/chart/" not in path:
        return 404, "{}"
    symbol = path.rsplit("/", 1)[1]
    if symbol == "GONE":
        reason = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
        return 404, {"chart": {"result": None, "error": reason}}
    if symbol == "BHP.AX":
        paid = str(seconds(SYDNEY[0]))
        events = {"dividends": {paid: {"date": int(paid), "amount": 0.72}}}
        return 200, chart(symbol, SYDNEY, CLOSES, events)
    if query.get("interval") == "1m":
        return 200, chart(symbol, MINUTES, CLOSES, {})
    closes = [*CLOSES[:2], None] if symbol == "HOLE" else CLOSES
    split, paid = str(seconds(DAYS[2])), str(seconds(DAYS[1]))
    events = {
        "splits": {split: {"date": int(split), "numerator": 4, "denominator": 1,
                           "splitRatio": "4:1"}},
        "dividends": {paid: {"date": int(paid), "amount": 0.205}},
    }  # fmt: skip
    return 200, chart(symbol, DAYS, closes, {} if symbol == "PLAIN" else events)


class Loopback(requests.Session):
    """A session whose every request goes to this machine."""

    def __init__(self, address):
        super().__init__()
        self.address = address

    def request(self, method, url, *args, **kwargs):
        parts = urlsplit(url)
        return super().request(method, f"{self.address}{parts.path}", *args, **kwargs)


@pytest.fixture
def source(tmp_path):
    yfinance.set_tz_cache_location(str(tmp_path / "cache"))
    with serving(yahoo) as (address, _):
        session = Loopback(address)
        yield find_source("yfinance")(start="2020-08-27", end="2020-08-31", session=session)
        session.close()


def take(source, home, *symbols, **asked):
    request = Request(**{"symbols": symbols, "calendar": "XNYS", "price_scale": 4, **asked})
    return ingest(source, "yahoo", request, home=home)


def test_days_with_yahoos_adjusted_prices(source, home):
    outcome = take(source, home, "AAPL")
    bars = outcome.bundle.bars()
    rows = bars.tables["AAPL"].collect()
    assert rows["session"].to_list() == [date(2020, 8, 27), date(2020, 8, 28), date(2020, 8, 31)]
    assert rows["close"].to_list() == [
        Decimal("125.0100"),
        Decimal("124.8075"),
        Decimal("129.0400"),
    ]
    assert outcome.bundle.manifest.prices == "split-adjusted"


def test_splits_are_in_the_prices_and_dividends_are_paid(source, home):
    outcome = take(source, home, "AAPL")
    bars = outcome.bundle.bars()
    assert bars.splits == ()
    assert bars.dividends == (Dividend("AAPL", date(2020, 8, 28), Decimal("0.205")),)
    assert "splits left out" in {each.kind for each in outcome.report.findings}


def test_floats_with_noise_need_a_scale(source, home):
    with pytest.raises(ConfigurationError, match="--price-scale"):
        take(source, home, "AAPL", price_scale=None)


def test_minutes_are_labelled_at_their_start(source, home):
    outcome = take(source, home, "PLAIN", frequency="1m")
    time = outcome.bundle.bars().tables["PLAIN"].collect()["time"]
    assert time[0] == datetime(2020, 8, 31, 13, 31, tzinfo=UTC)


def test_a_dividend_beside_an_hour_is_of_the_session_of_the_hour(source, home):
    pytest.importorskip("exchange_calendars")
    of_days = replace(source, start="2024-02-21", end="2024-02-21")
    outcome = take(of_days, home, "BHP.AX", frequency="1h", calendar="XASX")
    assert outcome.bundle.manifest.range() == (date(2024, 2, 21), date(2024, 2, 21))
    assert outcome.bundle.manifest.dividends == (
        Dividend("BHP.AX", date(2024, 2, 21), Decimal("0.72")),
    )


def test_days_without_prices_are_bad_rows(source, home):
    with pytest.raises(IngestRefused, match="Yahoo Finance HOLE:3: open nan is no price"):
        take(source, home, "HOLE")
    assert take(source, home, "HOLE", on_bad="drop").report.summaries[0].rows == 2


def test_a_symbol_that_yahoo_does_not_have(source, home):
    with pytest.raises(SourceError, match="Yahoo Finance, GONE"):
        take(source, home, "GONE")


def test_symbols_must_be_named(source, home):
    with pytest.raises(ConfigurationError, match="--symbols AAPL,MSFT"):
        take(source, home)


def test_days_that_are_none_are_refused(home):
    with pytest.raises(ConfigurationError, match="start 'soon' is no date"):
        take(find_source("yfinance")(start="soon"), home, "AAPL")


def test_what_is_not_over_is_left_out(source, home, monkeypatch):
    from farthing.data.sources import yfinance as module

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):  # noqa: ARG003
            return datetime(2020, 8, 31, 15, tzinfo=UTC)

    monkeypatch.setattr(module, "datetime", Clock)
    outcome = take(source, home, "PLAIN")
    assert outcome.report.summaries[0].last == "2020-08-28"
    assert "unfinished" in {each.kind for each in outcome.report.findings}


def test_without_the_library_the_message_says_how_to_get_it(monkeypatch, home):
    monkeypatch.setitem(sys.modules, "yfinance", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'FILE\.whl\[yfinance\]'"):
        take(find_source("yfinance")(), home, "AAPL")
