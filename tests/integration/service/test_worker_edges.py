"""What a worker does where its work, its lease or its database goes wrong, in this process."""

import threading
import time

import pytest
from sqlalchemy.exc import OperationalError

from farthing.service.work import Finished
from farthing.service.worker import worker as module
from farthing.service.worker.worker import Worker
from farthing.store import jobs, upgrade, users
from farthing.store.audit import COMMAND_LINE
from farthing.store.database import Database
from farthing.store.jobs import Submission
from farthing.store.tables import Job

GONE = OperationalError("SELECT", {}, ConnectionError("gone"))


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path}/farthing.db")
    upgrade(made)
    yield made
    made.close()


@pytest.fixture
def worker(database, tmp_path):
    return Worker(database, tmp_path, "of a test", lease_s=1)


@pytest.fixture
def job(database):
    """A scan that waits."""
    with database.writing() as session:
        owner = users.add(session, COMMAND_LINE, "ann", [])
        asked = Submission("scan", "hash", {}, owner.id)
        found, _ = jobs.submit(session, asked)
        return found.id


def status_of(database, job):
    with database.reading() as session:
        found = session.get(Job, job)
        return found.status, found.error


def leased(worker):
    lease = worker._claim()
    assert lease is not None
    return lease


def works(monkeypatch, work):
    monkeypatch.setitem(module.WORK, "scan", work)
    monkeypatch.setattr(module, "KEEP", {})


def gone_for(monkeypatch, target, name, times):
    """Lets something fail as where a database is away, so many times."""
    whole, left = getattr(target, name), [None] * times

    def instead(*told, **more):
        if left:
            left.pop()
            raise GONE
        return whole(*told, **more)

    monkeypatch.setattr(target, name, instead)
    return left


def test_a_defect_of_the_work_fails_its_job_and_ends_the_worker(worker, job, database, monkeypatch):
    def work(*_):
        raise ZeroDivisionError("by nothing")

    works(monkeypatch, work)
    with pytest.raises(ZeroDivisionError):
        worker.do(leased(worker))
    assert status_of(database, job) == ("failed", "ZeroDivisionError: by nothing")


def test_a_database_that_is_away_is_asked_again(worker, job, database, monkeypatch):
    works(monkeypatch, lambda *_: Finished({}))
    claims = gone_for(monkeypatch, module.jobs, "claim", 2)
    ends = gone_for(monkeypatch, module.jobs, "complete", 2)
    thread = threading.Thread(target=worker.run)
    thread.start()
    until = time.monotonic() + 30
    while status_of(database, job)[0] != "done" and time.monotonic() < until:
        time.sleep(0.05)
    worker.end()
    thread.join(30)
    assert not thread.is_alive()
    assert status_of(database, job) == ("done", None)
    assert claims == ends == []


def test_work_ends_without_a_trace_when_its_lease_cannot_be_renewed(
    worker, job, database, monkeypatch
):
    def work(_manifest, _home, watch):
        while True:
            time.sleep(0.02)
            watch.step(1, 2)

    works(monkeypatch, work)
    monkeypatch.setattr(module, "PULSE_S", 0.05)
    gone_for(monkeypatch, module.jobs, "renew", 10_000)
    worker.do(leased(worker))
    assert status_of(database, job)[0] == "running", "whoever takes it up tells how it ends"


def test_a_job_that_another_has_taken_up_is_not_ended_twice(worker, job, database, monkeypatch):
    other = Worker(database, worker.home, "another", lease_s=60)

    def work(*_):
        time.sleep(1.2)  # longer than the lease, which nobody renews
        other.taken = other._claim()
        return Finished({})

    works(monkeypatch, work)
    monkeypatch.setattr(module, "PULSE_S", 60)
    worker.do(leased(worker))
    assert status_of(database, job)[0] == "running"
    other._done(other.taken, Finished({}))
    assert status_of(database, job) == ("done", None)
