"""The factors of pipelines, beside Zipline's formulas over the same windows."""

from __future__ import annotations

import math
import warnings
from types import MappingProxyType

import numpy as np
import polars as pl
import pytest
from universes import plain

import farthing as ft
from farthing import pipeline, universe
from farthing.errors import ConfigurationError
from farthing.pipeline import CustomFactor, CustomFilter, StaticAssets, USEquityPricing
from farthing.pipeline.window import Span
from farthing.universe.market import Market

CLOSE, VOLUME = USEquityPricing.close, USEquityPricing.volume


def rsi(close, volume):
    """100 - 100 / (1 + mean gain / mean loss)."""
    changes = np.diff(close, axis=0)
    gains = np.nanmean(np.clip(changes, 0, np.inf), axis=0)
    losses = abs(np.nanmean(np.clip(changes, -np.inf, 0), axis=0))
    return 100 - 100 / (1 + gains / losses)


def volatility(close, volume):
    """The deviation of daily returns of the last three sessions of the window."""
    returns = (close[1:] - close[:-1]) / close[:-1]
    return np.nanstd(returns[-3:], axis=0) * 252**0.5


FACTORS = {
    "Returns": (pipeline.Returns(window_length=4), 4, lambda c, v: (c[-1] - c[0]) / c[0]),
    "DailyReturns": (pipeline.DailyReturns(), 2, lambda c, v: (c[-1] - c[0]) / c[0]),
    "SimpleMovingAverage": (
        pipeline.SimpleMovingAverage(inputs=[CLOSE], window_length=5),
        5,
        lambda c, v: np.nanmean(c, axis=0),
    ),
    "of volumes": (
        pipeline.SimpleMovingAverage(inputs=VOLUME, window_length=5),
        5,
        lambda c, v: v.mean(axis=0),
    ),
    "AverageDollarVolume": (
        pipeline.AverageDollarVolume(window_length=5),
        5,
        lambda c, v: np.nansum(c * v, axis=0) / len(c),
    ),
    "VWAP": (
        pipeline.VWAP(window_length=5),
        5,
        lambda c, v: np.nansum(c * v, axis=0) / np.where(np.isnan(c), 0, v).sum(axis=0),
    ),
    "latest": (CLOSE.latest, 1, lambda c, v: c[0]),
    "latest volume": (VOLUME.latest, 1, lambda c, v: v[0]),
}
COMPLETE = {
    "RSI": (pipeline.RSI(window_length=5), 5, rsi),
    "AnnualizedVolatility": (pipeline.AnnualizedVolatility(window_length=3), 4, volatility),
    "MaxDrawdown": (
        pipeline.MaxDrawdown(inputs=[CLOSE], window_length=5),
        5,
        lambda c, v: np.array([fall(column) for column in c.T]),
    ),
}
"""What is compared only where the window has all of its bars: gaps are counted otherwise."""


def fall(column):
    """The largest fall in money, as a share of where it ended."""
    falls = [max(column[: at + 1]) - low for at, low in enumerate(column)]
    end = falls.index(max(falls))
    return falls[end] / column[end]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("adjust", ["splits", "all"])
@pytest.mark.parametrize("name", [*FACTORS, *COMPLETE])
def test_a_factor_is_its_formula(name: str, adjust: str, seed: int):
    factor, length, formula = (FACTORS | COMPLETE)[name]
    made = plain.made(seed)
    market = Market.of(made.for_farthing(), adjust)
    for session in range(market.count):
        found = market.row(factor, session)
        listed = np.array(plain.listed(made, session))
        assert np.isnan(found[~listed]).all()
        if session < length:
            assert np.isnan(found).all() or name == "AnnualizedVolatility"
            continue
        span = Span(market, session, length)
        close, volume = span.floats("close"), span.floats("volume")
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            expected = formula(close, volume)
        counts = listed & (name in FACTORS or ~np.isnan(close).any(axis=0))
        np.testing.assert_allclose(found[counts], expected[counts], **near(name))


def near(name: str) -> dict[str, float]:
    """How far floats may be from the formula; returns are of prices with six digits.

    To the last bit the deviation is compared with that of its own returns, below.
    """
    return {"rtol": 1e-5, "atol": 1e-6} if name == "AnnualizedVolatility" else {"rtol": 1e-12}


