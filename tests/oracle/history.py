"""The bars before this one, for slippage that looks back (section 6)."""

from collections import defaultdict
from fractions import Fraction

from .market import Bar, Instrument
from .values import half_even_to, step_of


class History:
    """Highs, lows and closes by instrument, oldest first; splits re-base them."""

    def __init__(self, instruments: dict[str, Instrument]) -> None:
        self.steps = {symbol: step_of(one.price_scale) for symbol, one in instruments.items()}
        self.bars: dict[str, list[tuple[Fraction, Fraction, Fraction]]] = defaultdict(list)

    def take(self, bars: dict[str, Bar]) -> None:
        """Add the bars of a row, once nothing can fill on them any more."""
        for symbol, bar in bars.items():
            self.bars[symbol].append((bar.high, bar.low, bar.close))

    def split(self, symbol: str, ratio: Fraction) -> None:
        """Take the prices before a split to those after it."""
        step = self.steps[symbol]
        self.bars[symbol] = [
            tuple(half_even_to(price / ratio, step) for price in bar) for bar in self.bars[symbol]
        ]
