"""A full disk, a database that goes and comes back or is slow, and two servers of one database."""

import contextlib
import os
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random

import httpx
import killed
import postgres
import pytest
from sqlalchemy import text

from farthing.store.database import opened

BARS = [
    {"symbol": "A", "ends_at": f"2024-01-{day:02}T21:00:00Z", "open": "1.10", "high": "1.20",
     "low": "1.00", "close": "1.15", "volume": "10"}
    for day in range(1, 29)
]  # fmt: skip

pytestmark = pytest.mark.slow


def posted(client, *bars, **headers):
    return client.post("/bars", json={"timeframe": "1d", "bars": list(bars)}, headers=headers)


def count_of(client):
    asked = {"symbol": "A", "timeframe": "1d", "limit": 1000}
    return len(client.get("/bars", params=asked).json()["items"])


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=4m", "farthing-test", str(folder)]
    if os.geteuid() != 0 or subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be made here: NOT SHOWN")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(path):
    """Writes until there is no room."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


def test_a_full_disk_refuses_writes_loses_none_and_is_over_when_there_is_room(tmp_path, small_disk):
    filling = small_disk / "filling"
    url = f"sqlite:///{small_disk}/farthing.db"
    with (
        killed.service(tmp_path / "home", url, Random(1), "server") as service,
        service.client() as client,
    ):
        posted(client, BARS[0]).raise_for_status()
        fill(filling)
        refused = accepted = 0
        for bar in BARS[1:]:
            answer = posted(client, bar)
            if answer.status_code == 201:
                accepted += 1
                continue
            assert answer.status_code == 503, answer.text
            assert answer.headers["retry-after"]
            refused += 1
            break
        assert refused == 1
        assert count_of(client) == 1 + accepted  # it still reads
        filling.unlink()
        posted(client, *BARS).raise_for_status()
        assert count_of(client) == len(BARS)
        service.kill("server")
        service.start("server")
        service.wait_until_ready()
        assert count_of(client) == len(BARS)


def test_a_database_that_goes_is_told_of_and_is_used_again_when_it_comes_back(tmp_path):
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: NOT SHOWN")
    with (
        postgres.running(programs, "to-go") as url,
        killed.service(tmp_path / "home", url, Random(1), "server", "worker") as service,
        service.client() as client,
    ):
        posted(client, BARS[0]).raise_for_status()
        postgres.kill("to-go")
        for answer in (posted(client, BARS[1]), client.get("/signals"), client.get("/ready")):
            assert answer.status_code == 503, answer.text
            assert answer.headers["retry-after"]
            assert "does not answer" in answer.json()["detail"]
        assert httpx.get(f"{service.api}/health").status_code == 200
        assert service.processes["worker"].is_alive()
        postgres.start(programs, url, "to-go")
        posted(client, BARS[1]).raise_for_status()
        assert count_of(client) == 2
        assert service.processes["worker"].is_alive()
        assert '"event": "unexpected"' not in service.log.read_text()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_slow_database_holds_writes_up_and_no_reader(tmp_path, kind, request):
    home = tmp_path / "home"
    url = f"sqlite:///{home}/farthing.db"
    slow = "UPDATE streams SET last = last"
    if kind == "postgresql":
        url, slow = request.getfixturevalue("postgres_database")(), "LOCK streams IN EXCLUSIVE MODE"
    with (
        killed.service(home, url, Random(1), "server") as service,
        service.client() as client,
        service.client() as other,
        ThreadPoolExecutor() as beside,
    ):
        posted(client, BARS[0]).raise_for_status()
        database = opened(url)
        with database.writing() as session:
            session.execute(text(slow))
            waiting = [beside.submit(posted, client, bar) for bar in BARS[1:3]]
            for _ in range(20):
                assert count_of(other) == 1
                assert other.get("/ready").status_code == 200
            assert not any(each.done() for each in waiting)
        statuses = sorted(each.result().status_code for each in waiting)
        database.close()
        assert statuses[0] == 201
        assert count_of(other) == 1 + statuses.count(201)
        assert '"event": "unexpected"' not in service.log.read_text()


def test_two_servers_of_one_database_take_each_bar_once(tmp_path, postgres_database):
    url = postgres_database()
    with (
        killed.service(tmp_path / "one", url, Random(1), "server") as one,
        killed.beside(one, tmp_path / "two") as two,
        one.client() as client,
        two.client() as other,
    ):
        assert one.port != two.port
        statuses = []

        def post(through):
            for number, bar in enumerate(BARS):
                answer = posted(through, bar, **{"Idempotency-Key": f"of-both-{number}"})
                statuses.append(answer.status_code)

        threads = [threading.Thread(target=post, args=(each,)) for each in (client, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses == [201] * (2 * len(BARS))
        assert count_of(client) == count_of(other) == len(BARS)
        audited = client.get("/audit", params={"limit": 1000}).json()["items"]
        assert sum(each["action"] == "bars.post" for each in audited) == len(BARS)
