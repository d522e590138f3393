"""Slippage (section 6): how a price moves against the trader."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from .market import Instrument
from .values import ceil_to, exact, floor_to, half_even_to, root_half_even_to, step_of

BASIS_POINTS = 10_000
SHARE_STEP = step_of(9)
DIGITS = 60


@dataclass(frozen=True)
class Circumstances:
    """What a fill finds: the share of the bar's volume that is taken with it, and bars before."""

    instrument: Instrument
    share: Fraction
    bars: list[tuple[Fraction, Fraction, Fraction]]  # high, low, close


def slipped(
    price: Fraction, buys: bool, limit: Fraction | None, slippage: tuple, found: Circumstances
) -> Fraction:
    """The price of section 5 moved against the trader, never beyond a limit."""
    moved, tick = price, found.instrument.tick_at(price)
    if slippage[0] != "none":
        away = move(price, slippage, found)
        if buys:
            moved = ceil_to(price + away, tick)
        else:
            moved = floor_to(price - away, tick)
            moved = max(moved, tick) if price > 0 else moved
    if limit is not None:
        moved = min(moved, limit) if buys else max(moved, limit)
    return found.instrument.fitting_price(moved)


def move(price: Fraction, slippage: tuple, found: Circumstances) -> Fraction:
    """How far a model moves a price, before it goes to the tick."""
    model, *terms = slippage
    number = exact(terms[0])
    if model == "bps":
        return abs(price) * number / BASIS_POINTS
    if model == "fixed":
        return number
    if model == "spread":
        return number / 2
    if model == "volume-share":
        return abs(price) * number * found.share**2
    if model == "volatility":
        return number * deviation(found, int(terms[1]))
    if model == "spread-estimate":
        return abs(price) * half_spread(found, int(terms[0]))
    raise ValueError(f"{model} is no slippage")


def deviation(found: Circumstances, length: int) -> Fraction:
    """The standard deviation of the last changes of the close, as a price of four more digits."""
    closes = [close for _, _, close in found.bars[-length - 1 :]]
    if len(closes) < length + 1:
        return Fraction(0)
    changes = [after - before for before, after in pairwise(closes)]
    mean = sum(changes) / length
    variance = sum((change - mean) ** 2 for change in changes) / (length - 1)
    return root_half_even_to(variance, step_of(found.instrument.price_scale + 4))


def half_spread(found: Circumstances, length: int) -> Fraction:
    """Half of the mean spread of Corwin and Schultz over the last pairs of bars, as a share."""
    bars = found.bars[-length - 1 :]
    if len(bars) < length + 1:
        return Fraction(0)
    with localcontext(prec=DIGITS):
        spreads = [pair_spread(*pair) for pair in pairwise(bars)]
        return half_even_to(Fraction(sum(spreads)) / length / 2, SHARE_STEP)


def pair_spread(before: tuple, after: tuple) -> Decimal:
    """The spread that two bars show, Corwin and Schultz (2012), equations 14 and 18; 0 at least."""
    highs, lows = zip(before[:2], after[:2], strict=True)
    if min(*highs, *lows) <= 0:
        return Decimal(0)
    beta = sum(log_of(high / low) ** 2 for high, low in zip(highs, lows, strict=True))
    gamma = log_of(max(highs) / min(lows)) ** 2
    three = 3 - 2 * Decimal(2).sqrt()
    alpha = ((2 * beta).sqrt() - beta.sqrt()) / three - (gamma / three).sqrt()
    grown = alpha.exp()
    return max(2 * (grown - 1) / (1 + grown), Decimal(0))


def log_of(ratio: Fraction) -> Decimal:
    """The natural logarithm of a ratio."""
    return (Decimal(ratio.numerator) / ratio.denominator).ln()
