"""Values that users give: each is of the type that it must be, or a ConfigurationError says so."""

from __future__ import annotations

import inspect
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from farthing import decimals
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


def printable(text: str) -> str:
    r"""A text as one line shows it: quoted with its escapes where it has what is not to be seen.

    >>> printable("own.py"), printable("own\n.py")
    ('own.py', "'own\\n.py'")
    """
    return text if text.isprintable() else repr(text)


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


WRITTEN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
"""A finite number as farthing reads it: no signs between thousands, no digits but 0 to 9."""

DIGITS_MAX = 38
"""Before the point, and behind it: what 128 bits hold."""


def number(value: Any, what: str) -> Decimal:
    """A finite number as users give it; a float means the shortest decimal that prints it.

    >>> number("-0.5", "maker"), number(0.1, "rate")
    (Decimal('-0.5'), Decimal('0.1'))

    Raises:
        ConfigurationError: it is none, such as a truth, or has more digits than the core holds.
    """
    found = _read(value)
    if found is None:
        such = "0.5" if isinstance(value, str) else "Decimal('0.5')"
        raise ConfigurationError(f"{what} {_quoted(value)} is no number; give one such as {such}")
    if not found.is_finite():
        raise ConfigurationError(f"{what} is {value}; it must be a finite number")
    if not found:
        return decimals.canonical(found)
    if decimals.scale(found) > DIGITS_MAX or found.adjusted() >= DIGITS_MAX:
        raise ConfigurationError(
            f"{what} is {shown(value)}; it may have {DIGITS_MAX} digits before the point, and as "
            "many behind it"
        )
    return found


def from_zero(value: Any, what: str) -> Decimal:
    """The same, of a number of 0 or more.

    >>> from_zero("0.20", "drawdown limit")
    Decimal('0.20')
    """
    found = number(value, what)
    if found < 0:
        raise ConfigurationError(f"{what} is {shown(value)}; it must be 0 or more")
    return found


def _read(value: Any) -> Decimal | None:
    """A number, finite or not; None where it is none."""
    if isinstance(value, bool):
        return None
    try:
        found = Decimal(value) if is_whole(value) else Decimal(str(value))
    except InvalidOperation:
        return None
    is_written = not isinstance(value, str) or WRITTEN.fullmatch(value.strip())
    return found if is_written or not found.is_finite() else None


def _quoted(value: Any) -> str:
    """A value as it is written in Python, if it is not long."""
    return repr(value) if len(repr(value)) <= SHOWN_MOST else shown(value)


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
