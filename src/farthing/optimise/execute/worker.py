"""A worker: a process that runs one trial after the other, and does nothing else.

It reads from its standard input, and writes to what was its standard output; what a strategy
prints goes to standard error. When the process that began it is gone, so is the input, and the
worker ends at once, whatever it is doing.
"""

from __future__ import annotations

import os
import pickle
import queue
import shutil
import threading
from typing import IO, TYPE_CHECKING, Any

from farthing.errors import FarthingError
from farthing.optimise.execute.crew import READY
from farthing.optimise.execute.watch import end, watched

if TYPE_CHECKING:
    from farthing.optimise.task import Task

ORPHANED = 3
"""The exit code of a worker whose parent is gone."""


def main() -> None:
    """Runs jobs until it is told that there are no more."""
    told, answers = _pipes()
    jobs: queue.SimpleQueue[Any] = queue.SimpleQueue()
    folder, content = pickle.load(told)  # noqa: S301 - from the parent
    threading.Thread(target=_listen, args=(told, jobs, folder), daemon=True).start()
    try:
        task: Task = pickle.loads(content)  # noqa: S301 - from the parent
        task.warm()
        run = watched(task.run)
        _say(answers, READY)
        while (job := jobs.get()) is not None:
            _say(answers, run(job))
        end()
    except FarthingError as error:
        _say(answers, str(error))


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The pipes from and to the parent, which nothing that a strategy reads or prints reaches."""
    told, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return told, answers


def _listen(told: IO[bytes], jobs: queue.SimpleQueue[Any], folder: str) -> None:
    """Takes in jobs while others run, and notices when there will be none."""
    job: Any = ""
    while job is not None:
        try:
            job = pickle.load(told)  # noqa: S301 - from the parent
        except (EOFError, OSError, pickle.UnpicklingError):
            shutil.rmtree(folder, ignore_errors=True)  # nobody else will
            os._exit(ORPHANED)
        jobs.put(job)


def _say(answers: IO[bytes], what: Any) -> None:
    pickle.dump(what, answers, protocol=pickle.HIGHEST_PROTOCOL)
    answers.flush()


if __name__ == "__main__":
    main()
