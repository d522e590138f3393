import gzip
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from farthing.data import Request, find_source, ingest
from farthing.data.sources.csv import files_of
from farthing.errors import ConfigurationError, SourceError, UnknownSymbol

ROW = "2024-01-02,10,11,9,10.5,100"


def rows(outcome, symbol="A"):
    return outcome.bundle.bars(extended=True).tables[symbol].collect()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_what_splits_the_lines(take_csv, mark):
    lines = [line.replace(",", mark) for line in ("date,open,high,low,close,volume", ROW)]
    assert rows(take_csv(lines[1], header=lines[0]))["close"].to_list() == [Decimal("10.50")]


def test_a_delimiter_can_be_told(take_csv):
    outcome = take_csv(
        ROW.replace(",", ";"), header="date;open;high;low;close;volume",
        options={"delimiter": ";"},
    )  # fmt: skip
    assert len(rows(outcome)) == 1


def test_decimal_commas_are_never_guessed(take_csv):
    header, line = "date;open;high;low;close", "2024-01-02;10,5;11;9;10"
    with pytest.raises(Exception, match="open '10,5' is no price"):
        take_csv(line, header=header)
    outcome = take_csv(line, header=header, options={"decimal_comma": True})
    assert rows(outcome)["open"].to_list() == [Decimal("10.50")]


def test_files_of_other_programs_are_understood(take_csv):
    metatrader = take_csv(
        "20240102\t093100\t10\t11\t9\t10.5\t7\t100", name="A.txt",
        header="<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>",
        frequency="1m", label="end", tz="America/New_York",
    )  # fmt: skip
    assert rows(metatrader)["time"].to_list() == [datetime(2024, 1, 2, 14, 31, tzinfo=UTC)]
    assert rows(metatrader)["volume"].to_list() == [100]
    pandas = take_csv(ROW, header=",Open,High,Low,Close,Volume")
    assert rows(pandas)["session"].to_list() == [date(2024, 1, 2)]


def test_columns_without_a_use_are_named(take_csv):
    outcome = take_csv("2024-01-02,1,1,1,1,1,9", header="Date,O,H,L,C,V,Adj Close")
    (finding,) = outcome.report.findings
    assert (finding.kind, finding.detail) == ("unused columns", "Adj Close")


def test_a_file_without_a_header_needs_names(take_csv):
    with pytest.raises(ConfigurationError, match=f"has no header: its first line is '{ROW}'"):
        take_csv(ROW, header=None)
    names = ("date", "open", "high", "low", "close", "volume")
    assert len(rows(take_csv(ROW, header=None, options={"columns": names}))) == 1
    with pytest.raises(ConfigurationError, match="has 6 columns, 3 were named"):
        take_csv(ROW, header=None, options={"columns": names[:3]})


def test_bad_lines_of_a_file_without_a_header_are_counted_from_one(take_csv):
    names = ("date", "open", "high", "low", "close", "volume")
    with pytest.raises(Exception, match=r"A\.csv:2: open 'x'"):
        take_csv(ROW, "2024-01-03,x,1,1,1,1", header=None, options={"columns": names})


def test_empty_lines_and_a_byte_order_mark_do_not_count(take_csv):
    outcome = take_csv(ROW, "", "", header="\ufeffdate,open,high,low,close,volume")
    assert len(rows(outcome)) == 1


def test_a_file_with_windows_line_ends(home, tmp_path):
    path = tmp_path / "A.csv"
    path.write_bytes(b"\r\ndate,open,high,low,close\r\n2024-01-02,1,1,1,1\r\n")
    outcome = ingest(find_source("csv")(path), "bundle", Request(calendar="XNYS"), home=home)
    assert len(rows(outcome)) == 1


def test_a_packed_file(home, tmp_path):
    path = tmp_path / "aapl.csv.gz"
    with gzip.open(path, "wt") as file:
        file.write(f"date,open,high,low,close,volume\n{ROW}\n")
    outcome = ingest(find_source("csv")(path), "bundle", Request(calendar="XNYS"), home=home)
    assert outcome.bundle.symbols == ("AAPL",)


def test_the_one_file_can_be_given_a_name(take_csv):
    assert take_csv(ROW, symbols=("BTC-PERP",)).bundle.symbols == ("BTC-PERP",)


