"""Every cheat that was planted is found, with its kind, its first bar and its order."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

from farthing.trust.check.finding import Kind
from farthing.trust.check.sealed import is_possible

pytestmark = pytest.mark.slow
CHEATS = Path(__file__).parent / "cheats"
AHEAD = (
    "same_bar_close", "negative_shift", "centred_window", "whole_sample_scaling",
    "unfinished_coarse_bar", "future_universe", "future_split_factor", "event_before_known",
    "fit_on_all_data",
)  # fmt: skip
OTHERS: dict[str, Kind] = {
    "side_channel_by_file": "left over",
    "repaint": "repaint",
    "unseeded_chance": "chance",
    "chance_of_the_system": "chance",
    "clock": "clock",
    "hash_order": "hash order",
    "short_warmup": "warm-up",
}


@pytest.mark.parametrize("name", AHEAD)
def test_what_looks_ahead_is_found(checks, name):
    bundle = {"bundle": "hours", "frequency": "1h"} if name == "unfinished_coarse_bar" else {}
    found = checks(CHEATS / f"{name}.py", **bundle)
    (only,) = found.findings
    assert only.kind == "look-ahead"
    assert only.time is not None
    assert only.order or only.other
    assert 1 <= only.seen <= only.trials == len(found.cuts)


@pytest.mark.parametrize("name", OTHERS)
def test_hidden_inputs_are_found_by_their_kind(checks, name):
    (only,) = checks(CHEATS / f"{name}.py").findings
    assert only.kind == OTHERS[name]
    assert only.order or only.other


@pytest.mark.parametrize("name", ["file_elsewhere.txt", "table_elsewhere.csv"])
def test_a_file_that_the_manifest_does_not_tell_is_named(checks, name):
    (only,) = checks((CHEATS / name).with_suffix(".py")).findings
    assert (only.kind, only.what) == ("file", f"the run reads {CHEATS / name}")


def test_servers_programs_and_databases_are_named(checks, tmp_path):
    base = tmp_path / "prices.db"
    file = tmp_path / "asking.py"
    file.write_text(f"""
import contextlib
import socket
import sqlite3
import subprocess
import sys

import farthing as ft

sqlite3.connect({str(base)!r}).execute("create table if not exists a (b)")
subprocess.run((sys.executable, "-S", "-c", ""))
with contextlib.suppress(OSError), socket.socket() as asked:
    asked.connect(("127.0.0.1", 9))


class Asking(ft.Strategy):
    def on_bar(self, ctx):
        ctx.order_target("BROAD", 1)
""")
    base.touch()
    found = checks(file, count=2).findings
    assert {each.kind for each in found} == {"file"}
    assert [each.what for each in found] == [
        f"the run reads {base}",
        f"the run starts {sys.executable}",
        "the run connects to ('127.0.0.1', 9)",
    ]


@pytest.mark.skipif(not is_possible(), reason="this system cannot seal a process")
def test_a_file_that_compiled_code_opens_is_found(checks, tmp_path):
    sizes, file = tmp_path / "own" / "sizes.parquet", tmp_path / "own" / "compiled.py"
    sizes.parent.mkdir()
    pl.DataFrame({"size": [5, 6, 7]}).write_parquet(sizes)
    file.write_text("""
from pathlib import Path

from polars.io.parquet.functions import scan_parquet

import farthing as ft

SIZES = scan_parquet(Path(__file__).parent / "sizes.parquet").collect()["size"].to_list()


class Compiled(ft.Strategy):
    def on_bar(self, ctx):
        ctx.order_target("BROAD", SIZES[ctx.row % 3])
""")
    (only,) = checks(file, count=2).findings
    assert only.kind == "file"
    assert "which compiled code opened" in only.what
    assert "Permission denied" in only.other
