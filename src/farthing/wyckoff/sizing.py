"""How many lots a signal has: one rule for what is found, for pages and for campaigns."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from farthing.decimals import EXACT, scale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing.types import Instrument

LOTS_MOST = 2**63 - 1
"""No order has more."""


def lot_value(instrument: Instrument) -> Decimal:
    """What one lot of an instrument is worth for each unit of its price.

    >>> from farthing import Instrument
    >>> lot_value(Instrument("ESH24", kind="future", multiplier=Decimal(50)))
    Decimal('50')
    >>> lot_value(Instrument("BTC/USD", quantity_scale=3))
    Decimal('0.001')
    """
    return EXACT.multiply(instrument.lot, instrument.multiplier)


def risked(count: int, entry: Decimal, stop: Decimal, value: Decimal = Decimal(1)) -> Decimal:
    """The money, exact, that so many lots lose between two prices.

    Args:
        count: whole lots.
        entry: the price at which they are entered.
        stop: the price at which they are left.
        value: what one of them is worth for each unit of the price; see ``lot_value``.

    >>> risked(66, Decimal("10.00"), Decimal("9.70"), Decimal(50))
    Decimal('990.00')
    """
    distance = EXACT.subtract(entry, stop).copy_abs()
    return EXACT.multiply(EXACT.multiply(distance, value), Decimal(count))


def lots(money: Decimal, entry: Decimal, stop: Decimal, value: Decimal = Decimal(1)) -> int:
    """Whole lots that risk at most so much money between two prices; floored, and never negative.

    Args:
        money: what they may lose.
        entry: the price at which they are entered.
        stop: the price at which they are left; where it is the same there is nothing to count by,
            and no lot.
        value: what one of them is worth for each unit of the price; see ``lot_value``.

    >>> lots(Decimal(100), Decimal("10.00"), Decimal("9.70"))
    333
    >>> lots(Decimal(1_000), Decimal("10.00"), Decimal("9.70"), Decimal(50))
    66
    >>> lots(Decimal(10), Decimal("10.00"), Decimal("9.70"), Decimal(50))
    0
    """
    risk = risked(1, entry, stop, value)
    if not risk or money <= 0:
        return 0
    return min(LOTS_MOST, int(EXACT.divide_int(money, risk)))


def sized(signals: pl.DataFrame, values: Mapping[str, Decimal]) -> pl.DataFrame:
    """Signals with their ``size`` in lots and their ``risk_amount``, behind ``risk_budget``.

    Args:
        signals: exact ``entry``, ``stop`` and ``risk_budget``, with the ``symbol`` of each.
        values: what a lot of each symbol is worth for each unit of its price.
    """
    names = ("symbol", "entry", "stop", "risk_budget")
    rows = list(signals.select(names).iter_rows())
    sizes = [lots(budget, entry, stop, values[of]) for of, entry, stop, budget in rows]
    pairs = zip(sizes, rows, strict=True)
    amounts = [risked(size, entry, stop, values[of]) for size, (of, entry, stop, _) in pairs]
    price = signals.schema["entry"]
    assert isinstance(price, pl.Decimal), "prices are exact"
    digits = price.scale + max(map(scale, values.values()), default=0)
    place = signals.columns.index("risk_budget") + 1
    size = pl.Series("size", sizes, dtype=pl.Int64)
    amount = pl.Series("risk_amount", amounts, dtype=pl.Decimal(38, digits))
    return signals.insert_column(place, size).insert_column(place + 1, amount)
