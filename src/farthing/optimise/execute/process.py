"""The crew of this machine: worker processes, each with two pipes and a thread that listens."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, Self

from farthing.optimise.execute.crew import pickled
from farthing.optimise.execute.memory import used_bytes
from farthing.optimise.execute.shared import shared, temporary_folder

if TYPE_CHECKING:
    from farthing.optimise.execute.crew import Ended, Heard
    from farthing.optimise.task import Task
    from farthing.optimise.trial import Job

BEGIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from farthing.optimise.execute.worker import main; main()"
)
"""How a worker begins: where it finds modules as its parent does. No script is run again."""


class LocalCrew:
    """Begins worker processes on this machine.

    Bars are written once to files that all workers map into memory; the task is pickled once for
    all of them.

    Args:
        task: what workers run.
    """

    def __init__(self, task: Task) -> None:
        """Writes nothing yet."""
        self._task, self._begin = task, b""
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Writes the bars.

        Raises:
            StudyError: the strategy cannot be sent to another process.
        """
        with ExitStack() as stack:
            folder = stack.enter_context(temporary_folder())
            self._begin = pickle.dumps((str(folder), pickled(shared(self._task, folder))))
            self._open = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Removes the bars."""
        self._open.close()

    def begin(self, heard: Heard) -> Process:
        """A new process."""
        return Process(self._begin, heard)


class Process:
    """A worker process, and a thread that waits for its answers."""

    def __init__(self, begin: bytes, heard: Heard) -> None:
        """Starts the process, with the bytes that a worker begins with."""
        self.job: Job | None = None
        self.began = 0.0
        self.is_ready = self.has_run = False
        self.ended: Ended | None = None
        self._heard = heard
        self._popen = subprocess.Popen(  # noqa: S603 - Python itself
            [sys.executable, "-c", BEGIN, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=os.name != "nt",  # Ctrl-C is for the parent, which ends its workers
        )
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        self._jobs, self._answers = self._popen.stdin, self._popen.stdout
        threading.Thread(target=self._listen, args=(begin,), daemon=True).start()

    def give(self, job: Job) -> None:
        """Gives it a job; one that has ended takes it, and is heard to have ended."""
        self.job, self.began = job, time.monotonic()
        self._send(job)

    def used_bytes(self) -> int | None:
        """Memory that it uses, without the bars that all map."""
        return used_bytes(self._popen.pid)

    def kill(self) -> None:
        """Ends it at once."""
        self._popen.kill()

    def close(self) -> None:
        """Lets an idle one end by itself, and ends any other; waits until it has."""
        if self.job is None and self.is_ready:
            self._send(None)
        else:
            self.kill()
        self._popen.wait()
        with suppress(BrokenPipeError):  # a job that it never read
            self._jobs.close()

    def how(self) -> str:
        """How it ended, in words."""
        code = self._popen.wait()
        if code >= 0:
            return f"with exit code {code}"
        try:
            return f"by {signal.Signals(-code).name}"
        except ValueError:
            return f"by signal {-code}"

    def _send(self, what: Any) -> None:
        try:
            pickle.dump(what, self._jobs, protocol=pickle.HIGHEST_PROTOCOL)
            self._jobs.flush()
        except (BrokenPipeError, ValueError):
            return  # it has ended, and its thread says so

    def _listen(self, begin: bytes) -> None:
        """Hears the worker until it ends."""
        try:
            self._jobs.write(begin)
            self._jobs.flush()
            while True:
                self._heard.put((self, pickle.load(self._answers)))  # noqa: S301 - from our worker
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            self._heard.put((self, None))
        finally:
            self._answers.close()
