"""The twin is in floats, and what it gets wrong is found."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from farthing import _core
from farthing.backtest.config import run_config
from farthing.data.frame import bars_from_frame
from farthing.lab.overhead.divergence import divergence, signal_divergence
from farthing.lab.overhead.replay import KERNELS, Replay
from farthing.lab.overhead.work import Work
from farthing.lab.worker import load

HERE = Path(__file__).parent


def replay_of(price: float, shares: list[float], commission: str) -> Replay:
    days = [str(date(2024, 1, day)) for day in range(1, len(shares) + 1)]
    prices = dict.fromkeys(("open", "high", "low", "close"), [price] * len(days))
    frame = pl.DataFrame({"date": days, "symbol": ["A"] * len(days), **prices})
    bars = bars_from_frame(frame, calendar="24/7")
    weights = np.array(shares)[:, None] * price / 100_000
    config = run_config(capital=100_000, commission=commission)
    return Replay(Work(bars=bars, config=config, program=HERE, targets=lambda: weights))


def test_half_a_cent_is_rounded_the_wrong_way_in_floats():
    # 375 * 129.08 * 0.001 is 48.405: half-even makes it 48.40, floats make it more than a half
    found = divergence(replay_of(129.08, [375, 375, 375], "bps:10"))
    assert (found["fills"], found["wrong"]) == (1, 1)
    assert Decimal(found["exact_equity"]) == Decimal("99951.60")
    assert found["twin_equity"] == pytest.approx(99951.59)
    exact = found["first"]["exact"]
    assert (exact["time"], exact["symbol"]) == ("2024-01-03T00:00:00", "A")
    numbers = [Decimal(exact[name]) for name in ("quantity", "price", "fee")]
    assert numbers == [375, Decimal("129.08"), Decimal("48.40")]
    assert float(found["first"]["twin"]["fee"]) == pytest.approx(48.41)


def test_a_fill_that_floats_get_right_is_not_told():
    found = divergence(replay_of(100.0, [100, 100, 0, 0], "none"))
    assert (found["fills"], found["wrong"], found["unlike"], found["first"]) == (2, 0, 0, None)
    assert float(found["exact_equity"]) == found["twin_equity"]


def test_a_fill_that_one_side_lacks_is_wrong():
    one, other = replay_of(100.0, [100, 100, 0, 0], "none"), replay_of(100.0, [100] * 4, "none")
    wrong, unlike, first = _core.wrong_fills(one.exact.outcome, other.free())
    assert (wrong, unlike) == (1, 1)
    place, exact, twin = first
    assert (place, twin) == (1, None)
    assert exact[1:] == (0, Decimal(-100), Decimal("100.00"), Decimal("0.00"))
    assert _core.wrong_fills(other.exact.outcome, one.free())[2][1] is None


def test_every_kernel_fills_the_same_orders():
    replay = replay_of(129.08, [375, 0, 375], "bps:10")
    assert {replay.simulate(kernel).fills for kernel in KERNELS} == {2}
    assert isinstance(replay.simulate("twin").end_equity, float)
    assert replay.simulate("narrow").end_equity == replay.simulate("wide").end_equity
    run, statistics = replay.timed("twin")
    assert run > statistics > 0


def test_orders_of_a_strategy_are_given_to_the_twin_as_they_are():
    found = divergence(Replay(load(HERE / "overhead.py").WORKS["story"]()))
    assert not found["sizes_in_floats"]
    assert found["fills"] > 0


def test_a_tape_that_gives_other_trades_is_an_error():
    replay = replay_of(129.08, [375, 0, 375], "bps:10")
    replay.tape = replay_of(129.08, [375, 375, 375], "bps:10").tape
    with pytest.raises(AssertionError, match=r"give 1 fills in the wide kernel, not 2"):
        replay._check("wide")
    replay.tape = replay_of(129.08, [370, 0, 375], "bps:10").tape
    with pytest.raises(AssertionError, match="in the narrow kernel, not at"):
        replay._check("narrow")


def test_averages_in_floats_cross_where_exact_ones_do_not(monkeypatch):
    monkeypatch.syspath_prepend(str(HERE.parents[3] / "benchmarks"))
    import workloads

    closes = np.ascontiguousarray(workloads.arrays("M").cents["close"][:, 0])
    found = signal_divergence(closes, 2, range(5, 15), range(50, 60, 2))
    assert found["pairs"] == 50
    assert found["orders"] > 1_000
    assert found["wrong_orders"] >= found["wrong_pairs"] > 0
    sys.modules.pop("workloads")


def test_the_package_runs_the_event_driver_in_exact_money():
    from farthing.lab.overhead.worker import event

    result = event(load(HERE / "overhead.py").WORKS["story"]())
    assert type(result.outcome) is _core.Outcome
    assert (result.outcome.width, type(result.end_equity)) == ("wide", Decimal)


def test_no_build_of_the_package_has_the_twin_in_its_event_driver():
    import tomllib

    root = HERE.parents[3]
    read = lambda file: tomllib.loads((root / file).read_text(encoding="utf-8"))  # noqa: E731
    built = read("pyproject.toml")["tool"]["maturin"]["features"]
    assert built == ["pyo3/extension-module"]
    for crate in ("core", "py"):
        features = read(f"crates/{crate}/Cargo.toml")["features"]
        assert "twin" in features
        assert "default" not in features
