"""The options of `farthing run` reach the run; `check` and Python's functions have the same."""

from __future__ import annotations

import inspect
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal

import pytest
from command_line import manifest, table

import farthing as ft
from farthing.backtest.config import RunConfig, run_config
from farthing.cli.check import check
from farthing.cli.run import run
from farthing.data import find_source, ingest
from farthing.trust import rerun

ONE = 'if ctx.row == {row}:\n    ctx.order("{symbol}", {size})'


@pytest.fixture(scope="session")
def assets_home(tmp_path_factory):
    """A catalog with bars in two currencies; it is read alone."""
    home = tmp_path_factory.mktemp("assets")
    ingest(find_source("assets")(), "assets", home=home)
    return home


@pytest.fixture
def both(room, assets_home):
    """Runs a strategy that buys a share in euros, of an account in dollars."""

    def run_both(*options):
        file = room.trial(ONE.format(row=0, symbol="RHEIN", size=10))
        return room.run(file, "--bundle", "assets", "--home", assets_home, *options)

    return run_both


def test_bars_in_several_currencies_are_run_in_one(both, room):
    done = both("--symbols", "RHEIN,EUR/USD", "--currency", "USD", "--convert", "each")
    assert done.code == 0, done.err
    config = manifest(room.out)["config"]
    assert (config["currency"], config["convert"]) == ("USD:2", "each")
    fill = table(room.out, "fills").row(0, named=True)
    assert fill["currency"] == "EUR"
    assert fill["account_value"] != fill["value"]
    assert "conversion" in set(table(room.out, "events")["kind"])


def test_rates_may_be_in_a_file_and_the_run_can_be_made_again(both, room, assets_home):
    file = room.folder / "rates.csv"
    file.write_text("base,quote,date,rate\nEUR,USD,2023-01-01,1.25\n")
    done = both("--symbols", "RHEIN", "--currency", "USD", "--rates", file)
    assert done.code == 0, done.err
    assert manifest(room.out)["config"]["rates"] == [["EUR", "USD", "2023-01-01", "1.25"]]
    fill = table(room.out, "fills").row(0, named=True)
    assert fill["account_value"] == fill["value"] * Decimal("1.25")
    assert rerun(room.out, home=assets_home).is_same


def test_a_check_of_bars_in_several_currencies_is_made_in_one(room, assets_home):
    file = room.folder / "rates.csv"
    file.write_text("base,quote,date,rate\nEUR,USD,2023-01-01,1.25\n")
    trial = room.trial(ONE.format(row=0, symbol="RHEIN", size=10))
    words = ("check", trial, "--bundle", "assets", "--home", assets_home, "--cuts", "2")
    words += ("--symbols", "RHEIN,GRNH24")
    assert "instruments in EUR, USD: say which currency" in room.command(*words).error()
    done = room.command(*words, "--currency", "USD", "--convert", "each", "--rates", file)
    assert done.code == 0, done.err
    assert "nothing found in trial.py on assets" in done.out
    assert ", 1 orders," in done.out


def test_a_check_says_why_it_takes_no_finer_bars(room):
    words = ("--bundle", "demo", "--home", room.home, "--finer", "1h")
    said = room.command("check", room.trial("pass"), *words).error()
    assert said.startswith("a check takes no finer bars: its other futures")
    assert said.endswith("leave finer (--finer) out")


def test_without_a_currency_the_option_is_named(both):
    said = both("--symbols", "RHEIN,EUR/USD").error()
    assert said.startswith("instruments in EUR, USD: say which currency the account is in")
    assert "--currency" in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--rates", "none.csv"), "none.csv cannot be read as csv"),
        (("--currency", "dollars"), "dollars"),
        (("--rates", "RATES"), "rate of EUR/USD: 'much' is none"),
    ],
)
def test_what_makes_no_sense_is_told(both, room, options, words):
    file = room.folder / "rates.csv"
    file.write_text("base,quote,date,rate\nEUR,USD,2023-01-01,much\n")
    told = [str(file) if word == "RATES" else word for word in options]
    assert words in both("--symbols", "RHEIN", *told).error()


def test_a_volume_limit_and_latency_reach_the_run(room):
    body = ONE.format(row=0, symbol="ALDR", size=1_000_000)
    done = room.run_body(body, "--volume-limit", "0.01", "--latency", "submit=30h,seed=7")
    assert done.code == 0, done.err
    config = manifest(room.out)["config"]
    assert config["volume_limit"] == "0.01"
    assert config["latency"] == str(ft.run(lambda ctx: None, bars=ft.bundle(
        "demo", home=room.home), latency="submit=30h,seed=7").config.latency)  # fmt: skip
    fills, equity = table(room.out, "fills"), table(room.out, "equity")
    assert len(fills) > 1  # in parts
    assert fills["session"][0] >= equity["session"][2]  # a day later than without latency


