"""What is on disk: pointer, manifest, segments; and what becomes of damage to them."""

import json
import random
from decimal import Decimal

import polars as pl
import pytest

from farthing.data import Request, find_source, ingest
from farthing.data.catalog import bundle as find_bundle
from farthing.data.catalog import home_folder
from farthing.data.checksum import bytes_hash, canonical
from farthing.data.durable import exclusive
from farthing.data.manifest import decode
from farthing.errors import (
    BundleCorrupt,
    BundleNotFound,
    CatalogVersionError,
    ConfigurationError,
    DataError,
)


def flip(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


def files(catalog, name="demo"):
    folder = catalog.bundle(name).folder
    return [catalog.pointer_path(name), *sorted(folder.iterdir())]


def test_the_home_is_asked_or_set_or_the_users(monkeypatch, tmp_path):
    monkeypatch.setenv("FARTHING_HOME", str(tmp_path / "set"))
    assert home_folder(tmp_path / "asked") == tmp_path / "asked"
    assert home_folder() == tmp_path / "set"
    monkeypatch.delenv("FARTHING_HOME")
    assert home_folder().name == "farthing"


def test_a_whole_bundle_has_no_mismatch(demo, catalog):
    assert catalog.verify(demo.name) == ()


def test_one_flipped_byte_of_any_file_is_found(demo, catalog):
    chance = random.Random(20)
    for path in files(catalog):
        whole = path.read_bytes()
        for place in (0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(5))):
            flip(path, place)
            (found,) = catalog.verify("demo")
            assert found.file == str(path)
            assert found.expected != found.found
            path.write_bytes(whole)
    assert catalog.verify("demo") == ()


def test_every_byte_of_the_pointer_counts(demo, catalog):
    path = catalog.pointer_path("demo")
    whole = path.read_bytes()
    for place in range(len(whole)):
        flip(path, place)
        assert len(catalog.verify("demo")) == 1, place
        with pytest.raises(BundleCorrupt, match="demo"):
            catalog.bundle("demo")
        path.write_bytes(whole)


def test_what_is_missing_and_what_does_not_belong_is_found(demo, catalog):
    segment = next(demo.folder.glob("ALDR*"))
    segment.unlink()
    (demo.folder / "stray.parquet").write_bytes(b"x")
    (demo.folder / "stray").mkdir()
    (demo.folder.parent / "beside").write_bytes(b"xy")
    found = {(mismatch.file, mismatch.found) for mismatch in catalog.verify("demo")}
    assert found == {
        (str(segment), "missing"),
        (str(demo.folder / "stray.parquet"), "1 bytes"),
        (str(demo.folder / "stray"), "a folder"),
        (str(demo.folder.parent / "beside"), "2 bytes"),
    }


def test_a_missing_manifest_is_found(demo, catalog):
    (demo.folder / "manifest.json").unlink()
    (found,) = catalog.verify("demo")
    assert found.found == "missing"
    with pytest.raises(BundleCorrupt, match=r"manifest\.json is missing"):
        catalog.bundle("demo")


def test_a_changed_manifest_is_not_read(demo, catalog):
    flip(demo.folder / "manifest.json", 100)
    with pytest.raises(BundleCorrupt, match=r"manifest\.json has checksum"):
        catalog.bundle("demo")


def test_reading_checks_the_files_that_it_reads_and_no_others(demo):
    flip(next(demo.folder.glob("ALDR*")), 500)
    assert demo.bars(["BRCK"]).symbols == ("BRCK",)
    with pytest.raises(BundleCorrupt, match=r"ALDR.*has checksum"):
        demo.bars(["ALDR", "BRCK"])
    next(demo.folder.glob("BRCK*")).unlink()
    with pytest.raises(BundleCorrupt, match=r"BRCK.*is missing"):
        demo.bars(["BRCK"])


