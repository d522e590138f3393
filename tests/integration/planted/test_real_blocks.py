"""Blocks of real bars make a case in which nothing is planted; they need the real data."""

import pytest

from farthing.data import Request, find_source, ingest
from farthing.testing.planted import NOISES, bootstrapped


@pytest.fixture(scope="module")
def days(real_data, tmp_path_factory):
    """The days of SPY, of a quarter of a century."""
    source = find_source("lean")(real_data / "lean", market="equity/usa")
    home = tmp_path_factory.mktemp("home")
    outcome = ingest(source, "days", Request(symbols=("SPY",)), home=home)
    return outcome.bundle.bars(["SPY"]).tables["SPY"].collect()


def test_blocks_of_real_days_are_valid_bars_of_their_volatility(days):
    case = bootstrapped(days, 0, 1, "1d", NOISES["moderate"])
    bars = case.bars
    assert bars.height > 5_000
    assert (bars["high"] >= bars["low"]).all()
    assert bars["low"].min() >= 1
    real = (days["close"].cast(float) / days["close"].cast(float).shift(1)).std()
    assert (bars["close"] / bars["close"].shift(1)).std() == pytest.approx(real, rel=0.15)
    assert case.truth.events.is_empty()
