"""Token buckets: so many requests a second, and so many at once."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BUCKETS_MAX = 10_000
"""Callers that are remembered; the one that was longest away is forgotten first."""

SECOND = 10**9


class Buckets:
    """A bucket for each caller, which fills by itself and gives a token for each request.

    Tokens are counted in billionths of a second, as whole numbers.

    Args:
        per_second: tokens that come in a second.
        at_once: tokens that a full bucket has.
        clock: nanoseconds that never run backwards.

    >>> buckets = Buckets(per_second=1, at_once=2, clock=lambda: 0)
    >>> [buckets.wait("a") for _ in range(3)]
    [0, 0, 1]
    """

    def __init__(
        self, per_second: int, at_once: int, clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._cost, self._clock = SECOND // per_second, clock
        self._full = self._cost * at_once
        self._free_at: OrderedDict[str, int] = OrderedDict()

    def wait(self, caller: str) -> int:
        """Takes a token; gives 0, or the whole seconds after which there is one again."""
        now = self._clock()
        empty_since = max(self._free_at.get(caller, now - self._full), now - self._full)
        if empty_since + self._cost > now:
            return -(-(empty_since + self._cost - now) // SECOND)
        self._free_at[caller] = empty_since + self._cost
        self._free_at.move_to_end(caller)
        if len(self._free_at) > BUCKETS_MAX:
            self._free_at.popitem(last=False)
        return 0
