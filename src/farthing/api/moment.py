"""What a program asks of its run: the time, where it runs; and what it records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from farthing.backtest import active
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


def record(*args: Any, **values: Any) -> None:
    """Keeps values under names, to be found in the result's ``records``.

    Names and values may also follow each other: ``record("price", 10, "held", 3)``.
    """
    if len(args) % 2:
        raise ConfigurationError(f"record: {args[-1]!r} has no value behind it")
    pairs = dict(zip(args[::2], args[1::2], strict=True))
    active.algorithm().running().record(**pairs, **values)


def get_datetime(tz: str | tzinfo | None = None) -> datetime:
    """When the present bar ended: UTC, or in a time zone such as ``America/New_York``."""
    now = active.algorithm().now()
    return now if tz is None else now.astimezone(ZoneInfo(tz) if isinstance(tz, str) else tz)


def get_environment(field: str = "platform") -> Any:
    """Where the program runs.

    Args:
        field: ``platform``, ``arena``, ``data_frequency``, ``start``, ``end``, ``capital_base``,
            or ``*`` for a dictionary of all.

    Raises:
        ConfigurationError: there is no such field.
    """
    algorithm = active.algorithm()
    first, last = algorithm.bars.range()
    found = {
        "arena": "backtest",
        "data_frequency": {"1d": "daily", "1m": "minute"}.get(
            algorithm.bars.frequency, algorithm.bars.frequency
        ),
        "start": algorithm.config.start or first,
        "end": algorithm.config.end or last,
        "capital_base": float(algorithm.config.capital),
        "platform": algorithm.platform,
    }
    if field == "*":
        return found
    if field not in found:
        raise ConfigurationError(
            f"get_environment: no field {field!r}; there are {', '.join(found)}"
        )
    return found[field]
