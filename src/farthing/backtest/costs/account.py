"""Accounts: what may be held, and when the broker asks for more."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import Literal

from farthing import given
from farthing.errors import ConfigurationError

AccountKind = Literal["unlimited", "cash", "margin", "reg-t", "portfolio"]
"""The accounts there are."""

ACCOUNTS = ("unlimited", "cash", "margin", "reg-t", "portfolio")
ACCOUNTS_FORMS = (
    "unlimited",
    "cash",
    "margin:LEVERAGE[:GRACE]",
    "reg-t[:GRACE]",
    "portfolio:LEVERAGE:MAINTENANCE[:GRACE]",
)
ACCOUNTS_NAMED = f"{', '.join(ACCOUNTS_FORMS[:-1])} or {ACCOUNTS_FORMS[-1]}"

LEVERAGE_MOST = 2**63 - 1
"""Both numbers of a leverage, as a fraction, are whole numbers of 64 bits in the core."""

CALLED = ("margin", "reg-t", "portfolio")
"""Accounts that may have a grace: of ``margin``, margins per contract alone are called for."""

GRACE_MOST = 2**32 - 1
"""Sessions are numbered by 32 bits."""


@dataclass(frozen=True, slots=True)
class Account:
    """What an account may hold, and when it is called.

    ``unlimited`` is Zipline's way: cash may be negative. ``cash`` buys nothing on credit and sells
    nothing short. ``margin`` holds, long and short, at most ``leverage`` times its equity.
    ``reg-t`` pays half of what it holds, long and short, and has to keep 25 % of what is long and
    30 % of what is short (Regulation T, 12 CFR 220, and FINRA rule 4210, as published, 2024-01).
    ``portfolio`` opens up to ``leverage`` and is called above ``maintenance``.

    Buying power is asked for when an order fills. A margin call that stands at the end of the
    session ``grace`` sessions after it came brings liquidation; with a grace of 0 it does at once.

    >>> str(Account("margin", Fraction(2))), str(Account("reg-t", grace=3))
    ('margin:2', 'reg-t:3')
    """

    kind: AccountKind = "unlimited"
    leverage: Fraction | None = None
    maintenance: Fraction | None = None
    grace: int = 0

    def __post_init__(self) -> None:
        """Refuses a number where none belongs, and the lack of one where it does."""
        if self.kind not in ACCOUNTS:
            raise ConfigurationError(f"no account {self.kind!r}: it is {ACCOUNTS_NAMED}")
        self._check_number("leverage", self.leverage, ("margin", "portfolio"))
        self._check_number("maintenance", self.maintenance, ("portfolio",))
        if not given.is_whole(self.grace) or not 0 <= self.grace <= GRACE_MOST:
            raise ConfigurationError(
                f"grace is {given.shown(self.grace)}; it is a whole number of sessions, "
                f"{GRACE_MOST} at most"
            )
        if self.grace and self.kind not in CALLED:
            raise ConfigurationError(f"account {self.kind}: a grace belongs to {', '.join(CALLED)}")

    def _check_number(self, name: str, number: Fraction | None, kinds: tuple[str, ...]) -> None:
        if (self.kind in kinds) != (number is not None):
            alone = f"{' and '.join(kinds)} alone"
            raise ConfigurationError(f"account {self.kind}: a {name} belongs to {alone}")
        if number is not None:
            check_leverage(number, name)

    def __str__(self) -> str:
        """As on the command line."""
        numbers = [number for number in (self.leverage, self.maintenance) if number is not None]
        words = [self.kind, *map(str, numbers)]
        return ":".join([*words, str(self.grace)] if self.grace else words)

    @property
    def for_core(self) -> tuple[str, list[int]]:
        """The kind and its numbers as the core takes them."""
        numbers = (self.leverage, self.maintenance)
        known = [number for number in numbers if number is not None]
        return self.kind, [part for each in known for part in (each.numerator, each.denominator)]


def check_leverage(leverage: Fraction, name: str = "leverage") -> None:
    """Refuses what is no leverage.

    Raises:
        ConfigurationError: it is no fraction above 0 of whole numbers of 64 bits.
    """
    if not isinstance(leverage, Rational) or isinstance(leverage, bool):
        raise ConfigurationError(f"{name} {leverage!r} is no Fraction, such as Fraction(3, 2)")
    if leverage <= 0:
        raise ConfigurationError(f"{name} is {given.shown(leverage)}; it must be more than 0")
    if max(leverage.numerator, leverage.denominator) > LEVERAGE_MOST:
        raise ConfigurationError(
            f"{name} is {given.shown(leverage)}; neither number of the fraction may be above "
            f"{LEVERAGE_MOST}"
        )


def account(text: str | Account) -> Account:
    """The account that a text describes.

    >>> account("margin:1.5")
    Account(kind='margin', leverage=Fraction(3, 2), maintenance=None, grace=0)
    >>> str(account("portfolio:4:5:2"))
    'portfolio:4:5:2'
    """
    if isinstance(text, Account):
        return text
    kind, *words = text.split(":") if isinstance(text, str) else [""]
    if kind not in ACCOUNTS:
        raise ConfigurationError(f"no account {text!r}: it is {ACCOUNTS_NAMED}")
    fractions = {"margin": 1, "portfolio": 2}.get(kind, 0)
    if len(words) > fractions + (kind in CALLED):
        raise ConfigurationError(_too_many(kind, words[fractions + (kind in CALLED) :], text))
    if len(words) < fractions:
        lacks = "maintenance" if words else "leverage"
        example = {"margin": ":2", "portfolio": ":4:5"}[kind]
        raise ConfigurationError(f"account {text!r} says no {lacks}: write it as {kind}{example}")
    leverages = dict(zip(("leverage", "maintenance"), words[:fractions], strict=False))
    numbers = {name: _fraction(word, text) for name, word in leverages.items()}
    grace = _grace(words[fractions], text) if len(words) > fractions else 0
    return Account(kind, grace=grace, **numbers)  # type: ignore[arg-type]


def _too_many(kind: str, extra: list[str], text: str) -> str:
    """What is said of words that no number of an account takes."""
    form = next(each for each in ACCOUNTS_FORMS if each.partition(":")[0].partition("[")[0] == kind)
    said = (
        f"account {kind}: {':'.join(extra)!r} of {text!r} belongs to no number: write it as {form}"
    )
    if kind in CALLED:
        return said
    return f"{said}; what holds up to so many times its equity is margin:{extra[0]}"


def _fraction(word: str, text: str) -> Fraction:
    try:
        return Fraction(word)
    except (ValueError, ZeroDivisionError):
        message = f"leverage {given.shown(word)!r} of {given.shown(text)!r} is no number above 0"
        raise ConfigurationError(message) from None


def _grace(word: str, text: str) -> int:
    if not word.isdecimal() or len(word) > len(str(GRACE_MOST)):
        raise ConfigurationError(
            f"grace {given.shown(word)!r} of {given.shown(text)!r} is no whole number of "
            f"sessions, {GRACE_MOST} at most"
        )
    return int(word)
