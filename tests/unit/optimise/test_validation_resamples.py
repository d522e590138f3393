"""Resamples of returns, of trades, of bars and of parameters."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest
import validation_market as market

import farthing as ft
from farthing.draw import Draw
from farthing.errors import ConfigurationError, UselessPermutation
from farthing.optimise.validation import (
    Resamples,
    holding_of,
    max_drawdown,
    noisy_bars,
    resample,
    return_spread,
    sensitivity,
    session_returns,
    trade_spread,
)
from farthing.optimise.validation.trades import OF_ALL, OF_ORDER

RETURNS = Draw(1).normals(500) / 100
PROFITS = (Draw(2).normals(60) * 10).round(2)


def test_blocks_are_as_long_as_said_and_begin_anywhere() -> None:
    places = Resamples(200, 5.0, 2_000, 1).places()
    goes_on = (places[:, 1:] - places[:, :-1]) % 200 == 1
    assert goes_on.mean() == pytest.approx(0.8 + 0.2 / 200, abs=0.003)
    assert np.bincount(places.ravel(), minlength=200) == pytest.approx(2_000, rel=0.15)


@pytest.mark.parametrize("block", [1.0, 3.0])
def test_moments_are_those_of_the_blocks_that_are_drawn(block: float) -> None:
    draws = Resamples(50, block, 40, 9)
    values = RETURNS[:50]
    means, deviations = draws.moments(values[:, None])
    for at, (places, (begins, lengths)) in enumerate(
        zip(draws.places(), draws.blocks(), strict=True)
    ):
        parts = np.split(values[places], np.cumsum(lengths)[:-1])
        mean = values[places].mean()
        assert [part[0] for part in parts] == values[begins].tolist()
        assert means[at, 0] == pytest.approx(mean)
        squares = sum((part.sum() - len(part) * mean) ** 2 for part in parts)
        assert deviations[at, 0] == pytest.approx((squares / 50) ** 0.5)


def test_resamples_are_drawn_in_the_same_way_from_the_first_on() -> None:
    few, many = Resamples(50, 3.0, 5, 9).places(), Resamples(50, 3.0, 5, 9).places()
    assert few.tolist() == many.tolist()
    assert few.tolist() != Resamples(50, 3.0, 5, 8).places().tolist()


def test_trials_are_drawn_together() -> None:
    drawn = resample(np.column_stack([RETURNS, 2 * RETURNS + 0.01]), resamples=50)
    assert drawn.means[:, 1] == pytest.approx(2 * drawn.means[:, 0] + 0.01)


def test_a_spread_of_returns_holds_the_truth_as_often_as_it_says() -> None:
    """The mean is 0, and 90 % of the intervals of a sum hold it."""
    hits = 0
    for seed in range(200):
        found = return_spread(
            Draw(seed, 1).normals(120) / 100, lambda each: each.mean(), block=1, resamples=200
        )
        hits += found.low <= 0 <= found.high
    assert 170 <= hits <= 192


@pytest.mark.parametrize("name", ["sharpe_ratio", "max_drawdown", "total_return"])
def test_a_statistic_is_that_of_each_resample(name: str) -> None:
    found = return_spread(RETURNS, name, block=4, resamples=50, seed=3)
    function = max_drawdown if name == "max_drawdown" else getattr(ft.metrics, name)
    drawn = [function(RETURNS[places]) for places in Resamples(500, 4, 50, 3).places()]
    assert (found.observed, found.median) == (function(RETURNS), np.median(drawn))
    assert [found.low, found.high] == pytest.approx(np.quantile(drawn, [0.05, 0.95]))


def test_the_deepest_fall_is_that_of_the_run() -> None:
    result = ft.run(market.Cross, bars=market.frame(60))
    assert max_drawdown(session_returns(result)[1]) == pytest.approx(result.statistics.max_drawdown)


@pytest.mark.parametrize("name", OF_ALL)
def test_a_shuffle_that_cannot_change_a_statistic_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(UselessPermutation, match=f"^{name} is the same in every order"):
        trade_spread(PROFITS, name, how="shuffle")
    found = trade_spread(PROFITS, name, resamples=200)
    assert found.low < found.observed < found.high


@pytest.mark.parametrize("name", OF_ORDER)
def test_a_shuffle_changes_what_depends_on_the_order(name: str) -> None:
    found = trade_spread(PROFITS, name, how="shuffle", resamples=200)
    assert found.low < found.high


def test_a_statistic_of_the_user_is_tried_before_it_is_believed() -> None:
    def spread_of_all(profits):
        return profits.std()

    def first(profits):
        return profits[0]

    def nothing(profits):
        return None

    for still in (spread_of_all, nothing):
        with pytest.raises(UselessPermutation, match=f"^{still.__name__} is the same"):
            trade_spread(PROFITS, still, how="shuffle")
    assert trade_spread(PROFITS, first, how="shuffle", resamples=50).low < PROFITS.max()


def test_a_shuffle_keeps_the_trades_and_a_bootstrap_draws_them_anew() -> None:
    seen = {"shuffle": set(), "bootstrap": set()}
    for how, sums in seen.items():
        trade_spread(
            PROFITS, lambda each, sums=sums: sums.add(round(each.sum(), 6)) or each[0], how=how,
            resamples=50,
        )  # fmt: skip
    assert len(seen["shuffle"]) == 1
    assert len(seen["bootstrap"]) > 40


def test_profits_of_a_run_can_be_given_as_they_are() -> None:
    result = ft.run(market.Cross, bars=market.frame(250), parameters={"fast": 2, "slow": 3})
    profits = result.trades["account_profit"]
    assert isinstance(profits[0], Decimal)
    assert trade_spread(profits, "total_profit", resamples=10).observed == pytest.approx(
        float(profits.sum())
    )


def bars(count: int = 400, *symbols: str, **told) -> ft.Bars:
    return ft.bars_from_frame(market.frame(count, *symbols), **told)


def prices(found: ft.Bars, symbol: str = "A") -> pl.DataFrame:
    return found.tables[symbol].collect()


@pytest.mark.parametrize("seed", range(5))
def test_noisy_bars_are_bars_on_the_tick(seed: int) -> None:
    rows = prices(noisy_bars(bars(), share=0.5, seed=seed))
    before = prices(bars())
    assert rows.schema == before.schema
    lows, highs = rows["low"], rows["high"]
    for name in ("open", "close"):
        assert bool(((lows <= rows[name]) & (rows[name] <= highs)).all())
    assert bool((lows > 0).all())
    assert rows.select("time", "session", "volume").equals(
        before.select("time", "session", "volume")
    )
    assert not rows["close"].equals(before["close"])


def test_noisy_bars_can_be_run_and_have_a_digest_of_their_own() -> None:
    plain = bars()
    one, again, other = (noisy_bars(plain, seed=seed) for seed in (1, 1, 2))
    assert one.digest == again.digest
    assert len({plain.digest, one.digest, other.digest}) == 3
    first, second = (ft.run(market.Cross, bars=each) for each in (one, again))
    assert first.digest == second.digest != ft.run(market.Cross, bars=plain).digest
    assert "noise of 0.2 in all returns, seed 1" in one.notes


def test_no_noise_changes_nothing() -> None:
    plain = bars()
    quiet = noisy_bars(plain, share=0.0, seed=1)
    assert prices(quiet).equals(prices(plain))
    assert ft.run(market.Cross, bars=quiet).digest == ft.run(market.Cross, bars=plain).digest


def logs(rows: pl.DataFrame) -> np.ndarray:
    return np.diff(np.log(rows["close"].cast(pl.Float64).to_numpy()))


def test_quiet_and_wild_times_stay_where_they_are() -> None:
    count = 2_000
    rows = market.frame(count)
    wild = np.where(np.arange(count) // 250 % 2, 3.0, 0.5)
    closes = 100 * np.exp(np.cumsum(Draw(4).normals(count) * wild / 200))
    rows = rows.with_columns(
        close=pl.Series(closes.round(4)), open=pl.Series(closes.round(4))
    ).drop("high", "low")
    plain = ft.bars_from_frame(rows, price_scale=4)
    before = logs(prices(plain))
    found = np.mean(
        [logs(prices(noisy_bars(plain, share=0.4, seed=seed))) ** 2 for seed in range(20)], axis=0
    )
    for begin in range(0, count - 250, 250):
        part = slice(begin, begin + 249)
        assert found[part].mean() == pytest.approx((before[part] ** 2).mean(), rel=0.12)


def test_assets_move_by_the_same_noise_and_splits_stay_splits() -> None:
    rows = market.frame(40)
    half = rows.with_columns(
        symbol=pl.lit("B"),
        **{
            name: pl.when(pl.col("date") >= market.sessions(40)[20])
            .then((pl.col(name) / 2).round(2)).otherwise(pl.col(name)).alias(name)
            for name in ("open", "high", "low", "close")
        },
    )  # fmt: skip
    split = ft.Split("B", market.sessions(40)[20], new=2, old=1)
    noisy = noisy_bars(
        ft.bars_from_frame(pl.concat([rows, half]), splits=[split]), share=0.6, seed=3
    )
    one, two = (prices(noisy, symbol)["close"].cast(pl.Float64).to_numpy() for symbol in ("A", "B"))
    assert two * np.where(np.arange(40) < 20, 1, 2) == pytest.approx(one, rel=0.001)


def test_noise_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"share 1\.0 of noise"):
        noisy_bars(bars(), share=1.0, seed=1)
    below = ft.Instrument("A", negative_price_allowed=True)
    rows = market.frame(20).with_columns(pl.col("open", "high", "low", "close") - 100)
    with pytest.raises(ConfigurationError, match="A has prices of 0 or less"):
        noisy_bars(ft.bars_from_frame(rows, instruments=[below]), seed=1)


def test_a_plateau_is_stable_and_a_spike_is_not() -> None:
    values = {"fast": [1, 2, 3, 4, 5]}
    assert sensitivity(values, [0, 0, 1, 1, 1]).stability is None  # the median is the best
    assert sensitivity(values, [0, 0.9, 1, 0.9, 0]).stability == pytest.approx(0.0)
    wide = {"fast": list(range(9))}
    plateau = sensitivity(wide, [0, 0, 0, 0.95, 1, 0.95, 0, 0, 0])
    assert (plateau.best, plateau.stability) == ({"fast": 4}, pytest.approx(0.95))
    spike = sensitivity(wide, [0, 0, 0, 0, 1, 0, 0, 0, 0])
    assert spike.stability == 0.0
    assert [(cliff.high, cliff.low, cliff.fall) for cliff in spike.cliffs] == [
        ({"fast": 4}, {"fast": 3}, 1.0),
        ({"fast": 4}, {"fast": 5}, 1.0),
    ]


def test_cliffs_of_two_parameters_are_found_where_they_are() -> None:
    scores = np.fromfunction(lambda fast, slow: 1.0 - 0.01 * (fast + slow), (6, 6))
    scores[3:, :] = 0.0
    found = sensitivity({"fast": list(range(6)), "slow": list("abcdef")}, scores)
    assert found.best == {"fast": 0, "slow": "a"}
    assert len(found.cliffs) == 6
    assert all((cliff.high["fast"], cliff.low["fast"]) == (2, 3) for cliff in found.cliffs)
    assert [cliff.high["slow"] for cliff in found.cliffs] == list("abcdef")


def test_a_trial_without_a_score_beside_one_that_has_one_is_a_cliff() -> None:
    found = sensitivity({"fast": [1, 2, 3, 4]}, [0.0, 1.0, None, 0.1])
    assert found.undefined == 1
    assert found.cliffs[0].low == {"fast": 3}
    assert found.cliffs[0].fall is None


def test_holdings_of_a_run_are_counted_in_sessions() -> None:
    rows = market.frame(30)
    targets = np.zeros((30, 1))
    targets[4:9], targets[12:13] = 1, 1
    result = ft.simulate(rows, targets=targets, unit="shares")
    found = holding_of(result, market.sessions(30))
    assert {at: long for at, long in enumerate(found) if long} == {5: 5, 13: 1}


def held_after(*targets: int, splits: tuple[ft.Split, ...] = ()) -> list[int]:
    """How long the longest trade of each day lasts; the target of a day fills on the next."""
    prices = dict.fromkeys(("open", "high", "low", "close"), 10.0)
    rows = market.frame(len(targets)).with_columns(**prices)
    bars = ft.bars_from_frame(rows, splits=splits)
    result = ft.simulate(bars, targets=[[each] for each in targets], unit="shares")
    return holding_of(result, market.sessions(len(targets)))


def test_what_is_held_at_the_end_lasts_until_the_last_session() -> None:
    assert held_after(1, 1, 1, 1, 1, 1) == [0, 4, 0, 0, 0, 0]
    assert held_after(-1, -1, -1, -1, -1, -1) == [0, 4, 0, 0, 0, 0]
    assert held_after(0, 0, 0, 0, 0, 1) == [0] * 6  # the last order never fills


def test_the_lots_that_are_left_at_the_end_are_the_last_ones() -> None:
    # 3 of day 1 are closed on days 3 and 4; of the 2 of day 2 one is closed on day 4, one is held
    assert held_after(3, 5, 4, 1, 1, 1) == [0, 3, 3, 0, 0, 0]
    # day 1's is closed on day 3, which opens a short of 2 that is held
    assert held_after(1, 1, -2, -2, -2, -2) == [0, 2, 0, 2, 0, 0]


def test_a_split_changes_the_units_that_are_left() -> None:
    """4 of day 1 and 2 of day 2 are 12 on day 3; 8 are closed on day 4, all of day 1."""
    split = ft.Split("A", market.sessions(4)[3], 2, 1)
    assert held_after(4, 6, 6, 4, 4, 4, splits=(split,)) == [0, 3, 3, 0, 0, 0]