def test_a_folder_has_a_file_a_symbol(home, write):
    for name in ("A.csv", "B.csv", "notes.md"):
        path = write(name, "date,open,high,low,close,volume", ROW)
    source = find_source("csv")(path.parent)
    outcome = ingest(source, "bundle", Request(calendar="XNYS"), home=home)
    assert outcome.bundle.symbols == ("A", "B")
    one = ingest(source, "bundle", Request(calendar="XNYS", symbols=("b",)), home=home)
    assert one.bundle.symbols == ("B",)
    with pytest.raises(UnknownSymbol, match="'C'; there are A, B"):
        ingest(source, "bundle", Request(calendar="XNYS", symbols=("C",)), home=home)


def test_a_column_of_symbols_is_read_symbol_by_symbol(take_csv, monkeypatch):
    monkeypatch.setattr("farthing.data.sources.csv.ROWS_AT_ONCE", 2)
    lines = [f"{day},{name},1,1,1,1" for day in ("2024-01-02", "2024-01-03") for name in "CAB"]
    outcome = take_csv(*lines, header="date,ticker,open,high,low,close")
    assert outcome.bundle.symbols == ("A", "B", "C")
    assert [summary.rows for summary in outcome.report.summaries] == [2, 2, 2]


def test_lines_with_too_many_columns_among_symbols_are_named(take_csv):
    lines = ("A,2024-01-02,1,1,1,1", "B,2024-01-02,1,1,1,1,1,1", "B,2024-01-03,1,1,1,1")
    with pytest.raises(Exception, match=r"A\.csv:3: 8 columns instead of 6"):
        take_csv(*lines, header="symbol,date,open,high,low,close")


@pytest.mark.parametrize("names", [("AAPL.csv", "AAPL.txt"), ("AAPL.csv", "aapl.csv.gz")])
def test_two_files_of_one_symbol_are_refused(home, tmp_path, names):
    lines = ("date,open,high,low,close,volume\n" + ROW).encode()
    for name in names:
        packed = gzip.compress(lines) if name.endswith(".gz") else lines
        (tmp_path / name).write_bytes(packed)
    (tmp_path / "MSFT.csv").write_bytes(lines)
    source, request = find_source("csv")(tmp_path), Request(calendar="XNYS", symbols=("MSFT",))
    message = rf"{names[0]} and .*{names[1]} are both of AAPL.*: take one of them away, or rename"
    with pytest.raises(SourceError, match=message):
        ingest(source, "bundle", request, home=home)


def test_files_with_a_column_of_symbols_come_one_by_one(home, write):
    for name in ("A.csv", "B.csv"):
        path = write(name, "symbol,date,open,high,low,close", "A,2024-01-02,1,1,1,1")
    with pytest.raises(SourceError, match=r"A\.csv has a column of symbols; bring such files one"):
        ingest(find_source("csv")(path.parent), "bundle", Request(calendar="XNYS"), home=home)


def test_which_sessions_is_never_guessed(take_csv):
    with pytest.raises(ConfigurationError, match="--calendar XNYS for US equities"):
        take_csv(ROW, calendar=None)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is empty"), (b"\n\n", "is empty"), (b"date,open\n2024,\xe9\xff\n", "no text in UTF-8"),
     (b"just words\n", r"A\.csv: its first line 'just words' has no columns; say what separates"),
     (b"date,open,high,low\n2024-01-02,1,1,1\n", "has no close; its columns are date, open"),
     (b'date,open,high,low,close\n2024-01-02,"1,1,1,1\n2024-01-03,1,1,1,1\n', "read as csv")],
)  # fmt: skip
def test_what_is_no_csv_is_refused(home, tmp_path, content, message):
    path = tmp_path / "A.csv"
    path.write_bytes(content)
    with pytest.raises((SourceError, ConfigurationError), match=message):
        ingest(find_source("csv")(path), "bundle", Request(calendar="XNYS"), home=home)


def test_what_is_not_there_is_said(home, tmp_path):
    with pytest.raises(SourceError, match="does not exist"):
        ingest(find_source("csv")(tmp_path / "A.csv"), "b", Request(calendar="XNYS"), home=home)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"has no file with \.csv or \.csv\.gz; it has nothing"):
        ingest(find_source("csv")(tmp_path / "empty"), "b", Request(calendar="XNYS"), home=home)


