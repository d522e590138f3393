"""Dividends and splits in columns beside bars act on the session of their bar."""

from datetime import date
from decimal import Decimal

import pytest

from farthing.errors import SourceError
from farthing.types import Dividend, Split

HEADER = "date,open,high,low,close,dividend,split"
MINUTES = {"header": HEADER, "frequency": "1m", "label": "start", "tz": "UTC", "prices": "raw"}


def test_a_split_beside_every_minute_of_a_session_is_one(take_csv):
    times = "2014-06-09 13:30", "2014-06-09 23:59", "2014-06-10 00:00"
    lines = [f"{time},92,93,91,92,0,7" for time in times]
    outcome = take_csv(*lines, "2014-06-10 13:30,92,93,91,92,0,0", **MINUTES)
    assert outcome.bundle.manifest.splits == (Split("A", date(2014, 6, 9), 7, 1),)


def test_an_evening_that_is_tomorrow_elsewhere_is_of_today(take_csv):
    lines = "2014-06-09 13:30,1,1,1,1,0,0", "2014-06-10 00:00,1,1,1,1,0.25,0"
    outcome = take_csv(*lines, **MINUTES)
    paid = Dividend("A", date(2014, 6, 9), Decimal("0.25"))
    assert outcome.bundle.manifest.dividends == (paid,)


@pytest.mark.filterwarnings("ignore")
def test_a_day_whose_midnight_is_yesterday_elsewhere_is_today(take_csv):
    pytest.importorskip("exchange_calendars")
    lines = "2024-02-19T13:00:00Z,1,1,1,1,0,0", "2024-02-20T13:00:00Z,1,1,1,1,0.72,0"
    outcome = take_csv(*lines, header=HEADER, calendar="XASX", prices="raw")
    assert outcome.bundle.manifest.range() == (date(2024, 2, 20), date(2024, 2, 21))
    paid = Dividend("A", date(2024, 2, 21), Decimal("0.72"))
    assert outcome.bundle.manifest.dividends == (paid,)


def test_an_action_beside_a_bar_that_is_dropped_stays(take_csv):
    lines = [f"2014-06-{day} 14:00,1,1,1,1,{paid},0" for day, paid in (("06", 0), ("09", 0))]
    lost = "2014-06-08 02:00,1,1,1,1,0.25,0"  # Saturday evening in New York
    outcome = take_csv(lines[0], lost, lines[1], **MINUTES, on_bad="drop")
    paid = Dividend("A", date(2014, 6, 7), Decimal("0.25"))
    assert outcome.bundle.manifest.dividends == (paid,)


def test_actions_are_written_as_prices_are(take_csv):
    line = "2024-01-02;10,5;11;9;10;0,25;0"
    header, options = HEADER.replace(",", ";"), {"decimal_comma": True}
    outcome = take_csv(line, header=header, options=options, prices="raw")
    assert outcome.bundle.manifest.dividends[0].amount == Decimal("0.25")


@pytest.mark.parametrize("text", ["soon", "-1"])
def test_what_is_no_action_is_named_by_its_line(take_csv, text):
    lines = "2024-01-02,1,1,1,1,,", f"2024-01-03,1,1,1,1,{text},nan"
    with pytest.raises(SourceError, match=rf"A\.csv:3: dividend '{text}' is none"):
        take_csv(*lines, header=HEADER, prices="raw")
