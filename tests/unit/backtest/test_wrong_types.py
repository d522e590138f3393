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
    ({"capital": True}, "capital True is no number"),
    ({"volume_limit": True}, "volume_limit True is no number"),
    ({"borrow": True}, "borrow True is no number"),
    ({"rates": 5}, "rates are 5; they are a list of farthing.Rate"),
    ({"account": "reg-t:" + "9" * 5000}, r"grace '9999999999... \(5,000 characters\)' of 'reg"),
    ({"account": "margin:" + "9" * 5000}, r"leverage '9+... \(5,000 characters\)' of .* is no"),
    ({"account": "margin:" + "9" * 400}, r"leverage is 9999999999... \(400 characters\); neither"),
    ({"controls": "leverage:1" + "0" * 400}, r"leverage is 1000000000... \(401 characters\)"),
    (
        {"controls": "restricted:A:2024-02-01:2024-01-01"},
        "restricted A begins on 2024-02-01, after its end 2024-01-01: give the first day before",
    ),
    ({"latency": "submit=1s,submit=2s"}, "has submit twice: give one of each"),
    (
        {"latency": "9999999999999s"},
        r"latency of 9999999999999000000000 nanoseconds: 9223372036854775807 \(292 years\) are",
    ),
    ({"latency": "9" * 5000 + "s"}, "latency of a number of more than 4,300 digits nanoseconds"),
    ({"commission": "tiered:0=0.01:min=1:min=2"}, "have a min or a max twice: give one of each"),
    ({"borrow": "A=0.1, A=0.2"}, "borrow has two numbers of A, 0.1 and 0.2: give one"),
    ({"borrow": "A<=1,A<=2"}, "borrow has two numbers of A, 1 and 2: give one"),
    (
        {"slippage": "bps:1e-9"},
        "slippage bps:0.000000001 does not fit what is computed with: basis points have 5",
    ),
    (
        {"slippage": "volume-share:1e30"},
        "slippage volume-share:1000000000000000000000000000000 does",
    ),
    (
        {"controls": "long-only,drawdown:1e-20"},
        "control drawdown:0.00000000000000000001 does not fit what is computed with: a share has",
    ),
    (
        {"capital": 10**5000},
        "capital is a number of more than 4,300 digits; it may have",
    ),
    ({"parameters": 5}, "parameters 5 are no dictionary"),
    ({"parameters": {1: 2}}, "are no dictionary of names"),
]


@pytest.mark.parametrize(("settings", "words"), SETTINGS, ids=[words[:60] for _, words in SETTINGS])
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
