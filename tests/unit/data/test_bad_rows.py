import polars as pl
import pytest

from farthing.errors import ConfigurationError, IngestRefused, SourceError, UnknownSymbol

GOOD = ("2024-01-02,10,11,9,10.5,100", "2024-01-03,10,11,9,10.5,100")

BAD = [
    ("2024-13-04,10,11,9,10.5,100", "the time '2024-13-04' cannot be read"),
    ("2024-01-04,x,11,9,10.5,100", "open 'x' is no price"),
    ("2024-01-04,10,11,9,,100", "close is missing"),
    ("2024-01-04,10,11,9", "close is missing"),
    ("2024-01-06,10,11,9,10.5,100", "there is no session of XNYS at 2024-01-06"),
    ("2024-01-03,10,11,9,10.25,100", "the time 2024-01-03 was there before"),
    ("2023-12-29,10,11,9,10.5,100", "the time goes back to 2023-12-29"),
    ("2024-01-04,0,11,0,10.5,100", "open 0.00 is not positive (--allow-negative SYMBOL"),
    ("2024-01-04,10,11,-9,10.5,100", "low -9.00 is not positive"),
    ("2024-01-04,10,99999999999999999,9,10.5,100", "has 2^53 last digits or more"),
    ("2024-01-04,10,11,9,10.5,", "volume is missing"),
    ("2024-01-04,10,11,9,10.5,-1", "volume '-1' is no volume"),
    ("2024-01-04,10,11,9,10.5,many", "volume 'many' is no volume"),
    ("2024-01-04,10,11,10.75,10.5,100", "low 10.75 is above open 10.00"),
    ("2024-01-04,10.5,11,10.25,10,100", "low 10.25 is above close 10.00"),
    ("2024-01-04,10,10.25,9,10.5,100", "high 10.25 is below close 10.50"),
    ("2024-01-04,10,9.5,9,9.25,100", "high 9.50 is below open 10.00"),
    ("2024-01-04,10,11,9,10.5,100,7", "7 columns instead of 6"),
]
KEEPABLE = ("goes back", "is above", "is below")


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_bad_row_is_refused_with_file_line_and_reason(take_csv, line, reason):
    with pytest.raises(IngestRefused) as refusal:
        take_csv(*GOOD, line)
    assert "A.csv:4: " in str(refusal.value)
    assert reason in str(refusal.value)
    assert "1 bad row" in str(refusal.value)
    assert "--on-bad drop" in str(refusal.value)


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_dropping_leaves_bad_rows_out_and_says_so(take_csv, line, reason):
    outcome = take_csv(*GOOD, line, on_bad="drop")
    (summary,) = outcome.report.summaries
    assert (summary.rows, summary.dropped, summary.kept) == (2, 1, 0)
    assert any(reason in finding.detail for finding in outcome.report.findings)
    assert outcome.bundle.manifest.ingests[0]["options"]["on_bad"] == "drop"


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_keeping_takes_rows_that_are_bars_nevertheless(take_csv, line, reason):
    if not any(kind in reason for kind in KEEPABLE):
        with pytest.raises(IngestRefused, match="not all of them can be kept"):
            take_csv(*GOOD, line, on_bad="keep")
        return
    outcome = take_csv(*GOOD, line, on_bad="keep")
    (summary,) = outcome.report.summaries
    assert (summary.rows, summary.dropped, summary.kept) == (3, 0, 1)
    assert outcome.bundle.bars().tables["A"].collect().get_column("time").is_sorted()


def test_twenty_bad_rows_are_named_and_the_others_counted(take_csv):
    days = pl.date_range(pl.date(2023, 1, 3), pl.date(2023, 2, 28), eager=True)
    lines = [f"{day},10,9,9,10,1" for day in days if day.weekday() < 5][:25]
    with pytest.raises(IngestRefused) as refusal:
        take_csv(*lines)
    assert str(refusal.value).count("A.csv:") == 20
    assert "... and " in str(refusal.value)


def test_rows_of_several_kinds_are_counted_by_kind(take_csv):
    with pytest.raises(IngestRefused, match=r"3 bad rows \(2 unreadable number, 1 unreadable time"):
        take_csv(*GOOD, "2024-01-04,x,1,1,1,1", "2024-01-05,y,1,1,1,1", "soon,1,1,1,1,1")


