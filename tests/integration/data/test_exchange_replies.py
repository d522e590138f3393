"""The ccxt source against replies in Kraken's format, served on this machine."""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest
from loopback import serving

from farthing.data import Request, find_source, ingest
from farthing.errors import ConfigurationError, SourceError, UnknownSymbol

pytest.importorskip("ccxt")
pytestmark = pytest.mark.filterwarnings("ignore")

ASSETS = {
    "XXBT": {"aclass": "currency", "altname": "XBT", "decimals": 10, "display_decimals": 5},
    "XETH": {"aclass": "currency", "altname": "ETH", "decimals": 10, "display_decimals": 5},
    "ZUSD": {"aclass": "currency", "altname": "USD", "decimals": 4, "display_decimals": 2},
    "ZEUR": {"aclass": "currency", "altname": "EUR", "decimals": 4, "display_decimals": 2},
}


def pair(base, quote, name):
    return {
        "altname": name, "wsname": name[:3] + "/" + name[3:], "aclass_base": "currency",
        "base": base, "aclass_quote": "currency", "quote": quote, "lot": "unit",
        "pair_decimals": 2, "lot_decimals": 8, "lot_multiplier": 1, "leverage_buy": [],
        "leverage_sell": [], "fees": [[0, 0.26]], "fees_maker": [[0, 0.16]],
        "fee_volume_currency": "ZUSD", "margin_call": 80, "margin_stop": 40, "ordermin": "0.0001",
        "costmin": "0.5", "tick_size": "0.01", "status": "online", "cost_decimals": 5,
    }  # fmt: skip


PAIRS = {
    "XXBTZUSD": pair("XXBT", "ZUSD", "XBTUSD"),
    "XETHZUSD": pair("XETH", "ZUSD", "ETHUSD"),
    "XETHZEUR": pair("XETH", "ZEUR", "ETHEUR"),
}

START = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
PAGE = 3


def candles(pair_name, length, count):
    price = 42000 if pair_name == "XXBTZUSD" else 2300
    return [
        [START + length * n, f"{price + n}.10000", f"{price + n + 9}.90000",
         f"{price + n - 9}.10000", f"{price + n + 1}.50000", f"{price}.0", f"{n}.12345678", 9]
        for n in range(count)
    ]  # fmt: skip


def kraken(path, query):
    """Kraken's public replies, three candles a page."""
    if path.endswith("/Assets"):
        return 200, {"error": [], "result": ASSETS}
    if path.endswith("/AssetPairs"):
        return 200, {"error": [], "result": PAIRS}
    length = int(query["interval"]) * 60
    since = int(float(query.get("since", 0)))
    found = [c for c in candles(query["pair"], length, 8) if c[0] > since][:PAGE]
    last = found[-1][0] if found else since
    return 200, {"error": [], "result": {query["pair"]: found, "last": last}}


def with_gap(hours, path, query):
    """Hours 0 to 19 and 40 to 59, those of so many hours a page: a page may be empty."""
    if not path.endswith("/OHLC"):
        return kraken(path, query)
    since = int(float(query["since"]))
    there = [*range(20), *range(40, 60)]
    every = candles(query["pair"], 3600, 60)
    found = [every[n] for n in there if since < every[n][0] <= since + 3600 * hours]
    return 200, {"error": [], "result": {query["pair"]: found, "last": since}}


@pytest.fixture
def exchange(request):
    """The source, pointed at this machine; what it asked for is remembered."""
    with serving(getattr(request, "param", kraken)) as (address, asked):
        settings = {"urls": {"api": {"public": address}}, "enableRateLimit": False}

        def exchange(**options):
            chosen = {"start": "2024-01-01", "end": "2024-01-08", "settings": settings, **options}
            return find_source("ccxt")("kraken", **chosen)

        exchange.asked = asked
        yield exchange


def test_days_come_page_by_page_with_their_own_digits(exchange, tmp_path):
    outcome = ingest(exchange(), "coins", Request(symbols=("BTC/USD",)), home=tmp_path)
    bars = outcome.bundle.bars()
    rows = bars.tables["BTC/USD"].collect()
    assert rows["session"].to_list() == [date(2024, 1, day) for day in range(1, 9)]
    assert rows["open"].to_list()[:2] == [Decimal("42000.10"), Decimal("42001.10")]
    assert rows["volume"].to_list()[:2] == [Decimal("0.12345678"), Decimal("1.12345678")]
    assert (bars.calendar, bars.instruments[0].currency.code) == ("24/7", "USD")
    assert sum(path.endswith("/OHLC") for path, _ in exchange.asked) >= 3


def test_minutes_end_a_minute_after_they_start(exchange, tmp_path):
    request = Request(symbols=("BTC/USD", "ETH/USD"), frequency="1m")
    source = exchange(end="2024-01-01")
    bars = ingest(source, "coins", request, home=tmp_path).bundle.bars()
    assert bars.symbols == ("BTC/USD", "ETH/USD")
    first = bars.tables["ETH/USD"].collect()["time"][0]
    assert first == datetime(2024, 1, 1, 0, 1, tzinfo=UTC)