def test_finer_bars_of_the_bundle_decide_and_the_run_can_be_made_again(room):
    home = room.folder / "finer"
    (room.folder / "days.csv").write_text(
        "date,symbol,open,high,low,close,volume\n"
        "2024-01-02,A,10,10,10,10,100\n2024-01-03,A,10,12,8,10,100\n2024-01-04,A,10,10,10,10,100\n"
    )
    hours = [
        f"2024-01-0{day} {hour:02}:00,A,10,{12 if day == 3 and hour == 4 else 10},"
        f"{8 if day == 3 and hour == 9 else 10},10,100"
        for day in (2, 3, 4)
        for hour in range(24)
    ]
    (room.folder / "hours.csv").write_text(
        "\n".join(["date,symbol,open,high,low,close,volume", *hours]) + "\n"
    )
    for words in (
        ("days.csv",),
        ("hours.csv", "--frequency", "1h", "--tz", "UTC", "--append", "--label", "start"),
    ):
        done = room.command(
            "ingest", "csv", room.folder / words[0], *words[1:], "--bundle", "both",
            "--calendar", "24/7", "--home", home,
        )  # fmt: skip
        assert done.code == 0, done.err
    body = 'if ctx.row == 0:\n    ctx.bracket("A", 1, stop_loss=9, take_profit=11)'
    decided = {}
    for name, options in (("coarse", ()), ("fine", ("--finer", "1h"))):
        done = room.run_body(
            body, "--bundle", "both", "--frequency", "1d", "--home", home,
            "--out", room.folder / name, *options,
        )  # fmt: skip
        assert done.code == 0, done.err
        decided[name] = manifest(room.folder / name)
    assert decided["coarse"]["config"]["finer"] is None
    assert decided["fine"]["config"]["finer"]["frequency"] == "1h"
    assert decided["fine"]["ambiguous_bars"] == {"decided": 1, "undecided": 0}
    assert decided["coarse"]["ambiguous_bars"] == {"decided": 0, "undecided": 1}
    assert rerun(room.folder / "fine", home=home).is_same


def test_ends_of_instruments_come_in_a_file(room):
    day = date(2024, 1, 2)
    rows = [f"{day + timedelta(days=n)},{name},10,10,10,10" for n in range(5) for name in "AB"]
    (room.folder / "bars.csv").write_text(
        "\n".join(["date,symbol,open,high,low,close", *rows]) + "\n"
    )
    (room.folder / "ends.csv").write_text("symbol,date,price\nA,2024-01-04,0.5\nB,2024-01-05,\n")
    done = room.command(
        "ingest", "csv", room.folder / "bars.csv", "--ends", room.folder / "ends.csv",
        "--bundle", "ended", "--calendar", "24/7", "--home", room.folder / "ends",
    )  # fmt: skip
    assert done.code == 0, done.err
    ends = ft.bundle("ended", home=room.folder / "ends").bars().ends
    assert [(end.symbol, end.date, end.price) for end in ends] == [
        ("A", date(2024, 1, 4), Decimal("0.5")),
        ("B", date(2024, 1, 5), None),
    ]


PYTHON_ALONE = {"bars", "parameters", "progress", "strategy", "targets", "orders", "unit"} | {
    "rebalance"
}
"""Parameters that are no settings of a run."""

COMMAND_ALONE = {"context", "file", "strategy", "bundle", "symbols", "frequency", "param"}
COMMAND_ALONE |= {"out", "home", "zipline", "as_json", "cuts"}
"""Options that are no settings of a run."""


@pytest.mark.parametrize("command", [run, check])
def test_the_functions_and_the_commands_have_the_same_settings(command):
    settings = {each.name for each in fields(RunConfig)}
    assert set(inspect.signature(run_config).parameters) == settings
    for function in (ft.run, ft.simulate):
        assert set(inspect.signature(function).parameters) - PYTHON_ALONE == settings
    options = set(inspect.signature(command).parameters) - COMMAND_ALONE
    assert options == settings - {"controls"} | {"control"}


@pytest.mark.parametrize("command", ["run", "check"])
def test_help_names_every_option_once_and_stays_within_its_lines(room, monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "100")
    shown = room.command(command, "--help").out.splitlines()
    for name in ("currency", "convert", "rates", "volume-limit", "latency", "finer", "control"):
        assert sum(f"│ --{name} " in line for line in shown) == 1
    assert max(map(len, shown)) <= 101


@pytest.mark.parametrize(("command", "more"), [("run", ()), ("check", ("--cuts", "2"))])
def test_an_end_that_is_no_session_means_the_last_one_before(room, demo_home, command, more):
    friday, saturday = date(2019, 3, 8), date(2019, 3, 9)
    file = room.trial("if ctx.row == 0:\n    ctx.order('ALDR', 1)")
    told = ("--bundle", "demo", "--home", demo_home, "--end", saturday)
    done = room.command(command, file, *told, *more, *(("--out", room.out) if not more else ()))
    assert done.code == 0, done.err
    if command == "run":
        assert table(room.out, "equity")["session"][-1] == friday
