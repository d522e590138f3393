"""What comes later changes no universe: bars, actions and ends that are cut off were not known."""

import numpy as np
from generated import SEED, few
from hypothesis import given, seed
from hypothesis import strategies as st
from universes import plain

from farthing import universe
from farthing.pipeline import (
    RSI,
    VWAP,
    AverageDollarVolume,
    Returns,
    SimpleMovingAverage,
    USEquityPricing,
)
from farthing.universe.market import Market

CLOSE = USEquityPricing.close
TERMS = (
    universe.price(),
    universe.ema(3).rank(),
    universe.rsi(2),
    universe.vwap(2),
    universe.dollar_volume(3).zscore(),
    universe.returns(1).winsorize(0.2, 0.8),
    universe.top(universe.dollar_volume(3), 2) & (universe.price() > 3),
    ~(universe.traded(4) >= 3) & universe.listed(),
    CLOSE.latest,
    Returns(window_length=3),
    RSI(window_length=4),
    VWAP(window_length=3),
    AverageDollarVolume(window_length=3).demean(),
    SimpleMovingAverage(inputs=[CLOSE], window_length=3) > CLOSE.latest,
    SimpleMovingAverage(inputs=[Returns(window_length=2)], window_length=3),
)

ADJUSTS = st.sampled_from(("splits", "all"))


@seed(SEED)
@few(60)
@given(
    st.integers(0, 10**9), st.integers(1, len(plain.DAYS) - 1), st.sampled_from(("splits", "all"))
)
def test_a_cut_after_any_session_changes_no_earlier_universe(number: int, cut: int, adjust: str):
    whole = plain.made(number)
    part = whole.cut(cut)
    known = Market.of(whole.for_farthing(), adjust)
    fewer = Market.of(part.for_farthing(), adjust)
    places = [known.symbols.index(symbol) for symbol in fewer.symbols]
    others = [place for place in range(len(known.symbols)) if place not in places]
    for term in TERMS:
        for session in range(fewer.count):
            expected, found = known.row(term, session), fewer.row(term, session)
            assert np.array_equal(found, expected[places], equal_nan=found.dtype == float)
            assert not expected[others].any() or np.isnan(expected[others]).all()
