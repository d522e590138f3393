"""Names and bars that would be taken for something else in silence."""

import difflib
import re
from datetime import date, timedelta

import polars as pl
import pytest

import farthing
from farthing.backtest.program import HOOKS, NEARNESS, _may_be_misspelt
from farthing.errors import ConfigurationError, IngestRefused, SourceError, StrategyError


def frame(days_apart, rows=6):
    days = [date(2024, 1, 5) + timedelta(days=days_apart * row) for row in range(rows)]
    return pl.DataFrame({"date": days, "open": 10.0, "high": 12.0, "low": 9.0, "close": 11.0})


@pytest.mark.parametrize("name", ["onbar", "on_Bar", "on_bars", "on_fils"])
def test_a_method_that_is_nearly_a_hook_is_named(name):
    kind = type("Bug", (farthing.Strategy,), {name: lambda self, ctx: None})
    with pytest.raises(ConfigurationError, match=rf"Bug\.{name} is never called; did you mean on_"):
        farthing.run(kind, bars=frame(1))


def test_a_helper_of_another_name_is_none_of_our_business():
    kind = type("Fine", (farthing.Strategy,), {"once": lambda self: None})
    assert len(farthing.run(kind, bars=frame(1)).equity) == 6


def test_a_strategy_without_a_slip_is_compared_with_nothing(monkeypatch):
    monkeypatch.setattr(difflib, "get_close_matches", None)
    content = {"on_bar": lambda self, ctx: None, "size": 3, "weights": lambda self: 1}
    assert len(farthing.run(type("Fine", (farthing.Strategy,), content), bars=frame(1)).equity) == 6


@pytest.mark.parametrize("hook", HOOKS)
def test_the_quick_look_passes_by_no_name_that_is_near(hook):
    letters = "abfilnorst_"
    shorter = {hook[:place] + hook[place + 1 :] for place in range(len(hook))}
    longer = {hook[:p] + letter + hook[p:] for p in range(len(hook) + 1) for letter in letters}
    both = {each[:p] + letter + each[p:] for each in shorter | longer for letter in letters
            for p in range(len(each) + 1)}  # fmt: skip
    near = [n for n in shorter | longer | both if difflib.get_close_matches(n, [hook], 1, NEARNESS)]
    assert len(near) > 50
    assert all(map(_may_be_misspelt, near))


@pytest.mark.parametrize(("days_apart", "said"), [(7, "7 days"), (31, "31 days")])
def test_weeks_and_months_are_refused(days_apart, said):
    with pytest.raises(SourceError, match=f"at least {said} apart"):
        farthing.bars_from_frame(frame(days_apart))


def test_days_with_gaps_are_days():
    assert farthing.bars_from_frame(frame(4)).frequency == "1d"
    assert farthing.bars_from_frame(frame(30, rows=3)).frequency == "1d"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("limit_price", "; did you mean limit? It may have limit, stop, duration, trail"),
        ("durations", "; did you mean duration? It may have limit, stop, duration"),
        ("colour", "; it may have limit, stop, duration, trail"),
    ],
)
def test_a_misspelt_word_of_an_order_is_told_what_was_meant(name, hint):
    with pytest.raises(StrategyError, match=re.escape(f"an order has no {name}{hint}")):
        farthing.run(lambda ctx: ctx.order(ctx.assets[0], 1, **{name: 9}), bars=frame(1))


def test_a_frequency_as_finer_bars_is_told_how_they_are_given():
    words = "finer='1m' is a frequency: in Python give the bars, "
    with pytest.raises(ConfigurationError, match=words):
        farthing.run(lambda ctx: None, bars=frame(1), finer="1m")
    with pytest.raises(ConfigurationError, match=r"finer='demo' is a name: give the bars"):
        farthing.simulate(frame(1), targets=[0] * 6, finer="demo")


def test_a_bad_high_is_named_where_there_is_no_low():
    bad = frame(1).drop("low").with_columns(high=pl.lit(10.5))
    with pytest.raises(IngestRefused, match=r"high 10\.50 is below close 11\.00") as told:
        farthing.bars_from_frame(bad)
    assert "low" not in str(told.value).replace("below", "")
