"""The terms of an ingest: what was asked and what the source knows, made one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from farthing.data.calendar import ALWAYS, Calendar, calendar
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing.data.request import Label, Prices, Request
    from farthing.types import Currency

Value = TypeVar("Value")

COIN_DIGITS = 8
"""Digits of a quantity in markets that never close, as of a bitcoin; 0 (whole shares) in others."""


def quantity_digits(sessions: Calendar) -> int:
    """Digits of a quantity where nobody has said how many.

    >>> quantity_digits(calendar("24/7")), quantity_digits(calendar("XNYS"))
    (8, 0)
    """
    return COIN_DIGITS if sessions.name == ALWAYS else 0


@dataclass(frozen=True, slots=True)
class Survey:
    """What a source has, and what it knows of it by its format.

    Args:
        symbols: everything that could be read, sorted.
        origin: what is read, for people: a path or an address.
        calendar: its market's sessions, where the format tells.
        tz: time zone of its stamps, where the format tells.
        label: where its stamps stand, where the format tells.
        prices: whether its prices are as traded, where the format tells.
        price_scale: digits behind the point, where the format tells.
        currency: what prices are in, where the format tells.
        quantity_scale: digits behind the point of quantities, where the market tells.
        aliases: other names that symbols can be asked by, such as earlier tickers.
    """

    symbols: tuple[str, ...]
    origin: str
    calendar: str | None = None
    tz: str | None = None
    label: Label | None = None
    prices: Prices | None = None
    price_scale: int | None = None
    currency: str | None = None
    quantity_scale: int | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that decides how raw rows become bars.

    Args:
        request: what was asked.
        calendar: the sessions.
        tz: time zone of stamps that name none; None where nobody has told.
        label: where stamps stand; None where nobody has told, and for daily bars.
        prices: what has been done to prices; None where nobody has told.
        price_scale: digits behind the point; None to keep those there are.
        currency: what prices are in.
        quantity_scale: digits behind the point of quantities.
        price_digits: most digits that are kept of prices when no scale is given.
        round_prices: whether prices with more digits than that are rounded, not refused.
    """

    request: Request
    calendar: Calendar
    tz: str | None
    label: Label | None
    prices: Prices | None
    price_scale: int | None
    currency: Currency
    quantity_scale: int
    price_digits: int = 8
    round_prices: bool = False

    @property
    def equities(self) -> bool:
        """Whether prices step as those of US equities do."""
        return self.calendar.name == "XNYS"


def agree(request: Request, survey: Survey) -> Terms:
    """What was asked and what the source knows, made one.

    Raises:
        ConfigurationError: they contradict each other, or nobody has told the calendar.
    """
    from farthing.data.currency import currency

    sessions = _calendar(request.calendar or survey.calendar, survey)
    quantity_scale = _first(request.quantity_scale, survey.quantity_scale)
    if quantity_scale is None:
        quantity_scale = quantity_digits(sessions)
    return Terms(
        request=request,
        calendar=sessions,
        tz=_first(request.tz, survey.tz),
        label=_same("label", request.label, survey.label, survey),
        prices=_same("prices", request.prices, survey.prices, survey),
        price_scale=_first(request.price_scale, survey.price_scale),
        currency=currency(_first(request.currency, survey.currency) or "USD"),
        quantity_scale=quantity_scale,
    )


def _first(asked: Value | None, known: Value | None) -> Value | None:
    """What was asked, else what the source knows."""
    return known if asked is None else asked


def _same(name: str, asked: Value | None, known: Value | None, survey: Survey) -> Value | None:
    """What was asked, which must not contradict what the source knows."""
    if asked is not None and known is not None and asked != known:
        raise ConfigurationError(
            f"{name} {asked!r} was asked, but by its format {survey.origin} is {known!r}"
        )
    return _first(asked, known)


def _calendar(name: str | None, survey: Survey) -> Calendar:
    if name is None:
        raise ConfigurationError(
            f"which sessions do the bars of {survey.origin} belong to? Say it: --calendar XNYS for "
            "US equities, --calendar 24/7 for crypto, or a name of exchange_calendars"
        )
    return calendar(name)
