"""kill -9 of server, worker and database, at moments that a seed decides.

No accepted write is lost, no job is lost, none is completed twice, and everything goes on without
anybody's hand. ``make crash`` kills 200 times; FARTHING_KILLS and FARTHING_KILLS_SEED say
otherwise.
"""

import contextlib
import json
import os
import random
import threading
import time
from collections import Counter

import httpx
import killed
import postgres
import pytest
import websockets
import websockets.sync.client
from sqlalchemy import text

from farthing.data import find_source, ingest
from farthing.store import Database, check, upgrade
from farthing.store.migrate import head, revision_of
from farthing.store.seed import seed

KILLS = int(os.environ.get("FARTHING_KILLS", "20"))
SEED = int(os.environ.get("FARTHING_KILLS_SEED", "1"))

SHARES = {
    "writes": 4, "writes and a database": 4, "jobs": 4, "migrations": 2,
    "migrations of a server": 2, "messages": 4,
}  # fmt: skip
"""Of 20 kills."""

pytestmark = pytest.mark.slow


def kills(part):
    return max(1, KILLS * SHARES[part] // 20)


@pytest.fixture
def rng(request):
    """Chance, of the seed and the name of the test."""
    return random.Random(f"{SEED} {request.node.name}")


def sqlite(home):
    return f"sqlite:///{home}/service/farthing.db"


class Feed(threading.Thread):
    """Posts one bar after the other, each until it is accepted, as a feed does that must not lose.

    A post whose answer was lost is made again under the same key.
    """

    def __init__(self, service, timeframe="1m"):
        super().__init__(daemon=True)
        self._client, self._timeframe = service.client(), timeframe
        self._ending = threading.Event()
        self.accepted, self.retried, self.wrong = [], 0, []

    def run(self):
        number = 0
        while not self._ending.is_set():
            number += 1
            bar = self.bar(number)
            while not self._is_accepted(number, bar):
                self.retried += 1
                time.sleep(0.02)
            self.accepted.append(bar)
        self._client.close()

    @staticmethod
    def bar(number):
        moment = f"2024-01-{1 + number // 1440:02}T{number // 60 % 24:02}:{number % 60:02}:00Z"
        price = f"{100 + number % 7}.{number % 10}1"
        return {"symbol": "FEED", "ends_at": moment, "open": price, "high": price, "low": price,
                "close": price, "volume": str(number)}  # fmt: skip

    def _is_accepted(self, number, bar):
        asked = {"timeframe": self._timeframe, "bars": [bar]}
        try:
            answer = self._client.post(
                "/bars", json=asked, headers={"Idempotency-Key": f"bar-{number}"}
            )
        except httpx.TransportError:
            return False
        if answer.status_code not in (201, 503):
            self.wrong.append(answer.text)
        return answer.status_code == 201

    def stop(self):
        self._ending.set()
        self.join(killed.PATIENCE_S)
        assert not self.is_alive(), "the feed is stuck"
        assert self.wrong == []

    def wait_for_more(self, count=1):
        reached = len(self.accepted) + count
        killed.until(lambda: len(self.accepted) >= reached or self.wrong)


def check_writes(service, feed):
    """Every bar that was accepted is there once, with its line in the audit log and its event."""
    count = len(feed.accepted)
    database = Database(service.url)
    with database.engine.connect() as connection:
        volumes = connection.execute(
            text("SELECT volume FROM ohlcv_bars WHERE symbol = 'FEED' ORDER BY ends_at")
        ).all()
        audited = connection.execute(
            text("SELECT count(*) FROM audit_log WHERE action = 'bars.post'")
        ).scalar_one()
        events = connection.execute(
            text("SELECT sequence FROM events WHERE stream = 'bars:1m' ORDER BY sequence")
        ).scalars()
        assert list(events) == list(range(1, count + 1))
    database.close()
    assert (len(volumes), audited) == (count, count)
    told = []
    with service.client() as client:
        asked = {"symbol": "FEED", "timeframe": "1m", "limit": 1000}
        while True:
            page = client.get("/bars", params=asked).json()
            told += page["items"]
            if page["next"] is None:
                break
            asked["cursor"] = page["next"]
    names = ("open", "high", "low", "close", "volume")
    assert [[each[name] for name in names] for each in told] == [
        [bar[name] for name in names] for bar in feed.accepted
    ]


def test_no_accepted_write_is_lost_with_its_server(tmp_path, rng):
    home = tmp_path / "home"
    with killed.service(home, sqlite(home), rng, "server") as service:
        feed = Feed(service)
        feed.start()
        for _ in range(kills("writes")):
            feed.wait_for_more()
            service.within(0.2)
            service.kill("server")
            service.start("server")
        feed.wait_for_more()
        feed.stop()
        assert feed.retried > 0
        check_writes(service, feed)
        assert "Traceback" not in service.log.read_text()


@pytest.fixture
def server_to_kill(tmp_path_factory):
    """A server of PostgreSQL of its own: what is killed with it would harm others."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: NOT SHOWN")
    with postgres.running(programs, "to-kill") as url:
        yield programs, url


def test_no_accepted_write_is_lost_with_the_database(tmp_path, rng, server_to_kill):
    programs, url = server_to_kill
    with killed.service(tmp_path / "home", url, rng, "server") as service:
        feed = Feed(service)
        feed.start()
        for number in range(kills("writes and a database")):
            feed.wait_for_more()
            service.within(0.2)
            if number % 2:
                service.kill("server")
                service.start("server")
            postgres.kill("to-kill")
            service.within(0.2)
            postgres.start(programs, url, "to-kill")
        feed.wait_for_more()
        feed.stop()
        assert feed.retried > 0
        check_writes(service, feed)


def test_no_job_is_lost_or_completed_twice_with_its_worker(tmp_path, rng):
    home = tmp_path / "home"
    ingest(find_source("synthetic")(years=1), "demo", home=home)
    with killed.service(home, sqlite(home), rng, "server", "worker") as service:
        with service.client() as client:
            jobs = [_submitted(client, number) for number in range(2 * kills("jobs"))]
            for _ in range(kills("jobs")):
                killed.until(lambda: _may_be_killed(client, jobs))
                service.within(0.3)
                if not _is_open(client, jobs):
                    jobs.append(_submitted(client, len(jobs)))
                service.kill("worker")
                service.start("worker")
            killed.until(lambda: not _is_open(client, jobs))
            assert {client.get(f"/jobs/{job}").json()["status"] for job in jobs} == {"done"}
            told = client.get("/notifications", params={"limit": 1000}).json()["items"]
            assert Counter(each["body"]["job"] for each in told) == Counter(jobs)
        database = Database(service.url)
        with database.engine.connect() as connection:
            ends = connection.execute(text("SELECT stream FROM events WHERE kind = 'done'"))
            assert Counter(ends.scalars()) == Counter(f"job:{job}" for job in jobs)
            again = connection.execute(text("SELECT sum(attempts) FROM jobs")).scalar_one()
        database.close()
        assert len(set(jobs)) == len(jobs) <= again


def _submitted(client, number):
    asked = {"market": {"bundle": "demo"}, "min_confidence": number / 10}  # each another scan
    answer = client.post("/scans", json=asked)
    answer.raise_for_status()
    return answer.json()["id"]


def _statuses(client, jobs):
    return [client.get(f"/jobs/{job}").json() for job in jobs]


def _is_open(client, jobs):
    return any(each["status"] in ("queued", "running") for each in _statuses(client, jobs))


def _may_be_killed(client, jobs):
    """Whether none may soon be in the hands of its third worker: it would count as deadly."""
    undone = [each for each in _statuses(client, jobs) if each["status"] != "done"]
    return all(each["attempts"] < 2 for each in undone)


def check_migrations(url, rng, count):
    """Kills that many upgrades of a database with rows in it; each time all or nothing is done."""
    database = Database(url)
    upgrade(database, "0001")
    seed(database, bars=40)
    before, most_s = revision_of(database), 0.3
    for _ in range(count):
        process = killed.migration(url)
        time.sleep(rng.uniform(0, most_s))
        process.kill()
        process.join()
        assert revision_of(database) in (before, head())
        assert check(database) == {}
        if revision_of(database) == head():
            most_s /= 2  # it was too late: sooner from here on
            _back(database, before)
    upgrade(database)
    assert (revision_of(database), check(database)) == (head(), {})
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM ohlcv_bars")).scalar_one() == 40
    database.close()


def _back(database, revision):
    from farthing.store import downgrade

    downgrade(database, revision)


def test_a_killed_migration_has_done_nothing_or_all(tmp_path, rng):
    check_migrations(sqlite(tmp_path), rng, kills("migrations"))


def test_and_so_it_is_on_postgresql(rng, postgres_database):
    check_migrations(postgres_database(), rng, kills("migrations of a server"))


def test_no_message_is_lost_or_comes_twice_when_its_server_is_killed(tmp_path, rng):
    home, count = tmp_path / "home", kills("messages")
    with killed.service(home, sqlite(home), rng, "server") as service:
        feed = Feed(service)
        feed.start()
        heard = []
        for _ in range(count):
            stop_at = len(heard) + rng.randint(1, 6)
            listen(service, heard, lambda end=stop_at: len(heard) >= end)
            service.kill("server")  # in the middle of what it sends
            service.start("server")
        feed.wait_for_more()
        feed.stop()
        listen(service, heard, lambda: len(heard) >= len(feed.accepted))
        assert heard == list(range(1, len(feed.accepted) + 1))


def listen(service, heard, is_enough):
    """Follows a stream from the last number that was heard, until it is enough."""
    address = service.api.replace("http:", "ws:") + "/stream"
    headers = {"Authorization": f"Bearer {service.key}"}
    while not is_enough():
        service.wait_until_ready()
        with (
            contextlib.suppress(websockets.ConnectionClosed, OSError),
            websockets.sync.client.connect(address, additional_headers=headers) as socket,
        ):
            after = heard[-1] if heard else 0
            socket.send(json.dumps({"subscribe": "bars:1m", "after": after}))
            while not is_enough():
                message = json.loads(socket.recv(timeout=killed.PATIENCE_S))
                if "sequence" in message:
                    heard.append(message["sequence"])
