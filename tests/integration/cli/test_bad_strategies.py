"""A strategy that goes wrong: its own place and words, the bar and its time, and what was there."""

import re
import traceback

import pytest
from command_line import manifest, table

import farthing
from farthing.data import Catalog
from farthing.errors import (
    ConfigurationError,
    LedgerOverflow,
    NotEnoughHistory,
    OrderError,
    StrategyError,
    UnknownSymbol,
)

LINE = 6
"""The first line of a body in its file."""

BAR, TIME = 5, "2019-01-09 21:00:00 UTC"

WRONG = {
    "an exception": ("raise ValueError('my own mistake')", "ValueError: my own mistake"),
    "a symbol": ("ctx.order('ALDX', 1)", "unknown symbol 'ALDX'; did you mean ALDR?"),
    "a size of NaN": ("ctx.order('ALDR', float('nan'))", "size NaN is not finite"),
    "an infinite size": ("ctx.order('ALDR', float('inf'))", "size inf is not finite"),
    "a size that is no number": ("ctx.order('ALDR', 'ten')", "size 'ten' is not a decimal number"),
    "no size": ("ctx.order('ALDR', None)", "size None is no number"),
    "a limit that is no number": ("ctx.order('ALDR', 1, limit='low')", "limit 'low'"),
    "a duration": ("ctx.order('ALDR', 1, duration='week')", '"week": it is one of gtc, day'),
    "an asset beyond": ("ctx.order(99, 1)", "asset 99 of a run with 6 assets"),
    "too few targets": ("ctx.target_percent([0.1])", "1 target for 6 assets"),
    "an infinite target": ("ctx.target_percent([float('inf')] * 6)", "a target is inf"),
    "a long window": ("ctx.history('close', 1000)", "1000 bars at a time when 6 have happened"),
    "a field": ("ctx.history('opne', 1)", 'no field "opne": it is one of open'),
    "a window of nothing": ("ctx.history('close', 0)", "0"),
    "a window below nothing": ("ctx.history('close', -1)", "-1"),
    "an average of nothing": ("ctx.sma(0)", "0"),
    "a record that is none": ("ctx.record(x=object())", "record x=<object.*a recorded value is"),
    "recursion": ("self.on_bar(ctx)", "RecursionError"),
}


def body(wrong: str) -> str:
    """Ten shares at first, and at the sixth bar what is wrong."""
    return f"if ctx.row == {BAR}: {wrong}\nif ctx.row == 0: ctx.order('ALDR', 10)"


@pytest.mark.parametrize("name", WRONG)
def test_one_line_names_place_bar_time_and_reason_and_the_part_is_kept(room, name):
    wrong, expected = WRONG[name]
    error = room.run_body(body(wrong)).error()
    assert f"at bar {BAR} ({TIME})" in error
    assert f"trial.py:{LINE}" in error
    assert re.search(expected, error), error
    kept = manifest(room.out)
    assert kept["error"] == error
    assert kept["bars"] == BAR + 1
    assert table(room.out, "equity").height == BAR + 1
    assert table(room.out, "fills")["quantity"].to_list() == [10]
    assert "stopped" in (room.out / "report.html").read_text(encoding="utf-8")


def test_a_part_that_is_kept_is_said_to_be_one(room):
    assert "(stopped early)" in room.run_body(body("raise ValueError")).out


def test_an_error_before_the_first_bar_is_named_too(room):
    ran = room.run(
        room.file(
            "import farthing as ft\n\n\nclass Trial(ft.Strategy):\n"
            "    def on_start(self, ctx):\n        raise ValueError('at the start')\n"
        )
    )
    error = ran.error()
    assert "trial.py:6" in error
    assert "ValueError: at the start" in error


@pytest.mark.parametrize("function", ["initialize", "handle_data", "before_trading_start"])
def test_an_error_in_a_program_in_ziplines_way_is_named(room, function):
    others = {"initialize": "context", "handle_data": "context, data"}
    others |= {"before_trading_start": "context, data"}
    source = "".join(
        f"def {name}({given}):\n    {'1 / 0' if name == function else 'pass'}\n"
        for name, given in others.items()
    )
    error = room.run(room.file(source)).error()
    assert f"trial.py:{2 + 2 * list(others).index(function)}" in error
    assert "ZeroDivisionError: division by zero" in error


