"""Whether there is a signal depends on no price level; how many lots it has, on the instrument."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from made_market import bars as made

import farthing as ft
from farthing.report.wyckoff.view import view
from farthing.report.wyckoff.words import signal_facts
from farthing.testing.accuracy.told import detections
from farthing.testing.planted import Case, cases
from farthing.wyckoff import Detector, detect
from farthing.wyckoff.sizing import lots

CASES, DIGITS = 60, 2
PRICES = ("open", "high", "low", "close")
LENIENT = {"level_strength": 0, "range_quality": 0, "range_sure": 0, "volume_story": 0}
"""Most candidates are signals."""


@pytest.fixture(scope="module")
def planted() -> list[Case]:
    return [each.blind() for each in cases(1, CASES, "moderate")]


@pytest.fixture(scope="module")
def market() -> ft.Bars:
    return made(1)


def signals(case: Case, factor: int) -> pl.DataFrame:
    """The signals in a case at so many times its prices.

    Prices have two digits more than the case, so that no rounding to the last one, which is coarser
    at lower prices, decides.
    """
    dearer = case.bars.with_columns(pl.col(*PRICES) * factor * 10**DIGITS)
    return detections(replace(case, bars=dearer, price_scale=case.price_scale + DIGITS)).signals


@pytest.mark.parametrize("factor", [100, 1_000])
def test_signals_are_the_same_at_every_price_level(planted: list[Case], factor: int) -> None:
    seen = 0
    for case in planted:
        usual = signals(case, 1)
        assert signals(case, factor).equals(usual), case.number
        seen += len(usual)
    assert seen > 20


def test_the_multiplier_is_in_size_and_in_what_is_risked(market: ft.Bars) -> None:
    share = market.instruments[0]
    future = replace(
        share, kind="future", multiplier=Decimal(50), initial_margin=Decimal(1),
        maintenance_margin=Decimal(1),
    )  # fmt: skip
    coin = replace(share, quantity_scale=3, lot=Decimal("0.001"))
    for instrument, value in ((share, 1), (future, 50), (coin, Decimal("0.001"))):
        found = detect(replace(market, instruments=(instrument,)), LENIENT).signals
        assert len(found) > 5
        for row in found.iter_rows(named=True):
            one = abs(row["entry"] - row["stop"]) * value
            assert row["risk_amount"] == row["size"] * one
            assert row["risk_amount"] <= row["risk_budget"] < row["risk_amount"] + one
            assert row["size"] == lots(
                row["risk_budget"], row["entry"], row["stop"], Decimal(value)
            )


def test_a_stream_counts_by_the_value_of_its_lots(market: ft.Bars) -> None:
    value = Decimal("12.5")
    told = market.tables["A"].collect().to_dict(as_series=False)
    stream = Detector(LENIENT, symbol="A", scale=2, lot_value=value).extend(told).signals
    whole = detect(
        replace(market, instruments=(replace(market.instruments[0], multiplier=value),)), LENIENT
    ).signals
    columns = ["size", "risk_amount"]
    assert len(stream) > 5
    assert stream.select(columns).equals(whole.select(columns))


def test_a_signal_that_is_too_dear_is_there_and_says_so(market: ft.Bars) -> None:
    poor = {**LENIENT, "equity": 1}
    usual, found = detect(market, LENIENT), detect(market, poor)
    places = ["range", "event", "side", "bar", "known_bar"]
    assert found.signals.select(places).equals(usual.signals.select(places))
    assert found.signals["size"].to_list() == [0] * len(found.signals)
    assert not any(found.signals["risk_amount"])
    last = found.signals.row(-1, named=True)
    shown = replace(view(market, found, "A"), signals=[last])
    [size] = [fact for fact in signal_facts(shown) if fact.name == "Size"]
    assert size.value == "0"
    assert "too small for this equity" in size.hint
