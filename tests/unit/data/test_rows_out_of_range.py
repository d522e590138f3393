"""Dates that no instant reaches, volumes that nothing counts: bad rows like others."""

from datetime import date, datetime

import polars as pl
import pytest

from farthing.data import bars_from_frame
from farthing.errors import ConfigurationError, IngestRefused

GOOD = "2024-01-03,10,11,9,10.5,100"
LATER = ("2262-01-02", "3024-01-04", "9999-12-31")
EARLIER = ("1677-12-31", "1600-01-04", "0001-01-01")


@pytest.mark.parametrize("calendar", ["XNYS", "24/7"])
@pytest.mark.parametrize("day", [*LATER, *EARLIER])
def test_a_date_out_of_range_is_a_bad_row(take_csv, calendar, day):
    lines = [f"{day},10,11,9,10.5,100", GOOD]
    with pytest.raises(IngestRefused, match="1 bad row") as refusal:
        take_csv(*sorted(lines), calendar=calendar)
    line = 3 if day in LATER else 2
    reason = f"A.csv:{line}: the time {day} is not in the years 1678 to 2261"
    assert reason in str(refusal.value)
    kept = take_csv(*sorted(lines), calendar=calendar, on_bad="drop")
    assert kept.report.summaries[0].rows == 1


@pytest.mark.parametrize("label", ["start", "end"])
@pytest.mark.parametrize("stamp", ["3024-01-04 09:30", "9999-12-31 23:59"])
def test_a_time_out_of_range_is_a_bad_row(take_csv, stamp, label):
    with pytest.raises(IngestRefused, match=r"A\.csv:3: the time .* is not in the years"):
        take_csv(
            "2024-01-03 09:30,1,1,1,1,1", f"{stamp},1,1,1,1,1",
            frequency="1m", label=label, tz="America/New_York",
        )  # fmt: skip


@pytest.mark.parametrize("year", [1600, 3024, 9999])
@pytest.mark.parametrize("kind", [date, datetime])
def test_a_frame_names_its_row(year, kind):
    days = sorted([kind(2024, 1, 3), kind(year, 1, 4)])
    frame = pl.DataFrame({"date": days, "open": [1.0, 1.0], "close": [1.0, 1.0]})
    with pytest.raises(IngestRefused, match=rf"the frame:\d: the time {year}-01-04.* years 1678"):
        bars_from_frame(frame)


VOLUMES = [2**63, 2**64, 10**20, 10**30, "1e25", "99999999999999999999.5"]


@pytest.mark.parametrize("volume", VOLUMES)
def test_a_volume_that_nothing_counts_is_a_bad_row(take_csv, volume):
    with pytest.raises(IngestRefused, match=rf"A\.csv:3: volume '{volume}' is no volume"):
        take_csv(GOOD, f"2024-01-04,10,11,9,10.5,{volume}")


@pytest.mark.parametrize(
    "volumes",
    [[1.0, 1e19], [1.0, 1e30], ["1", str(10**25)], pl.Series([1, 2**64 - 1], dtype=pl.UInt64)],
)
def test_a_frame_names_a_volume_that_nothing_counts(volumes):
    days = [date(2024, 1, 3), date(2024, 1, 4)]
    frame = pl.DataFrame({"date": days, "open": [1.0] * 2, "close": [1.0] * 2, "volume": volumes})
    with pytest.raises(IngestRefused, match="the frame:2: volume .* is no volume"):
        bars_from_frame(frame)


WRONG = [
    ({"price_scale": -1}, "price_scale: -1 digits behind the point; between 0 and 16"),
    ({"price_scale": 99}, "price_scale: 99 digits"),
    ({"price_scale": "2"}, "price_scale: '2' digits"),
    ({"symbol": 5}, "symbol 5 is no text"),
    ({"calendar": 5}, "calendar 5 is no text"),
    ({"tz": 5}, "tz 5 is no text"),
    ({"label": "mid"}, "label 'mid' is none of start, end"),
    ({"dividends": 5}, "dividends are 5; they are a list of Dividend"),
    ({"splits": None}, "splits are None; they are a list of Split"),
    ({"splits": [5]}, "splits have 5, which is no Split"),
    ({"instruments": ["A"]}, "instruments have 'A', which is no Instrument"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_an_argument_of_a_wrong_type_is_named(arguments, words):
    frame = pl.DataFrame({"date": [date(2024, 1, 3)], "open": [1.0], "close": [1.0]})
    with pytest.raises(ConfigurationError, match=words):
        bars_from_frame(frame, **arguments)
