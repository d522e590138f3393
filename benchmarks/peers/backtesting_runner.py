"""backtesting.py: one asset at a time, each with its share of the capital."""

from __future__ import annotations

import warnings

import measure
import pandas as pd
import rules
from backtesting import Backtest, Strategy


def average(close, length):
    """A moving average as its documentation makes one."""
    return pd.Series(close).rolling(length).mean()


def change(close, length):
    """How far a close is from the one so many bars ago."""
    return pd.Series(close).pct_change(length)


def zscore(close, length):
    """Deviations from the mean."""
    window = pd.Series(close).rolling(length)
    return (close - window.mean()) / window.std()


class Rule(Strategy):
    """In and out with everything the asset's share of the account has."""

    def follow(self, wanted: bool):
        """Buys or sells where that changes something."""
        if wanted and not self.position:
            self.buy()
        elif not wanted and self.position:
            self.position.close()


class Cross(Rule):
    """D."""

    def init(self):
        """Makes the averages: as attributes, in a list the engine would not find them."""
        self.above = self.I(average, self.data.Close, rules.FAST, plot=False)
        self.below = self.I(average, self.data.Close, rules.SLOW, plot=False)

    def next(self):
        """Long while the fast one is above."""
        self.follow(self.above[-1] > self.below[-1])


class Momentum(Rule):
    """H."""

    def init(self):
        """Makes the changes."""
        self.change = self.I(change, self.data.Close, rules.WINDOW, plot=False)

    def next(self):
        """Long while the close has risen."""
        self.follow(self.change[-1] > 0)


class MeanReversion(Rule):
    """M."""

    def init(self):
        """Makes the scores."""
        self.score = self.I(zscore, self.data.Close.s, rules.WINDOW, plot=False)

    def next(self):
        """In far below the mean, out above it."""
        if self.score[-1] < -2:
            self.follow(True)
        elif self.score[-1] > 0:
            self.follow(False)


class Nothing(Strategy):
    """N."""

    def init(self):
        """Needs nothing."""

    def next(self):
        """Does nothing."""


CLASSES = {"D": Cross, "H": Momentum, "M": MeanReversion, "N": Nothing}


class Runner(measure.Runner):
    """A run for each asset."""

    engine, package = "backtesting.py", "backtesting"
    convention = "next open, whole shares, one account per asset"

    def __init__(self, *given):
        """Takes the bars as frames."""
        super().__init__(*given)
        assets = range(self.bars.shape[1])
        self.frames = [self.bars.frame(asset, is_capital=True) for asset in assets]
        warnings.filterwarnings("ignore")

    def test(self, frame):
        """A backtest of one asset."""
        share = self.bars.capital / len(self.frames)
        rule = CLASSES[self.bars.workload]
        return Backtest(frame, rule, cash=share, commission=rules.FEE, finalize_trades=False)

    def simulate(self, signals):
        """All runs, with their statistics."""
        return [self.test(frame).run() for frame in self.frames]

    def answer(self, result):
        """Of all assets together."""
        end = sum(each["Equity Final [$]"] for each in result)
        open_trades = sum(len(each["_strategy"].trades) for each in result)
        fills = 2 * sum(int(each["# Trades"]) for each in result) + open_trades
        return {"fills": fills, "end_equity": float(end)}


if __name__ == "__main__":
    measure.main(Runner)
