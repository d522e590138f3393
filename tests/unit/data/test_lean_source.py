import os
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from farthing.data import Request, find_source, ingest
from farthing.errors import (
    ConfigurationError,
    IngestRefused,
    OutsideData,
    SourceError,
    UnknownSymbol,
)
from farthing.types import Split

DAY = "{} 00:00,100000,110000,90000,105000,100"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "lean"


@pytest.fixture
def pack(folder):
    """Writes a zip with a csv in it."""

    def pack(path, *lines):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr(f"{target.stem}.csv", "\n".join(lines))
        return target

    return pack


@pytest.fixture
def note(folder):
    """Writes a map or factor file."""

    def note(path, *lines):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(lines))

    return note


@pytest.fixture
def take(home, folder):
    def take(market=None, append=False, **asked):
        source = find_source("lean")(folder, market=market)
        return ingest(source, "b", Request(**asked), home=home, append=append)

    return take


def days(*texts):
    return [DAY.format(text) for text in texts]


def test_equity_prices_count_ten_thousandths_of_dollars(pack, take):
    pack("equity/usa/daily/abc.zip", *days("20240102"))
    bars = take().bundle.bars()
    row = bars.tables["ABC"].collect().row(0, named=True)
    assert (row["open"], row["low"], row["volume"]) == (Decimal("10.0000"), Decimal("9.0000"), 100)
    assert row["time"] == datetime(2024, 1, 2, 21, 0, tzinfo=UTC)
    (instrument,) = bars.instruments
    assert (instrument.price_scale, instrument.tick) == (4, Decimal("0.01"))
    assert take().bundle.manifest.prices == "raw"


def test_minutes_are_milliseconds_since_local_midnight_at_their_start(pack, take):
    pack("equity/usa/minute/abc/20240102_trade.zip", "34140000,1,1,1,1,5", "34200000,2,2,2,2,5")
    pack("equity/usa/minute/abc/20240102_quote.zip", "not read")
    bars = take(frequency="1m").bundle.bars(extended=True)
    rows = bars.tables["ABC"].collect()
    assert rows["time"].to_list() == [
        datetime(2024, 1, 2, 14, 30, tzinfo=UTC), datetime(2024, 1, 2, 14, 31, tzinfo=UTC),
    ]  # fmt: skip
    assert rows["extended"].to_list() == [True, False]


def test_hours_begin_at_full_hours(pack, take):
    pack("equity/usa/hour/abc.zip", "20240102 09:00,1,1,1,1,5", "20240102 15:00,1,1,1,1,5")
    rows = take(frequency="1h").bundle.bars(extended=True).tables["ABC"].collect()
    assert [time.hour for time in rows["time"]] == [15, 21]
    assert not rows["extended"].any()


def test_crypto_prices_are_decimal_text_in_days_that_never_end(pack, take):
    pack("crypto/gdax/daily/btcusd_trade.zip", "20240106 00:00,300.5,370,300,370,0.05655554")
    bars = take().bundle.bars()
    row = bars.tables["BTCUSD"].collect().row(0, named=True)
    assert (row["open"], row["volume"]) == (Decimal("300.50"), Decimal("0.05655554"))
    assert row["time"] == datetime(2024, 1, 7, tzinfo=UTC)
    (instrument,) = bars.instruments
    assert (instrument.quantity_scale, instrument.currency.code) == (8, "USD")


def test_one_of_several_markets_must_be_meant(pack, take):
    pack("equity/usa/daily/abc.zip", *days("20240102"))
    pack("crypto/gdax/daily/btcusd_trade.zip", "20240106 00:00,1,1,1,1,1")
    with pytest.raises(ConfigurationError, match="--market crypto/gdax or equity/usa"):
        take()
    assert take(symbols=("abc",)).bundle.symbols == ("ABC",)
    assert take(market="crypto/gdax").bundle.symbols == ("BTCUSD",)
    with pytest.raises(ConfigurationError, match="in 'equity/uk'; there are crypto/gdax, equity/u"):
        take(market="equity/uk")


def test_a_market_can_be_given_itself(pack, home, folder):
    pack("equity/usa/daily/abc.zip", *days("20240102"))
    source = find_source("lean")(folder / "equity" / "usa")
    assert ingest(source, "b", home=home).bundle.symbols == ("ABC",)


