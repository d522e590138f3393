"""Jobs: trials that wait for a processor, and what they are held to."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.trust.check.compare import Parted

Progress = Callable[[str, int, int], None]
"""Called with what is done, how much of it, and of how much."""


class Job(NamedTuple):
    """Trials to be made, and held to another.

    What is heard is not kept: a long run decides much.

    Attributes:
        key: what they are for.
        make: makes them, and gives where they parted from what they are held to.
        trials: how many are held to another.
        runs: how many runs that takes.
    """

    key: Any
    make: Callable[[], list[Parted]]
    trials: int = 1
    runs: int = 1


def all_of(
    work: Sequence[Job], workers: int, progress: Progress, stop: Callable[[], None]
) -> list[tuple[Any, list[Parted]]]:
    """Where the trials of all jobs parted, by their keys, in their order.

    What goes wrong in one ends all, as Ctrl-C does; ``stop`` ends those under way.
    """
    with ThreadPoolExecutor(workers) as pool:
        waiting = {pool.submit(job.make): job.key for job in work}
        try:
            for done, each in enumerate(as_completed(waiting), 1):
                each.result()
                progress("trials", done, len(work))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            stop()
            raise
    return [(key, each.result()) for each, key in waiting.items()]
