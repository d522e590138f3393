"""What users wrote is printed as it is: brackets and colons in it mean nothing to the terminal."""

import polars as pl
import pytest

from farthing.data import find_source, ingest

BUYS = "if ctx.row == 0: ctx.order('ALDR', 10)"
HOSTILE = "[/red]x[bold]:smile:"


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """A terminal that breaks no line."""
    monkeypatch.setenv("COLUMNS", "300")


@pytest.mark.parametrize("message", ["no [x] here", HOSTILE, "[/]", "ends with \\"])
def test_the_error_of_a_strategy_is_printed_whole(room, message):
    done = room.run_body(f"raise ValueError({message!r})")
    assert message in done.error()


def test_a_folder_with_brackets_is_printed_whole(room):
    out = room.folder / "o3[" / "red]:smile:"
    done = room.run_body(BUYS, "--out", out)
    assert done.code == 0, done.err
    assert f"report: {out / 'report.html'}" in done.out


NAMED = f"""
import farthing as ft

class Trial(ft.Strategy):
    def on_bar(self, ctx):
        pass

Trial.__name__ = {HOSTILE!r}
"""


def test_a_strategy_whose_name_has_brackets_is_printed_whole(room):
    done = room.run(room.file(NAMED))
    assert done.code == 0, done.err
    assert HOSTILE in done.out


@pytest.fixture
def hostile_csv(tmp_path):
    days = ["2021-01-04", "2021-01-05", "2021-01-06"]
    frame = pl.DataFrame({"date": days, "symbol": HOSTILE} | dict.fromkeys(
        ("open", "high", "low", "close"), "10.00"
    ) | {"volume": 1})  # fmt: skip
    path = tmp_path / "bars[x]:smile:.csv"
    frame.write_csv(path)
    return path


def taken_in(room, path, home):
    settled = ("--bundle", "demo", "--calendar", "XNYS", "--prices", "raw")
    return room.command("ingest", "csv", path, *settled, "--home", home)


def test_symbols_with_brackets_are_printed_whole(room, hostile_csv):
    home = room.folder / "home[b]:smile:"
    taken = taken_in(room, hostile_csv, home)
    assert taken.code == 0, taken.err
    assert HOSTILE in taken.out
    listed = room.command("bundles", "list", "--home", home)
    assert f"bundlesin{home}" in "".join(listed.out.split()), "a title is as wide as its table"
    shown = room.command("bundles", "show", "demo", "--home", home)
    assert HOSTILE in shown.out
    assert hostile_csv.name in shown.out
    assert "to the byte" in room.command("bundles", "verify", "demo", "--home", home).out


def test_a_progress_bar_shows_brackets(room, hostile_csv, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    home = room.folder / "home"
    taken = taken_in(room, hostile_csv, home)
    assert taken.code == 0, taken.err
    assert HOSTILE in taken.err
    assert ingest(find_source("synthetic")(years=8), "long", home=home).changed
    slow = NAMED.replace("pass", "time.sleep(0.3 if ctx.row in (300, 1000) else 0)")
    done = room.run(room.file(f"import time\n{slow}"), "--home", home, "--bundle", "long")
    assert done.code == 0, done.err
    assert HOSTILE in done.err


def test_an_empty_catalog_with_brackets_is_printed_whole(room):
    home = room.folder / HOSTILE.replace("/", "")
    listed = room.command("bundles", "list", "--home", home)
    assert listed.code == 0, listed.err
    assert f"no bundles in {home}" in listed.out
