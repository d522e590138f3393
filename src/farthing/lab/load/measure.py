"""``farthing load``: users come, what they wait for is noted, and what they wrote is looked up."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

from farthing.lab.extra import need
from farthing.lab.load.bars import SEEDED, TIMEFRAME, symbols_of, walk
from farthing.lab.load.latency import latencies
from farthing.lab.load.processes import cpu_s, memory_watched
from farthing.lab.load.scenario import SYMBOLS, SYMBOLS_BARS, SYMBOLS_COUNT
from farthing.lab.load.targets import targets, targets_at_once
from farthing.lab.machine import machine
from farthing.lab.results.load import LoadResult, Phase
from farthing.lab.run import now
from farthing.store.states import UNDONE

if TYPE_CHECKING:
    from collections.abc import Set

    from farthing.lab.load.program import Target
    from farthing.lab.load.scenario import Scenario

SEED_AT_ONCE = 20_000
"""Bars of a post before the load begins."""

PAGE = 1000

DRAIN_S, LOOK_S = 60, 0.2
"""Seconds after which a job does not end, when nobody submits any more and no other has ended;
between looks at them."""

NAME = "load"
"""What the user is called whose keys the clients have; there is one more in each run."""


def load(target: Target, scenario: Scenario) -> LoadResult:
    """Puts a service under load.

    Args:
        target: a service.
        scenario: who comes.
    """
    run = time.time_ns()
    keys = _keys(target, run, scenario.users)
    symbols = symbols_of(run, scenario.users)
    _seed(target, symbols, SEEDED)
    plan = {
        "url": target.url, "keys": keys, "symbols": symbols, "mix": scenario.mix,
        "users": scenario.users,
        "a_second": scenario.a_second, "seconds": scenario.seconds,
        "open_rate": scenario.open_rate, "open_seconds": scenario.open_seconds,
    }  # fmt: skip
    before = _undone(target)
    closed, notes = _phase(target, {**plan, "model": "closed"})
    accepted: dict[str, int] = notes["accepted"]
    stored = sum(_stored(target, symbol) - SEEDED for symbol in accepted)
    opened, _ = _phase(target, {**plan, "model": "open"})
    phases, waiting = (closed, opened), _left(target, before)
    return LoadResult(
        made=now(), machine=machine(), scenario=scenario.name, database=target.database,
        users=scenario.users, a_second=scenario.a_second, mix=scenario.mix, phases=phases,
        accepted=sum(accepted.values()), stored=stored,
        targets=targets(scenario, phases, sum(accepted.values()) - stored, waiting),
    )  # fmt: skip


def load_symbols(target: Target) -> LoadResult:
    """Posts bars of many symbols at once, and waits until their signals are stored."""
    rows = _rows(symbols_of(time.time_ns(), SYMBOLS_COUNT), SYMBOLS_BARS)
    begun = time.perf_counter()
    told = target.ask("POST", "/bars", {"timeframe": TIMEFRAME, "bars": rows})
    seconds = time.perf_counter() - begun
    samples = [(SYMBOLS, 0.0, seconds, "done")]
    phase = Phase(model="at once", seconds=seconds, latencies=latencies(samples), errors={})
    return LoadResult(
        made=now(), machine=machine(), scenario=SYMBOLS, database=target.database, users=1,
        a_second=1, mix="stress", phases=(phase,), accepted=len(rows), stored=told["taken"],
        targets=targets_at_once(phase, len(rows) - told["taken"]),
    )  # fmt: skip


def _keys(target: Target, run: int, count: int) -> list[str]:
    user = f"{NAME}-{run}"
    scopes = ["read", "run", "feed"]
    target.ask("POST", "/users", {"name": user, "scopes": scopes})
    asked = {"name": NAME, "scopes": scopes}
    return [target.ask("POST", f"/users/{user}/keys", asked)["text"] for _ in range(count)]


def _seed(target: Target, symbols: list[str], count: int) -> None:
    rows = _rows(symbols, count)
    for begin in range(0, len(rows), SEED_AT_ONCE):
        body = {"timeframe": TIMEFRAME, "bars": rows[begin : begin + SEED_AT_ONCE]}
        target.ask("POST", "/bars", body)


def _rows(symbols: list[str], count: int) -> list[dict[str, Any]]:
    return [bar for symbol in symbols for bar in islice(walk(symbol), count)]


def _stored(target: Target, symbol: str) -> int:
    """How many bars of a symbol there are."""
    path = f"/bars?symbol={symbol}&timeframe={TIMEFRAME}&limit={PAGE}"
    count, following = 0, ""
    while True:
        page = target.ask("GET", path + following)
        count += len(page["items"])
        if page["next"] is None:
            return count
        following = f"&cursor={page['next']}"


def _undone(target: Target) -> set[int]:
    """The jobs that have not ended."""
    pages = [target.ask("GET", f"/jobs?status={each}&limit={PAGE}") for each in UNDONE]
    return {job["id"] for page in pages for job in page["items"]}


def _left(target: Target, before: Set[int]) -> int:
    """How many jobs do not end, of those that came since: for so long none of them did."""
    left = _undone(target) - before
    ended_at = time.monotonic()
    while left and time.monotonic() < ended_at + DRAIN_S:
        time.sleep(LOOK_S)
        now_left = _undone(target) - before
        if now_left != left:
            left, ended_at = now_left, time.monotonic()
    return len(left)


def _phase(target: Target, plan: dict[str, Any]) -> tuple[Phase, dict[str, Any]]:
    """Lets the clients do a part of the plan, and notes what client and server cost meanwhile."""
    psutil = need("psutil")
    before, begun = cpu_s(target.pid), time.perf_counter()
    psutil.cpu_percent()
    words = [sys.executable, "-m", "farthing.lab.load.client"]
    with (
        memory_watched(target.pid) as held,
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client,
    ):
        told, _ = client.communicate(json.dumps(plan))
        if client.returncode:
            raise subprocess.CalledProcessError(client.returncode, words)
    seconds = time.perf_counter() - begun
    notes: dict[str, Any] = json.loads(told)
    phase = Phase(
        model=plan["model"], seconds=seconds, latencies=latencies(notes["samples"]),
        errors=notes["errors"], machine_busy=psutil.cpu_percent() / 100,
        server_cpu_s=None if before is None else (cpu_s(target.pid) or before) - before,
        memory_bytes=tuple(held),
    )  # fmt: skip
    return phase, notes
