"""A pool that stops workers for their memory: whose it is, and what becomes of the trial."""

from dataclasses import dataclass, field

from farthing.optimise.execute.crew import READY
from farthing.optimise.execute.pool import Pool
from farthing.optimise.trial import Done, Job

ROOM = 10
USES = (8, 8, 20, 1)
"""What each trial takes."""


@dataclass(eq=False)
class Keeper:
    """A worker that gives no memory back."""

    heard: object
    used: int = 0
    job: Job | None = None
    began: float = 0.0
    is_ready: bool = False
    has_run: bool = False
    ended: str | None = None
    ran: list[int] = field(default_factory=list)

    def give(self, job):
        self.job = job
        self.used += USES[job.number]
        self.ran.append(job.number)
        if self.used <= ROOM:
            self.heard.put((self, Done(job.number, job.rung, "finished")))

    def used_bytes(self):
        return self.used

    def kill(self):
        self.heard.put((self, None))

    def close(self):
        """Has nothing to wait for."""

    def how(self):
        return "by a test"


class Crew:
    """Begins such workers, and knows them."""

    def __init__(self):
        self.begun = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Has nothing to take away."""

    def begin(self, heard):
        worker = Keeper(heard)
        heard.put((worker, READY))
        self.begun.append(worker)
        return worker


def test_a_trial_is_not_blamed_for_what_its_worker_kept_of_others():
    crew = Crew()
    jobs = [Job(number, 0, {}) for number in range(len(USES))]
    with Pool(crew, 1, memory_bytes=ROOM) as pool:
        done = {each.number: each for each in pool.run(jobs)}
    assert [worker.ran for worker in crew.begun] == [[0, 1], [1, 2], [2], [3]]
    states = [done[number].state for number in range(len(USES))]
    assert states == ["finished", "finished", "failed", "finished"]
    assert "more memory than the 10 B" in done[2].error
