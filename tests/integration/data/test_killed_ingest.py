"""An ingest that is killed at any moment leaves the old bundle or the new one."""

import os
import random
import subprocess
import sys
import time

import pytest

from farthing.data import Catalog, find_source, ingest

KILLS = 60

ENDLESS = """
import sys
from farthing.data import Request, find_source, ingest

source = find_source("synthetic")
restated = {"append": True, "restate": True} if sys.argv[2] == "append" else {}
print("ready", flush=True)
while True:
    for seed in (1, 2):
        ingest(source(seed=seed, years=1), "demo", home=sys.argv[1], **restated)
"""


def killed(home, how, delay):
    """Runs ingests without end, and kills them in the midst."""
    command = [sys.executable, "-c", ENDLESS, str(home), how]
    uncounted = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=uncounted) as process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(delay)
        process.kill()
    assert process.returncode != 0


def test_a_killed_ingest_leaves_the_old_bundle_or_the_new_one_short(tmp_path):
    check(tmp_path, kills=4)


@pytest.mark.slow
def test_a_killed_ingest_leaves_the_old_bundle_or_the_new_one(tmp_path):
    seen, interrupted = check(tmp_path, KILLS)
    assert len(seen) >= 2
    assert interrupted >= KILLS // 4, "too few kills fell into an ingest to show anything"


def check(home, kills):
    """The digests of bars that were seen, and how many kills fell into the midst of an ingest."""
    chance = random.Random(9)
    catalog = Catalog(home)
    whole = set()
    for seed in (1, 2):
        whole.add(
            ingest(find_source("synthetic")(seed=seed, years=1), "demo", home=home)
            .bundle.bars()
            .digest
        )
    seen, interrupted = set(), 0
    for kill in range(kills):
        killed(home, "append" if kill % 3 == 2 else "anew", chance.uniform(0, 0.4))
        assert catalog.verify("demo") == ()
        bars = catalog.bundle("demo").bars()
        assert bars.digest in whole
        assert all(table.collect().height > 200 for table in bars.tables.values())
        seen.add(bars.digest)
        interrupted += any(catalog.versions("demo").glob(".staging-*"))
    ingest(find_source("synthetic")(seed=1, years=1), "demo", home=home)
    assert not any(catalog.versions("demo").glob(".staging-*"))
    return seen, interrupted
