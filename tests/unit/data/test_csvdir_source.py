import gzip
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from farthing.data import Request, find_source, ingest
from farthing.errors import ConfigurationError, SourceError
from farthing.types import Dividend, Split

HEADER = "date,open,high,low,close,volume,dividend,split"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "daily").mkdir()
    (tmp_path / "minute").mkdir()
    with gzip.open(tmp_path / "daily" / "AAPL.csv.gz", "wt") as file:
        file.write(
            f"{HEADER}\n2014-06-06,649.9,651.26,644.47,645.57,12497800,0.0,1.0\n"
            "2014-06-09,92.7,93.88,91.75,93.7,75415000,0.47,7.0\n"
        )
    (tmp_path / "minute" / "AAPL.csv").write_text(
        "date,open,high,low,close,volume\n2014-06-09 13:31:00,92.7,92.8,92.6,92.7,100\n"
    )
    return tmp_path


def test_a_day_with_its_dividend_and_split(home, folder):
    source = find_source("csvdir")(folder)
    bars = ingest(source, "bundle", Request(prices="raw"), home=home).bundle.bars()
    assert bars.calendar == "XNYS"
    assert bars.splits == (Split("AAPL", date(2014, 6, 9), 7, 1),)
    assert bars.dividends == (Dividend("AAPL", date(2014, 6, 9), Decimal("0.47")),)
    assert bars.tables["AAPL"].collect()["close"].to_list() == [Decimal("645.57"), Decimal("93.70")]


def test_what_prices_are_is_asked(home, folder):
    with pytest.raises(ConfigurationError, match="--prices raw|split-adjusted|adjusted"):
        ingest(find_source("csvdir")(folder), "bundle", home=home)


def test_minutes_are_in_utc_and_need_a_label(home, folder):
    source = find_source("csvdir")(folder)
    with pytest.raises(ConfigurationError, match="--label"):
        ingest(source, "bundle", Request(frequency="1m"), home=home)
    outcome = ingest(source, "bundle", Request(frequency="1m", label="end"), home=home)
    (time,) = outcome.bundle.bars().tables["AAPL"].collect()["time"]
    assert time == datetime(2014, 6, 9, 13, 31, tzinfo=UTC)


def test_a_folder_that_is_missing_is_named(home, folder):
    with pytest.raises(
        SourceError, match="no folder hour/ for bars of 1h; it has daily and minute"
    ):
        ingest(find_source("csvdir")(folder), "bundle", Request(frequency="1h"), home=home)
    with pytest.raises(SourceError, match="it has none of daily, hour, minute"):
        ingest(find_source("csvdir")(folder / "daily"), "bundle", home=home)
