"""Values that users give: each is of the type that it must be, or a ConfigurationError says so."""

from __future__ import annotations

import inspect
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from farthing.errors import ConfigurationError, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def with_hints(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which says of a misspelt keyword what was meant.

    >>> @with_hints
    ... def run(*, capital): ...
    >>> run(captial=5)
    Traceback (most recent call last):
    TypeError: run() has no argument 'captial'; did you mean capital?
    """
    names = inspect.signature(function).parameters

    @wraps(function)
    def called(*args: P.args, **keywords: P.kwargs) -> R:
        for name in keywords.keys() - names:
            near = suggestion(name, names) or f"; it has {', '.join(names)}"
            raise TypeError(f"{function.__name__}() has no argument {name!r}{near}")
        return function(*args, **keywords)

    return called


SHOWN_MOST = 40
"""Characters of a value that a message shows whole."""


def shown(value: Any) -> str:
    """A value as a message shows it: of a long one its beginning, and how long it is.

    >>> shown(Decimal("0.5")), shown("9" * 5000)
    ('0.5', '9999999999... (5,000 characters)')
    """
    try:
        written = str(value)
    except ValueError:  # a whole number of more digits than Python prints
        return "a number of more than 4,300 digits"
    if len(written) <= SHOWN_MOST:
        return written
    return f"{written[:10]}... ({len(written):,} characters)"


def text(value: Any, what: str) -> None:
    """Refuses what is no text."""
    if not isinstance(value, str):
        raise ConfigurationError(f"{what} {value!r} is no text")


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number; a truth is none."""
    return isinstance(value, int) and not isinstance(value, bool)


def scale(value: Any, what: str, most: int) -> None:
    """Refuses what is no number of digits behind the point."""
    if not is_whole(value) or not 0 <= value <= most:
        raise ConfigurationError(
            f"{what}: {value!r} digits behind the point; between 0 and {most} are possible"
        )


COUNT_MOST = 2**63 - 1
"""Counts are whole numbers of 64 bits in the core."""


def count(value: Any, what: str) -> None:
    """Refuses what is no whole number above 0, or more than the core can count."""
    is_long = is_whole(value) and abs(value) > COUNT_MOST  # perhaps longer than Python prints
    if not is_long and (not is_whole(value) or value < 1):
        raise ConfigurationError(f"{what} {value!r} must be a whole number above 0")
    if is_long:
        raise ConfigurationError(
            f"{what} is a number of {value.bit_length()} bits; it may be 1 to {COUNT_MOST}"
        )


def truth(value: Any, what: str) -> None:
    """Refuses what is neither True nor False."""
    if not isinstance(value, bool):
        raise ConfigurationError(f"{what} is {value!r}; it is True or False")


def exact(value: Any, what: str) -> Decimal:
    """A finite number of a type that is exact.

    >>> exact(1, "tick")
    Decimal('1')
    """
    number = Decimal(value) if is_whole(value) else value
    if not isinstance(number, Decimal) or not number.is_finite():
        raise ConfigurationError(
            f"{what} {value!r} is no finite Decimal; write it as one, such as Decimal('0.01')"
        )
    return number


def day(value: Any, what: str) -> date:
    """A date, in values that are written in Python; a moment means its day.

    >>> day(datetime(2020, 1, 31, 9, 30), "ex_date")
    datetime.date(2020, 1, 31)
    """
    if isinstance(value, datetime):
        return value.date()
    if not isinstance(value, date):
        raise ConfigurationError(f"{what} {value!r} is no date such as date(2020, 1, 31)")
    return value


def date_of(value: Any, what: str) -> date:
    """A date, or a text that is one; a moment means its day.

    >>> date_of("2020-01-31", "start")
    datetime.date(2020, 1, 31)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ConfigurationError(f"{what} {value!r} is no date such as 2020-01-31") from None


def date_if_given(value: Any, what: str) -> date | None:
    """The date that a value is; None where none was given."""
    return None if value is None else date_of(value, what)


def instant(value: Any, what: str) -> datetime:
    """A moment that names its zone.

    >>> from datetime import UTC
    >>> instant(datetime(2020, 1, 31, 8, tzinfo=UTC), "time").hour
    8
    """
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ConfigurationError(
            f"{what} {value!r} is no moment with a time zone, such as "
            "datetime(2020, 1, 31, 8, tzinfo=UTC)"
        )
    return value