def test_a_folder_without_bars_is_refused(folder, take):
    with pytest.raises(SourceError, match="is no folder"):
        take()
    (folder / "equity" / "usa" / "daily").mkdir(parents=True)
    with pytest.raises(SourceError, match="no folder such as equity/usa/daily with bars"):
        take()


@pytest.fixture
def renamed(pack, note):
    """A security that was OLD, then NEW; and another that was NEW before."""
    pack("equity/usa/daily/old.zip", *days("20240102", "20240103", "20240105"))
    pack("equity/usa/daily/new.zip", *days("20240102", "20240104", "20240105"))
    note("equity/usa/map_files/new.csv", "20240102,old,Q", "20240103,old,Q", "20501231,new,Q")
    note("equity/usa/map_files/gone.csv", "20240101,new,Q", "20240102,new,Q")


@pytest.mark.usefixtures("renamed")
def test_a_security_is_followed_over_its_tickers(take):
    outcome = take()
    assert outcome.bundle.symbols == ("GONE", "NEW")
    bars = outcome.bundle.bars(["NEW"])
    assert bars.tables["NEW"].collect()["session"].to_list() == [
        date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4), date(2024, 1, 5),
    ]  # fmt: skip
    reuse = [each for each in outcome.report.findings if each.kind == "ticker reuse"]
    assert [(each.symbol, each.count) for each in reuse] == [("GONE", 2), ("NEW", 2)]


@pytest.mark.usefixtures("renamed")
def test_a_ticker_means_the_security_of_the_day_asked(take):
    bundle = take().bundle
    assert bundle.bars(["OLD"], end="2024-01-03").symbols == ("NEW",)
    assert bundle.bars(["NEW"]).symbols == ("NEW",)
    assert bundle.bars(["NEW"], end="2024-01-02").symbols == ("GONE",)
    with pytest.raises(OutsideData, match="ticker OLD on 2024-01-05.* is NEW; on that day it was"):
        bundle.bars(["OLD"])


@pytest.mark.usefixtures("renamed")
def test_a_security_can_be_asked_by_an_earlier_ticker(take):
    assert take(symbols=("OLD",)).bundle.symbols == ("NEW",)
    with pytest.raises(UnknownSymbol, match="'OLDE'; did you mean OLD"):
        take(symbols=("OLDE",))


def test_a_ticker_that_the_folder_lacks_is_a_hole(pack, note, take):
    pack("equity/usa/daily/abc.zip", *days("20240102", "20240108"))
    note(
        "equity/usa/map_files/abc.csv", "20240102,abc,Q", "20240102,abc,Q", "20240105,xyz,Q",
        "20501231,abc,Q",
    )  # fmt: skip
    found = {each.kind: each.detail for each in take().report.findings}
    assert "from 2024-01-03 to 2024-01-05 the security was XYZ" in found["hole"]
    assert found["missing sessions"] == "no bars in the sessions of 2024-01-03 to 2024-01-05"


def test_factor_files_give_actions_inside_the_bars(pack, note, take):
    pack("equity/usa/daily/abc.zip", *days("20240102", "20240103", "20240104"))
    note(
        "equity/usa/factor_files/abc.csv", "20231201,0.9,0.25,100", "20240102,0.98,0.5,10.5",
        "20240104,0.99,1,10.5", "20501231,1,1,0",
    )  # fmt: skip
    bars = take().bundle.bars()
    assert bars.splits == (Split("ABC", date(2024, 1, 3), 2, 1),)
    assert [each.ex_date for each in bars.dividends] == [date(2024, 1, 3)]


FACTORS = ("20140101,0.5,0.0714285,100", "20140606,0.8,0.1428571,645.57", "20501231,1,1,0")
SPLIT = Split("ABC", date(2014, 6, 9), 7, 1)


@pytest.fixture
def minutes(pack, note, folder):
    """A folder with a minute a session, and no others."""

    def minutes(*days):
        for path in folder.rglob("*.zip"):
            path.unlink()
        for day in days:
            pack(f"equity/usa/minute/abc/{day}_trade.zip", "34200000,10000,10000,10000,10000,5")
        note("equity/usa/factor_files/abc.csv", *FACTORS)

    return minutes


