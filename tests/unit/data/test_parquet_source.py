from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest

from farthing.data import Request, find_source, ingest
from farthing.errors import IngestRefused, SourceError

DAYS = [date(2024, 1, 2), date(2024, 1, 3)]


@pytest.fixture
def take(home, tmp_path):
    def take(frame, name="A.parquet", **asked):
        frame.write_parquet(tmp_path / name)
        source = find_source("parquet")(tmp_path / name)
        return ingest(source, "bundle", Request(**{"calendar": "XNYS", **asked}), home=home)

    return take


def frame(price, **columns):
    return pl.DataFrame({"date": DAYS, **dict.fromkeys(("open", "high", "low", "close"), price)})


def test_types_come_as_they_are(take):
    for price, expected in (
        ([10, 11], Decimal("10.00")),
        ([Decimal("10.125"), Decimal(11)], Decimal("10.125")),
        ([10.25, 11.0], Decimal("10.25")),
        (["10.5", "11"], Decimal("10.50")),
    ):
        rows = take(frame(price)).bundle.bars().tables["A"].collect()
        assert rows["open"][0] == expected
        assert "volume" not in rows.columns


def test_two_files_of_one_symbol_are_refused(home, tmp_path):
    for name in ("A.parquet", "a.PARQUET"):
        frame([10, 11]).write_parquet(tmp_path / name)
    with pytest.raises(SourceError, match=r"A\.parquet and .*a\.PARQUET are both of A, "):
        ingest(find_source("parquet")(tmp_path), "bundle", Request(calendar="XNYS"), home=home)


def test_instants_name_their_zone(take):
    stamps = [datetime(2024, 1, 2, 14, 31, tzinfo=UTC), datetime(2024, 1, 2, 14, 32, tzinfo=UTC)]
    bars = take(frame([1, 2]).with_columns(date=pl.Series(stamps)), frequency="1m", label="end")
    assert bars.bundle.bars().tables["A"].collect()["time"].to_list() == stamps


def test_a_column_of_symbols(take, monkeypatch):
    monkeypatch.setattr("farthing.data.sources.csv.ROWS_AT_ONCE", 1)
    both = pl.concat([frame([1, 2]).with_columns(symbol=pl.lit(name)) for name in ("B", "A")])
    assert take(both, "all.parquet").bundle.symbols == ("A", "B")
    nameless = both.with_columns(symbol=pl.lit(None, dtype=pl.String))
    with pytest.raises(SourceError, match="4 rows name no symbol"):
        take(nameless, "all.parquet")


def test_a_folder_has_a_file_a_symbol(home, tmp_path):
    for name in ("a", "b"):
        frame([1, 2]).write_parquet(tmp_path / f"{name}.parquet")
    source = find_source("parquet")(tmp_path)
    outcome = ingest(source, "bundle", Request(calendar="XNYS"), home=home)
    assert outcome.bundle.symbols == ("A", "B")


def test_missing_values_are_bad_rows_by_their_number(take):
    with pytest.raises(IngestRefused, match=r"A\.parquet:2: open is missing"):
        take(frame([1.0, None]))
    with pytest.raises(IngestRefused, match=r"A\.parquet:2: open nan is no price"):
        take(frame([1.0, float("nan")]))


def test_a_half_written_file_is_refused(home, tmp_path):
    path = tmp_path / "A.parquet"
    frame([1, 2]).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SourceError, match=r"A\.parquet is no whole Parquet file"):
        ingest(find_source("parquet")(path), "bundle", Request(calendar="XNYS"), home=home)


def test_a_damaged_page_is_refused(home, tmp_path):
    path = tmp_path / "A.parquet"
    frame([1, 2]).write_parquet(path)
    content = bytearray(path.read_bytes())
    content[4:60] = bytes(56)
    path.write_bytes(bytes(content))
    with pytest.raises(SourceError, match=r"A\.parquet cannot be read"):
        ingest(find_source("parquet")(path), "bundle", Request(calendar="XNYS"), home=home)


def test_columns_that_hold_no_dates_or_numbers_are_refused(take):
    with pytest.raises(SourceError, match="type Boolean holds no dates"):
        take(frame([1, 2]).with_columns(date=pl.Series([True, False])))
    with pytest.raises(SourceError, match="type Boolean, which holds no numbers"):
        take(frame([True, False]))
