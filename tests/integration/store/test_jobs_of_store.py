"""Jobs are submitted once, done under leases, and completed once."""

import threading

import pytest
from sqlalchemy import update

from farthing.errors import LeaseLost
from farthing.store import jobs, streams
from farthing.store.tables import Job
from farthing.store.types import SECOND, now

KINDS = ("backtest",)
HOUR = 3600 * SECOND


def submit(database, manifest_hash="one", **more):
    with database.writing() as session:
        job, is_new = jobs.submit(
            session, jobs.Submission("backtest", manifest_hash, {"bars": "demo"}, **more)
        )
        return job.id, is_new


def claim(database, worker="first", lease_s=60):
    with database.writing() as session:
        return jobs.claim(session, worker, KINDS, lease_s)


def write(database, function, *arguments):
    with database.writing() as session:
        return function(session, *arguments)


def read(database, job_id):
    with database.reading() as session:
        return session.get(Job, job_id)


def change(database, job_id, **values):
    with database.writing() as session:
        session.execute(update(Job).where(Job.id == job_id).values(**values))


def kinds_of(database, job_id):
    with database.reading() as session:
        events = streams.after(session, jobs.stream_of(job_id), 0, 100)
        assert [each.sequence for each in events] == list(range(1, len(events) + 1))
        return [each.kind for each in events]


def test_the_same_again_is_the_same_job(database):
    first = submit(database)
    assert first[1]
    assert submit(database) == (first[0], False)
    assert submit(database, "two")[0] != first[0]
    lease = claim(database)
    assert lease.job_id == first[0]
    write(database, jobs.complete, lease, {"digest": "d"})
    assert submit(database) == (first[0], False)
    assert read(database, first[0]).result == {"digest": "d"}


def test_after_a_failure_the_same_is_a_new_job(database):
    first, _ = submit(database)
    write(database, jobs.fail, claim(database), "no bars")
    assert read(database, first).error == "no bars"
    again, is_new = submit(database)
    assert is_new
    assert again != first


def test_a_job_has_one_worker_at_a_time(database):
    submit(database)
    assert claim(database).token == 1
    assert claim(database, "second") is None


def test_a_lost_lease_is_taken_up_and_its_old_worker_completes_nothing(database):
    job_id, _ = submit(database)
    lost = claim(database, lease_s=0)
    held = claim(database, "second")
    assert (held.job_id, held.token) == (job_id, 2)
    for each, arguments in (
        (jobs.complete, ({},)), (jobs.fail, ("x",)), (jobs.progress, ({},)),
        (jobs.renew, (60,)), (jobs.stop, ()), (jobs.give_back, ()),
    ):  # fmt: skip
        with pytest.raises(LeaseLost, match="token 1"):
            write(database, each, lost, *arguments)
    write(database, jobs.complete, held, {"by": "second"})
    with pytest.raises(LeaseLost):
        write(database, jobs.complete, held, {"by": "second again"})
    assert read(database, job_id).result == {"by": "second"}
    assert kinds_of(database, job_id) == ["queued", "running", "running", "done"]


def test_a_lease_that_is_renewed_is_kept(database):
    submit(database)
    lease = claim(database, lease_s=0)
    assert write(database, jobs.renew, lease, 60) is False
    assert claim(database, "second") is None
    assert write(database, jobs.progress, lease, {"done": 5}) == 3


def test_a_clock_that_jumps_back_does_not_lose_a_job(database):
    job_id, _ = submit(database)
    claim(database)
    change(database, job_id, leased_at=now() + HOUR, lease_until=now() + 2 * HOUR)
    assert claim(database, "second").token == 2


def test_a_clock_that_jumps_forward_gives_the_job_to_another_and_completes_it_once(database):
    job_id, _ = submit(database)
    early = claim(database)
    change(database, job_id, leased_at=now() - 2 * HOUR, lease_until=now() - HOUR)
    late = claim(database, "second")
    write(database, jobs.complete, late, {"by": "second"})
    with pytest.raises(LeaseLost):
        write(database, jobs.complete, early, {"by": "first"})


def test_a_job_that_waits_is_cancelled_at_once(database):
    job_id, _ = submit(database)
    assert write(database, jobs.cancel, job_id).status == "cancelled"
    assert claim(database) is None
    assert write(database, jobs.cancel, job_id + 1) is None


def test_the_worker_of_a_running_job_is_told_to_stop_it(database):
    job_id, _ = submit(database)
    lease = claim(database)
    assert write(database, jobs.cancel, job_id).status == "running"
    assert write(database, jobs.renew, lease, 60) is True
    write(database, jobs.stop, lease)
    assert read(database, job_id).status == "cancelled"
    assert kinds_of(database, job_id) == ["queued", "running", "cancelling", "cancelled"]


def test_a_cancelled_job_that_lost_its_worker_is_not_taken_up(database):
    job_id, _ = submit(database)
    claim(database, lease_s=0)
    write(database, jobs.cancel, job_id)
    assert claim(database, "second") is None
    assert read(database, job_id).status == "cancelled"


def test_a_job_that_kills_its_workers_fails_at_last(database):
    job_id, _ = submit(database, attempts_max=2)
    assert [claim(database, lease_s=0).token for _ in range(2)] == [1, 2]
    assert claim(database) is None
    assert read(database, job_id).error == "its worker was lost 2 times, last first"


def test_a_job_that_is_given_back_costs_no_attempt(database):
    job_id, _ = submit(database, attempts_max=1)
    write(database, jobs.give_back, claim(database))
    assert claim(database, "second").token == 2
    assert read(database, job_id).attempts == 1


def test_what_is_undone_leaves_no_gap_in_a_stream(database):
    submit(database)
    lease = claim(database)

    def undone(session):
        jobs.progress(session, lease, {"done": 1})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(database, undone)
    assert write(database, jobs.progress, lease, {"done": 2}) == 3


def test_workers_that_ask_at_once_share_the_jobs(database):
    asked = {submit(database, str(number))[0] for number in range(24)}
    found, lock = [], threading.Lock()

    def work(worker):
        while (lease := claim(database, worker)) is not None:
            write(database, jobs.complete, lease, {})
            with lock:
                found.append(lease.job_id)

    workers = [threading.Thread(target=work, args=(str(number),)) for number in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(found) == sorted(asked)
    with database.reading() as session:
        assert jobs.counts(session)["done"] == 24


def test_submissions_at_once_are_one_job(database):
    found = []
    workers = [threading.Thread(target=lambda: found.append(submit(database))) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len({job_id for job_id, _ in found}) == 1
    assert sorted(is_new for _, is_new in found) == [False, False, False, True]
