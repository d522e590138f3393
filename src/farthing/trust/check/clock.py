"""A moved clock: what Python tells of the time, some time later or earlier.

No root is asked, so only Python's own clocks are moved: ``time`` and ``datetime``. A clock that a
library asks by itself (``numpy.datetime64("now")``, ``pandas.Timestamp.now()``) stays.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

CLOCKS = ("time", "monotonic", "perf_counter")
"""Functions of ``time`` that give seconds; each has a twin that gives nanoseconds."""
BROKEN_DOWN = ("localtime", "gmtime", "ctime")
"""Functions of ``time`` that take seconds, by default those of now."""


def move(seconds: int) -> None:
    """Moves the clocks of this process for good.

    Args:
        seconds: how far; negative is back.
    """
    now = time.time
    for name in CLOCKS:
        setattr(time, name, _later(getattr(time, name), seconds))
        setattr(time, f"{name}_ns", _later(getattr(time, f"{name}_ns"), seconds * 10**9))
    for name in BROKEN_DOWN:
        setattr(time, name, _of_now(getattr(time, name), now, seconds))
    plain = time.strftime

    def strftime(form: str, *value: Any) -> str:
        return plain(form, *(value or (time.localtime(),)))

    time.strftime = strftime
    _move_dates(seconds)


def _later(clock: Any, by: int) -> Any:
    def moved() -> Any:
        return clock() + by

    return moved


def _of_now(function: Any, now: Any, by: int) -> Any:
    def moved(value: float | None = None) -> Any:
        return function(now() + by if value is None else value)

    return moved


def _move_dates(seconds: int) -> None:
    """Puts classes in the place of ``datetime`` and ``date`` that only know another now."""
    by = dt.timedelta(seconds=seconds)
    moment, day = dt.datetime, dt.date

    class Alike(type):
        """Instances of the class that was there are instances of the new one."""

        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, moment if issubclass(cls, moment) else day)

        def __subclasscheck__(cls, kind: type) -> bool:
            plain: type = moment if moment in cls.__mro__ else day
            return plain in kind.__mro__

    def now(_: Any, tz: dt.tzinfo | None = None) -> dt.datetime:
        return moment.now(tz) + by

    def utcnow(_: Any) -> dt.datetime:
        return moment.now(dt.UTC).replace(tzinfo=None) + by

    def today(_: Any) -> dt.date:
        return (moment.now() + by).date()

    moments = {"now": now, "utcnow": utcnow, "today": now}
    _replace("datetime", Alike, moment, moments)
    _replace("date", Alike, day, {"today": today})


def _replace(name: str, kind: type, plain: type, own: dict[str, Any]) -> None:
    """Puts a class in the place of another, with some methods of its own."""
    methods: dict[str, Any] = {method: classmethod(function) for method, function in own.items()}
    setattr(dt, name, kind(name, (plain,), {"__module__": "datetime", **methods}))
