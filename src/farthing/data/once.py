"""What is told once: a second time is refused, and what is left has one order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from farthing.errors import ConfigurationError
from farthing.types import Dividend, End, Funding, Instrument, Rate, Split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class _Kind:
    """What two of a kind cannot have in common, and what to do where they have."""

    what: str
    key: Callable[[Any], tuple[Any, ...]]
    remedy: str


_KINDS: Mapping[type, _Kind] = {
    Instrument: _Kind("instruments", lambda one: (one.symbol,), "give one of a symbol"),
    End: _Kind("ends", lambda end: (end.symbol,), "give one of a symbol"),
    Split: _Kind("splits", lambda split: (split.symbol, split.date), "give one of a day"),
    Funding: _Kind("funding", lambda paid: (paid.symbol, paid.time), "give one of a time"),
    Rate: _Kind("rates", lambda rate: (rate.base, rate.quote, rate.date), "give one of a day"),
    # A regular and a special dividend may share a day, and one may be paid in two parts.
    Dividend: _Kind(
        "dividends",
        lambda paid: (paid.symbol, paid.ex_date, paid.amount, paid.pay_date or paid.ex_date),
        "give one of an amount and pay date; where both were paid, their sum",
    ),
}

Told = TypeVar("Told", Dividend, Split, Funding, End)


def key(told: Any) -> tuple[Any, ...]:
    """What no other one of its kind may have too.

    >>> from datetime import date
    >>> key(End("ENRNQ", date(2004, 11, 17)))
    ('ENRNQ',)
    """
    return _kind(type(told)).key(told)


def check_once(told: Iterable[Any], where: str = "") -> None:
    """Refuses what is told twice, if only with other words: nobody could say what was meant.

    A symbol has one instrument and one end, one split a day and one payment of funding at a time;
    a pair has one rate a day. Dividends of a symbol and ex-date must differ in their amount or in
    when they are paid.

    Args:
        told: values of one kind.
        where: what comes before the message, such as a file.

    Raises:
        ConfigurationError: it names the first that comes twice.

    >>> from datetime import date
    >>> check_once([Split("A", date(2024, 1, 3), 2, 1), Split("A", date(2024, 1, 3), 3, 1)])
    Traceback (most recent call last):
    farthing.errors.ConfigurationError: splits have A 2024-01-03 2 times; give one of a day
    """
    values = list(told)
    if values:
        check_keys(type(values[0]), map(key, values), where)


def check_keys(kind: type, keys: Iterable[tuple[Any, ...]], where: str = "") -> None:
    """Refuses a key that comes twice, of values that are still to be made.

    Raises:
        ConfigurationError: it names the first.
    """
    rule = _kind(kind)
    for found, count in Counter(keys).items():
        if count > 1:
            named = " ".join(map(str, found))
            raise ConfigurationError(
                f"{where}{rule.what} have {named} {count} times; {rule.remedy}"
            )


def _kind(told: type) -> _Kind:
    return next(_KINDS[each] for each in told.__mro__ if each in _KINDS)


def in_order(told: Iterable[Told]) -> tuple[Told, ...]:
    """By day or time, then by symbol, then by all else: the same in whatever order it was told.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> paid = [Dividend("A", date(2024, 1, 3), Decimal(amount)) for amount in ("0.5", "0.25")]
    >>> [str(each.amount) for each in in_order(paid)]
    ['0.25', '0.5']
    """
    return tuple(sorted(told, key=lambda each: (day_of(each), *key(each))))


def day_of(told: Dividend | Split | Funding | End) -> Any:
    """The day on which it acts, or the time."""
    if isinstance(told, Dividend):
        return told.ex_date
    return told.time if isinstance(told, Funding) else told.date
