"""The process of the clients: reads what to do, does it with Locust, and writes what happened.

    python -m farthing.lab.load.client < PLAN > NOTES

It is a process of its own because Locust makes all waiting in it cooperative, and because what it
costs is told apart from what the service costs.
"""

from __future__ import annotations

from gevent import monkey  # isort: split

monkey.patch_all()

import json  # noqa: E402 - after all waiting is cooperative
import sys  # noqa: E402
import time  # noqa: E402
from random import Random  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
from gevent.pool import Pool  # noqa: E402
from locust.env import Environment  # noqa: E402

from farthing.lab.load.users import CLASSES, Notes, User  # noqa: E402

OPEN_MAX = 2000
"""Requests of the open model that may be under way; beyond it the client itself is overloaded."""

ENDING_S = 30
"""Seconds that users have to end what they began."""


def closed(plan: dict[str, Any]) -> Notes:
    """Users who wait for each answer."""
    kind, notes = CLASSES[plan["mix"]], Notes(plan["keys"], plan["symbols"])
    kind.host, User.notes = plan["url"] + "/", notes
    environment = Environment(user_classes=[kind], stop_timeout=ENDING_S)
    runner = environment.create_local_runner()
    runner.start(plan["users"], plan["a_second"])
    gevent.sleep(plan["seconds"])
    runner.stop()
    runner.quit()
    return notes


def opened(plan: dict[str, Any]) -> Notes:
    """Requests that come by chance at a rate, whether earlier ones were answered or not.

    Each is timed from the moment at which it was to be made: a client that is late hides nothing.
    """
    kind, notes = CLASSES[plan["mix"]], Notes(plan["keys"], plan["symbols"])
    kind.host, User.notes, kind.concurrency = plan["url"] + "/", notes, OPEN_MAX
    environment = Environment(user_classes=[kind])
    users = [kind(environment) for _ in plan["keys"]]
    chance, pool = Random(1), Pool(OPEN_MAX)  # noqa: S311 - arrivals, not secrets
    at, end = time.perf_counter(), time.perf_counter() + plan["open_seconds"]
    while at < end:
        gevent.sleep(max(0, at - time.perf_counter()))
        pool.spawn(chance.choice(users).read, since=at)
        at += chance.expovariate(plan["open_rate"])
    pool.join(timeout=ENDING_S)
    return notes


def main() -> None:
    """Does what the standard input says."""
    plan = json.load(sys.stdin)
    notes = (closed if plan["model"] == "closed" else opened)(plan)
    json.dump(
        {"samples": notes.samples, "accepted": notes.accepted, "errors": notes.errors}, sys.stdout
    )


if __name__ == "__main__":
    main()
