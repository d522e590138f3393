"""How long coarse bars are: so many minutes of a session, or whole sessions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from farthing.errors import ConfigurationError

Span = Literal["session", "week", "month"]

DAY_MINUTES = 24 * 60

SPANS: dict[str, Span] = {"1d": "session", "1w": "week", "1mo": "month"}

POSSIBLE = "5m, 90m, 2h, 1d, 1w and 1mo are some: minutes or hours up to a day, days, weeks, months"

_PARTS = re.compile(r"([1-9]\d{0,3})([mh])")
_MINUTES = {"m": 1, "h": 60}


@dataclass(frozen=True, slots=True)
class Length:
    """The length of bars.

    Args:
        name: as it is written.
        minutes: how many; None where bars are of whole sessions.
        span: of what they are then.

    >>> Length.of("90m").minutes, Length.of("1w").span
    (90, 'week')
    """

    name: str
    minutes: int | None = None
    span: Span | None = None

    @classmethod
    def of(cls, name: str) -> Length:
        """The length of a name.

        Raises:
            ConfigurationError: it names none.

        >>> Length.of("2d")
        Traceback (most recent call last):
        farthing.errors.ConfigurationError: '2d' is no length of bars; 5m, 90m, 2h, 1d, 1w and 1mo \
are some: minutes or hours up to a day, days, weeks, months
        """
        text = name if isinstance(name, str) else ""
        if text in SPANS:
            return cls(text, span=SPANS[text])
        parts = _PARTS.fullmatch(text)
        minutes = int(parts[1]) * _MINUTES[parts[2]] if parts else 0
        if not 1 <= minutes <= DAY_MINUTES:
            raise ConfigurationError(f"{name!r} is no length of bars; {POSSIBLE}")
        return cls(name, minutes=minutes)

    @property
    def is_within_sessions(self) -> bool:
        """Whether no bar is of several sessions."""
        return self.span in (None, "session")

    def is_made_of(self, finer: Length) -> bool:
        """Whether its bars are whole numbers of those of another length, and more than one.

        >>> Length.of("1h").is_made_of(Length.of("5m")), Length.of("1h").is_made_of(Length.of("7m"))
        (True, False)
        """
        if self.minutes is None:
            return finer.minutes is not None or (finer.span == "session" and self.span != "session")
        if finer.minutes is None:
            return False
        return self.minutes > finer.minutes and self.minutes % finer.minutes == 0


def coarser(name: str, own: str) -> Length:
    """A length that bars of another one can be made to.

    Raises:
        ConfigurationError: they cannot.

    >>> coarser("1h", "1m").minutes
    60
    >>> coarser("1m", "1d")
    Traceback (most recent call last):
    farthing.errors.ConfigurationError: bars of 1m are no whole number of bars of 1d: ask for \
longer ones, or take finer bars
    """
    length = Length.of(name)
    if not length.is_made_of(Length.of(own)):
        raise ConfigurationError(
            f"bars of {name} are no whole number of bars of {own}: ask for longer ones, or take "
            "finer bars"
        )
    return length