@pytest.mark.parametrize(
    ("first", "then"),
    [(("20140605", "20140606"), ("20140609", "20140610")),
     (("20140609", "20140610"), ("20140605", "20140606")),
     (("20140605", "20140606"), ("20140610", "20140611")),
     (("20140610", "20140611"), ("20140605", "20140606"))],
)  # fmt: skip
def test_actions_between_old_and_new_bars_are_those_of_all_at_once(minutes, take, first, then):
    minutes(*first)
    reports = [take(frequency="1m").report]
    minutes(*then)
    outcome = take(frequency="1m", append=True)
    assert outcome.bundle.manifest.splits == (SPLIT,)
    assert [each.ex_date for each in outcome.bundle.manifest.dividends] == [date(2014, 6, 9)]
    kinds = [each.kind for report in (*reports, outcome.report) for each in report.findings]
    assert kinds.count("large dividend") == 1
    minutes(*first, *then)
    assert take(frequency="1m").bundle.manifest.version == outcome.bundle.manifest.version


def test_a_calendar_that_does_not_reach_the_lines_loses_no_action(minutes, note, take):
    minutes("20140605", "20140606")
    take(frequency="1m")
    minutes("20140609", "20140610")
    note("equity/usa/factor_files/abc.csv", "18960526,0.5,0.5,40", *FACTORS)
    assert take(frequency="1m", append=True).bundle.manifest.splits[0].new == 7


def test_what_is_no_zip_of_bars_is_named(pack, take, folder):
    path = pack("equity/usa/daily/abc.zip", *days("20240102"))
    path.write_bytes(path.read_bytes()[:30])
    with pytest.raises(SourceError, match=r"abc\.zip is no zip with a file in it"):
        take()
    pack("equity/usa/daily/abc.zip", "20240102 00:00,1,2")
    with pytest.raises(SourceError, match=r"abc\.zip/abc\.csv is no csv of six columns"):
        take()
    pack("equity/usa/minute/abc/nodate_trade.zip", "0,1,1,1,1,1")
    with pytest.raises(SourceError, match="does not begin with a date"):
        take(frequency="1m")


def test_a_zip_has_one_file(pack, take):
    path = pack("equity/usa/daily/abc.zip", *days("20240102"))
    for name in ("folder/", "later.csv"):
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, "" if name.endswith("/") else days("20240103")[0])
        if name.endswith("/"):
            assert take().report.summaries[0].rows == 1
    with pytest.raises(SourceError, match=r"abc\.zip has 2 files, abc\.csv, later\.csv; a zip of"):
        take()
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(3):
            archive.writestr(f"{number}.csv", "")
    with pytest.raises(SourceError, match=r"has 5 files, abc\.csv, later\.csv, 0\.csv and 2 more;"):
        take()
    zipfile.ZipFile(path, "w").close()
    with pytest.raises(SourceError, match=r"abc\.zip is no zip with a file in it: it is empty"):
        take()


def test_bad_rows_are_named_by_the_file_in_the_zip(pack, take):
    pack(
        "equity/usa/daily/abc.zip", *days("20240102"), "20240103 00:00,x,1,1,1,1", "soon,1,1,1,1,1"
    )
    with pytest.raises(IngestRefused) as refusal:
        take()
    assert "abc.zip/abc.csv:2: open is missing" in str(refusal.value)
    assert "abc.zip/abc.csv:3: the time 'soon' cannot be read" in str(refusal.value)


def test_what_the_format_tells_is_not_contradicted(pack, take):
    pack("equity/usa/minute/abc/20240102_trade.zip", "34200000,2,2,2,2,5")
    with pytest.raises(ConfigurationError, match="label 'end' was asked, but by its format LEAN"):
        take(frequency="1m", label="end")
    with pytest.raises(ConfigurationError, match="prices 'adjusted' was asked"):
        take(frequency="1m", prices="adjusted")


def test_what_is_no_regular_file_is_refused(pack, take, folder):
    path = pack("equity/usa/daily/abc.zip", *days("20240102"))
    maps = folder / "equity/usa/map_files"
    maps.mkdir(parents=True, exist_ok=True)
    os.mkfifo(maps / "abc.csv")
    with pytest.raises(SourceError, match=r"abc\.csv is a pipe, .* not a regular file"):
        take()
    (maps / "abc.csv").unlink()
    path.unlink()
    path.mkdir()
    with pytest.raises(SourceError, match=r"abc\.zip is a folder, not a regular file"):
        take()
