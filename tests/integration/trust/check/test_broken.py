"""What cannot be checked ends with an error that says so; what is found has an exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unittest import mock

import pytest

from farthing.cli import main
from farthing.data import Catalog
from farthing.errors import BundleNotFound, ConfigurationError, StrategyError, UnknownSymbol
from farthing.trust import check
from farthing.trust.check.market import market
from farthing.trust.check.nursery import Nursery
from farthing.trust.check.subject import subject
from farthing.trust.check.trials import Trials

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
CLEAN, CHEAT = HERE / "clean" / "buy_and_hold.py", HERE / "cheats" / "negative_shift.py"


@pytest.fixture
def strategy(tmp_path):
    """A strategy file of this text."""

    def strategy(text):
        path = tmp_path / "trial.py"
        path.write_text(text)
        return path

    return strategy


def test_a_strategy_that_raises_is_an_error_with_its_line(checks, strategy):
    file = strategy(
        "import farthing as ft\nclass A(ft.Strategy):\n  def on_bar(self, ctx): 1 / 0\n"
    )
    with pytest.raises(StrategyError, match=r"at bar 0 .*trial\.py:3: ZeroDivisionError"):
        checks(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n", "has no strategy: define a subclass"),
        ("def f(:\n", "is no Python program"),
        ("import nowhere\n", "cannot begin.*nowhere"),
    ],
    ids=["no strategy", "no program", "no module"],
)
def test_a_file_without_a_strategy_is_an_error(checks, strategy, text, said):
    with pytest.raises(StrategyError, match=said):
        checks(strategy(text))


def test_a_strategy_that_ends_its_process_is_an_error(checks, strategy):
    with pytest.raises(StrategyError, match=r"ended without a result \(exit code 7\)"):
        checks(strategy("import os\nprint('so long', flush=True)\nos._exit(7)\n"))


def test_what_is_not_there_is_an_error(markets, tmp_path):
    with pytest.raises(ConfigurationError, match=r"^there is no strategy file /.*nothing\.py$"):
        check(tmp_path / "nothing.py", bundle="demo", home=markets)
    with pytest.raises(ConfigurationError, match="is no strategy file"):
        check(len, bundle="demo", home=markets)
    with pytest.raises(BundleNotFound):
        check(CLEAN, bundle="nothing", home=markets)
    with pytest.raises(UnknownSymbol):
        check(CLEAN, bundle="demo", symbols="NOTHING", home=markets)
    with pytest.raises(ConfigurationError, match="cuts is 1; it must be 2 to 1000"):
        check(CLEAN, bundle="demo", cuts=1, home=markets)
    with pytest.raises(ConfigurationError, match="a check takes no finer bars"):
        check(CLEAN, bundle="demo", home=markets, finer="1m")
    with pytest.raises(ConfigurationError, match="a check has no setting 'leverage'"):
        check(CLEAN, bundle="demo", home=markets, leverage=2)
    with pytest.raises(ConfigurationError, match="commission"):
        check(CLEAN, bundle="demo", home=markets, commission="nothing:1")


def test_a_bundle_whose_tables_are_gone_is_an_error(demo, home):
    next(demo.folder.glob("ALDR*.parquet")).unlink()
    with pytest.raises(Exception, match="is missing"):
        check(CLEAN, bundle=demo.name, home=home)
    assert Catalog(home).names() == ("demo",)


def test_reading_the_original_by_its_path_is_named(checks, markets, strategy):
    text = """
import farthing as ft

class A(ft.Strategy):
    home: str = ""

    def on_start(self, ctx):
        self.close = ft.bundle("demo", home=self.home).bars().tables["BROAD"].collect()["close"]

    def on_bar(self, ctx):
        ctx.order_target("BROAD", 1 + int(self.close[-1]))
"""
    found = checks(strategy(text), parameters={"home": str(markets)}, count=2)
    assert {each.kind for each in found.findings} == {"file"}
    assert any(f"{markets}/catalog/demo.json" in each.what for each in found.findings)


def test_a_strategy_with_too_few_bars_to_begin_with_is_no_cheat(checks, strategy):
    text = """
import farthing as ft

bars = ft.bundle("demo").bars("BROAD")
closes = bars.tables["BROAD"].collect()["close"].cast(float).to_list()
level = closes[100]
targets = [float(row >= 100 and close > level) for row, close in enumerate(closes)]
result = ft.simulate(bars, targets=targets)
"""
    assert checks(strategy(text)).is_clean


def test_where_a_system_cannot_fork_each_trial_has_a_process_of_its_own(markets, tmp_path):
    told = subject(
        CLEAN, "demo", symbols=None, frequency=None, parameters=None, home=markets, settings={}
    )
    alone = Nursery(tmp_path, 0, is_alone=True)
    forked = Nursery(tmp_path, 0)
    trials = Trials(told, market(told.bundle), tmp_path, forked)
    trial = trials.trial(markets, trials.folder())
    try:
        heard = [nursery.hear(trial) for nursery in (alone, alone, forked)]
    finally:
        forked.close()
    assert heard[0] == heard[1] == heard[2]
    assert [each.what for each in heard[0][0].decisions].count("order") == 1


def test_compiled_libraries_are_loaded_before_the_clock_moves(
    markets, nurseries, strategy, tmp_path
):
    file = strategy("""
from datetime import date, datetime

import pandas as pd

import farthing as ft


class A(ft.Strategy):
    def on_bar(self, ctx):
        if pd.Timestamp(ctx.session) > pd.Timestamp(datetime(2019, 3, 1)) > datetime(2019, 2, 1):
            ctx.order_target("BROAD", 1 + int(isinstance(ctx.session, date)))
""")
    told = subject(
        file, "demo", symbols=None, frequency=None, parameters=None, home=markets, settings={}
    )
    nurseries.add(0)
    trials = Trials(told, market(told.bundle), tmp_path, nurseries)
    (first,) = trials.on_whole()
    (moved,) = trials.on_whole(clock_s=86_400 * 400, modules=first.modules)
    assert "pandas" in first.modules
    assert first.error == moved.error == ""
    assert first.decisions == moved.decisions
    assert first.decisions != []


def test_fills_at_the_same_close_are_told(checks):
    (note,) = checks(CLEAN, count=2, fill="close").notes
    assert note.startswith("fill=close: orders fill at the close")


def ran(capfd, *words):
    """A command's exit code, and what it printed."""
    with mock.patch.object(sys, "argv", ["farthing", *map(str, words)]):
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
    return code, *capfd.readouterr()


def test_the_command_says_in_its_last_line_what_was_found(capfd, markets):
    words = ("--bundle", "demo", "--home", markets, "--cuts", 2)
    code, out, _ = ran(capfd, "check", CHEAT, *words)
    assert code == 2
    assert out.splitlines()[-1].startswith("found in negative_shift.py on demo: look-ahead (")
    code, out, _ = ran(capfd, "check", CLEAN, *words, "--json")
    assert code == 0
    told = json.loads(out)
    assert told["is_clean"] is True
    assert len(told["cuts"]) == 2
    code, _, err = ran(capfd, "check", CLEAN, "--bundle", "nothing", "--home", markets)
    assert code == 1
    assert "no bundle 'nothing'" in err


@pytest.mark.parametrize("name", ["check", "diff", "rerun"])
def test_a_mistyped_option_is_no_finding(capfd, name):
    code, _, err = ran(capfd, name, CLEAN, CLEAN, "--nothing")
    assert code == 1
    assert "--nothing" in err


def test_the_bundle_that_was_checked_is_as_it_was(markets):
    assert Catalog(markets).verify("demo") == ()
