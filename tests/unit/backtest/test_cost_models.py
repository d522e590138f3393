"""Commission, slippage and account: read from text, printed as that text, refused with a reason."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from farthing import given
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
    "bps:10:1:50": (costs.Bps(10, 1, 50), "bps:10:1:50"),
    "per-share:0.005:1:1%": (costs.PerShare("0.005", 1, "1%"), "per-share:0.005:1:1%"),
    "maker-taker:-1:5": (costs.MakerTaker("-1", 5), "maker-taker:-1:5"),
    "tiered:0=0.02:100=0.01": (
        costs.Tiered([(0, "0.02"), (100, "0.01")]),
        "tiered:0=0.02:100=0.01:min=0",
    ),
    "tiered:0=0.02:min=0.5:max=2%": (
        costs.Tiered([(0, "0.02")], "0.5", "2%"),
        "tiered:0=0.02:min=0.5:max=2%",
    ),
}
SLIPPAGES = {
    "none": (costs.NoSlippage(), "none"),
    "bps:5": (costs.BpsSlippage(5), "bps:5"),
    "bps:0.5": (costs.BpsSlippage(0.5), "bps:0.5"),
    "fixed:0.02": (costs.FixedSlippage("0.02"), "fixed:0.02"),
    "spread:0.03": (costs.SpreadSlippage("0.03"), "spread:0.03"),
    "volatility:0.1:20": (costs.VolatilitySlippage("0.1", 20), "volatility:0.1:20"),
    "spread-estimate:20": (costs.SpreadEstimate(20), "spread-estimate:20"),
}
ACCOUNTS = {
    "unlimited": (costs.Account(), "unlimited"),
    "cash": (costs.Account("cash"), "cash"),
    "margin:2": (costs.Account("margin", Fraction(2)), "margin:2"),
    "margin:1.5": (costs.Account("margin", Fraction(3, 2)), "margin:3/2"),
    "margin:3/2": (costs.Account("margin", Fraction(3, 2)), "margin:3/2"),
    "margin:2:3": (costs.Account("margin", Fraction(2), grace=3), "margin:2:3"),
    "reg-t": (costs.Account("reg-t"), "reg-t"),
    "reg-t:3": (costs.Account("reg-t", grace=3), "reg-t:3"),
    "portfolio:4:5": (costs.Account("portfolio", Fraction(4), Fraction(5)), "portfolio:4:5"),
    "portfolio:1.5:2:1": (
        costs.Account("portfolio", Fraction(3, 2), Fraction(2), 1),
        "portfolio:3/2:2:1",
    ),
}
CONTROLS = {
    "order-count:5": costs.order_count(5),
    "restricted:A": costs.restricted("A"),
    "restricted:A:2024-01-02": costs.restricted("A", date(2024, 1, 2)),
    "restricted:A::2024-03-01": costs.restricted("A", None, date(2024, 3, 1)),
    "order-units:100": costs.order_size(100)[0],
    "order-value:1000:A": costs.order_size(value=1000, symbol="A")[0],
    "position-units:0.5": costs.position_size("0.5")[0],
    "position-value:1000": costs.position_size(value=1000)[0],
    "long-only": costs.long_only(),
    "leverage:1.5": costs.leverage("1.5"),
    "leverage:3/2": costs.leverage(Fraction(3, 2)),
    "drawdown:0.1": costs.drawdown("0.1"),
    "daily-loss:0.05": costs.daily_loss("0.05"),
}


@pytest.mark.parametrize("text", COMMISSIONS)
def test_a_commission_is_read_and_printed(text):
    model, printed = COMMISSIONS[text]
    found = costs.commission(text)
    assert type(found) is type(model)
    assert found == model
    name, numbers = found.for_core
    capped = [found.maximum.amount] if "+" in name else []
    assert [Decimal(number) for number in numbers] == [*model.numbers, *capped]
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


@pytest.mark.parametrize("text", CONTROLS)
def test_a_control_is_read_and_printed(text):
    assert costs.controls(text) == (CONTROLS[text],)
    assert str(CONTROLS[text]) == text
    assert costs.controls([f"{text},long-only", costs.drawdown(1)])[0] == CONTROLS[text]


@pytest.mark.parametrize("name", costs.PRESETS)
def test_a_preset_is_printed_as_its_numbers_and_says_where_they_are_from(name):
    model = costs.commission(name)
    assert name not in str(model)
    assert costs.commission(str(model)) == model
    words = costs.PRESETS[name].__doc__
    assert re.search(r"As published by \S+\.com, 20\d\d-\d\d", words)
    assert "Check it against" in words


def test_borrowing_and_interest_are_read_and_printed():
    borrow = costs.Borrow("0.02", {"A": "0.5"}, {"A": 100, "B": 0})
    assert costs.borrow("0.02,A=0.5,A<=100,B<=0") == borrow
    assert costs.borrow(str(borrow)) == borrow
    assert costs.borrow(0.02) == costs.Borrow(Decimal("0.02"))
    assert costs.borrow(None) == costs.borrow("none") == costs.Borrow()
    assert costs.interest("0.01:0.05") == costs.Interest("0.01", "0.05")
    assert costs.interest(0.03) == costs.Interest(Decimal("0.03"), Decimal("0.03"))
    assert str(costs.interest("-0.01:0.02")) == "-0.01:0.02"
    assert costs.interest(None) == costs.Interest()
    assert (str(costs.Borrow()), str(costs.Interest())) == ("none", "none")


def test_the_core_is_told_maxima_by_their_measure():
    assert costs.PerShare("0.005", 1, "1%").for_core == ("per_share+percent", ["0.005", "1", "1"])
    assert costs.Bps(10, 1, 50).for_core == ("bps+amount", ["10", "1", "50"])
    tiers = costs.Tiered([(0, "0.02"), (100, "0.01")], "0.5")
    assert tiers.for_core == ("tiered", ["0.5", "0", "0.02", "100", "0.01"])
    portfolio = costs.Account("portfolio", Fraction(3, 2), Fraction(2))
    assert portfolio.for_core == ("portfolio", [3, 2, 2, 1])
    assert costs.Account("reg-t", grace=2).for_core == ("reg-t", [])


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
        lambda: costs.commission("bps:1:2:3:4"),
        "commission 'bps:1:2:3:4' has too many or too few numbers",
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
        "no account 'credit': it is unlimited, cash, margin:LEVERAGE.:GRACE., reg-t",
    ),
    "a leverage for cash": (
        lambda: costs.account("cash:2"),
        "account cash: '2' of 'cash:2' belongs to no number: write it as cash; "
        "what holds up to so many times its equity is margin:2",
    ),
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
        "account margin: a leverage belongs to margin and portfolio alone",
    ),
    "a model of cash with leverage": (
        lambda: costs.Account("cash", Fraction(2)),
        "account cash: a leverage belongs to margin and portfolio alone",
    ),
    "a model without leverage": (
        lambda: costs.Account("margin", Fraction(0)),
        "leverage is 0; it must be more than 0",
    ),
    "a maintenance for margin": (
        lambda: costs.Account("margin", Fraction(2), Fraction(3)),
        "account margin: a maintenance belongs to portfolio alone",
    ),
    "a portfolio without maintenance": (
        lambda: costs.account("portfolio:4"),
        "account 'portfolio:4' says no maintenance: write it as portfolio:4:5",
    ),
    "a portfolio of too many numbers": (
        lambda: costs.account("portfolio:4:5:6:7"),
        r"'7' of .* write it as portfolio:LEVERAGE:MAINTENANCE\[:GRACE\]$",
    ),
    "a grace that is a word": (lambda: costs.account("reg-t:soon"), "grace 'soon' of 'reg-t:soon'"),
    "a grace for cash": (
        lambda: costs.Account("cash", grace=1),
        "account cash: a grace belongs to margin, reg-t, portfolio",
    ),
    "a grace below nothing": (lambda: costs.Account("reg-t", grace=-1), "grace is -1"),
    "tiers that begin late": (
        lambda: costs.commission("tiered:1=0.02"),
        "tiers begin at .'1'.: the first must be 0",
    ),
    "tiers that descend": (lambda: costs.commission("tiered:0=1:5=1:5=2"), "each above the one"),
    "no tiers": (
        lambda: costs.commission("tiered"),
        r"commission 'tiered' has no tiers: write it as tiered:UNITS=RATE.* such as",
    ),
    "tiers without rates": (lambda: costs.commission("tiered:0"), "no UNITS=RATE words"),
    "a taker below nothing": (lambda: costs.MakerTaker(1, -1), "taker is -1; it must be 0 or more"),
    "a maker that is none": (lambda: costs.MakerTaker("x", 1), "maker 'x' is no number"),
    "a maximum that is none": (lambda: costs.Bps(1, 1, "x%"), "maximum 'x' is no number"),
    "volatility of one bar": (
        lambda: costs.slippage("volatility:1:1"),
        "volatility bars is 1; it must be a whole number of 2 or more",
    ),
    "half a pair": (lambda: costs.SpreadEstimate(0.5), "a whole number of 1 or more"),
    "an unknown control": (lambda: costs.controls("short-only"), "no control 'short-only': it is"),
    "a control of no limit": (lambda: costs.controls("order-units"), "too many or too few words"),
    "a control of too many": (lambda: costs.controls("long-only:1"), "too many or too few words"),
    "a restriction of nothing": (lambda: costs.controls("restricted"), "too many or too few words"),
    "a restriction by a word": (
        lambda: costs.controls("restricted:A:soon"),
        "control restricted:A:soon: 'soon' is no date",
    ),
    "a share above one": (lambda: costs.drawdown("1.5"), "drawdown is 1.5; it is a share above 0"),
    "half an order": (lambda: costs.order_count("0.5"), "order-count is 0.5; it is a whole number"),
    "a leverage of nothing as control": (lambda: costs.leverage(0), "leverage is 0"),
    "controls that are none": (lambda: costs.controls(5), "controls 5 are none"),
    "a control of the wrong symbol": (
        lambda: costs.Control("long-only", None, "A"),
        "control long-only of A: it is",
    ),
    "a control with a limit too many": (
        lambda: costs.Control("long-only", Decimal(1)),
        "control long-only 1: a control is",
    ),
    "two rates of borrow": (lambda: costs.borrow("0.1,0.2"), "several rates for all"),
    "a borrow that is a word": (lambda: costs.borrow("A=dear"), "borrow of A 'dear' is no number"),
    "rates that are none": (lambda: costs.Borrow(None, 5), "borrow rates 5 are no numbers"),
    "an interest that is a word": (lambda: costs.interest("x"), "interest 'x' is no number"),
    "an endless interest": (lambda: costs.interest("inf"), "interest is inf; it must be a finite"),
    "a fill at another time": (
        lambda: costs.fill("next-noon"),
        "fill is 'next-noon'; it is next-open, next-close or close",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_sense_is_refused_with_its_words(name):
    make, expected = WRONG[name]
    with pytest.raises(ConfigurationError, match=expected):
        make()


def test_a_float_means_the_decimal_that_it_prints():
    assert given.from_zero(0.1, "rate") == Decimal("0.1")
    assert given.from_zero(1e-7, "rate") == Decimal("0.0000001")
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
