"""Jobs: trials that wait for a processor."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.trust.check.trial import Heard

Progress = Callable[[str, int, int], None]
"""Called with what is done, how much of it, and of how much."""


class Job(NamedTuple):
    """A trial to be made.

    Attributes:
        key: what it is for.
        make: makes it, and gives what was heard.
    """

    key: Any
    make: Callable[[], Heard]


def all_of(
    work: Sequence[Job], workers: int, progress: Progress, stop: Callable[[], None]
) -> list[tuple[Any, Heard]]:
    """What was heard of all jobs, by their keys, in their order.

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