def test_ingesting_again_mends_what_is_damaged(demo, catalog, home):
    source = find_source("synthetic")(years=1)
    flip(next(demo.folder.glob("ALDR*")), 500)
    mended = ingest(source, "demo", home=home)
    assert mended.changed
    assert catalog.verify("demo") == ()
    assert mended.bundle.manifest.version == demo.manifest.version
    flip(catalog.pointer_path("demo"), 30)
    assert ingest(source, "demo", home=home).changed
    assert catalog.verify("demo") == ()


def test_the_same_content_is_the_same_version_in_another_catalog(demo, tmp_path):
    other = ingest(find_source("synthetic")(years=1), "other", home=tmp_path / "other")
    assert other.bundle.manifest.version == demo.manifest.version


def test_old_folders_go_with_the_next_ingest(demo, catalog, home):
    for seed in (1, 2):
        ingest(find_source("synthetic")(years=1, seed=seed), "demo", home=home)
    assert len(list(catalog.versions("demo").iterdir())) == 2
    ingest(find_source("synthetic")(years=1, seed=2), "demo", home=home)
    assert list(catalog.versions("demo").iterdir()) == [catalog.bundle("demo").folder]


def test_what_an_interrupted_ingest_left_is_no_part_of_the_bundle(demo, catalog, home):
    left = catalog.versions("demo") / ".staging-1"
    left.mkdir()
    (left / "half.parquet").write_bytes(b"x")
    assert catalog.verify("demo") == ()
    ingest(find_source("synthetic")(years=1), "demo", home=home)
    assert not left.exists()


def test_an_ingest_that_fails_leaves_nothing(home, catalog, write):
    path = write("A.csv", "date,open,high,low,close", "2024-01-02,x,1,1,1")
    with pytest.raises(DataError):
        ingest(find_source("csv")(path), "bundle", Request(calendar="XNYS"), home=home)
    assert catalog.names() == ()
    assert list((home / "data").iterdir()) == []


def test_one_ingest_at_a_time_writes_a_bundle(demo, catalog, home):
    with (
        exclusive(home / "locks" / "demo.lock", "bundle 'demo'"),
        pytest.raises(DataError, match="bundle 'demo' is being written by another process"),
    ):
        ingest(find_source("synthetic")(years=1), "demo", home=home)
    assert ingest(find_source("synthetic")(years=1), "demo", home=home).changed is False


def test_a_newer_catalog_is_left_alone(demo, catalog, home):
    path = catalog.pointer_path("demo")
    record = json.loads(path.read_text())
    del record["check"]
    record["format"] = 2
    path.write_text(json.dumps({**record, "check": bytes_hash(canonical(record))}))
    for attempt in (
        lambda: catalog.bundle("demo"),
        lambda: catalog.verify("demo"),
        lambda: ingest(find_source("synthetic")(years=1), "demo", home=home),
    ):
        with pytest.raises(CatalogVersionError, match="format 2; this farthing knows up to 1"):
            attempt()


@pytest.mark.parametrize("check", [{}, {"check": "another"}, {"sum": 5}])
def test_the_format_of_a_newer_pointer_comes_before_its_checksum(demo, catalog, home, check):
    path = catalog.pointer_path("demo")
    content = json.dumps({"format": 2, "bundle": "demo", **check})
    path.write_text(content)
    for attempt in (
        lambda: catalog.bundle("demo"),
        lambda: catalog.verify("demo"),
        lambda: ingest(find_source("synthetic")(years=1, seed=2), "demo", home=home),
    ):
        with pytest.raises(CatalogVersionError, match="format 2; this farthing knows up to 1"):
            attempt()
    assert path.read_text() == content


def test_a_folder_in_the_place_of_a_file_is_named(demo, catalog):
    segment = next(demo.folder.glob("BRCK*"))
    segment.unlink()
    segment.mkdir()
    with pytest.raises(BundleCorrupt, match=r"BRCK.* is a folder; ingest 'demo' anew"):
        demo.bars(["BRCK"])
    assert [mismatch.found for mismatch in catalog.verify("demo")] == ["a folder"]


