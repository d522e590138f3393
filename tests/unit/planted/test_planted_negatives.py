"""Negatives keep what they should keep, and lose what makes a structure."""

import numpy as np
import polars as pl
import pytest

from farthing.errors import ConfigurationError
from farthing.testing.planted import NOISES, bootstrapped, cases, negatives, shuffled, walk, walks
from farthing.testing.planted.aims import BASELINE_BARS
from farthing.testing.planted.market import MARKETS

MODERATE = NOISES["moderate"]


@pytest.fixture
def genuine():
    """A structure of days, whose volume has no time of day."""
    return next(
        case for case in cases(3, 20) if case.market == "1d" and not case.truth.ranges.is_empty()
    )


def test_shuffled_volume_is_the_same_volume_in_another_order(genuine):
    after = shuffled(genuine, 4)
    assert after.kind == "shuffled"
    assert sorted(after.bars["volume"]) == sorted(genuine.bars["volume"])
    assert not after.bars["volume"].equals(genuine.bars["volume"])
    assert after.bars.drop("volume").equals(genuine.bars.drop("volume"))


def test_nothing_of_a_shuffled_case_is_asked_for_but_its_range(genuine):
    truth = shuffled(genuine, 4).truth
    assert truth.ranges.equals(genuine.truth.ranges)
    assert truth.patterns.is_empty()
    assert truth.phases.is_empty()
    assert not truth.events["scored"].any()
    assert truth.cases["kind"].to_list() == ["shuffled"]


def test_shuffling_keeps_the_volume_of_the_time_of_day():
    case = next(case for case in cases(3, 40) if case.market == "1m")
    after = shuffled(case, 4).bars.with_columns(hour=pl.col("slot") // 60)
    means = after.group_by("hour").agg(pl.col("volume").mean()).sort("hour")["volume"]
    assert means[0] > 1.3 * means[3]


def test_a_walk_is_none_that_turns_back_or_goes_on():
    returns = [np.diff(np.log(case.bars["close"].to_numpy())) for case in walks(7, 20_000)]
    correlations = [np.corrcoef(each[1:], each[:-1])[0, 1] for each in returns]
    assert abs(np.mean(correlations)) < 0.02


def test_a_walk_has_more_volume_where_it_moves_more():
    case = walk(0, 7, "1d", MODERATE, 4_000)
    spread = (case.bars["high"] - case.bars["low"]) / case.bars["close"]
    assert np.corrcoef(np.log(spread), np.log(case.bars["volume"]))[0, 1] > 0.15


def test_long_walks_are_not_those_of_the_mixture():
    assert walk(0, 1, "1d", MODERATE, 300).digest != next(walks(1, 300, length=300)).digest


def real_like(count=400):
    """Bars of a walk under the names of real ones, whose return says which bar it was."""
    return walk(0, 9, "1d", MODERATE, count).bars


def test_blocks_keep_each_bar_against_the_close_before():
    bars = real_like()
    made = bootstrapped(bars, 0, 5, "1d", MODERATE).bars
    given = (bars["close"] / bars["close"].shift(1)).drop_nulls().to_numpy()
    back = (made["close"] / made["close"].shift(1)).drop_nulls().to_numpy()
    distance = np.abs(back[:, None] - given[None, :])
    assert np.quantile(distance.min(axis=1), 0.95) < 1e-3
    order = distance.argmin(axis=1)
    assert 0.6 < np.mean(np.diff(order) == 1) < 0.96
    assert made.height == bars.height - 20


def test_too_few_bars_give_no_blocks():
    with pytest.raises(ConfigurationError, match="50 bars are too few for blocks: give at least"):
        bootstrapped(real_like(50), 0, 5, "1d", MODERATE)


@pytest.mark.parametrize("market", MARKETS)
def test_a_day_has_its_busy_hours(market):
    usual = MARKETS[market].volume_by_slot()
    assert len(usual) == MARKETS[market].slots
    assert usual.mean() == pytest.approx(1.0)
    if market != "1d":
        assert usual[0] == usual.max()


def test_volume_of_a_block_is_against_the_mean_of_the_bars_before(monkeypatch):
    """How long blocks are changes nothing of what a volume is compared with."""
    count = 400
    bars = pl.DataFrame(
        {name: [100.0] * count for name in ("open", "high", "low", "close")}
        | {"volume": [1000.0 * (1 + row % 2) for row in range(count)]}
    )
    for length in (20, 30, 7):
        monkeypatch.setattr(negatives, "BLOCK_BARS", length)
        _, volume = negatives._relative(bars)
        assert len(volume) == count - BASELINE_BARS
        assert volume[:2].round(6).tolist() == [0.666667, 1.333333]
