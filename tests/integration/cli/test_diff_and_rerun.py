"""Where two runs part is named to the row; a manifest alone gives the same run again."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

import farthing as ft
from farthing.data import find_source, ingest
from farthing.errors import ConfigurationError
from farthing.report import save
from farthing.trust import diff, rerun

CROSS = """
import farthing as ft
from lengths import SLOW


class Cross(ft.Strategy):
    fast: int = 10

    def on_bar(self, ctx):
        ctx.target_percent((ctx.sma(self.fast) > ctx.sma(SLOW)) / len(ctx.assets))
"""


@pytest.fixture
def cross(room):
    """A strategy that imports from its own folder."""
    (room.folder / "lengths.py").write_text("SLOW = 30\n")
    return room.file(CROSS)


def made(room, cross, name, *options):
    """A run in a folder of this name."""
    done = room.run(cross, "--out", room.folder / name, *options)
    assert done.code == 0, done.err
    return room.folder / name


def test_two_runs_of_the_same_are_the_same(room, cross):
    a, b = made(room, cross, "a"), made(room, cross, "b")
    found = diff(a, b)
    assert found.is_same
    assert (found.first, found.why, found.gap, found.manifest) == (None, (), Decimal(0), {})
    done = room.command("diff", a, b)
    assert done.code == 0
    assert done.out.startswith("the same to the last digit: digest ")


def test_another_slippage_is_seen_at_the_first_fill(room, cross):
    a, b = made(room, cross, "a"), made(room, cross, "b", "--slippage", "bps:5")
    found = diff(a, b)
    assert (found.first.what, found.first.row) == ("fill", 0)
    assert {"price", "value"} <= set(found.first.columns)
    assert found.first.b["price"] > found.first.a["price"]
    assert found.why == ("config.slippage: none, then bps:5",)
    assert found.gap < 0
    done = room.command("diff", a, b)
    assert done.code == 2
    assert "fill 0: " in done.out
    assert json.loads(room.command("diff", a, b, "--json").out)["is_same"] is False


def test_another_parameter_is_seen_at_the_first_order(room, cross):
    a, b = made(room, cross, "a"), made(room, cross, "b", "--param", "fast=12")
    found = diff(a, b)
    assert found.first.what == "order"
    assert found.why == ("strategy.parameters.fast: 10, then 12",)


def test_another_commission_is_seen_at_the_fee(room, cross):
    a, b = made(room, cross, "a"), made(room, cross, "b", "--commission", "per-trade:1")
    found = diff(a, b)
    assert (found.first.what, found.first.columns) == ("fill", ("fee", "account_fee"))


def test_a_run_that_has_more_orders_is_longer(room, cross):
    bars = ft.bundle("demo", home=room.home).bars("ALDR")
    rows = [bars.instruments[0].symbol] * 2
    orders = [{"row": n, "asset": symbol, "size": 1} for n, symbol in enumerate(rows)]
    found = diff(ft.simulate(bars, orders=orders[:1]), ft.simulate(bars, orders=orders))
    assert (found.first.what, found.first.row, found.first.a) == ("order", 1, None)
    assert found.first.b["quantity"] == 1
    assert found.why[0].startswith("nothing that the manifests tell differs")


def test_a_manifest_gives_the_same_run_again(room, cross):
    told = ("--param", "fast=7", "--commission", "bps:3", "--start", "2019-02-01")
    a = made(room, cross, "a", *told)
    alone = room.folder / "elsewhere.json"
    alone.write_bytes((a / "run.json").read_bytes())
    cross.write_text("raise SystemExit\n")  # the file of now says nothing
    (room.folder / "lengths.py").write_text("SLOW = 99\n")
    done = room.command("rerun", alone, "--home", room.home)
    assert (done.code, done.out[:31]) == (0, "the same to the last digit: dig")
    again = rerun(alone, home=room.home)
    assert again.is_same
    assert diff(a, again.result).is_same


def test_a_package_without_a_file_and_a_linked_module_are_run_again(room):
    elsewhere = room.folder / "elsewhere"
    for place in (room.folder / "lib", elsewhere):
        place.mkdir()
    (room.folder / "lib" / "slow.py").write_text("from linked import SLOW\n")
    (elsewhere / "any.py").write_text("SLOW = 30\n")
    (room.folder / "linked.py").symlink_to(elsewhere / "any.py")
    a = made(room, room.file(CROSS.replace("lengths", "lib.slow")), "a")
    sources = json.loads((a / "run.json").read_text())["strategy"]["sources"]
    assert list(sources)[1:] == ["lib/slow.py", "linked.py"]
    (elsewhere / "any.py").write_text("SLOW = 99\n")
    assert rerun(a, home=room.home).is_same


def test_other_bars_and_missing_sources_are_named(room, cross, tmp_path):
    a = made(room, cross, "a")
    other = tmp_path / "other"
    ingest(find_source("synthetic")(years=1, seed=9), "demo", home=other)
    with pytest.raises(ConfigurationError, match="holds other bars now"):
        rerun(a, home=other)
    bars = ft.bundle("demo", home=room.home).bars("ALDR")
    arrays = ft.simulate(bars, orders=[{"row": 0, "asset": "ALDR", "size": 1}])
    save(arrays, tmp_path / "arrays")
    with pytest.raises(ConfigurationError, match="made with arrays, whose source"):
        rerun(tmp_path / "arrays", home=room.home)
    with pytest.raises(ConfigurationError, match="there is no manifest"):
        rerun(tmp_path / "nothing.json")


def test_another_source_is_told_by_the_line_from_which_it_differs(room, cross):
    a = made(room, cross, "a")
    b = made(room, room.file(CROSS.replace("= 10", "= 12")), "b")
    assert "the source trial.py: differs from line 7" in diff(a, b).why
    done = room.command("diff", a, b)
    assert "differs from line 7" in done.out
    assert "import" not in done.out