def test_a_good_row_after_a_bad_one_of_its_time_is_no_duplicate(take_csv):
    outcome = take_csv(*GOOD, "2024-01-04,x,1,1,1,1", "2024-01-04,1,1,1,1,1", on_bad="drop")
    assert outcome.report.summaries[0].rows == 3


def test_lines_are_counted_over_empty_ones(take_csv):
    with pytest.raises(IngestRefused, match=r"A\.csv:5: open 'x' is no price"):
        take_csv(*GOOD, "", "2024-01-04,x,11,9,10.5,100")


def test_nothing_left_is_an_error(take_csv):
    with pytest.raises(
        IngestRefused, match=r"of 1 rows in .*A\.csv none is left \(1 unreadable nu"
    ):
        take_csv("2024-01-04,x,11,9,10.5,100", on_bad="drop")


def test_no_rows_are_an_error(take_csv):
    for calendar in ("XNYS", None):  # nothing is asked about rows that are not there
        with pytest.raises(SourceError, match=r"A\.csv has no rows behind its header"):
            take_csv(calendar=calendar)


def test_no_row_with_a_date_is_an_error(take_csv):
    with pytest.raises(SourceError, match="no row has a date that can be read"):
        take_csv("soon,1,1,1,1,1", options={"date_format": "%Y-%m-%d"})


def test_prices_below_zero_are_allowed_to_who_is_named(take_csv):
    oil = "2020-04-20,17.73,17.85,-40.32,-37.63,247947"
    with pytest.raises(IngestRefused, match="low -40.32 is not positive"):
        take_csv(oil)
    outcome = take_csv(oil, allow_negative=("A",))
    bars = outcome.bundle.bars()
    assert bars.instruments[0].negative_price_allowed
    assert str(bars.tables["A"].collect()["close"][0]) == "-37.63"


def test_nobody_else_may_be_named(take_csv):
    with pytest.raises(UnknownSymbol, match="'B'; there are A"):
        take_csv(*GOOD, allow_negative=("B",))


def test_rows_newest_first_are_turned_round(take_csv):
    outcome = take_csv(*reversed(GOOD))
    assert any(finding.kind == "order" for finding in outcome.report.findings)
    sessions = outcome.bundle.bars().tables["A"].collect()["session"]
    assert sessions.is_sorted()


def test_a_row_that_names_no_symbol_is_bad(take_csv):
    with pytest.raises(IngestRefused, match=r"A\.csv:3: the row names no symbol"):
        take_csv(
            "A,2024-01-02,1,1,1,1", ",2024-01-03,1,1,1,1", header="symbol,date,open,high,low,close"
        )


def test_a_local_time_that_exists_twice_is_bad(take_csv):
    with pytest.raises(IngestRefused, match="exists twice, in America/New_York"):
        take_csv(
            "2021-11-07 00:30,1,1,1,1,1", "2021-11-07 01:30,1,1,1,1,1", calendar="24/7",
            frequency="1m", label="start", tz="America/New_York",
        )  # fmt: skip


def test_actions_that_come_along_ask_what_prices_are(take_csv):
    header = "date,open,high,low,close,dividend,split"
    lines = ("2024-01-02,10,11,9,10,0,1", "2024-01-03,5,6,4,5,0.25,2")
    with pytest.raises(ConfigurationError, match="A comes with 1 dividends and 1 splits.*--prices"):
        take_csv(*lines, header=header)
    for prices, dividends, splits in (("raw", 1, 1), ("split-adjusted", 1, 0), ("adjusted", 0, 0)):
        outcome = take_csv(*lines, header=header, prices=prices)
        manifest = outcome.bundle.manifest
        assert (len(manifest.dividends), len(manifest.splits)) == (dividends, splits)
        assert manifest.prices == prices


def test_columns_of_no_actions_ask_nothing(take_csv):
    header = "date,open,high,low,close,dividend,split"
    assert take_csv("2024-01-02,10,11,9,10,0,1", header=header).changed


def test_an_action_that_is_no_number_is_an_error(take_csv):
    header = "date,open,high,low,close,dividend,split"
    with pytest.raises(SourceError, match=r"A\.csv:2: dividend 'soon' is none"):
        take_csv("2024-01-02,10,11,9,10,soon,1", header=header)