@pytest.mark.parametrize("seed", range(4))
def test_means_and_deviations_of_a_factor_are_of_exact_sums(seed: int):
    made = plain.made(seed)
    market = Market.of(made.for_farthing())
    inner = pipeline.Returns(window_length=2)
    mean = pipeline.SimpleMovingAverage(inputs=[inner], window_length=6)
    volatility = pipeline.AnnualizedVolatility(window_length=6)
    compared = 0
    for session in range(6, market.count):
        window = np.array([market.row(inner, at) for at in range(session - 5, session + 1)])
        listed = plain.listed(made, session)
        for asset in np.flatnonzero(listed).tolist():
            known = [value for value in window[:, asset].tolist() if value == value]
            expected = [np.nan, np.nan]
            if known:
                middle = math.fsum(known) / len(known)
                squares = math.fsum((value - middle) * (value - middle) for value in known)
                expected = [middle, math.sqrt(squares / len(known)) * 252**0.5]
            found = [market.row(factor, session)[asset] for factor in (mean, volatility)]
            np.testing.assert_array_equal(found, expected)
            compared += len(known) > 2
    assert compared


class Given(CustomFactor):
    """The same value of each asset in every session."""

    inputs = (CLOSE,)
    window_length = 1

    def compute(self, today, assets, out, close):
        out[:] = 0.7


def test_what_never_changes_has_no_volatility():
    made = plain.made(1)
    market = Market.of(made.for_farthing())
    mean = pipeline.SimpleMovingAverage(inputs=[Given()], window_length=3)
    volatility = pipeline.AnnualizedVolatility(inputs=[Given()], window_length=3)
    whole = np.array([plain.listed(made, at) for at in range(9, 13)]).all(axis=0)
    assert whole.any()
    assert market.row(mean, 12)[whole].tolist() == [0.7] * whole.sum()
    assert market.row(volatility, 12)[whole].tolist() == [0] * whole.sum()


def test_without_volumes_there_is_no_dollar_volume():
    rows = {"date": plain.DAYS[:4], "open": [10.0] * 4, "close": [10.25, 11.0, 10.0, 10.5]}
    market = Market.of(ft.bars_from_frame(pl.DataFrame(rows)))
    for factor in (pipeline.AverageDollarVolume(window_length=2), universe.dollar_volume(2)):
        np.testing.assert_array_equal(market.row(factor, 3), [np.nan])


@pytest.mark.parametrize("seed", range(4))
def test_dollar_volume_of_pipelines_and_universes_is_one_where_nothing_acts(seed: int):
    made = plain.made(seed)
    market = Market.of(made.for_farthing())
    ours, theirs = universe.dollar_volume(5), pipeline.AverageDollarVolume(window_length=5)
    compared = 0
    for session in range(5, market.count):
        counts = np.array(plain.listed(made, session))
        counts[list(Span(market, session, 5).acted())] = False
        pairs = [market.row(factor, session)[counts] for factor in (ours, theirs)]
        np.testing.assert_array_equal(*pairs)
        compared += int(counts.sum())
    assert compared


class Seen(CustomFactor):
    """Keeps what it is given."""

    inputs = (USEquityPricing.high, pipeline.Returns(window_length=2))
    window_length = 3
    params = MappingProxyType({"scale": 2.0})
    seen: list

    def compute(self, today, assets, out, high, returns, scale):
        self.seen.append((today, assets, high, returns))
        out[:] = high[-1] * scale


@pytest.mark.parametrize("seed", range(4))
def test_a_factor_of_ones_own_is_given_windows_of_what_is_listed(seed: int):
    made = plain.made(seed)
    market = Market.of(made.for_farthing())
    factor = Seen(scale=3.0)
    for session in range(market.count):
        factor.seen = []
        found = market.row(factor, session)
        listed = np.flatnonzero(plain.listed(made, session))
        if session < 3 or not len(listed):
            assert factor.seen == []
            assert np.isnan(found).all()
            continue
        ((today, assets, high, returns),) = factor.seen
        assert today == np.datetime64(plain.DAYS[session])
        assert assets.tolist() == listed.tolist()
        np.testing.assert_array_equal(high, Span(market, session, 3).floats("high")[:, listed])
        rows = [
            market.row(Seen.inputs[1], at)[listed] for at in (session - 2, session - 1, session)
        ]
        np.testing.assert_array_equal(returns, np.array(rows))
        np.testing.assert_array_equal(found[listed], high[-1] * 3)