def test_a_folder_in_the_place_of_a_pointer_is_named(demo, catalog, home):
    path = catalog.pointer_path("demo")
    path.unlink()
    path.mkdir()
    words = r"demo\.json is a folder; remove it, and ingest 'demo' anew"
    for attempt in (
        lambda: catalog.bundle("demo"),
        lambda: ingest(find_source("synthetic")(years=1, seed=2), "demo", home=home),
    ):
        with pytest.raises(BundleCorrupt, match=words):
            attempt()
    assert [mismatch.file for mismatch in catalog.verify("demo")] == [str(path)]
    assert demo.folder.is_dir()


def test_a_manifest_that_is_none_is_corrupt():
    for content in (b"", b"[]", b'{"format": 1}', b'{"format": "one"}', b'{"format": 0}'):
        with pytest.raises(BundleCorrupt, match="here cannot be read"):
            decode(content, "here")


def test_a_manifest_comes_back_as_it_went(demo, take_csv):
    assert decode(demo.manifest.encode(), "there") == demo.manifest
    outcome = take_csv("2024-01-02,1,2,1,1.1234,1", currency="XRP:6")
    assert decode(outcome.bundle.manifest.encode(), "there") == outcome.bundle.manifest


def test_bundles_are_listed_and_removed(demo, catalog, home):
    ingest(find_source("synthetic")(years=1), "another", home=home)
    assert catalog.names() == ("another", "demo")
    catalog.remove("demo")
    assert catalog.names() == ("another",)
    assert not catalog.versions("demo").exists()
    with pytest.raises(BundleNotFound, match="no bundle 'demo'"):
        catalog.remove("demo")


def test_a_bundle_that_is_not_there_is_named_with_those_that_are(demo, catalog, home):
    with pytest.raises(BundleNotFound, match="no bundle 'dmeo'.*did you mean demo"):
        catalog.bundle("dmeo")
    with pytest.raises(BundleNotFound, match="see `farthing ingest`"):
        find_bundle("demo", home / "nowhere")
    with pytest.raises(BundleNotFound):
        catalog.verify("dmeo")
    assert find_bundle("demo", home).symbols == demo.symbols


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "x" * 65, "white space"])
def test_names_that_are_no_names_are_refused(catalog, name):
    with pytest.raises(ConfigurationError, match="a bundle cannot be called"):
        catalog.bundle(name)


def test_symbols_may_have_signs_that_files_may_not(take_csv, catalog):
    outcome = take_csv("2024-01-02,1,1,1,1,1", symbols=("BTC/USDT",))
    assert outcome.bundle.bars().tables["BTC/USDT"].collect().height == 1
    assert catalog.verify("bundle") == ()


def test_prices_lie_as_64_bit_integers_in_groups_of_rows(demo):
    parquet = pytest.importorskip("pyarrow.parquet")
    metadata = parquet.ParquetFile(next(demo.folder.glob("ALDR*"))).metadata
    columns = {
        metadata.row_group(0).column(place).path_in_schema: metadata.row_group(0).column(place)
        for place in range(metadata.num_columns)
    }
    assert {columns[name].physical_type for name in ("open", "high", "low", "close")} == {"INT64"}
    assert columns["volume"].physical_type == "INT64"
    assert columns["session"].is_stats_set


@pytest.mark.filterwarnings("ignore")
def test_polars_pandas_and_duckdb_read_decimals(demo):
    path = next(demo.folder.glob("ALDR*"))
    expected = demo.bars(["ALDR"]).tables["ALDR"].collect()["close"].to_list()
    assert isinstance(expected[0], Decimal)
    assert pl.read_parquet(path)["close"].to_list() == expected
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    assert pandas.read_parquet(path)["close"].to_list() == expected
    duckdb = pytest.importorskip("duckdb")
    relation = duckdb.sql(f"select close from '{path}'")
    assert str(relation.types[0]) == "DECIMAL(18,2)"
    assert [row[0] for row in relation.fetchall()] == expected
