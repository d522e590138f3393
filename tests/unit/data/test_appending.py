from datetime import date

import polars as pl
import pytest

from farthing.data import Catalog, Request, find_source, ingest
from farthing.data.calendar import calendar
from farthing.errors import (
    BundleCorrupt,
    BundleNotFound,
    ConfigurationError,
    IngestRefused,
)

ONE = "2024-01-02,10,11,9,10,100"
TWO = "2024-01-03,20,21,19,20,100"
THREE = "2024-01-04,30,31,29,30,100"
FIVE = "2024-01-08,50,51,49,50,100"


def closes(outcome):
    rows = outcome.bundle.bars().tables["A"].collect()
    return [int(value) for value in rows["close"]]


def findings(outcome):
    return {each.kind: each.detail for each in outcome.report.findings}


def test_sessions_are_added_in_a_segment_of_their_own(take_csv, home):
    take_csv(ONE, TWO)
    outcome = take_csv(THREE, append=True)
    assert closes(outcome) == [10, 20, 30]
    (table,) = outcome.bundle.manifest.tables
    assert len(table.segments) == 2
    assert Catalog(home).verify("bundle") == ()
    assert [each["appended"] for each in outcome.bundle.manifest.ingests] == [False, True]


def test_in_parts_or_at_once_is_the_same_version(take_csv):
    take_csv(ONE)
    parts = take_csv(TWO, THREE, append=True).bundle
    assert take_csv(ONE, TWO, THREE).bundle.manifest.version == parts.manifest.version
    assert take_csv(ONE, TWO, THREE).changed is False


def test_an_identical_overlap_is_accepted(take_csv):
    take_csv(ONE, TWO)
    outcome = take_csv(TWO, THREE, append=True)
    assert closes(outcome) == [10, 20, 30]
    assert findings(outcome)["added sessions"] == "2024-01-04 to 2024-01-04"


def test_nothing_new_changes_nothing(take_csv):
    take_csv(ONE, TWO)
    assert take_csv(ONE, TWO, append=True).changed is False


def test_a_changed_overlap_is_refused_and_nothing_is_changed(take_csv, catalog):
    take_csv(ONE, TWO)
    before = catalog.bundle("bundle").manifest.version
    with pytest.raises(IngestRefused, match="A: the session of 2024-01-03 differs.*--restate"):
        take_csv(TWO.replace(",20,100", ",20.5,100"), THREE, append=True)
    assert catalog.bundle("bundle").manifest.version == before
    assert catalog.verify("bundle") == ()


def test_the_difference_is_shown(take_csv):
    take_csv(ONE)
    with pytest.raises(IngestRefused, match=r"it has open 10\.00.* close 10\.00, .*close 10\.50"):
        take_csv(ONE.replace(",10,100", ",10.5,100"), append=True)


def test_restating_replaces_sessions_and_records_it(take_csv, home):
    take_csv(ONE, TWO, THREE)
    outcome = take_csv(TWO.replace(",20,100", ",19,100"), FIVE, append=True, restate=True)
    assert closes(outcome) == [10, 19, 30, 50]
    assert findings(outcome)["restated sessions"] == "2024-01-03"
    assert outcome.bundle.manifest.ingests[-1]["restated"] is True
    assert Catalog(home).verify("bundle") == ()


def test_restating_is_for_appending(take_csv):
    with pytest.raises(ConfigurationError, match="--restate is for --append"):
        take_csv(ONE, restate=True)


def test_minutes_that_are_missing_or_new_are_a_change(take_csv):
    minutes = {"frequency": "1m", "label": "end", "tz": "America/New_York"}
    lines = [f"2024-01-02 09:{minute},1,1,1,1,1" for minute in (31, 32, 33)]
    take_csv(*lines[:2], **minutes)
    with pytest.raises(IngestRefused, match=r"it has no bar, the new rows open 1\.00"):
        take_csv(*lines, append=True, **minutes)
    with pytest.raises(IngestRefused, match=r"it has open 1\.00.*, the new rows no bar"):
        take_csv(lines[0], append=True, **minutes)


def test_a_gap_between_old_and_new_is_reported(take_csv):
    take_csv(ONE, TWO)
    gap = findings(take_csv(FIVE, append=True))["gap"]
    assert gap == "no bars between old and new: 2024-01-04 to 2024-01-05"


def test_sessions_in_between_and_before_are_filled_in(take_csv):
    take_csv(TWO, FIVE)
    outcome = take_csv(ONE, THREE, append=True)
    assert closes(outcome) == [10, 20, 30, 50]
    assert len(outcome.bundle.manifest.tables[0].segments) == 1


