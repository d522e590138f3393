"""The pack: the same bars as the segments, in one piece, and checked like them."""

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing.backtest.feed import Feed
from farthing.data import Request, find_source, ingest, packing, segment
from farthing.data.arrays import BarArrays
from farthing.data.scans import Scans
from farthing.data.sessions import Sessions
from farthing.errors import BundleCorrupt

MINUTES = {"frequency": "1m", "label": "start", "tz": "America/New_York"}


def packs(bundle):
    return sorted(path.name for path in bundle.folder.glob("*.pack"))


def same(ours: BarArrays, theirs: BarArrays) -> bool:
    """Whether two have the same bars."""
    pairs = [
        (ours.times, theirs.times), (ours.days, theirs.days), (ours.volume, theirs.volume),
        (ours.extended, theirs.extended), *zip(ours.prices, theirs.prices, strict=True),
    ]  # fmt: skip
    return all((a is None and b is None) or np.array_equal(a, b) for a, b in pairs)


def check_same(bundle, **asked):
    """The tables of a bundle by its pack and by its segments are the same."""
    bars = bundle.bars(**asked)
    tables = bars.tables
    assert tables.pack is not None
    slow = Scans(tables.folder, tables.entries, tables.last, tables.extended)
    pairs = zip(tables.load(bars.instruments), slow.load(bars.instruments), strict=True)
    assert all(same(ours, theirs) for ours, theirs in pairs)
    frames = [bars.tables[symbol].collect() for symbol in bars.symbols]
    loaded = tables.load(bars.instruments)
    assert [len(each) for each in loaded] == [len(frame) for frame in frames]
    return loaded


def test_a_pack_holds_the_bars_of_the_segments(demo):
    assert packs(demo) == ["1d.pack"]
    assert len(check_same(demo)) == 6
    (found,) = {len(each) for each in check_same(demo, symbols=["ALDR", "BRCK"], end="2019-06-28")}
    assert found == len(demo.bars(end="2019-06-28").sessions)


def test_minutes_with_holes_and_extended_hours_are_packed(take_csv):
    lines = [
        "2024-01-02 09:29,A,1,1,1,1,1", "2024-01-02 09:30,A,1,1,1,1,1",
        "2024-01-02 09:32,A,1,1,1,1,2.5", "2024-01-02 09:35,A,1,1,1,1,1",
        "2024-01-02 09:30,B,9000000.01,9000000.01,9000000.01,9000000.01,9000000000",
        "2024-01-02 09:31,B,1.005,1.005,1.005,1.005,1",
    ]  # fmt: skip
    header = "date,symbol,open,high,low,close,volume"
    bundle = take_csv(*lines, header=header, **MINUTES).bundle
    assert packs(bundle) == ["1m.pack"]
    first, second = check_same(bundle)
    assert (len(first), len(second)) == (3, 2)
    first, second = check_same(bundle, extended=True)
    assert first.extended.tolist() == [True, False, False, False]
    assert first.volume.tolist() == [10, 10, 25, 10]
    assert second.extended is None
    assert second.prices[3].tolist() == [9_000_000_010, 1_005]
    assert second.volume.tolist() == [9_000_000_000, 1]


def test_symbols_without_volumes_lie_beside_those_that_have_them(take_csv):
    take_csv("2024-01-02,1,1,1,1,5", name="A.csv")
    bundle = take_csv(
        "2024-01-02,1,1,1,1", header="date,open,high,low,close", name="B.csv", append=True
    ).bundle
    with_volume, without = check_same(bundle)
    assert with_volume.volume.tolist() == [5]
    assert without.volume is None
    assert [each.volume is None for each in check_same(bundle, symbols=["B", "A"])] == [True, False]


def test_an_append_makes_the_pack_anew(take_csv):
    take_csv("2024-01-02,1,1,1,1,5")
    bundle = take_csv("2024-01-03,2,2,2,2,6", append=True).bundle
    (table,) = check_same(bundle)
    assert table.volume.tolist() == [5, 6]
    assert len(bundle.manifest.tables[0].segments) == 2


def test_each_bar_length_has_its_own_pack(demo, home):
    request = Request(frequency="1m", symbols=("ALDR",))
    both = ingest(find_source("synthetic")(years=1), "demo", request, home=home, append=True).bundle
    assert packs(both) == ["1d.pack", "1m.pack"]
    check_same(both, frequency="1m")
    check_same(both, frequency="1d")


def test_a_bundle_without_a_pack_gives_the_same_run(demo, home, monkeypatch):
    monkeypatch.setattr(segment, "PACK_ROWS", 0)
    other = ingest(find_source("synthetic")(years=1), "other", home=home).bundle
    assert packs(other) == []
    ours, theirs = demo.bars(end="2019-11-29"), other.bars(end="2019-11-29")
    assert theirs.tables.pack is None
    assert ours.sessions.equals(theirs.sessions)
    assert ours.digest == theirs.digest
    results = [
        ft.run(lambda ctx: ctx.target_percent(0.05 * (ctx.row % 3)), bars=each)
        for each in (ours, theirs)
    ]
    assert results[0].digest == results[1].digest
    assert results[0].outcome.fills > 100


def test_a_damaged_pack_is_refused_where_it_is_read(demo, catalog):
    path = demo.folder / "1d.pack"
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[: len(whole) // 2], b"", bytes([whole[0] ^ 1]) + whole[1:]):
        path.write_bytes(damaged)
        with pytest.raises(BundleCorrupt, match=r"1d\.pack has checksum"):
            demo.bars()
        assert demo.bars(["BRCK"]).tables.pack is None, "of few symbols their segments are read"
        assert [mismatch.file for mismatch in catalog.verify("demo")] == [str(path)]
    path.unlink()
    with pytest.raises(BundleCorrupt, match=r"1d\.pack is missing"):
        demo.bars()


def test_a_segment_that_changes_after_it_was_checked_is_named(demo):
    for content in (b"PAR1", b""):
        bars = demo.bars(["BRCK"])
        path = next(demo.folder.glob("BRCK*"))
        whole = path.read_bytes()
        path.write_bytes(content)
        with pytest.raises(BundleCorrupt, match="BRCK"):
            Feed(bars)
        path.write_bytes(whole)
    path.unlink()
    with pytest.raises(BundleCorrupt, match="BRCK"):
        Feed(bars)


def test_a_segment_with_other_rows_than_were_written_is_named(demo):
    bars = demo.bars(["BRCK"])
    path = next(demo.folder.glob("BRCK*"))
    pl.read_parquet(path).head(10).write_parquet(path)
    with pytest.raises(BundleCorrupt, match="BRCK.*10 rows, which are not"):
        Feed(bars)


def test_an_instant_of_two_sessions_is_not_packed():
    times, price = np.arange(2), (np.ones(2, np.int64),) * 4
    tables = {
        symbol: BarArrays(times, np.array(days, np.int32), price, None)
        for symbol, days in (("A", [1, 2]), ("B", [1, 3]))
    }
    sessions = Sessions({"session": times, "open": times, "close": times})
    assert packing.pack(tables, sessions) is None
    assert packing.pack({"A": tables["A"]}, sessions) is not None


def test_sessions_are_hashed_as_their_frame_is(demo):
    from farthing.data.checksum import content_hash

    sessions = demo.bars().sessions
    assert sessions.schema == {
        "session": pl.Date, "open": pl.Datetime("ns", "UTC"), "close": pl.Datetime("ns", "UTC"),
    }  # fmt: skip
    assert Sessions.of(sessions).content() == content_hash([sessions])
    assert Sessions.of(sessions).frame().equals(sessions)
