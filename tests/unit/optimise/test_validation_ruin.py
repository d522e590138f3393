"""A trial whose account came to nothing: it has no returns from there on, and is named."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

import farthing as ft
from farthing.errors import UndefinedReturns
from farthing.optimise.validation import session_returns, trials_of, validate

NAN = float("nan")


def returns(*closes: float, bars_a_day: int = 1) -> list[float]:
    """Of an account of 200 that buys 10 shares at 100 in its second bar, and holds them."""
    first = datetime(2024, 1, 2, 10)
    times = [
        first + timedelta(days=at // bars_a_day, hours=at % bars_a_day) for at in range(len(closes))
    ]
    frame = pl.DataFrame({
        "date": times, "open": [100.0] * 2 + [float(each) for each in closes[2:]],
        "close": [float(each) for each in closes],
    })  # fmt: skip
    if bars_a_day == 1:
        frame = frame.with_columns(pl.col("date").dt.date())
    bars = ft.bars_from_frame(frame, symbol="A", tz="UTC", label="start")
    result = ft.run(
        lambda ctx: ctx.order("A", 10) if ctx.row == 0 else None, bars=bars, capital=200
    )
    return session_returns(result)[1].tolist()


def test_no_return_follows_a_ruin_whatever_the_account_does() -> None:
    # equity 200, 200, -100, -50, 200, 0, 100
    found = returns(100, 100, 70, 75, 100, 80, 90)
    np.testing.assert_allclose(found, [0.0, 0.0, -1.5, NAN, NAN, NAN, NAN], rtol=1e-12)


def test_a_ruin_within_a_session_is_one_though_the_session_ends_above_it() -> None:
    # equity 200, 200 | 0, 100 | 200, 300
    found = returns(100, 100, 80, 90, 100, 110, bars_a_day=2)
    np.testing.assert_allclose(found, [0.0, -0.5, NAN], rtol=1e-12)


def test_a_return_may_end_at_nothing() -> None:
    np.testing.assert_allclose(returns(100, 100, 80), [0.0, 0.0, -1.0], rtol=1e-12)


def test_a_cent_that_is_left_is_no_ruin() -> None:
    np.testing.assert_allclose(
        returns(100, 100, 80.001, 90), [0.0, 0.0, -0.99995, 9999.0], rtol=1e-9
    )


def test_the_remedy_names_the_ruined_trial() -> None:
    noise = np.sin(np.arange(240.0).reshape(80, 3) ** 2) / 100
    noise[5:, 1] = NAN
    for call in (trials_of, validate):
        with pytest.raises(
            UndefinedReturns,
            match=r"of bold in session 5 is nan, and none follows: .* leave bold out, and count it",
        ):
            call(noise, ["calm", "bold", "dull"])


def test_a_hole_is_no_ruin() -> None:
    noise = np.sin(np.arange(240.0).reshape(80, 3) ** 2) / 100
    noise[5, 1] = NAN
    with pytest.raises(UndefinedReturns, match="leave out the sessions in which bold has none"):
        trials_of(noise, ["calm", "bold", "dull"])
