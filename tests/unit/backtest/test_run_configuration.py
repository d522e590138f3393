"""The configuration of a run: what it takes, refuses and prints."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from decimal import Decimal

import pytest

from farthing.backtest import costs
from farthing.backtest.config import DEFAULT_CAPITAL, RunConfig, run_config
from farthing.backtest.latency import Delay, Latency
from farthing.errors import ConfigurationError


def test_without_a_word_nothing_is_charged_and_nothing_forbidden():
    config = run_config()
    assert config == RunConfig()
    assert config.describe() == {
        "start": None,
        "end": None,
        "capital": "100000",
        "commission": "none",
        "slippage": "none",
        "account": "unlimited",
        "fill": "next-open",
        "benchmark": None,
        "extended": False,
        "volume_limit": None,
        "latency": None,
        "finer": None,
        "controls": [],
        "borrow": "none",
        "interest": "none",
    }
    assert config.capital == DEFAULT_CAPITAL


def test_words_and_values_are_the_same_configuration():
    words = run_config(
        start="2024-01-02", end="2024-06-28", capital="2500.50", commission="bps:10:1",
        slippage="bps:5", account="margin:2", fill="close", benchmark="SPY", extended=True,
        volume_limit="0.025", latency="submit=5ms,seed=7",
        controls="long-only", borrow="0.02,GME=0.5", interest="0.01:0.05",
    )  # fmt: skip
    values = RunConfig(
        start=date(2024, 1, 2),
        end=date(2024, 6, 28),
        capital=Decimal("2500.50"),
        commission=costs.Bps(10, 1),
        slippage=costs.BpsSlippage(5),
        account=costs.account("margin:2"),
        fill="close",
        benchmark="SPY",
        extended=True,
        volume_limit=Decimal("0.025"),
        latency=Latency(Delay("fixed", (5_000_000,)), seed=7),
        controls=(costs.long_only(),),
        borrow=costs.Borrow(Decimal("0.02"), {"GME": Decimal("0.5")}),
        interest=costs.Interest(Decimal("0.01"), Decimal("0.05")),
    )
    assert words == values
    assert words.describe() == {
        "start": "2024-01-02",
        "end": "2024-06-28",
        "capital": "2500.50",
        "commission": "bps:10:1",
        "slippage": "bps:5",
        "account": "margin:2",
        "fill": "close",
        "benchmark": "SPY",
        "extended": True,
        "volume_limit": "0.025",
        "latency": "submit=5ms,modify=0,cancel=0,seed=7",
        "finer": None,
        "controls": ["long-only"],
        "borrow": "0.02,GME=0.5",
        "interest": "0.01:0.05",
    }


@pytest.mark.parametrize(
    ("capital", "expected"),
    [
        (1000, "1000"),
        ("1000.25", "1000.25"),
        (Decimal("0.01"), "0.01"),
        (0.1, "0.1"),
        (1234567.89, "1234567.89"),
        ("1e6", "1000000"),
    ],
)
def test_capital_is_the_decimal_that_is_meant(capital, expected):
    assert run_config(capital=capital).capital == Decimal(expected)


def test_nothing_is_nothing_whatever_its_exponent():
    config = run_config(commission="per-trade:0e-200000000", volume_limit="-0.0")
    assert str(config.commission) == "per-trade:0"
    assert str(config.volume_limit) == "0"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"capital": "plenty"}, "capital 'plenty' is no number"),
        ({"capital": None}, "capital None is no number"),
        ({"capital": 0}, "capital is 0; it must be more than 0"),
        ({"capital": -1}, "capital is -1; it must be 0 or more"),
        ({"capital": float("inf")}, "capital is inf; it must be a finite number"),
        ({"capital": "1_000"}, "capital '1_000' is no number"),
        ({"capital": "\u0661\u0660\u0660"}, "capital '\u0661\u0660\u0660' is no number"),
        ({"capital": "1e999999999"}, "capital is 1e999999999; it may have 38 digits before"),
        ({"commission": "bps:1e-999999999"}, "bps rate is 1e-999999999; it may have 38 digits"),
        ({"start": "02.01.2024"}, r"start '02\.01\.2024' is no date such as 2020-01-31"),
        ({"end": "2024-02-30"}, "end '2024-02-30' is no date"),
        ({"end": ""}, "end '' is no date"),
        (
            {"start": "2024-03-01", "end": "2024-02-29"},
            "the run starts on 2024-03-01, after its end 2024-02-29",
        ),
        ({"commission": "much"}, "no commission 'much'"),
        ({"slippage": "much"}, "no slippage 'much'"),
        ({"account": "much"}, "no account 'much'"),
        ({"fill": "open"}, "fill is 'open'"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(settings, expected):
    with pytest.raises(ConfigurationError, match=expected):
        run_config(**settings)


def test_a_run_of_one_day_is_a_run():
    config = run_config(start="2024-02-29", end=date(2024, 2, 29))
    assert config.start == config.end == date(2024, 2, 29)


def test_a_moment_means_its_day():
    assert run_config(start=datetime(2024, 2, 29, 15, 30)).start == date(2024, 2, 29)


def test_a_configuration_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        run_config().capital = Decimal(1)
