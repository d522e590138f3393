"""Expressions are values that print what makes them, and say what is wrong with them."""

import pytest

from farthing import rules
from farthing.errors import ConfigurationError
from farthing.rules import Rules, close, param, percent, sma
from farthing.rules.expression import Condition

CROSS = sma("close", param("fast")) > sma("close", param("slow"))


def test_equal_expressions_are_equal_keys():
    assert {sma(close, param("fast")) > sma("close", param("slow")): 1} == {CROSS: 1}
    assert (sma("close", param("slow")) > sma("close", param("fast"))) != CROSS


def test_rules_print_the_python_that_makes_them():
    made = Rules(
        entry=CROSS & ~(close - 2 * (close + 1) < -3),
        exit=rules.crosses_below(close, 5) | rules.in_position,
        size=percent(0.5),
        stop_loss=2 * rules.atr(14),
    )
    text = (
        "Rules(entry=(sma(close, param('fast')) > sma(close, param('slow'))) & "
        "~(close - (2 * (close + 1)) < -3), exit=((close < 5) & before(close >= 5)) | in_position, "
        "size=percent(0.5), stop_loss=2 * atr(14))"
    )
    assert str(made) == text
    words = {name: getattr(rules, name) for name in rules.__all__}
    assert eval(text, words) == made


def test_parameters_are_named_in_the_order_in_which_they_are_written():
    made = Rules(entry=CROSS, size=percent(param("weight")), take_profit=close * param("slow"))
    assert made.parameters == ("fast", "slow", "weight")


def chain(levels: int) -> Condition:
    """A condition of so many levels."""
    made = close > 0
    for bound in range(levels - 2):
        made = made & (close > bound)
    return made


def test_the_deepest_rules_are_printed_and_read_again():
    made = Rules(entry=chain(150), size=percent(1))
    assert made.compiled is not None
    assert eval(str(made), {name: getattr(rules, name) for name in rules.__all__}) == made


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: sma("colse", 5), "sma: no field 'colse'; did you mean close"),
        (lambda: sma("close", 0), "sma: a window of 0 bars; give a whole number from 1 to"),
        (lambda: sma("close", 2.5), "sma: a window of 2.5 bars"),
        (lambda: sma("close", True), "sma: True is no number; give an int, a float"),
        (lambda: sma("close", close), "sma: close depends on the bar"),
        (lambda: rules.ago(close, 0), "ago: a window of 0 bars"),
        (lambda: close + (close > 5), "close > 5 is a condition, and a number is needed"),
        (lambda: (close > 5) & close, "close is no condition; compare it, such as close > 5"),
        (lambda: close > 5 & close < 6, "5 & close: & | ~ are for conditions, and Python reads"),
        (lambda: close & 5 > 3, "close & 5: & | ~ are for conditions"),
        (lambda: close > 5 | close, "(close > 5) & (close < 6)"),
        (lambda: close | 5 > 3, "close | 5"),
        (lambda: ~close > 5, "~close: & | ~ are for conditions"),
        (lambda: Rules(entry=chain(151), size=percent(1)), "entry has more than 150 expressions"),
        (lambda: (close > 5) & True, "True is no condition; compare two numbers"),
        (lambda: close > float("inf"), "inf is none up to"),
        (lambda: bool(close > 5), "combine with & | ~"),
        (lambda: 1 < close < 5, "combine with & | ~"),
        (lambda: param("my name"), "'my name' is no name"),
        (lambda: rules.std("close", 5, ddof=2), "std: ddof is 2; give 0 or 1"),
        (lambda: rules.shares(0), "shares: 0 is no size; give one above 0"),
        (lambda: Rules(size=percent(1)), "rules open no position: give entry, short, or both"),
        (lambda: Rules(entry=close, size=percent(1)), "entry: close is no condition"),
        (lambda: Rules(entry=close > 5), "size is None; give percent"),
        (lambda: Rules(entry=close > 5, cover=close < 5, size=percent(1)), "cover without short"),
        (
            lambda: Rules(entry=close > 5, size=percent(1), stop_loss=close > 1),
            "stop_loss: close > 1 is a condition",
        ),
    ],
)
def test_an_error_names_the_part_and_the_remedy(make, words: str):
    with pytest.raises(ConfigurationError) as refused:
        make()
    assert words in str(refused.value)


def test_importing_farthing_does_not_load_rules():
    import subprocess
    import sys

    said = "import farthing, sys; print([n for n in sys.modules if 'rules' in n or n == 'polars'])"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
