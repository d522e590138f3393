"""Adjustments: what splits and dividends do to the bars before them, as the engine's windows do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from farthing.data.rounding import half_even
from farthing.decimals import scale as digits_behind
from farthing.decimals import shifted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

SPLIT_DIGITS = 4
"""Digits that a window keeps behind those of the price, so that a split can be undone in it."""

Adjust = Literal["splits", "all"]
"""Whether windows are adjusted for splits alone, or for dividends too."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What an action does to what was before it.

    Args:
        session: the first session, by its index, that is not adjusted.
        day: for which day it acts there, since 1970-01-01.
        price: numerator and denominator of earlier prices.
        volume: likewise of earlier volumes.
        is_split: whether it is one.
    """

    session: int
    day: int
    price: tuple[int, int]
    volume: tuple[int, int] = (1, 1)
    is_split: bool = False


def of_split(session: int, day: int, new: int, old: int) -> Adjustment:
    """What a split of ``new`` for ``old`` does."""
    return Adjustment(session, day, (old, new), (new, old), is_split=True)


def of_dividend(
    session: int, day: int, amount: Decimal, close: Decimal, splits: Iterable[Adjustment]
) -> Adjustment | None:
    """What a dividend does: prices times ``(close - amount) / close``; nothing where none is left.

    Args:
        session: of its ex-date.
        day: its ex-date.
        amount: per share.
        close: the last one before it.
        splits: between that close and the dividend, which is paid on what they made of a share.

    >>> from decimal import Decimal
    >>> of_dividend(3, 9, Decimal("0.5"), Decimal("50.00"), []).price
    (495, 500)
    """
    scale = max(digits_behind(amount), digits_behind(close))
    paid, before = int(shifted(amount, scale)), int(shifted(close, scale))
    for split in splits:
        new, old = split.volume
        paid, before = paid * new, before * old
    after = before - paid
    return Adjustment(session, day, (after, before)) if after > 0 else None


def finer_price(mantissa: int, adjustments: Sequence[Adjustment]) -> int:
    """A price with ``SPLIT_DIGITS`` more digits, adjusted: half-even, once for each adjustment.

    >>> finer_price(64557, [of_split(1, 1, 7, 1)])
    92224286
    """
    finer: int = mantissa * 10**SPLIT_DIGITS
    for each in adjustments:
        finer = half_even(finer * each.price[0], each.price[1])
    return finer


def volume_after(mantissa: int, adjustments: Sequence[Adjustment]) -> int:
    """A volume, adjusted: what is no whole unit is lost, at each adjustment.

    >>> volume_after(7, [of_split(1, 1, 3, 2)])
    10
    """
    for each in adjustments:
        mantissa = mantissa * each.volume[0] // each.volume[1]
    return mantissa
