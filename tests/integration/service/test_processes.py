"""The program itself: its processes, what a killed worker leaves, how it ends, what it counts."""

import gc
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from served import ended

from farthing.data import find_source, ingest
from farthing.service import serve
from farthing.service.settings import Settings

PATIENCE_S = 300

LONG = {"strategy": "cross", "market": {"bundle": "demo"}, "search": "random",
        "space": ["fast=2:20", "slow=21:90"], "trials": 3000}  # fmt: skip


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def program(home, *more):
    """``farthing serve`` as a process, with what it says on its output."""
    port = free_port()
    words = [sys.executable, "-m", "farthing", "serve", "--port", str(port), "--home", str(home)]
    with (home / "out").open("w") as out, (home / "log").open("a") as log:
        process = subprocess.Popen([*words, "--lease", "3", *more], stdout=out, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}/api/v1"
            until(lambda: is_alive(url) or process.poll() is not None, (home / "log").read_text)
            assert process.poll() is None, (home / "log").read_text()[-2000:]
            yield process, url, (home / "out").read_text()
        finally:
            process.terminate()  # it counts its lines as it ends
            try:
                process.wait(PATIENCE_S)
            finally:
                process.kill()
                process.wait()


def is_alive(url):
    try:
        return httpx.get(f"{url}/health").status_code == 200
    except httpx.TransportError:
        return False


def until(is_so, told=str):
    """Waits until something is so; ``told`` says what was there instead."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = is_so()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"it was never so: {told()}")


def workers_of(process):
    import psutil

    return [each.pid for each in psutil.Process(process.pid).children()]


def is_running(pid):
    import psutil

    return psutil.pid_exists(pid)


@pytest.fixture
def client_of():
    made = []

    def client(url, key):
        made.append(httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}))
        return made[-1]

    yield client
    for each in made:
        each.close()


@pytest.fixture
def home(tmp_path):
    ingest(find_source("synthetic")(years=1), "demo", home=tmp_path / "home")
    return tmp_path / "home"


@pytest.mark.slow
def test_jobs_outlive_killed_workers_and_servers_that_end(home, client_of):
    with program(home, "--workers", "1") as (process, url, said):
        key = re.search(r"sign-in#(fk_\S+)", said)[1]
        client = client_of(url, key)
        job = client.post("/studies", json=LONG).json()["id"]
        first = until(lambda: client.get(f"/jobs/{job}").json()["progress"] and workers_of(process))
        os.kill(first[0], signal.SIGKILL)
        again = until(lambda: (told := client.get(f"/jobs/{job}").json())["attempts"] == 2 and told)
        assert workers_of(process) != first
        assert again["status"] == "running"
        assert client.post(f"/jobs/{job}/cancel").json()["is_cancelling"]
        assert ended(client, job)["status"] == "cancelled"

        counted = client.get("/metrics").text
        assert 'farthing_database_query_seconds_count{query="update"}' in counted
        assert re.search(
            r'farthing_api_requests_total\{method="POST",route="/api/v1/studies"', counted
        )

        other = client.post("/studies", json={**LONG, "seed": 1}).json()["id"]
        until(lambda: client.get(f"/jobs/{other}").json()["status"] == "running")
        running = workers_of(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) in (0, -signal.SIGTERM)
        assert not any(is_running(pid) for pid in running)

    with program(home, "--workers", "1") as (process, url, said):
        assert "sign-in#" not in said
        client = client_of(url, key)
        until(lambda: client.get(f"/jobs/{other}").json()["status"] == "running")
        assert client.get(f"/jobs/{other}").json()["attempts"] == 1  # ending has cost none
        (worker,) = workers_of(process)
        process.kill()
        process.wait()
        until(lambda: not is_running(worker))
    log = (home / "log").read_text()
    assert key.split("_")[2] not in log
    assert "Traceback" not in log


def test_what_stands_when_it_begins_to_serve_is_not_collected_again(tmp_path, monkeypatch):
    frozen, secret = [], "s" * 32
    monkeypatch.setattr(serve, "log_as_json", lambda: None)
    monkeypatch.setattr(uvicorn.Server, "run", lambda _: frozen.append(gc.get_freeze_count()))
    gc.unfreeze()
    try:
        database = f"sqlite:///{tmp_path}/farthing.db"
        serve.serve(Settings(database, tmp_path, secret, workers=0), "127.0.0.1", 0, lambda _: None)
    finally:
        gc.freeze()  # as tests begin
    assert frozen[0] > 100_000
