"""Sessions by date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from farthing import given
from farthing.errors import ConfigurationError, OrderError

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray


def last_session(days: NDArray[np.int32], until: Any) -> int:
    """The last session up to a date, by its index; one beyond the last where none is as late.

    Args:
        days: of all sessions, since 1970-01-01.
        until: a date, or a text such as ``2024-01-31``.

    Raises:
        OrderError: it is no date.

    >>> last_session(np.array([1, 2, 5], dtype=np.int32), "1970-01-05")
    1
    """
    try:
        day = given.date_of(until, "until")
    except ConfigurationError as error:
        raise OrderError(str(error)) from None
    number = np.datetime64(day, "D").astype(np.int32)
    if number < days[0]:
        raise OrderError(f"until {until} is before the first session of the bars")
    if number > days[-1]:
        return len(days)
    return int(np.searchsorted(days, number, side="right")) - 1
