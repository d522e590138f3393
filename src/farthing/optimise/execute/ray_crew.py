"""A crew on a cluster of Ray: an actor for each worker, bars in Ray's object store."""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from farthing.data.mapped import adopt
from farthing.errors import ConfigurationError, FarthingError, install
from farthing.optimise.execute.crew import READY, pickled
from farthing.optimise.execute.shared import shared, temporary_folder
from farthing.optimise.execute.watch import WATCH, end, watched

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from farthing.optimise.execute.crew import Ended, Heard
    from farthing.optimise.task import Task
    from farthing.optimise.trial import Done, Job

END_S = 5
"""Seconds that an actor has to end what watches it."""

ADDRESS = "RAY_ADDRESS"
"""The environment's word for a cluster that is there."""


class RayCrew:
    """Begins actors on the cluster that ``RAY_ADDRESS`` names, else on one of its own here.

    Bars are put into the object store once; the actors of a machine share its pages. farthing and
    what the strategy imports have to be installed on each machine of a cluster.

    Args:
        task: what actors run.
        workers: how many actors there will be at the same time.
    """

    def __init__(self, task: Task, workers: int) -> None:
        """Begins nothing yet."""
        self._task, self._count = task, workers
        self._begin: tuple[Any, ...] = ()
        self._actor: Any = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Connects, and puts bars and task into the object store.

        Raises:
            ConfigurationError: Ray is not installed; a profile would see no workers.
        """
        ray = loaded()
        with ExitStack() as stack:
            if WATCH in os.environ and (ray.is_initialized() or os.environ.get(ADDRESS)):
                raise ConfigurationError(
                    f"a profile sees no workers of a cluster that is there: unset {ADDRESS}, and "
                    "the study begins a cluster of its own"
                )
            if not ray.is_initialized():
                own = {} if os.environ.get(ADDRESS) else {"num_cpus": self._count}
                ray.init(include_dashboard=False, log_to_driver=False, **own)
                stack.callback(ray.shutdown)
            with temporary_folder() as folder:
                content = pickled(shared(self._task, folder))
                files = sorted(folder.iterdir())
                bars = [ray.put(_content(file)) for file in files]
            self._begin = (list(sys.path), ray.put(content), [str(each) for each in files], *bars)
            self._actor = ray.remote(max_restarts=0, num_cpus=1)(Actor)
            self._open = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends a cluster of its own."""
        self._open.close()

    def begin(self, heard: Heard) -> RayWorker:
        """A new actor."""
        return RayWorker(self._actor.remote(), self._begin, heard)


class Actor:
    """What runs on the cluster."""

    def begin(self, path: list[str], content: bytes, files: list[str], *bars: Any) -> str:
        """Takes in the task; gives READY, or why it cannot."""
        sys.path.extend(each for each in path if each not in sys.path)
        for file, each in zip(files, bars, strict=True):
            adopt(file, each)
        try:
            task: Task = pickle.loads(content)  # noqa: S301 - from the study
            task.warm()
        except FarthingError as error:
            return str(error)
        self._run = watched(task.run)
        return READY

    def run(self, job: Job) -> Done:
        """Runs a trial."""
        return self._run(job)

    def end(self) -> None:
        """Ends what watches it."""
        end()


class RayWorker:
    """An actor as a pool sees it, and a thread that waits for its answers."""

    def __init__(self, actor: Any, begin: tuple[Any, ...], heard: Heard) -> None:
        """Lets the actor begin."""
        self.job: Job | None = None
        self.began = 0.0
        self.is_ready = self.has_run = False
        self.is_watched = WATCH in os.environ
        self.ended: Ended | None = None
        self._actor, self._heard, self._how = actor, heard, "with its actor"
        self._given: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, args=(begin,), daemon=True)
        self._thread.start()

    def give(self, job: Job) -> None:
        """Gives it a job."""
        self.job, self.began = job, time.monotonic()
        self._given.put(job)

    def used_bytes(self) -> None:
        """Nobody tells: Ray itself ends actors where a machine of the cluster has no more."""

    def kill(self) -> None:
        """Ends the actor at once."""
        loaded().kill(self._actor)

    def close(self) -> None:
        """Ends the actor, and waits for its thread."""
        if self.is_watched and self.job is None and self.is_ready:
            loaded().wait([self._actor.end.remote()], timeout=END_S)
        self._given.put(None)
        self.kill()
        self._thread.join()

    def how(self) -> str:
        """How it ended, in words."""
        return self._how

    def _work(self, begin: tuple[Any, ...]) -> None:
        """Hears the actor until it ends."""
        ray = loaded()
        try:
            self._heard.put((self, ray.get(self._actor.begin.remote(*begin))))
            while (job := self._given.get()) is not None:
                self._heard.put((self, ray.get(self._actor.run.remote(job))))
        except ray.exceptions.RayError as error:
            self._how = f"with its actor ({str(error).splitlines()[0]})"
        self._heard.put((self, None))


def loaded() -> Any:
    """Ray.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        import ray
    except ImportError:
        raise ConfigurationError(f"executor ray needs Ray: {install('ray')}") from None
    return ray


def _content(file: Path) -> NDArray[Any]:
    import numpy as np

    return np.fromfile(file, dtype=np.uint8)
