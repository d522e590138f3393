"""Where a strategy's own code raised: farthing's frames are not its."""

from __future__ import annotations

import pytest
import three_months

import farthing as ft
from farthing.backtest import blame
from farthing.backtest.active import algorithm
from farthing.errors import ConfigurationError, StrategyError

THIS = __file__


def caught(call) -> BaseException:
    """What a call raised."""
    with pytest.raises(BaseException) as found:  # noqa: PT011 - any at all is looked at
        call()
    return found.value


def written(source: str, name: str = "mine.py"):
    """A function of a file that is nowhere."""
    names: dict[str, object] = {}
    exec(compile(source, name, "exec"), names)
    return names["f"]


DEEP = "def g():\n    return 1 / 0\n\n\ndef f():\n    return g()\n"


def test_frames_go_from_the_first_of_the_strategy_to_where_it_raised():
    found = blame.frames_of_the_strategy(caught(written(DEEP)))
    assert [(frame.filename, frame.lineno) for frame in found][-2:] == [
        ("mine.py", 6),
        ("mine.py", 2),
    ]


def test_the_place_is_the_innermost_line_of_the_strategy():
    assert blame.place(caught(written(DEEP))) == ", mine.py:2"


def test_a_call_into_farthing_is_blamed_on_who_called():
    error = caught(lambda: algorithm())
    assert blame.OWN_FOLDER in error.__traceback__.tb_next.tb_next.tb_frame.f_code.co_filename
    assert blame.place(error).startswith(f", {THIS}:")
    frames = blame.frames_of_the_strategy(error)
    assert frames[-1].filename.startswith(blame.OWN_FOLDER), "the way into farthing is shown"


def test_what_farthing_raised_by_itself_has_no_place():
    error = caught(algorithm)
    error.__traceback__ = error.__traceback__.tb_next
    assert blame.place(error) == ""
    assert list(blame.frames_of_the_strategy(error)) == []


def test_an_error_that_was_never_raised_has_no_place():
    assert blame.place(ValueError("x")) == ""
    assert list(blame.frames_of_the_strategy(ValueError("x"))) == []


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConfigurationError("no such thing"), "no such thing"),
        (ValueError("my own"), "ValueError: my own"),
        (KeyError("k"), "KeyError: 'k'"),
        (SystemExit(3), "it called exit(3)"),
        (SystemExit(), "it called exit(None)"),
        (SystemExit("enough"), "it called exit('enough')"),
    ],
)
def test_words_have_the_kind_of_an_error_where_it_is_none_of_farthings(error, expected):
    assert blame.words(error) == expected


def test_a_run_names_bar_time_place_and_words():
    on_bar = written("def f(ctx):\n    if ctx.row == 2:\n        raise KeyError('k')\n")
    with pytest.raises(StrategyError) as found:
        three_months.run(on_bar)
    assert str(found.value) == (
        "the strategy stopped at bar 2 (2024-01-03 00:00:00 UTC), mine.py:3: KeyError: 'k'"
    )
    assert isinstance(found.value.__cause__, KeyError)
    frames = blame.frames_of_the_strategy(found.value.__cause__)
    assert [(frame.filename, frame.lineno) for frame in frames] == [("mine.py", 3)]
    assert found.value.result.error == str(found.value)


def test_a_run_that_misuses_farthing_names_its_own_line():
    on_bar = written("def f(ctx):\n    ctx.order('B', 1)\n")
    with pytest.raises(StrategyError, match=r"mine\.py:2: unknown symbol 'B'; there are A"):
        three_months.run(on_bar)


class Stops(ft.Strategy):
    """Raises before its first bar, or after its last."""

    at: str = "on_start"

    def on_start(self, ctx: ft.Context) -> None:
        """Raises, if it is to."""
        if self.at == "on_start":
            raise RuntimeError(self.at)

    def on_end(self, ctx: ft.Context) -> None:
        """Raises, if it is to."""
        if self.at == "on_end":
            raise RuntimeError(self.at)


@pytest.mark.parametrize(("at", "bars"), [("on_start", 0), ("on_end", 6)])
def test_an_error_outside_the_bars_keeps_what_was_there(at, bars):
    with pytest.raises(StrategyError, match=f"RuntimeError: {at}") as found:
        three_months.run(Stops, parameters={"at": at})
    assert found.value.result.equity.height == bars


def test_a_name_that_is_near_to_one_of_the_context_is_told():
    on_bar = written("def f(ctx):\n    ctx.smaa(5)\n")
    with pytest.raises(StrategyError, match=r"no attribute 'smaa'; did you mean sma\?$"):
        three_months.run(on_bar)
