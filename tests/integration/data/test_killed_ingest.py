"""An ingest that is killed at any moment leaves the old bundle or the new one."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from farthing.data import Catalog, find_source, ingest

KILLS = 60

ENDLESS = """
import os
import sys
from farthing.data import Request, find_source, ingest

source = find_source("synthetic")
for how in sys.stdin:
    child = os.fork()
    if child:
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(status, flush=True)
        continue
    restated = {"append": True, "restate": True} if how == "append\\n" else {}
    while True:
        for seed in (1, 2):
            ingest(source(seed=seed, years=1), "demo", home=sys.argv[1], **restated)
"""


@pytest.fixture
def killed(tmp_path):
    """Runs ingests without end, and kills them in the midst.

    Each is a process of its own, forked from one that has imported what it needs.
    """
    command = [sys.executable, "-c", ENDLESS, str(tmp_path)]
    uncounted = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=uncounted, bufsize=1, **pipes) as parent:

        def killed(how, delay):
            parent.stdin.write(f"{how}\n")
            child = int(parent.stdout.readline())
            try:
                time.sleep(delay)
            finally:
                os.kill(child, signal.SIGKILL)
            assert os.waitstatus_to_exitcode(int(parent.stdout.readline())) == -signal.SIGKILL

        yield killed
        parent.stdin.close()
        assert parent.wait() == 0


def test_a_killed_ingest_leaves_the_old_bundle_or_the_new_one_short(killed, tmp_path):
    check(killed, tmp_path, kills=4)


@pytest.mark.slow
def test_a_killed_ingest_leaves_the_old_bundle_or_the_new_one(killed, tmp_path):
    seen, interrupted = check(killed, tmp_path, KILLS)
    assert len(seen) >= 2
    assert interrupted >= KILLS // 4, "too few kills fell into an ingest to show anything"


def check(killed, home, kills):
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
        killed("append" if kill % 3 == 2 else "anew", chance.uniform(0, 0.4))
        assert catalog.verify("demo") == ()
        bars = catalog.bundle("demo").bars()
        assert bars.digest in whole
        assert all(table.collect().height > 200 for table in bars.tables.values())
        seen.add(bars.digest)
        interrupted += any(catalog.versions("demo").glob(".staging-*"))
    ingest(find_source("synthetic")(seed=1, years=1), "demo", home=home)
    assert not any(catalog.versions("demo").glob(".staging-*"))
    return seen, interrupted
