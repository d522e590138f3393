"""Commission, slippage and account: read from text, printed as that text, refused with a reason."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest

from farthing.backtest import costs
from farthing.errors import ConfigurationError

COMMISSIONS = {
    "none": (costs.NoCommission(), "none"),
    "per-share:0.005": (costs.PerShare("0.005"), "per-share:0.005:0"),
    "per-share:0.005:1": (costs.PerShare("0.005", 1), "per-share:0.005:1"),
    "per-trade:4.95": (costs.PerTrade("4.95"), "per-trade:4.95"),
    "bps:10": (costs.Bps(10), "bps:10:0"),
    "bps:2.50:0.35": (costs.Bps("2.50", "0.35"), "bps:2.50:0.35"),
    "bps:0": (costs.Bps(0), "bps:0:0"),
    "bps:1e3": (costs.Bps(1000), "bps:1000:0"),
}
SLIPPAGES = {
    "none": (costs.NoSlippage(), "none"),
    "bps:5": (costs.BpsSlippage(5), "bps:5"),
    "bps:0.5": (costs.BpsSlippage(0.5), "bps:0.5"),
}
ACCOUNTS = {
    "unlimited": (costs.Account(), "unlimited"),
    "cash": (costs.Account("cash"), "cash"),
    "margin:2": (costs.Account("margin", Fraction(2)), "margin:2"),
    "margin:1.5": (costs.Account("margin", Fraction(3, 2)), "margin:3/2"),
    "margin:3/2": (costs.Account("margin", Fraction(3, 2)), "margin:3/2"),
}


@pytest.mark.parametrize("text", COMMISSIONS)
def test_a_commission_is_read_and_printed(text):
    model, printed = COMMISSIONS[text]
    found = costs.commission(text)
    assert type(found) is type(model)
    assert [Decimal(number) for number in found.for_core[1]] == list(model.numbers)
    assert str(found) == printed
    assert costs.commission(printed) == found


@pytest.mark.parametrize("text", SLIPPAGES)
def test_a_slippage_is_read_and_printed(text):
    model, printed = SLIPPAGES[text]
    assert costs.slippage(text) == model
    assert str(model) == printed
    assert costs.slippage(printed) == model


@pytest.mark.parametrize("text", ACCOUNTS)
def test_an_account_is_read_and_printed(text):
    model, printed = ACCOUNTS[text]
    assert costs.account(text) == model
    assert str(model) == printed
    assert costs.account(printed) == model


def test_models_are_taken_as_they_are():
    fee, slip, account = costs.Bps(3), costs.BpsSlippage(4), costs.Account("cash")
    assert costs.commission(fee) is fee
    assert costs.slippage(slip) is slip
    assert costs.account(account) is account


def test_the_core_is_told_names_and_exact_numbers():
    assert costs.PerShare(0.1, "1e-3").for_core == ("per_share", ["0.1", "0.001"])
    assert costs.PerTrade(7).for_core == ("per_trade", ["7"])
    assert costs.Bps(10).for_core == ("bps", ["10", "0"])
    assert costs.BpsSlippage(2.5).for_core == ("bps", ["2.5"])
    assert costs.NoCommission().for_core == costs.NoSlippage().for_core == ("none", [])
    assert costs.Account("margin", Fraction(3, 2)).for_core == ("margin", [3, 2])
    assert costs.Account().for_core == ("unlimited", [])


WRONG = {
    "an unknown commission": (
        lambda: costs.commission("bsp:10"),
        "no commission 'bsp:10': it is one of none, per-share:RATE",
    ),
    "a commission of no name": (lambda: costs.commission(""), "no commission ''"),
    "too many numbers": (
        lambda: costs.commission("bps:1:2:3"),
        "commission 'bps:1:2:3' has too many or too few numbers",
    ),
    "too few numbers": (lambda: costs.commission("per-trade"), "too many or too few numbers"),
    "a number for none": (lambda: costs.commission("none:1"), "too many or too few numbers"),
    "an empty number": (lambda: costs.commission("bps:"), "bps rate '' is no number"),
    "a word for a number": (
        lambda: costs.commission("per-share:0.005:one"),
        "per-share minimum 'one' is no number",
    ),
    "a number below nothing": (
        lambda: costs.commission("per-trade:-1"),
        "per-trade amount is -1; it must be 0 or more",
    ),
    "an infinite number": (lambda: costs.Bps(float("inf")), "bps rate is inf"),
    "NaN": (lambda: costs.BpsSlippage("nan"), "bps rate is nan"),
    "an unknown slippage": (
        lambda: costs.slippage("ticks:1"),
        "no slippage 'ticks:1': it is one of none, bps",
    ),
    "a minimum for slippage": (lambda: costs.slippage("bps:1:2"), "slippage 'bps:1:2' has too"),
    "an unknown account": (
        lambda: costs.account("credit"),
        "no account 'credit': it is unlimited, cash or margin:LEVERAGE",
    ),
    "a leverage for cash": (lambda: costs.account("cash:2"), "cash"),
    "a margin without leverage": (
        lambda: costs.account("margin"),
        "account 'margin' says no leverage: write it as margin:2",
    ),
    "a leverage that is a word": (lambda: costs.account("margin:x"), "leverage 'x' of 'margin:x'"),
    "a leverage of nothing": (lambda: costs.account("margin:0"), "leverage '0'|leverage is 0"),
    "a leverage below nothing": (lambda: costs.account("margin:-1"), "'-1'|leverage is -1"),
    "a leverage over nothing": (lambda: costs.account("margin:1/0"), "leverage '1/0'"),
    "an infinite leverage": (lambda: costs.account("margin:inf"), "leverage 'inf'"),
    "a model of margin without leverage": (
        lambda: costs.Account("margin"),
        "account margin: a leverage belongs to margin alone",
    ),
    "a model of cash with leverage": (
        lambda: costs.Account("cash", Fraction(2)),
        "account cash: a leverage belongs to margin alone",
    ),
    "a model without leverage": (
        lambda: costs.Account("margin", Fraction(0)),
        "leverage is 0; it must be more than 0",
    ),
    "a fill at another time": (
        lambda: costs.fill("next-close"),
        "fill is 'next-close'; it is next-open or close",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_sense_is_refused_with_its_words(name):
    make, expected = WRONG[name]
    with pytest.raises(ConfigurationError, match=expected):
        make()


def test_a_float_means_the_decimal_that_it_prints():
    assert costs.exact(0.1, "rate") == Decimal("0.1")
    assert costs.exact(1e-7, "rate") == Decimal("0.0000001")
    assert str(costs.PerShare(1e-7)) == "per-share:0.0000001:0"
    assert str(costs.PerTrade(1e22)) == "per-trade:10000000000000000000000"


@pytest.mark.parametrize("model", [costs.Bps(1), costs.BpsSlippage(1), costs.Account("cash")])
def test_models_are_values(model):
    field = dataclasses.fields(model)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(model, field, ())


def test_commission_and_slippage_of_the_same_rate_are_different_things():
    assert costs.Bps(5) != costs.BpsSlippage(5)
    assert costs.Bps(5) == costs.Bps("5")
    assert len({costs.Bps(5), costs.Bps("5"), costs.Bps(6)}) == 2
    assert costs.Bps(5) != costs.PerShare(5)
