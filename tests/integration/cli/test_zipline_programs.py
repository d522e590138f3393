"""``farthing run --zipline``: files that import from Zipline, unchanged."""

from __future__ import annotations

import sys
import types

import pytest
from command_line import manifest, table

PROGRAM = """\
import pandas as pd
from zipline.api import (
    date_rules, get_datetime, order, record, schedule_function, symbol, time_rules
)
from zipline.finance import commission, slippage


def initialize(context):
    import zipline.api

    assert zipline.api.symbol is symbol
    context.share = symbol("ALDR")
    schedule_function(buy, date_rules.month_start(), time_rules.market_open(hours=1))


def buy(context, data):
    from zipline.finance.execution import MarketOrder

    order(context.share, 10, style=MarketOrder())


def handle_data(context, data):
    closes = data.history(context.share, "close", 1, "1d")
    assert isinstance(closes, pd.Series)
    assert isinstance(get_datetime(), pd.Timestamp)
    record(price=closes.iloc[-1])


def analyze(context, perf):
    assert perf["ending_cash"].iloc[-1] < 100000
    print("analyzed", len(perf))
"""


def test_a_file_of_zipline_runs_with_its_defaults(room):
    done = room.run(room.file(PROGRAM), "--zipline")
    assert done.code == 0, done.err
    assert "analyzed 252" in done.out
    config = manifest(room.out)["config"]
    assert config["fill"] == "next-close"
    assert config["commission"] == "per-share:0.001:0"
    assert config["slippage"] == "bps:5"
    assert config["volume_limit"] == "0.1"
    fills = table(room.out, "fills")
    assert len({day.month for day in fills["session"]}) == 12
    assert "zipline" not in sys.modules


def test_what_the_command_says_holds_instead_of_the_defaults(room):
    options = ("--commission", "none", "--slippage", "none", "--fill", "next-open")
    room.run(room.file(PROGRAM), "--zipline", *options)
    config = manifest(room.out)["config"]
    said = ("commission", "slippage", "fill", "volume_limit")
    assert [config[name] for name in said] == ["none", "none", "next-open", "0.1"]


def test_what_the_program_says_holds_most_of_all(room):
    words = "    set_commission(commission.PerTrade(cost=2.0))\n"
    words += "    set_slippage(slippage.NoSlippage())\n"
    names = "date_rules, set_commission, set_slippage,"
    program = PROGRAM.replace("date_rules,", names, 1).replace("    import zipline.api\n", words, 1)
    program = program.replace("    assert zipline.api.symbol is symbol\n", "")
    done = room.run(room.file(program), "--zipline", "--commission", "bps:10")
    assert done.code == 0, done.err
    config = manifest(room.out)["config"]
    said = [config[name] for name in ("commission", "slippage", "volume_limit")]
    assert said == ["per-trade:2.0", "none", None]


def test_an_installed_zipline_is_put_aside_and_comes_back(room, monkeypatch):
    real = types.ModuleType("zipline")
    monkeypatch.setitem(sys.modules, "zipline", real)
    finders = list(sys.meta_path)
    assert room.run(room.file(PROGRAM), "--zipline").code == 0
    assert sys.modules["zipline"] is real
    assert "zipline.api" not in sys.modules
    assert sys.meta_path == finders


def test_its_run_can_be_made_again(room):
    room.run(room.file(PROGRAM), "--zipline")
    assert manifest(room.out)["strategy"]["face"] == "zipline"
    again = room.command("rerun", room.out, "--home", room.home)
    assert again.code == 0, again.err


def test_what_raises_puts_everything_back(room):
    finders = list(sys.meta_path)
    program = PROGRAM.replace("    closes =", "    1 / 0\n    closes =")
    error = room.run(room.file(program), "--zipline").error()
    assert "ZeroDivisionError" in error
    assert sys.meta_path == finders
    assert "zipline" not in sys.modules


MISSING = {
    "from zipline.gens import sim_engine": "farthing has no zipline.gens; of Zipline it has",
    "from zipline.api import attach_my": "cannot import name 'attach_my'",
}


@pytest.mark.parametrize("line", MISSING)
def test_what_is_not_there_is_named(room, line):
    file = room.file(f"{line}\n\n\ndef initialize(context):\n    pass\n")
    done = room.run(file, "--zipline")
    assert done.code == 1
    assert MISSING[line] in done.lines[-1]


def test_without_the_option_the_way_is_named(room):
    error = room.run(room.file(PROGRAM)).error()
    assert "farthing run --zipline" in error


def test_a_class_is_no_program_of_zipline(room):
    error = room.run(room.trial("pass"), "--zipline").error()
    assert "no program of Zipline" in error