def test_a_late_start_is_reported(exchange, tmp_path):
    source = exchange(start="2023-12-01")
    outcome = ingest(source, "coins", Request(symbols=("BTC/USD",)), home=tmp_path)
    assert "no bars before 2024-01-01" in outcome.report.findings[0].detail


def test_a_late_start_is_one_however_the_day_is_written(exchange, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "START", START + 4 * 86400)
    source = exchange(start="20240101")
    outcome = ingest(source, "coins", Request(symbols=("BTC/USD",)), home=tmp_path)
    assert "no bars before 2024-01-05" in outcome.report.findings[0].detail


def test_an_early_end_is_reported(exchange, tmp_path):
    request = Request(symbols=("BTC/USD",))
    outcome = ingest(exchange(end="2024-02-01"), "coins", request, home=tmp_path)
    (finding,) = outcome.report.findings
    assert finding.kind == "early end"
    assert (
        finding.detail == "kraken has no bars after 2024-01-08, though up to 2024-02-01 was asked"
    )
    assert ingest(exchange(), "coins", request, home=tmp_path).report.findings == ()


@pytest.mark.parametrize(
    ("exchange", "start", "kinds"),
    [(partial(with_gap, 10), "2024-01-01", []),
     (partial(with_gap, 100), "2023-12-02", ["late start"])],
    indirect=["exchange"],
)  # fmt: skip
def test_a_page_without_bars_is_not_the_end(exchange, start, kinds, tmp_path):
    request = Request(symbols=("BTC/USD",), frequency="1h")
    source = exchange(start=start, end="2024-01-03")
    outcome = ingest(source, "coins", request, home=tmp_path)
    assert outcome.report.summaries[0].rows == 40
    assert [each.kind for each in outcome.report.findings] == kinds


def test_a_bar_that_is_not_over_is_left_out(exchange, tmp_path, monkeypatch):
    library = pytest.importorskip("ccxt")
    now = (START + 2 * 86400 + 3600) * 1000
    monkeypatch.setattr(library.kraken, "milliseconds", staticmethod(lambda: now))
    outcome = ingest(exchange(end=None), "coins", Request(symbols=("BTC/USD",)), home=tmp_path)
    assert outcome.report.summaries[0].last == "2024-01-02"
    assert [each.kind for each in outcome.report.findings] == ["unfinished"]


def test_pairs_must_be_named_and_known(exchange, tmp_path):
    with pytest.raises(
        ConfigurationError, match="kraken has 3 pairs; say which: --symbols BTC/USD"
    ):
        ingest(exchange(), "coins", home=tmp_path)
    with pytest.raises(UnknownSymbol, match="'BTC/USDD'; did you mean BTC/USD"):
        ingest(exchange(), "coins", Request(symbols=("BTC/USDD",)), home=tmp_path)
    with pytest.raises(ConfigurationError, match="pairs in EUR and USD"):
        ingest(exchange(), "coins", Request(symbols=("BTC/USD", "ETH/EUR")), home=tmp_path)


def test_no_bars_are_an_error(exchange, tmp_path):
    source = exchange(start="2024-03-01", end="2024-03-02")
    with pytest.raises(SourceError, match="no bars of BTC/USD from 2024-03-01 to 2024-03-02"):
        ingest(source, "coins", Request(symbols=("BTC/USD",)), home=tmp_path)


def test_what_cannot_be_reached_or_read_is_an_error(tmp_path):
    source = find_source("ccxt")
    with serving(lambda *_: (200, {"error": ["EService:Unavailable"]})) as (address, _):
        settings = {"urls": {"api": {"public": address}}}
        with pytest.raises(SourceError, match="kraken does not tell its pairs"):
            ingest(source("kraken", settings=settings), "c", Request(symbols=("A",)), home=tmp_path)
    with pytest.raises(ConfigurationError, match="no exchange 'krakn'; did you mean kraken"):
        ingest(source("krakn"), "coins", Request(symbols=("BTC/USD",)), home=tmp_path)


def test_an_error_in_the_midst_is_the_sources(tmp_path):
    def failing(path, query):
        if path.endswith("/OHLC"):
            return 200, {"error": ["EGeneral:Internal error"]}
        return kraken(path, query)

    with serving(failing) as (address, _):
        settings = {"urls": {"api": {"public": address}}, "enableRateLimit": False}
        source = find_source("ccxt")("kraken", settings=settings)
        with pytest.raises(SourceError, match="kraken, BTC/USD: .*Internal error"):
            ingest(source, "coins", Request(symbols=("BTC/USD",)), home=tmp_path)


def test_days_that_are_none_are_refused(exchange, tmp_path):
    with pytest.raises(ConfigurationError, match="is no date such as 2020-01-31"):
        ingest(exchange(end="soon"), "coins", Request(symbols=("BTC/USD",)), home=tmp_path)


def test_without_the_library_the_message_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "ccxt", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'FILE\.whl\[ccxt\]'"):
        ingest(find_source("ccxt")("kraken"), "coins", home=tmp_path)
