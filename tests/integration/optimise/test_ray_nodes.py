"""A cluster of two nodes on this machine, of which one dies: no trial is lost."""

import os

import pytest
from study_runs import SPACE, Cross, market

from farthing import bars_from_frame
from farthing.optimise import optimise

pytestmark = pytest.mark.slow

NODE = {"num_cpus": 1, "object_store_memory": 100 * 2**20}


@pytest.fixture
def cluster(monkeypatch):
    pytest.importorskip("ray", reason="Ray is not installed: NOT SHOWN")
    import ray
    from ray.cluster_utils import Cluster

    for name, value in {"RAY_agent_register_timeout_ms": "120000", "RAY_AUTH_MODE": "disabled",
                        "RAY_USAGE_STATS_ENABLED": "0"}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    made = Cluster(initialize_head=True, head_node_args={**NODE, "include_dashboard": False})
    made.add_node(**NODE)
    ray.init(address=made.address, log_to_driver=False)
    yield made
    ray.shutdown()
    made.shutdown()
    for name in ("RAY_ADDRESS", "RAY_NODE_ID"):
        os.environ.pop(name, None)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning")
def test_a_node_that_is_killed_loses_no_trial(cluster):
    bars = bars_from_frame(market(days=30))
    told = {"bars": bars, "space": SPACE, "search": "random", "trials": 120}
    seen = set()

    def kill(trial):
        seen.add(trial.number)
        if len(seen) == 30:
            (other,) = (each for each in cluster.list_all_nodes() if not each.head)
            cluster.remove_node(other, allow_graceful=False)

    found = optimise(Cross, executor="ray", workers=2, progress=kill, **told)
    assert len(cluster.list_all_nodes()) == 1, "a node was killed while the study ran"
    alone = optimise(Cross, **told)
    assert [each.outcome for each in found.trials] == [each.outcome for each in alone.trials]
    assert found.returns() == alone.returns()
