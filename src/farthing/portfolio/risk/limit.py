"""A limit of risk: what is measured, how much there may be of it, and what happens beyond."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

from farthing import given
from farthing.errors import ConfigurationError

Kind = Literal["leverage", "concentration", "correlation", "volatility", "var"]
Action = Literal["warn", "reduce", "reject", "halt"]

KINDS: tuple[Kind, ...] = get_args(Kind)
ACTIONS: tuple[Action, ...] = get_args(Action)

OF_HOLDINGS = ("leverage", "concentration")
"""Measures of what would be held; the others are of the returns of the last sessions."""

SESSIONS = 60

FORMS = (
    "leverage:L:ACTION, concentration:SHARE:ACTION, correlation:SHARE:ACTION[:SESSIONS], "
    "volatility:SHARE:ACTION[:SESSIONS] or var:SHARE:ACTION[:SESSIONS], with the action warn, "
    "reduce, reject or halt"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a portfolio.

    Args:
        kind: ``leverage``, ``concentration``, ``correlation``, ``volatility`` or ``var``.
        most: how much there may be.
        action: ``warn``, ``reduce``, ``reject`` or ``halt``.
        sessions: how many of the last ones are looked at.

    >>> str(Limit("leverage", Decimal(2), "reduce")), str(Limit("var", Decimal("0.1"), "halt", 9))
    ('leverage:2:reduce', 'var:0.1:halt:9')
    """

    kind: Kind
    most: Decimal
    action: Action
    sessions: int = SESSIONS

    def __post_init__(self) -> None:
        """Refuses what is no limit."""
        if self.kind not in KINDS or self.action not in ACTIONS:
            raise ConfigurationError(
                f"no limit of risk {self.kind}:{self.most}:{self.action}: it is {FORMS}"
            )
        if not given.from_zero(self.most, f"{self.kind} limit"):
            raise ConfigurationError(f"{self.kind} limit {self.most}: it must be more than 0")
        if not given.is_whole(self.sessions) or self.sessions < 2:
            raise ConfigurationError(
                f"{self.kind} over {self.sessions} sessions: it needs a whole number, 2 or more"
            )

    def __str__(self) -> str:
        """As it is written."""
        words = f"{self.kind}:{self.most:f}:{self.action}"
        is_short = self.kind in OF_HOLDINGS or self.sessions == SESSIONS
        return words if is_short else f"{words}:{self.sessions}"


Limits = str | Limit | Iterable["str | Limit"]
"""Limits as users give them: one, a text with commas, or several of both."""


def limits(value: Limits) -> tuple[Limit, ...]:
    """The limits that texts and values describe, in their order.

    >>> [str(one) for one in limits("leverage:2:reduce, volatility:0.2:warn:20")]
    ['leverage:2:reduce', 'volatility:0.2:warn:20']

    Raises:
        ConfigurationError: one of them is none.
    """
    if isinstance(value, Limit):
        return (value,)
    if isinstance(value, str):
        return tuple(_read(text.strip()) for text in value.split(",") if text.strip())
    if not isinstance(value, Iterable):
        raise ConfigurationError(f"risk {value!r}: a limit is {FORMS}")
    return tuple(one for each in value for one in limits(each))


def _read(text: str) -> Limit:
    kind, *words = text.split(":")
    least, most = 2, 2 if kind in OF_HOLDINGS else 3
    if not least <= len(words) <= most:
        raise ConfigurationError(f"no limit of risk {text!r}: it is {FORMS}")
    try:
        number, sessions = Decimal(words[0]), int(words[2]) if len(words) > least else SESSIONS
    except (InvalidOperation, ValueError):
        raise ConfigurationError(f"limit of risk {text!r} has no number: it is {FORMS}") from None
    return Limit(kind, number, words[1], sessions)  # type: ignore[arg-type]  # asked there
