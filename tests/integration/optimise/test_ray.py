"""The same study on a cluster of Ray that is begun here, with an actor that dies."""

import os
from pathlib import Path

import pytest
from study_runs import SPACE, UNITS, Cross, Falls, market

import farthing as ft
from farthing.optimise import Int, optimise
from farthing.optimise.validation import walk_forward

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    ray = pytest.importorskip("ray", reason="Ray is not installed: NOT SHOWN")
    told = {"RAY_agent_register_timeout_ms": "120000", "RAY_AUTH_MODE": "disabled",
            "RAY_USAGE_STATS_ENABLED": "0"}  # fmt: skip
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    begun(ray)
    yield ray
    ray.shutdown()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


def begun(ray, tries=4):
    """Begins a cluster; Ray gives up after half a minute, which a busy machine may not do."""
    for left in reversed(range(tries)):
        try:
            ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False,
                     object_store_memory=100 * 2**20)  # fmt: skip
        except Exception as error:
            if "timed out during startup" not in str(error) or not left:
                raise
            ray.shutdown()
        else:
            return


@pytest.fixture(scope="module")
def bars():
    return ft.bars_from_frame(market(days=30))


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning")
def test_a_cluster_and_one_process_have_the_same_trials(cluster, bars):
    told = {"bars": bars, "space": SPACE, "search": "tpe", "trials": 20, "generation": 8}
    alone, spread = optimise(Cross, **told), optimise(Cross, executor="ray", workers=2, **told)
    assert [each.outcome for each in alone.trials] == [each.outcome for each in spread.trials]
    assert cluster.is_initialized(), "a cluster that was there is left as it was"


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning")
def test_actors_that_die_and_hang_end_nothing_else(cluster, bars, tmp_path):
    assert UNITS["units"] == Int(1, 5)
    found = optimise(Falls, bars=bars, space=UNITS, search="grid", objective="end_equity",
                     parameters={"folder": str(tmp_path)}, executor="ray", workers=2,
                     time_limit=30.0)  # fmt: skip
    assert [each.state for each in found.trials] == [
        "finished", "failed", "timed-out", "crashed", "finished",
    ]  # fmt: skip
    assert Path(tmp_path / "died").exists()
    assert "3 workers died at it, the last one with its actor" in found.trials[3].error


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning")
def test_a_walk_forward_is_the_same_on_a_cluster(cluster, bars):
    trials = [{"fast": fast, "slow": 9} for fast in (2, 3, 4)]
    told = {"bars": bars, "train": 12, "test": 9}
    alone = walk_forward(Cross, trials, **told)
    spread = walk_forward(Cross, trials, executor="ray", workers=2, **told)
    assert spread.windows == alone.windows
    assert spread.result.digest == alone.result.digest
