"""Values of a wrong type: each is refused by name, none ends in an error of Python's own."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import three_months

import farthing as ft
from farthing.backtest import costs
from farthing.errors import ConfigurationError

DAY = date(2024, 1, 2)

SETTINGS = [
    ({"commission": None}, "no commission None: it is one of none, per-share:RATE"),
    ({"slippage": None}, "no slippage None: it is one of none, bps"),
    ({"account": None}, "no account None: it is unlimited, cash, margin:LEVERAGE"),
    ({"account": "margin:1e30"}, "neither number of the fraction may be above"),
    ({"account": "margin:1e-30"}, "neither number of the fraction may be above"),
    ({"fill": None}, "fill is None; it is next-open, next-close or close"),
    ({"benchmark": 5}, "benchmark 5 is no text"),
    ({"extended": "no"}, "extended is 'no'; it is True or False"),
    ({"start": 5}, "start 5 is no date"),
    ({"end": 5.0}, "end 5.0 is no date"),
    ({"capital": 10**5000}, "'10+...' is not a decimal number of at most 38 digits"),
    ({"parameters": 5}, "parameters 5 are no dictionary"),
    ({"parameters": {1: 2}}, "are no dictionary of names"),
]


@pytest.mark.parametrize(("settings", "words"), SETTINGS, ids=[words for _, words in SETTINGS])
def test_a_setting_of_a_wrong_type_is_named(settings, words):
    with pytest.raises(ConfigurationError, match=words):
        three_months.run(**settings)


@pytest.mark.parametrize("function", [ft.run, ft.simulate])
def test_a_misspelt_setting_is_told_what_was_meant(function):
    with pytest.raises(TypeError, match=r"\(\) has no argument 'captial'; did you mean capital\?"):
        function(None, bars=None, captial=5)
    with pytest.raises(TypeError, match=r"\(\) has no argument 'zzz'; it has .*, benchmark"):
        function(None, zzz=5)


NAMED = [
    ("demo", r"bars='demo' is a name: give the bars of the bundle, farthing\.bundle\('demo'\)"),
    (
        "x.csv",
        r"bars='x.csv' is the name of a file: read it first, bars=polars\.read_csv\('x.csv'\)",
    ),
    (
        Path("x.parquet"),
        r"polars\.read_parquet\('x.parquet'\).*`farthing ingest parquet x.parquet --b",
    ),
]


@pytest.mark.parametrize(("bars", "words"), NAMED)
def test_a_name_instead_of_bars_is_told_what_to_write(bars, words):
    with pytest.raises(ConfigurationError, match=words):
        ft.run(ft.Strategy, bars=bars)


ACCOUNTS = [
    (("margin", 2.5), "leverage 2.5 is no Fraction"),
    (("margin", "2"), "leverage '2' is no Fraction"),
    (("margin", Fraction(2**63)), "neither number"),
    (("credit",), "no account 'credit'"),
    ((None,), "no account None"),
]


@pytest.mark.parametrize(("values", "words"), ACCOUNTS)
def test_an_account_of_a_wrong_type_is_named(values, words):
    with pytest.raises(ConfigurationError, match=words):
        costs.Account(*values)


NOUNS = [
    (lambda: ft.Instrument(5), "symbol 5 is no text"),
    (lambda: ft.Instrument("A", tick="0.01"), "A: tick '0.01' is no finite Decimal"),
    (lambda: ft.Instrument("A", tick=0.01), "A: tick 0.01 is no finite Decimal"),
    (lambda: ft.Instrument("A", tick=Decimal("NaN")), "tick .*NaN.* is no finite Decimal"),
    (lambda: ft.Instrument("A", lot=Decimal("sNaN")), "lot .*sNaN.* is no finite Decimal"),
    (lambda: ft.Instrument("A", multiplier=None), "multiplier None is no finite Decimal"),
    (lambda: ft.Instrument("A", tick_below="x"), r"tick_below 'x' is no \(threshold, tick\)"),
    (lambda: ft.Instrument("A", tick_below=(1, None)), "tick_below None is no finite Decimal"),
    (lambda: ft.Instrument("A", price_scale="2"), "A: '2' digits behind the point; between 0"),
    (lambda: ft.Instrument("A", volume_scale=-1), "A: -1 digits behind the point; between 0"),
    (lambda: ft.Instrument("A", currency="USD"), "A: currency 'USD' is none; give one such as"),
    (lambda: ft.Currency(5), "currency code 5 is no text"),
    (lambda: ft.Currency("USD", -1), "currency USD: -1 digits"),
    (lambda: ft.Dividend("A", None, Decimal(1)), "dividend of A: ex_date None is no date"),
    (lambda: ft.Dividend("A", DAY, Decimal(1), "x"), "dividend of A: pay_date 'x' is no date"),
    (lambda: ft.Dividend("A", DAY, Decimal(-1)), "amount -1 is negative; it must be 0 or more"),
    (lambda: ft.Dividend("A", DAY, 0.5), "amount 0.5 is no finite Decimal"),
    (lambda: ft.Split("A", None, 2, 1), "split of A: date None is no date"),
    (lambda: ft.Split("A", DAY, 2.0, 1), "split of A: new 2.0 must be a whole number above 0"),
    (
        lambda: ft.Split("A", DAY, 2**63, 1),
        "new is a number of 64 bits; it may be 1 to 922337203685",
    ),
    (lambda: ft.Split("A", DAY, 1, 10**5000), "old is a number of 16610 bits"),
    (lambda: ft.Split("A", DAY, -(10**5000), 1), "new is a number of 16610 bits"),
    (lambda: ft.Split("A", DAY, 2, 0), "split of A: old 0 must be a whole number above 0"),
]


@pytest.mark.parametrize(("make", "words"), NOUNS)
def test_a_part_of_a_wrong_type_is_named(make, words):
    with pytest.raises(ConfigurationError, match=words):
        make()


def test_a_whole_number_is_exact_and_a_moment_means_its_day():
    assert ft.Instrument("A", tick=1).tick == Decimal(1)
    moment = datetime(2024, 1, 2, 9, 30)
    assert ft.Dividend("A", moment, 1, moment) == ft.Dividend("A", DAY, Decimal(1), DAY)
    assert ft.Split("A", moment, 2, 1).date == DAY


def test_no_parameter_is_called_parameters():
    with pytest.raises(ConfigurationError, match=r"Wrong\.parameters: that name is taken"):
        type("Wrong", (ft.Strategy,), {"parameters": 5})
