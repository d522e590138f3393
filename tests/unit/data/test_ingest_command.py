"""The commands `farthing ingest` and `farthing bundles`."""

import json
import re

import pytest
import typer
from typer.testing import CliRunner

from farthing.cli import bundles, ingest
from farthing.errors import (
    BundleCorrupt,
    BundleNotFound,
    ConfigurationError,
    UnknownSymbol,
)

WIDE = {"COLUMNS": "200", "TERMINAL_WIDTH": "200"}


@pytest.fixture
def farthing(home):
    """Runs a command in a catalog of its own; errors come through."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.add_typer(ingest.app, name="ingest")
    app.add_typer(bundles.app, name="bundles")

    def farthing(*words, answer=None):
        environment = {**WIDE, "FARTHING_HOME": str(home)}
        result = CliRunner().invoke(app, words, env=environment, input=answer)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return farthing


@pytest.fixture
def demo_bundle(farthing):
    return farthing("ingest", "synthetic", "--bundle", "demo", "--years", "1").stdout


def test_there_is_a_command_for_each_source(farthing):
    found = farthing("ingest", "--help").stdout
    for name in ("lean", "csv", "csvdir", "parquet", "synthetic", "yfinance", "ccxt"):
        assert name in found
    found = farthing("ingest", "csv", "--help").stdout
    for option in ("--date-format", "--bundle", "--label", "--prices", "--on-bad", "--restate"):
        assert option in found
    assert farthing("ingest", "nothing", "--bundle", "x").exit_code == 2


def test_an_ingest_ends_with_its_report(demo_bundle):
    assert "quality report" in demo_bundle
    assert "missing sessions" in demo_bundle
    assert "bundle demo is written" in demo_bundle


def test_what_a_bundle_had_is_said_where_it_is_replaced(farthing, demo_bundle):
    assert "replaced" not in demo_bundle
    words = ("ingest", "synthetic", "--bundle", "demo", "--years", "1")
    hours = farthing(*words, "--frequency", "1h").stdout
    assert "what it had is replaced: 1,457 rows of 1d; --append adds sessions," in hours
    told = json.loads(farthing(*words, "--json").stdout)
    assert list(told["replaced"]) == ["1h"]
    assert "replaced" not in farthing(*words).stdout
    both = farthing(*words, "--frequency", "1h", "--append").stdout
    assert "replaced" not in both
    again = farthing("ingest", "synthetic", "--bundle", "demo", "--years", "2").stdout
    assert re.search(r"replaced: 1,457 rows of 1d and \d,\d{3} rows of 1h", again)


def test_the_same_again_changes_nothing_and_says_so(farthing, demo_bundle):
    again = farthing("ingest", "synthetic", "--bundle", "demo", "--years", "1").stdout
    assert "has this content already: nothing was changed" in again


def test_a_report_as_json(farthing):
    result = farthing(
        "ingest", "synthetic", "--bundle", "demo", "--years", "1", "--symbols", "DOVE, ALDR",
        "--json",
    )  # fmt: skip
    record = json.loads(result.stdout)
    assert record["changed"] is True
    assert [each["symbol"] for each in record["summaries"]] == ["ALDR", "DOVE"]


def test_options_reach_the_source_and_the_request(farthing, write):
    path = write("A.csv", "02/01/2024 09:31;1,5;2;1;1,5", "03/01/2024 09:31;1,5;2;1;1,5")
    farthing(
        "ingest", "csv", str(path), "--bundle", "b", "--delimiter", ";", "--decimal-comma",
        "--columns", "date,open,high,low,close", "--date-format", "%d/%m/%Y %H:%M",
        "--frequency", "1m", "--label", "end", "--tz", "UTC", "--calendar", "24/7",
        "--price-scale", "3", "--quantity-scale", "2", "--currency", "EUR", "--on-bad", "drop",
        "--allow-negative", "A", "--prices", "raw",
    )  # fmt: skip
    shown = json.loads(farthing("bundles", "show", "b", "--json").stdout)
    (instrument,) = shown["instruments"]
    assert (instrument["price_scale"], instrument["quantity_scale"]) == (3, 2)
    assert instrument["currency"]["code"] == "EUR"
    assert shown["ingests"][0]["options"]["label"] == "end"


def test_errors_come_through_with_their_type(farthing, demo_bundle):
    with pytest.raises(UnknownSymbol):
        farthing("ingest", "synthetic", "--bundle", "demo", "--symbols", "NONE")
    with pytest.raises(ConfigurationError):
        farthing("ingest", "synthetic", "--bundle", "demo", "--frequency", "5m")
    with pytest.raises(BundleNotFound):
        farthing("bundles", "show", "dmeo")


def test_bundles_are_listed(farthing, demo_bundle, home):
    listed = farthing("bundles", "list").stdout
    assert "demo" in listed
    assert "2019-01-02" in listed
    (record,) = json.loads(farthing("bundles", "list", "--json").stdout)
    assert (record["bundle"], record["symbols"]) == ("demo", 6)
    (home / "catalog" / "demo.json").write_text("{}")
    assert "is not what was written" in farthing("bundles", "list").stdout


def test_an_empty_catalog_says_so(farthing):
    assert "no bundles in" in farthing("bundles", "list").stdout
    assert json.loads(farthing("bundles", "list", "--json").stdout) == []


def test_a_bundle_is_shown(farthing, demo_bundle):
    shown = farthing("bundles", "show", "demo").stdout
    for text in ("ALDR", "the demo market (seed 7)", "missing sessions", "raw"):
        assert text in shown


def test_a_bundle_is_verified(farthing, demo_bundle, home):
    assert "is what was written, to the byte" in farthing("bundles", "verify", "demo").stdout
    assert json.loads(farthing("bundles", "verify", "demo", "--json").stdout) == []
    segment = next((home / "data" / "demo").glob("*/ALDR*"))
    segment.write_bytes(segment.read_bytes()[:-1])
    with pytest.raises(BundleCorrupt, match="1 of its files are not what was written"):
        farthing("bundles", "verify", "demo")
    with pytest.raises(BundleCorrupt):
        farthing("bundles", "verify", "demo", "--json")


def test_a_bundle_is_removed_when_the_user_means_it(farthing, demo_bundle):
    assert farthing("bundles", "remove", "demo", answer="n\n").exit_code == 1
    assert "demo" in farthing("bundles", "list").stdout
    assert "is removed" in farthing("bundles", "remove", "demo", "--yes").stdout
    with pytest.raises(BundleNotFound):
        farthing("bundles", "remove", "demo")


def test_columns_are_told_one_by_one(farthing, write):
    path = write("A.csv", "date;open;high;low;Last = close", "2024-01-02;1;2;1;1.5")
    words = ("ingest", "csv", str(path), "--bundle", "b", "--calendar", "XNYS")
    assert "is written" in farthing(*words, "--map", "close=Last = close").stdout
    assert "--map" in farthing("ingest", "csv", "--help").stdout
    with pytest.raises(ConfigurationError, match="--map 'close' is no NAME=VALUE"):
        farthing(*words, "--map", "close")
    with pytest.raises(ConfigurationError, match="--map says 'close' twice: 'high' and 'low'"):
        farthing(*words, "--map", "close=high", "--map", "close=low")
