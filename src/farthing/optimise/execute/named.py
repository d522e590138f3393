"""Executors by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.errors import ConfigurationError, hint
from farthing.optimise.execute.memory import cap_of
from farthing.optimise.execute.pool import Pool
from farthing.optimise.execute.process import LocalCrew
from farthing.optimise.execute.serial import Serial

if TYPE_CHECKING:
    from farthing.optimise.execute.executor import Executor
    from farthing.optimise.task import Task

WORKERS_MOST = 1024
"""More workers are asked for by a slip: each of them has a thread here that listens to it."""

SECONDS_MOST = 10**7
"""Some months; no clock waits for longer."""

NAMES = ("local", "ray")
"""This machine; or a cluster of Ray."""


def executor(
    task: Task, name: str = "local", workers: int = 1, time_limit: float | None = None
) -> Executor:
    """The executor of a study.

    Args:
        task: what it runs.
        name: ``local`` or ``ray``.
        workers: processes; one without a time limit is the process that asks.
        time_limit: seconds that a trial may take; None is no limit.

    Raises:
        ConfigurationError: there is none of that name, or a number makes no sense.
    """
    given.count(workers, "workers")
    if workers > WORKERS_MOST:
        raise ConfigurationError(f"workers {workers:,}: a study has at most {WORKERS_MOST:,}")
    _check_seconds(time_limit)
    if name not in NAMES:
        there = f"there are {', '.join(NAMES)}"
        raise ConfigurationError(f"no executor {name!r}{hint(name, NAMES, there)}")
    if name == "ray":
        from farthing.optimise.execute.ray_crew import RayCrew

        return Pool(RayCrew(task, workers), workers, time_limit)
    if workers == 1 and time_limit is None:
        return Serial(task)
    return Pool(LocalCrew(task), workers, time_limit, cap_of(workers))


def _check_seconds(time_limit: Any) -> None:
    if time_limit is None:
        return
    is_number = isinstance(time_limit, (int, float)) and not isinstance(time_limit, bool)
    if not is_number or not 0 < time_limit <= SECONDS_MOST:
        raise ConfigurationError(
            f"time_limit is {time_limit!r}; it must be a number of seconds, more than 0, and at "
            f"most {SECONDS_MOST:,}"
        )
