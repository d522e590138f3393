"""A pipeline's windows are those that ``ctx.history`` gives in the same session, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from universes import plain

import farthing as ft
from farthing.pipeline.window import Span
from farthing.universe.market import Market

LENGTH = 6
FIELDS = ("open", "high", "low", "close", "volume")


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("adjust", ["splits", "all"])
def test_a_window_is_adjusted_as_the_engine_adjusts_it(adjust: str, seed: int):
    bars = plain.made(seed).without_gaps().for_farthing()
    market, seen = Market.of(bars, adjust), []

    def on_bar(ctx):
        if ctx.bars_known > LENGTH:
            for field in FIELDS:
                window = np.array(ctx.history(field, LENGTH + 1, adjust))[:-1]
                seen.append((ctx.session_index, field, window))

    ft.run(on_bar, bars=bars)
    assert len(seen) == (len(plain.DAYS) - LENGTH) * len(FIELDS)
    for session, field, window in seen:
        expected = np.nan_to_num(window, nan=0.0) if field == "volume" else window
        found = Span(market, session, LENGTH).floats(field)
        np.testing.assert_array_equal(found, expected, f"{session} {field}")


@pytest.mark.parametrize("seed", range(10))
def test_exact_numbers_are_those_of_the_floats(seed: int):
    market = Market.of(plain.made(seed).for_farthing(), "all")
    for session in range(LENGTH, market.count):
        span = Span(market, session, LENGTH)
        floats = span.floats("close")
        for asset in range(len(market.symbols)):
            rows, numbers, digits = span.exact("close", asset)
            assert np.flatnonzero(~np.isnan(floats[:, asset])).tolist() == rows.tolist()
            assert floats[rows, asset].tolist() == [n / 10**digits for n in numbers.tolist()]