def test_two_columns_of_one_name_do_not_confuse(take_csv):
    outcome = take_csv("2024-01-02,1,1,1,1,5", header="date,open,high,low,close,close")
    assert outcome.report.findings[0].detail == "close_2"


GERMAN = "Tag,Erster,Hoch,Tief,Schluss,Stück"
MAP = {"date": "Tag", "open": "Erster", "high": "Hoch", "low": "Tief", "close": "Schluss"}


def test_columns_that_nobody_knows_can_be_told(take_csv):
    outcome = take_csv(ROW, header=GERMAN, options={"map": {**MAP, "volume": " Stück "}})
    (row,) = rows(outcome).select("session", "open", "high", "low", "close", "volume").rows()
    assert row == (date(2024, 1, 2), 10, 11, 9, Decimal("10.50"), 100)
    assert outcome.report.findings == ()


def test_what_is_told_goes_before_what_a_column_is_called(take_csv):
    outcome = take_csv(
        "2024-01-02,2024-01-03,1,3,1,2,3", header="timestamp,Traded,open,high,low,close,Settle",
        options={"map": {"close": "Settle", "date": "Traded"}},
    )  # fmt: skip
    (row,) = rows(outcome).select("session", "close").rows()
    assert row == (date(2024, 1, 3), 3)
    assert outcome.report.findings[0].detail == "timestamp, close"


def test_one_column_can_be_several_things(take_csv):
    told = dict.fromkeys(("open", "high", "low", "close"), "Price")
    outcome = take_csv("2024-01-02,1.5", header="date,Price", options={"map": told})
    assert rows(outcome).select("open", "high", "low", "close").row(0) == (Decimal("1.5"),) * 4


def test_a_moment_in_one_column_goes_before_date_and_time(take_csv):
    outcome = take_csv(
        "2024-01-02,x,2024-01-02 09:31,1,1,1,1", header="date,time,Moment,open,high,low,close",
        options={"map": {"stamp": "Moment"}}, frequency="1m", label="end", tz="America/New_York",
    )  # fmt: skip
    assert rows(outcome)["time"].to_list() == [datetime(2024, 1, 2, 14, 31, tzinfo=UTC)]


def test_columns_that_nobody_knows_are_refused_with_the_remedy(take_csv):
    remedy = r"has no date or time, open, .*Stück; say which .* --map NAME=COLUMN, as --map close="
    with pytest.raises(SourceError, match=remedy):
        take_csv(ROW, header=GERMAN)
    with pytest.raises(SourceError, match=r"has no low; its columns are .*--map NAME=COLUMN"):
        take_csv(ROW, header=GERMAN, options={"map": {k: MAP[k] for k in MAP if k != "low"}})


@pytest.mark.parametrize(
    ("told", "message"),
    [({"klose": "Schluss"}, r"--map klose=Schluss: 'klose' is none of .*did you mean close\?"),
     ({"close": "Schlus"}, r"--map close=Schlus: .*A\.csv has no column 'Schlus'; did you mean"),
     ({"stamp": "Tag", "time": "Tag"}, "stamp is a column with both date and time")],
)  # fmt: skip
def test_what_cannot_be_told_is_refused(take_csv, told, message):
    with pytest.raises(ConfigurationError, match=message):
        take_csv(ROW, header=GERMAN, options={"map": {**told}})


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_is_no_regular_file_is_refused(home, tmp_path, kind):
    folder = tmp_path / "files"
    folder.mkdir()
    pipe = folder / f"A.{kind}"
    os.mkfifo(pipe)
    for path in (pipe, folder, Path(os.devnull)):
        with pytest.raises(SourceError, match="a device or a link to nothing, not a regular file"):
            ingest(find_source(kind)(path), "b", Request(calendar="XNYS"), home=home)
    pipe.unlink()
    pipe.mkdir()
    with pytest.raises(SourceError, match=rf"A\.{kind} is a folder, not a regular file"):
        ingest(find_source(kind)(folder), "b", Request(calendar="XNYS"), home=home)


def test_a_file_whose_name_is_no_text_is_refused(tmp_path):
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/p\xff.csv"))
    file.write_text("date,close\n2024-01-02,1\n")
    with pytest.raises(SourceError, match="is no text in UTF-8: rename it"):
        files_of(file, (".csv",))