def test_a_number_that_does_not_fit_ends_the_run_with_what_was_there(room):
    error = room.run_body(f"ctx.order('ALDR', {2**61})").error()
    assert "ALDR" in error
    assert "does not fit the ledger" in error
    assert manifest(room.out)["error"] == error.removeprefix("the run stopped: ")
    assert table(room.out, "fills").height > 0


def test_exit_in_a_strategy_is_an_error_that_keeps_what_was_there(room):
    error = room.run_body(body("exit(0)")).error()
    assert f"at bar {BAR}" in error
    assert manifest(room.out)["bars"] == BAR + 1


def test_its_own_traceback_is_shown_from_call_to_call(room):
    ran = room.run_body("def deeper():\n    raise ValueError('my own mistake')\ndeeper()")
    shown = [line.strip() for line in ran.lines]
    assert ran.error().endswith("ValueError: my own mistake")
    assert shown[0] == "Traceback of the strategy:"
    assert [line for line in shown if line.startswith("File ")] == [
        f'File "{room.folder / "trial.py"}", line 8, in on_bar',
        f'File "{room.folder / "trial.py"}", line 7, in deeper',
    ]


def test_a_traceback_can_be_asked_for(room, monkeypatch):
    monkeypatch.setenv("FARTHING_TRACEBACK", "1")
    with pytest.raises(StrategyError) as caught:
        room.run_body(body("raise ValueError('my own mistake')"))
    assert isinstance(caught.value.__cause__, ValueError)


# --- the same from Python


@pytest.fixture
def bars(demo_home):
    return Catalog(demo_home).bundle("demo").bars()


def mistaken(ctx: farthing.Context) -> None:
    """Orders, and raises later."""
    if ctx.row == 0:
        ctx.order("ALDR", 10)
    if ctx.row == BAR:
        raise KeyError("my own mistake")


def test_the_own_exception_is_the_cause_with_its_own_traceback(bars):
    with pytest.raises(StrategyError) as caught:
        farthing.run(mistaken, bars=bars)
    assert isinstance(caught.value.__cause__, KeyError)
    last = traceback.extract_tb(caught.value.__cause__.__traceback__)[-1]
    assert (last.filename, last.name) == (__file__, "mistaken")


def test_the_part_is_what_a_run_of_those_bars_gives(bars):
    with pytest.raises(StrategyError) as caught:
        farthing.run(mistaken, bars=bars)
    part = caught.value.result
    whole = farthing.run(lambda ctx: ctx.order("ALDR", 10) if ctx.row == 0 else None, bars=bars)
    assert part.is_partial
    assert not whole.is_partial
    assert part.equity.equals(whole.equity.head(BAR + 1))
    assert part.fills.equals(whole.fills)


class Odd(BaseException):
    """What a library may raise that is no Exception."""


@pytest.mark.parametrize("error", [GeneratorExit(), Odd("mine"), SystemExit(3)], ids=repr)
def test_what_is_no_exception_keeps_the_part_too(bars, error):
    def on_bar(ctx):
        if ctx.row == BAR:
            raise error

    with pytest.raises(StrategyError, match=f"the strategy stopped at bar {BAR}") as caught:
        farthing.run(on_bar, bars=bars)
    assert caught.value.__cause__ is error
    assert caught.value.result.equity.height == BAR + 1


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (UnknownSymbol, lambda ctx: ctx.order("ALDX", 1)),
        (OrderError, lambda ctx: ctx.order("ALDR", float("nan"))),
        (NotEnoughHistory, lambda ctx: ctx.history("close", 1000)),
        (ConfigurationError, lambda ctx: ctx.record(x=object())),
        (LedgerOverflow, lambda ctx: ctx.order("ALDR", 2**61)),
    ],
)
def test_errors_of_a_strategy_have_their_type_as_cause(bars, kind, wrong):
    with pytest.raises(StrategyError) as caught:
        farthing.run(wrong, bars=bars)
    assert isinstance(caught.value.__cause__, kind)
    assert caught.value.result.is_partial