def test_another_symbol_joins_and_the_others_stay(take_csv, home):
    take_csv(ONE, TWO)
    outcome = take_csv(THREE, name="B.csv", append=True)
    assert outcome.bundle.symbols == ("A", "B")
    assert len(outcome.bundle.bars().tables["A"].collect()) == 2
    assert outcome.bundle.range() == (date(2024, 1, 2), date(2024, 1, 4))
    assert Catalog(home).verify("bundle") == ()


def test_finer_volumes_widen_the_old_ones(take_csv):
    take_csv(ONE)
    outcome = take_csv(TWO.replace(",100", ",0.5"), append=True)
    volumes = outcome.bundle.bars().tables["A"].collect()["volume"].to_list()
    assert [float(volume) for volume in volumes] == [100.0, 0.5]
    assert outcome.bundle.bars().instruments[0].volume_scale == 1


COIN = {"calendar": "24/7"}
SMALL = "2024-01-02,10,11,9,10,1.12345678"
LARGE = "2024-01-03,20,21,19,20,20000000000.12345678"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(("first", "then"), [(SMALL, LARGE), (LARGE, SMALL)])
def test_larger_volumes_widen_the_old_ones(take_csv, catalog, monkeypatch, packed, first, then):
    if not packed:
        monkeypatch.setattr("farthing.data.segment.PACK_ROWS", 0)
    take_csv(first, **COIN)
    bundle = take_csv(then, append=True, **COIN).bundle
    rows = bundle.bars().tables["A"].collect()
    assert {str(volume) for volume in rows["volume"]} == {"1.12345678", "20000000000.12345678"}
    assert catalog.verify("bundle") == ()
    outcome = take_csv("2024-01-04,30,31,29,30,1.5", append=True, **COIN)
    assert len(outcome.bundle.bars().tables["A"].collect()) == 3
    if packed:
        again = take_csv(SMALL, LARGE, "2024-01-04,30,31,29,30,1.5", **COIN).bundle
        assert again.manifest.version == outcome.bundle.manifest.version


def test_volumes_that_are_too_large_beside_finer_ones_are_refused(take_csv):
    take_csv("2024-01-02,10,11,9,10,1000000000000", **COIN)
    with pytest.raises(IngestRefused, match=r"A: volume 1000000000000\.0+ has 2\^62 last digits"):
        take_csv(SMALL.replace("01-02", "01-03"), append=True, **COIN)


def test_finer_prices_are_refused(take_csv):
    take_csv(ONE)
    finer = TWO.replace(",20,100", ",20.125,100")
    with pytest.raises(IngestRefused, match=r"20\.125 has more than the 2 digits.* bundle keeps"):
        take_csv(finer, append=True)
    assert closes(take_csv(finer, append=True, price_scale=2)) == [10, 20]
    with pytest.raises(ConfigurationError, match="price scale 3 was asked, but the bundle keeps 2"):
        take_csv(finer, append=True, price_scale=3)


def test_a_bundle_has_one_calendar_and_one_kind_of_prices(take_csv):
    take_csv(ONE)
    with pytest.raises(ConfigurationError, match="calendar of the new bars: 24/7; of bundle"):
        take_csv(TWO, append=True, calendar="24/7")
    with pytest.raises(ConfigurationError, match="prices of the new bars: raw; of .*: not told"):
        take_csv(TWO, append=True, prices="raw")


class Without:
    """XNYS without a session, or with another close of it."""

    name, tz = "XNYS", "America/New_York"

    def __init__(self, day, later=None):
        self.day, self.later = pl.col("session") == day, later

    def sessions(self, first, last):
        found = calendar("XNYS").sessions(first, last)
        if self.later is None:
            return found.filter(~self.day)
        moved = pl.when(self.day).then(pl.col("close").dt.offset_by(self.later)).otherwise("close")
        return found.with_columns(moved.alias("close"))


@pytest.mark.parametrize("restate", [False, True])
@pytest.mark.parametrize(
    ("later", "now"), [(None, "none"), ("-3h", "2024-01-03 14:30 to 2024-01-03 18:00 UTC")]
)
def test_a_calendar_that_has_changed_is_refused(
    take_csv, catalog, monkeypatch, restate, later, now
):
    take_csv(ONE, TWO)
    before = catalog.bundle("bundle").manifest
    monkeypatch.setattr("farthing.data.terms.calendar", lambda _: Without(date(2024, 1, 3), later))
    message = (
        "calendar XNYS has changed: in bundle 'bundle' the session of 2024-01-03 is 2024-01-03 "
        rf"14:30 to 2024-01-03 21:00 UTC, now it is {now}\. .* anew, without --append"
    )
    with pytest.raises(IngestRefused, match=message):
        take_csv(THREE, append=True, restate=restate)
    assert catalog.bundle("bundle").manifest == before


