from datetime import date

import polars as pl
import pytest

from farthing.data.quality import Report, jumps, ranges
from farthing.types import Split


def flat(day, price):
    return f"{day},{price},{price},{price},{price},100"


def found(outcome, kind):
    return [each.detail for each in outcome.report.findings if each.kind == kind]


def test_rows_sessions_and_what_is_missing(take_csv):
    outcome = take_csv(flat("2024-01-02", 10), flat("2024-01-05", 10), flat("2024-01-09", 10))
    (summary,) = outcome.report.summaries
    assert (summary.rows, summary.first, summary.last) == (3, "2024-01-02", "2024-01-09")
    assert (summary.sessions, summary.missing) == (3, 3)
    assert found(outcome, "missing sessions") == [
        "no bars in the sessions of 2024-01-03 to 2024-01-04, 2024-01-08"
    ]


def test_many_ranges_are_counted():
    days = [date(2024, 1, day) for day in (1, 3, 5, 7, 9)]
    assert ranges(days, [1, 3, 5, 7, 9]).endswith("2024-01-05 and 2 more")


def test_bars_outside_sessions_are_counted(take_csv):
    lines = [f"2024-01-02 {time},1,1,1,1,1" for time in ("08:00", "09:30", "16:00")]
    outcome = take_csv(*lines, frequency="1m", label="start", tz="America/New_York")
    assert outcome.report.summaries[0].extended == 2


@pytest.mark.parametrize(
    ("before", "after", "shape"),
    [(100, 50, "2 for 1"), (100, 33.4, "3 for 1"), (10, 100.5, "1 for 10"), (90, 60, "3 for 2")],
)
def test_a_jump_that_looks_like_a_split_is_named(take_csv, before, after, shape):
    outcome = take_csv(flat("2024-01-02", before), flat("2024-01-03", after))
    (detail,) = found(outcome, "jump")
    assert "2024-01-03 opens at" in detail
    assert detail.endswith(f"an unrecorded split of {shape}?")


@pytest.mark.parametrize("after", [95, 72, 118, 55, 44])
def test_other_moves_are_none(take_csv, after):
    assert found(take_csv(flat("2024-01-02", 100), flat("2024-01-03", after)), "jump") == []


def bars(before, after):
    prices = {name: [before, after] for name in ("open", "high", "low", "close")}
    days = [date(2024, 1, 2), date(2024, 1, 3)]
    return pl.DataFrame({"session": days, **prices, "extended": [False, False]})


def test_a_recorded_split_is_no_jump():
    split = Split("A", date(2024, 1, 3), 2, 1)
    assert jumps("A", bars(100.0, 50.0), [split], raw=True) == []


def test_a_recorded_split_that_does_not_show_is_named():
    split = Split("A", date(2024, 1, 3), 2, 1)
    (finding,) = jumps("A", bars(100.0, 101.0), [split], raw=True)
    assert finding.detail.startswith("the split of 2 for 1 on 2024-01-03 does not show")
    assert jumps("A", bars(100.0, 101.0), [split], raw=False) == []
    small = Split("A", date(2024, 1, 3), 21, 20)
    assert jumps("A", bars(100.0, 101.0), [small], raw=True) == []


def test_minutes_outside_the_session_do_not_count_as_opens():
    table = bars(100.0, 50.0).with_columns(extended=pl.Series([False, True]))
    assert jumps("A", table, [], raw=True) == []


def test_a_bar_with_a_print_from_elsewhere_is_named_and_kept(take_csv):
    outcome = take_csv("2014-06-09,645.57,645.57,92.23,92.42,600")
    (detail,) = found(outcome, "odd bar")
    assert "goes from 645.57 to 92.42, high 645.57, low 92.23" in detail
    assert outcome.report.summaries[0].rows == 1


def test_the_report_is_kept_in_the_manifest(take_csv):
    outcome = take_csv(flat("2024-01-02", 10), flat("2024-01-05", 10))
    (ingest,) = outcome.bundle.manifest.ingests
    assert Report.of(ingest["report"]) == outcome.report
    assert ingest["options"]["calendar"] == "XNYS"
