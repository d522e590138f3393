"""``farthing scan`` and ``farthing wyckoff parameters``: what they print and leave."""

from __future__ import annotations

import json

import pytest

from farthing.data import find_source, ingest


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    """A catalog with four years of the demo market."""
    home = tmp_path_factory.mktemp("home")
    ingest(find_source("synthetic")(years=4), "market", home=home)
    return home


EVERY = ("--set", "range_sure=0", "--set", "range_score=0.6", "--set", "climax_score=0.5")
"""Each range is told, however poor."""


def test_each_symbol_has_a_row(room, market):
    ran = room.command("scan", "--bundle", "market", "--home", market, *EVERY)
    assert (ran.code, ran.err) == (0, "")
    assert "market as of 2022-12-30" in ran.out
    again = room.command("scan", "--bundle", "market", "--home", market, *EVERY, "--json")
    rows = json.loads(again.out)
    assert len(rows) == 6
    for row in rows:
        assert f" {row['symbol']} " in ran.out
        assert row["phase"] in "ABCDE-"
    assert any(row["support"] for row in rows)


def test_a_day_and_symbols_are_chosen(room, market):
    words = ("scan", "--bundle", "market", "--home", market, "--symbols", "ALDR,BRCK")
    ran = room.command(*words, "--as-of", "2021-06-30")
    assert "market as of 2021-06-30" in ran.out
    assert "0 of 2 " in room.command(*words, "--min-confidence", "100").out
    assert "is outside bundle 'market'" in room.command(*words, "--as-of", "2031-06-30").error()


def test_pages_and_a_manifest_are_left(room, market, tmp_path):
    out = tmp_path / "pages"
    changes = ("--set", "climax_volume=1.8", "--set", "break_volume.weight=3")
    ran = room.command("scan", "--bundle", "market", "--home", market, "--out", out, *changes)
    assert str(out / "index.html") in ran.out
    manifest = json.loads((out / "scan.json").read_text())
    assert manifest["set"] == {"climax_volume": 1.8, "break_volume.weight": 3.0}
    assert manifest["parameters"]["climax_volume"] == 1.8
    assert manifest["weights"]["break_volume"] == 3.0
    assert (manifest["bundle"], manifest["as_of"]) == ("market", "2022-12-30")
    assert len(manifest["data"]) > 20
    pages = {path.name for path in out.iterdir()}
    assert {"index.html", "scan.json", "ALDR.html"} <= pages
    assert len(pages) == 2 + len(manifest["rows"])


BESIDE = ("--volume", "tick", "--higher", "1w", "--benchmark", "BROAD")


def test_what_stands_beside_the_bars_is_said_and_kept(room, market, tmp_path):
    out = tmp_path / "pages"
    words = ("scan", "--bundle", "market", "--home", market, "--symbols", "ALDR", *EVERY, *BESIDE)
    ran = room.command(*words, "--set", "volume_story=0", "--min-confidence", "0", "--out", out)
    assert "volume counts ticks, confidence is 75 at most: ALDR, BROAD" in ran.out
    manifest = json.loads((out / "scan.json").read_text())
    assert (
        manifest["set"] | {"volume": "tick", "higher": "1w", "benchmark": "BROAD"}
        == (manifest["set"])
    )
    assert manifest["notes"] == ["volume counts ticks, confidence is 75 at most: ALDR, BROAD"]
    assert manifest["parameters"]["tick_volume_cap"] == 75
    assert {row["symbol"] for row in manifest["rows"]} == {"ALDR", "BROAD"}
    signals = [row["signal"] for row in manifest["rows"] if row["signal"]]
    assert all("volume counts ticks, not trades" in signal["words"] for signal in signals)


def test_a_file_of_parameters_has_words_too_and_the_command_line_goes_over_them(
    room, market, tmp_path
):
    file, out = tmp_path / "own.toml", tmp_path / "pages"
    file.write_text('volume = "tick"\nhigher = "1w"\ntick_volume_cap = 60\n')
    words = ("scan", "--bundle", "market", "--home", market, "--parameters", file, "--out", out)
    room.command(*words, "--volume", "trades")
    manifest = json.loads((out / "scan.json").read_text())
    assert manifest["set"] == {"tick_volume_cap": 60, "volume": "trades", "higher": "1w"}
    refused = room.command("scan", "--bundle", "market", "--home", market, "--volume", "real")
    assert refused.error() == "volume 'real' is none of trades, tick"
    refused = room.command("scan", "--bundle", "market", "--home", market, "--benchmark", "NONE")
    assert "NONE" in refused.error()


def test_a_folder_that_is_a_file_is_refused(room, market, tmp_path):
    (tmp_path / "file").write_text("")
    words = ("scan", "--bundle", "market", "--home", market, "--out", tmp_path / "file")
    assert room.command(*words).error().endswith("choose another folder")


@pytest.mark.parametrize("width", ["60", "200"])
def test_the_table_of_parameters_is_whole(room, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    shown = room.command("wyckoff", "parameters", "--set", "climax_volume=2.5").out
    shown = shown.replace("\xa0", " ")
    assert "…" not in shown
    rows = json.loads(room.command("wyckoff", "parameters", "--json").out)
    for row in rows:
        assert row["name"] in shown
        assert row["source"]
        assert row["meaning"]
    line = next(line for line in shown.splitlines() if line.strip().startswith("climax_volume "))
    assert line.split()[:6] == ["climax_volume", "at", "least", "2.5", "x", "average"]
    assert line.split()[6] == "2"


def test_a_number_that_is_not_taken_is_refused(room, market):
    refused = room.command("wyckoff", "parameters", "--set", "climax_volume=0").error()
    assert refused == "climax_volume 0 is not from 0.1 to 20 (x average)"
    words = ("scan", "--bundle", "market", "--home", market, "--set", "climax=1")
    assert room.command(*words).error().startswith("there is no parameter 'climax'")