def test_a_calendar_that_has_changed_elsewhere_is_taken(take_csv, monkeypatch):
    take_csv(ONE, TWO)
    monkeypatch.setattr("farthing.data.terms.calendar", lambda _: Without(date(2024, 1, 5)))
    assert closes(take_csv(THREE, FIVE, append=True)) == [10, 20, 30, 50]


def test_an_instrument_stays_what_it_is(take_csv):
    take_csv(ONE)
    with pytest.raises(ConfigurationError, match="A: the bundle has Instrument"):
        take_csv(TWO, append=True, currency="EUR")
    with pytest.raises(IngestRefused, match="the new rows have time, session, open, high"):
        take_csv("2024-01-03,1,1,1,1", header="date,open,high,low,close", append=True)


def test_negative_prices_can_be_allowed_later(take_csv):
    take_csv(ONE)
    outcome = take_csv("2024-01-03,1,1,-1,1,1", append=True, allow_negative=("A",))
    assert outcome.bundle.bars().instruments[0].negative_price_allowed


def test_there_must_be_something_to_append_to(take_csv):
    with pytest.raises(BundleNotFound):
        take_csv(ONE, append=True)


def test_a_damaged_segment_is_not_taken_over(take_csv, catalog):
    take_csv(ONE)
    take_csv(ONE, name="B.csv", append=True)
    folder = catalog.bundle("bundle").folder
    path = next(folder.glob("A.1d*"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"x")
    for name in ("A.csv", "B.csv"):
        with pytest.raises(BundleCorrupt, match=r"A\.1d\.0001\.parquet"):
            take_csv(TWO, name=name, append=True)


@pytest.mark.parametrize("restate", [False, True])
@pytest.mark.parametrize("line", [ONE, TWO.replace(",20,100", ",19,100"), THREE])
def test_rotten_rows_are_not_written_anew(take_csv, catalog, line, restate):
    take_csv(TWO)
    bundle = catalog.bundle("bundle")
    path = next(bundle.folder.glob("A.1d*"))
    rows = pl.read_parquet(path)
    rows.with_columns(pl.col("close") + pl.lit("0.01").cast(rows["close"].dtype)).write_parquet(
        path
    )
    with pytest.raises(BundleCorrupt, match=r"A\.1d\.0001\.parquet has checksum .* ingest"):
        take_csv(line, append=True, restate=restate)
    assert catalog.bundle("bundle").manifest == bundle.manifest
    assert [each.file for each in catalog.verify("bundle")] == [str(path)]


def test_no_flipped_bit_reaches_the_reader_of_parquet(take_csv, catalog):
    take_csv(TWO, THREE)
    path = next(catalog.bundle("bundle").folder.glob("A.1d*"))
    whole = path.read_bytes()
    for place in range(0, len(whole), 61):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(BundleCorrupt, match="has checksum"):
            take_csv(ONE, append=True)


def actions(*lines):
    return {"header": "date,open,high,low,close,dividend,split", "prices": "raw"}, lines


def test_actions_of_new_sessions_are_added(take_csv):
    options, lines = actions("2024-01-02,10,11,9,10,0,0", "2024-01-03,5,6,4,5,0.25,2")
    take_csv(lines[0], **options)
    manifest = take_csv(lines[1], append=True, **options).bundle.manifest
    assert (len(manifest.dividends), len(manifest.splits)) == (1, 1)


def test_changed_actions_are_refused_unless_restated(take_csv):
    options, lines = actions("2024-01-02,10,11,9,10,0.25,0", "2024-01-03,10,11,9,10,0,0")
    take_csv(*lines, **options)
    changed = lines[0].replace("0.25", "0.75")
    with pytest.raises(IngestRefused, match="only the bundle knows Dividend.*--restate"):
        take_csv(changed, append=True, **options)
    manifest = take_csv(changed, append=True, restate=True, **options).bundle.manifest
    assert [str(each.amount) for each in manifest.dividends] == ["0.75"]


def test_a_source_without_actions_leaves_those_there_are(take_csv):
    options, lines = actions("2024-01-02,10,11,9,10,0.25,0")
    take_csv(*lines, **options)
    plain = "date,open,high,low,close"
    outcome = take_csv(
        "2024-01-02,10,11,9,10", "2024-01-03,1,1,1,1", header=plain, prices="raw", append=True
    )
    assert len(outcome.bundle.manifest.dividends) == 1


BEFORE = "2014-06-05,640,645,639,640,0,0", "2014-06-06,640,645,639,640,0,0"
AFTER = "2014-06-09,92,93,91,92,0,7", "2014-06-10,92,93,91,92,0,0"
NOW = "2014-06-05,91,93,91,92,0,0", "2014-06-06,91,93,91,92,0,0"


@pytest.fixture
def take_adjusted(take_csv):
    def take_adjusted(*lines, prices="split-adjusted", **asked):
        header = "date,open,high,low,close,dividend,split"
        return take_csv(*lines, header=header, prices=prices, **asked)

    return take_adjusted


def test_prices_adjusted_for_a_later_split_are_not_put_beside_old_ones(take_adjusted, catalog):
    take_adjusted(*BEFORE)
    before = catalog.bundle("bundle").manifest
    message = (
        r"A: the new prices are split-adjusted, with the split of 7 for 1 on 2014-06-09 in them; "
        r"the bars of 1d that bundle 'bundle' has, from 2014-06-05 to 2014-06-06, .*from "
        r"2014-06-05 on, with --append --restate; or .* raw prices"
    )
    for lines, restate in ((AFTER, False), (AFTER, True), ((NOW[1], *AFTER), True)):
        with pytest.raises(IngestRefused, match=message):
            take_adjusted(*lines, append=True, restate=restate)
    assert catalog.bundle("bundle").manifest == before


def test_prices_adjusted_anew_from_the_beginning_are_taken(take_adjusted):
    take_adjusted(*BEFORE)
    with pytest.raises(IngestRefused, match="2014-06-05 and 1 more differs.*--restate"):
        take_adjusted(*NOW, *AFTER, append=True)
    outcome = take_adjusted(*NOW, *AFTER, append=True, restate=True)
    assert closes(outcome) == [92, 92, 92, 92]
    assert outcome.bundle.manifest.splits == ()


def test_what_old_prices_were_adjusted_for_already_is_no_hindrance(take_adjusted):
    take_adjusted(*NOW, AFTER[0])
    assert closes(take_adjusted(*AFTER, append=True)) == [92, 92, 92, 92]


def test_dividends_in_adjusted_prices_are_one_basis_too(take_adjusted):
    old, new = "2024-01-02,10,11,9,10,0,0", "2024-01-03,10,11,9,10,0.25,0"
    take_adjusted(old, prices="adjusted")
    with pytest.raises(IngestRefused, match=r"with the dividend of 0\.25 on 2024-01-03 in them"):
        take_adjusted(new, prices="adjusted", append=True)
    take_adjusted(old)
    assert len(take_adjusted(new, append=True).bundle.manifest.dividends) == 1


def test_bars_of_another_length_must_have_the_same_basis(take_adjusted):
    minutes = {"frequency": "1m", "label": "end", "tz": "America/New_York", "append": True}
    take_adjusted(*BEFORE)
    lines = [f"2014-06-{day} 09:31,92,93,91,92,0,{split}" for day, split in ((6, 0), (9, 7))]
    with pytest.raises(IngestRefused, match="the bars of 1d that bundle 'bundle' has"):
        take_adjusted(*lines, **minutes)
    take_adjusted(*NOW, *AFTER)
    assert take_adjusted(*lines, **minutes).bundle.manifest.frequencies == ("1d", "1m")


def test_a_jump_between_old_and_new_bars_is_reported(take_adjusted):
    take_adjusted(*BEFORE)
    unknown = [line.removesuffix("7") + "0" for line in AFTER]
    found = findings(take_adjusted(*unknown, append=True))
    assert "2014-06-09 opens at 0.1437 of the close before" in found["jump"]
    take_adjusted(*AFTER)
    found = findings(take_adjusted(*BEFORE, append=True))
    assert "2014-06-09 opens at 0.1437 of the close before" in found["jump"]


def test_a_split_that_the_bundle_knows_is_no_jump(take_adjusted):
    take_adjusted(*AFTER, prices="raw")
    assert findings(take_adjusted(*BEFORE, prices="raw", append=True)).keys() == {"added sessions"}


def test_tickers_and_frequencies_stay(home):
    source = find_source("synthetic")(years=1)
    ingest(source, "demo", home=home)
    hours = Request(frequency="1h", symbols=("DOVE",))
    outcome = ingest(source, "demo", hours, home=home, append=True)
    assert outcome.bundle.manifest.frequencies == ("1d", "1h")
    assert len(outcome.bundle.manifest.dividends) == 12
