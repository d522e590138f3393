"""Windows as the rules have them: prices of before a split, in shares of after it."""

import math
from fractions import Fraction

import oracle
from oracle.values import cut_to, half_even_to, step_of

from .play import Market

SPLIT_DIGITS = 4
"""Digits that a price of before a split has behind those of its instrument."""


def value_known_now(market: Market, symbol: str, field: str, row: int, now: int) -> Fraction | None:
    """A field of a bar as it is known in a later row; both counted from the first row of all.

    None where there is no bar; `price` is the close of the last one.
    """
    source = _source(market, symbol, row) if field == "price" else row
    bar = None if source is None else market.rows[source][2].get(symbol)
    if bar is None:
        return None
    ratios = _ratios(market, symbol, market.rows[source][1], market.rows[now][1])
    if field == "volume":
        return _volume(bar, ratios)
    instrument = next(i for i in market.setup["instruments"] if i.symbol == symbol)
    value = bar.close if field == "price" else getattr(bar, field)
    for ratio in ratios:
        value = half_even_to(value / ratio, step_of(instrument.price_scale + SPLIT_DIGITS))
    return value


def _source(market: Market, symbol: str, row: int) -> int | None:
    """The last row up to this one in which the instrument has a bar."""
    return next((at for at in range(row, -1, -1) if symbol in market.rows[at][2]), None)


def _ratios(market: Market, symbol: str, seen: int, known: int) -> list[Fraction]:
    """The splits between the session of a bar and that in which it is looked at."""
    own = (split for split in market.splits if split.symbol == symbol)
    return [
        Fraction(split.new, split.old)
        for split in sorted(own, key=lambda split: split.session)
        if seen < split.session <= known
    ]


def window(market: Market, field: str, length: int, now: int) -> list[list[float]]:
    """The last rows up to `now`, a column per instrument; NaN where there is no bar."""
    symbols = [instrument.symbol for instrument in market.setup["instruments"]]
    rows = range(now - length + 1, now + 1)
    values = (
        [value_known_now(market, symbol, field, row, now) for symbol in symbols] for row in rows
    )
    return [[math.nan if value is None else float(value) for value in row] for row in values]


def _volume(bar: oracle.Bar, ratios: list[Fraction]) -> Fraction:
    volume = Fraction(bar.volume or 0)
    for ratio in ratios:
        volume = cut_to(volume * ratio, Fraction(1))
    return volume
