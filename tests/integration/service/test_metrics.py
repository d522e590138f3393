"""Every metric of the service moves when what it counts happens."""

import re

from prometheus_client.parser import text_string_to_metric_families
from served import BUNDLE, ended

from farthing.service.metrics import instruments
from farthing.service.scopes import SCOPE_OF

STATES = {
    "farthing_active_signals", "farthing_pending_jobs", "farthing_data_staleness_seconds",
}  # fmt: skip

COUNTED = {
    re.sub(r"_total$", "", each._name)
    for each in vars(instruments).values()
    if isinstance(each, (instruments.Counter, instruments.Histogram))
}


def sums(client):
    """The sum of each metric's counts, by its name."""
    found = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        counts = [each.value for each in family.samples
                  if each.name.endswith(("_total", "_count"))]  # fmt: skip
        if family.name in COUNTED:
            found[family.name] = sum(counts)
    return found


def post_bars(client, symbol):
    """Posts bars of a symbol that is new."""
    rows = [
        {"symbol": symbol, "ends_at": f"2024-{1 + day // 28:02}-{1 + day % 28:02}T21:00:00Z",
         "open": "10", "high": "11", "low": "9", "close": "10", "volume": "100"}
        for day in range(60)
    ]  # fmt: skip
    answer = client.post("/bars", json={"timeframe": "1d", "bars": rows})
    assert answer.json()["taken"] == len(rows)


def test_every_metric_moves(client):
    assert len(COUNTED) == 11
    before = sums(client)
    market = {"market": {"bundle": BUNDLE}}
    fresh = {"parameters": {"fast": 3, "slow": 77}}
    run = client.post("/backtests", json={"strategy": "cross", **market, **fresh}).json()
    scan = client.post("/scans", json={**market, "min_confidence": 33}).json()
    post_bars(client, "MOVES")
    assert ended(client, run["job_id"])["status"] == ended(client, scan["id"])["status"] == "done"
    after = sums(client)
    assert {name for name in COUNTED if after.get(name, 0) <= before.get(name, 0)} == set()


def test_states_are_told_and_labels_are_bounded(client):
    post_bars(client, "STATES")
    client.get("/nothing/of/the/kind")
    told = text_string_to_metric_families(client.get("/metrics").text)
    families = {each.name: each for each in told}
    assert set(families) >= STATES
    staleness = families["farthing_data_staleness_seconds"].samples
    assert {each.labels["timeframe"] for each in staleness} == {"1d"}
    assert all(0 <= each.value < 3600 for each in staleness)
    routes = {each.labels["route"] for each in families["farthing_api_requests"].samples
              if "route" in each.labels}  # fmt: skip
    assert routes <= {path for _, path in SCOPE_OF} | {"none", "/later"}
    assert "none" in routes
