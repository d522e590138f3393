"""What users do, as Locust runs them; only the process of the clients imports this."""

from __future__ import annotations

import time
from collections import deque
from itertools import count, islice
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar

from locust import FastHttpUser, between, constant, task

from farthing.lab.load.bars import SEEDED, TIMEFRAME, walk
from farthing.lab.load.program import BUNDLE

if TYPE_CHECKING:
    from locust.env import Environment

SHED = (429, 503)
"""Answers that turn a request away; with ``Retry-After`` they are no error."""


class Notes:
    """What became of every request."""

    def __init__(self, keys: list[str], symbols: list[str]) -> None:
        self.begun = time.perf_counter()
        self.samples: list[tuple[str, float, float, str]] = []
        self.accepted: dict[str, int] = {}
        self.errors: dict[str, int] = {}
        self._numbers = count(1000)
        self.free = deque(zip(keys, symbols, strict=True))

    def note(self, kind: str, at: float, seconds: float, outcome: str) -> None:
        """Notes a request: its kind, when it began, how long it took, and what it came to."""
        self.samples.append((kind, at - self.begun, seconds, outcome))

    def new(self) -> int:
        """A number that nobody had before, above those of what is asked again and again."""
        return next(self._numbers)

    def fail(self, words: str) -> None:
        """Notes what an error says."""
        self.errors[words] = self.errors.get(words, 0) + 1


class User(FastHttpUser):
    """Somebody with a key and a symbol of its own."""

    abstract = True
    notes: ClassVar[Notes]
    network_timeout = connection_timeout = 60.0
    concurrency = 1

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        key, self.symbol = self.notes.free.popleft()
        self.chance = Random(self.symbol)  # noqa: S311 - a user, not a secret
        self.headers = {"Authorization": f"Bearer {key}"}
        self.bars = islice(walk(self.symbol), SEEDED, None)
        self.waiting: dict[str, Any] | None = None

    def ask(
        self, kind: str, method: str, path: str, *, since: float | None = None, **more: Any
    ) -> str:
        """Makes a request; what it came to: ``done``, ``shed`` or ``failed``."""
        begun = time.perf_counter() if since is None else since
        headers = {**self.headers, **more.pop("headers", {})}
        with self.client.request(
            method, path, name=kind, headers=headers, catch_response=True, **more
        ) as answer:
            outcome = _outcome(answer)
            if outcome == "failed":
                self.notes.fail(f"{kind}: {answer.status_code} {answer.error or answer.text}"[:200])
                answer.failure(outcome)
            else:
                answer.success()
        self.notes.note(kind, begun, time.perf_counter() - begun, outcome)
        return outcome

    def read(self, since: float | None = None) -> None:
        """Looks at something."""
        kind, path = self.chance.choice(READS)
        self.ask(kind, "GET", path.format(symbol=self.symbol), since=since)

    def post_bar(self) -> None:
        """Posts the next bar of its symbol; one that was turned away is posted again first."""
        bar = self.waiting or next(self.bars)
        self.waiting = bar
        body = {"timeframe": TIMEFRAME, "bars": [bar]}
        key = f"{self.symbol}:{bar['ends_at'][:13]}"
        headers = {"Idempotency-Key": key}
        if self.ask("bar to signal", "POST", "bars", json=body, headers=headers) == "done":
            self.waiting = None
            self.notes.accepted[self.symbol] = self.notes.accepted.get(self.symbol, 0) + 1

    def submit(self) -> None:
        """Submits a backtest; four in five are the same as one before."""
        capital = str(100_000 + (self.chance.randint(0, 4) or self.notes.new()))
        asked = {
            "strategy": "cross", "market": {"bundle": BUNDLE}, "settings": {"capital": capital},
        }  # fmt: skip
        self.ask("submit", "POST", "backtests", json=asked)


class Realistic(User):
    """Somebody who looks at most things, and thinks before the next."""

    wait_time = between(0.5, 2)

    @task(12)
    def look(self) -> None:
        """Reads."""
        self.read()

    @task(6)
    def feed(self) -> None:
        """Writes."""
        self.post_bar()

    @task(1)
    def ask_for_work(self) -> None:
        """Submits."""
        self.submit()


class Stress(User):
    """A program that asks again as soon as it is answered."""

    wait_time = constant(0)

    @task(1)
    def look(self) -> None:
        """Reads."""
        self.read()

    @task(1)
    def feed(self) -> None:
        """Writes."""
        self.post_bar()


CLASSES = {"realistic": Realistic, "stress": Stress}

READS = (
    ("read signals", "signals/live?limit=50"),
    ("read signals", "signals?symbol={symbol}&limit=50"),
    ("read patterns", "patterns?symbol={symbol}&limit=50"),
    ("read bars", f"bars?symbol={{symbol}}&timeframe={TIMEFRAME}&limit=100"),
    ("read runs", "backtests?limit=20"),
    ("read jobs", "jobs?limit=20"),
    ("read bundles", "bundles"),
)
"""What is looked at, and where."""


def _outcome(answer: Any) -> str:
    if answer.status_code in SHED and "Retry-After" in (answer.headers or {}):
        return "shed"
    return "done" if 200 <= (answer.status_code or 0) < 300 else "failed"
