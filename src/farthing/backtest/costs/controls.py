"""Controls: what a run does not let its own strategy do. A refusal has a name and is counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from farthing import given
from farthing.backtest.costs.account import check_leverage
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import date

    from farthing.backtest.costs.model import Exact

ControlKind = Literal[
    "order-count", "restricted", "order-units", "order-value", "position-units", "position-value",
    "long-only", "leverage", "drawdown", "daily-loss",
]  # fmt: skip
"""The controls there are, in the order in which they are asked."""

KINDS: tuple[ControlKind, ...] = get_args(ControlKind)
SIZES = ("order-units", "order-value", "position-units", "position-value")
SHARES = ("drawdown", "daily-loss")
WORDS = {"restricted": (1, 3), "long-only": (0, 0), **dict.fromkeys(SIZES, (1, 2))}
"""How many words follow the name of a control in its text, at least and at most; else one does."""

COUNT_MOST = 2**32 - 1

FORMS = (
    "order-count:N, restricted:SYMBOL[:FIRST[:LAST]], order-units:N[:SYMBOL], "
    "order-value:MONEY[:SYMBOL], position-units:N[:SYMBOL], position-value:MONEY[:SYMBOL], "
    "long-only, leverage:L, drawdown:SHARE or daily-loss:SHARE"
)


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a run.

    Args:
        kind: which one.
        limit: its number; None for ``restricted`` and ``long-only``.
        symbol: the instrument that a restriction is of, or that a size is of; None for all.
        first: the first day of a restriction; None is the first of the run.
        last: its last day; None is the last of the run.

    >>> str(Control("order-units", Decimal(100), "A")), str(Control("long-only"))
    ('order-units:100:A', 'long-only')
    """

    kind: ControlKind
    limit: Decimal | Fraction | None = None
    symbol: str | None = None
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        """Refuses what is no control."""
        if self.kind not in KINDS:
            raise ConfigurationError(f"no control {self.kind!r}: it is {FORMS}")
        if (self.limit is None) != (self.kind in ("restricted", "long-only")):
            raise ConfigurationError(f"control {self.kind} {self.limit}: a control is {FORMS}")
        if self.symbol is not None:
            given.text(self.symbol, f"symbol of control {self.kind}")
        may, must = self.kind in (*SIZES, "restricted"), self.kind == "restricted"
        if (self.symbol is None and must) or (self.symbol is not None and not may):
            raise ConfigurationError(f"control {self.kind} of {self.symbol}: it is {FORMS}")
        self._check_limit()
        self._check_days()

    def _check_days(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise ConfigurationError(
                f"restricted {self.symbol} begins on {self.first}, after its end {self.last}: give "
                "the first day before the last"
            )

    def _check_limit(self) -> None:
        limit = self.limit
        if self.kind == "leverage":
            check_leverage(Fraction(limit or 0))
        if self.kind in SHARES and not 0 < (limit or 0) <= 1:
            raise ConfigurationError(
                f"{self.kind} is {given.shown(limit)}; it is a share above 0, 1 at most"
            )
        is_count = limit is not None and limit == int(limit) and 0 <= limit <= COUNT_MOST
        if self.kind == "order-count" and not is_count:
            raise ConfigurationError(f"order-count is {limit}; it is a whole number of orders")

    def __str__(self) -> str:
        """As on the command line."""
        limit = format(self.limit, "f") if isinstance(self.limit, Decimal) else self.limit
        days = [self.first, self.last] if self.last else [self.first]
        words = [self.kind, limit, self.symbol, *(day or "" for day in days)]
        return ":".join(str(word) for word in words if word is not None).rstrip(":")


def order_count(most: Exact) -> Control:
    """At most so many orders a session, refused ones too: ``too_many_orders``."""
    return Control("order-count", given.from_zero(most, "order-count"))


def restricted(symbol: str, first: date | None = None, last: date | None = None) -> Control:
    """Nothing is opened in an instrument between two days: ``restricted``."""
    return Control("restricted", None, symbol, first, last)


def order_size(
    units: Exact | None = None, value: Exact | None = None, symbol: str | None = None
) -> tuple[Control, ...]:
    """An order has at most so many units, or so much value: ``order_too_large``."""
    return _size("order-units", "order-value", units, value, symbol)


def position_size(
    units: Exact | None = None, value: Exact | None = None, symbol: str | None = None
) -> tuple[Control, ...]:
    """A position, with all in flight, has so many units or value: ``position_too_large``."""
    return _size("position-units", "position-value", units, value, symbol)


def _size(
    in_units: ControlKind,
    in_money: ControlKind,
    units: Exact | None,
    value: Exact | None,
    symbol: str | None,
) -> tuple[Control, ...]:
    pairs = ((in_units, units), (in_money, value))
    return tuple(
        Control(kind, given.from_zero(limit, kind), symbol)
        for kind, limit in pairs
        if limit is not None
    )


def long_only() -> Control:
    """No position is below nothing: ``long_only``."""
    return Control("long-only")


def leverage(most: Exact | Fraction) -> Control:
    """Holdings with all in flight are at most so many times the equity: ``leverage``."""
    return Control(
        "leverage", most if isinstance(most, Fraction) else given.from_zero(most, "leverage")
    )


def drawdown(share: Exact) -> Control:
    """Nothing is opened once equity has fallen so far from its highest mark: ``drawdown_halt``."""
    return Control("drawdown", given.from_zero(share, "drawdown"))


def daily_loss(share: Exact) -> Control:
    """Nothing is opened until the session ends once it has lost so much: ``daily_loss_halt``."""
    return Control("daily-loss", given.from_zero(share, "daily-loss"))


Controls = str | Control | Iterable["str | Control | tuple[Control, ...]"]
"""Controls as users give them: one, a text with commas, or several of both."""


def controls(value: Controls) -> tuple[Control, ...]:
    """The controls that texts and values describe, in their order.

    >>> [str(one) for one in controls("order-units:100,long-only")]
    ['order-units:100', 'long-only']
    """
    if isinstance(value, Control):
        return (value,)
    if isinstance(value, str):
        return tuple(_read(text.strip()) for text in value.split(",") if text.strip())
    if not isinstance(value, Iterable):
        raise ConfigurationError(f"controls {value!r} are none: a control is {FORMS}")
    return tuple(one for each in value for one in controls(each))


def _read(text: str) -> Control:
    kind, *words = text.split(":")
    kind = kind.replace("_", "-")
    if kind not in KINDS:
        raise ConfigurationError(f"no control {text!r}: it is {FORMS}")
    least, most = WORDS.get(kind, (1, 1))
    if not least <= len(words) <= most:
        raise ConfigurationError(f"control {text!r} has too many or too few words: it is {FORMS}")
    if kind == "restricted":
        symbol, *days = words
        told = (given.date_of(day, f"control {text}:") if day else None for day in days)
        return Control("restricted", None, symbol, *told)
    limit = _limit(kind, words[0]) if words else None
    return Control(kind, limit, *words[1:])  # type: ignore[arg-type]


def _limit(kind: str, word: str) -> Decimal | Fraction:
    if kind != "leverage" or "/" not in word:
        return given.from_zero(word, kind)
    try:
        return Fraction(word)
    except (ValueError, ZeroDivisionError):
        raise ConfigurationError(f"leverage {word!r} is no number above 0") from None