class Ends(CustomFactor):
    """Two values of each window."""

    inputs = (CLOSE,)
    window_length = 3
    outputs = ("first", "last")

    def compute(self, today, assets, out, close):
        out.first[:] = close[0]
        out["last"][:] = close[-1]


@pytest.mark.parametrize("seed", range(4))
def test_several_outputs_are_factors_by_name(seed: int):
    made = plain.made(seed)
    market = Market.of(made.for_farthing())
    ends = Ends()
    first, last = ends
    for session in range(3, market.count):
        listed = np.array(plain.listed(made, session))
        closes = Span(market, session, 3).floats("close")
        for factor, at in ((ends.first, 0), (last, 2)):
            expected = np.where(listed, closes[at], np.nan)
            np.testing.assert_array_equal(market.row(factor, session), expected)
    assert first is ends.first
    with pytest.raises(
        ConfigurationError, match=r"Ends has several outputs: take one, such as \.first"
    ):
        market.row(ends, 5)


@pytest.mark.parametrize("seed", range(4))
def test_bands_are_deviations_from_the_mean(seed: int):
    market = Market.of(plain.made(seed).for_farthing())
    bands = list(pipeline.BollingerBands(window_length=4, k=1.5))
    for session in range(4, market.count):
        closes = Span(market, session, 4).floats("close")
        whole = ~np.isnan(closes).any(axis=0) & market.listed(session)
        mean, deviation = closes[:, whole].mean(axis=0), closes[:, whole].std(axis=0)
        for band, width in zip(bands, (-1.5, 0, 1.5), strict=True):
            found = market.row(band, session)[whole]
            np.testing.assert_allclose(found, mean + width * deviation, rtol=1e-9)


class Rises(CustomFilter):
    """Whether the last close is above the first."""

    inputs = (CLOSE,)
    window_length = 3

    def compute(self, today, assets, out, close):
        out[:] = close[-1] > close[0]


def test_a_filter_of_ones_own_and_some_assets_are_filters():
    market = Market.of(plain.made(2).for_farthing())
    screen = Rises(mask=StaticAssets(["A", "B"])) & StaticAssets(["B", "C"])
    found = np.array([market.row(screen, at) for at in range(market.count)])
    change = np.array(
        [market.row(pipeline.Returns(window_length=3), at) for at in range(market.count)]
    )
    assert found.any()
    assert (found[:, 1] == (change[:, 1] > 0)).all()
    assert not found[:, 0].any()
    assert not found[:, 2:].any()


WRONG = {
    "no window": (lambda: pipeline.VWAP(), "VWAP: window_length None must be"),
    "short window": (
        lambda: pipeline.Returns(window_length=1),
        "window_length is 1; it is at least 2",
    ),
    "no inputs": (lambda: pipeline.SimpleMovingAverage(window_length=3), "has no inputs"),
    "other inputs": (
        lambda: pipeline.SimpleMovingAverage(inputs=["close"], window_length=3),
        "the input close is no column such as USEquityPricing.close",
    ),
    "too many": (
        lambda: pipeline.SimpleMovingAverage(inputs=[CLOSE, VOLUME], window_length=3),
        "has 2 inputs; it takes 1",
    ),
    "parameters": (lambda: pipeline.BollingerBands(window_length=3), "needs k; its params are k"),
    "mask": (lambda: pipeline.RSI(mask=CLOSE), "RSI: mask is .* which is no filter"),
    "parameter": (lambda: pipeline.RSI(window=3), "RSI has no window; its params are none"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_factor_is_refused_where_it_is_written(name: str):
    make, words = WRONG[name]
    with pytest.raises(ConfigurationError, match=words):
        make()
