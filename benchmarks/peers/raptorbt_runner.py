"""raptorbt: a Rust core of floats, given arrays, or calling a class at each bar of each asset."""

from __future__ import annotations

import measure
import numpy as np
import raptorbt
import rules

NOTHING_IS_ABOVE = np.inf
"""In place of a slow average that is not there yet."""


def config(timing: str):
    """Costs and capital of every workload."""
    return raptorbt.BacktestConfig(initial_capital=1e6, fees=rules.FEE, fill_timing=timing)


class Arrays(measure.Runner):
    """Entries and exits for its portfolio run, its single run (N), or its batch (S).

    Its portfolio run leaves out every other entry when it fills at the next open; there it is asked
    for the same bar's close.
    """

    engine, package, kind = "raptorbt", "raptorbt", "arrays"

    def __init__(self, *given):
        """Takes the columns of each asset."""
        super().__init__(*given)
        assets = self.bars.shape[1]
        self.columns = [tuple(self.bars.columns(asset).values()) for asset in range(assets)]
        self.closes = [columns[3] for columns in self.columns]
        timing = "same_bar_close" if assets > 1 else "next_bar_open"
        self.convention = f"{timing.replace('_bar_', ' ')}, fractions of shares"
        self.config = config(timing)

    def signals(self):
        """Entries and exits: a pair of arrays for each asset, or for each pair of S."""
        return getattr(self, f"signals_{self.bars.workload.lower()}")()

    def signals_d(self):
        """The averages crossed."""
        pairs = [(self.average(c, rules.FAST), self.average(c, rules.SLOW)) for c in self.closes]
        return [crossed(fast, slow) for fast, slow in pairs]

    def signals_h(self):
        """What rose."""
        above = [rules.risen(close) for close in self.closes]
        return [(each, ~each) for each in above]

    def signals_m(self):
        """Far below the mean, and above it: the engine keeps what is held by itself."""
        scores = [rules.zscore(close[:, None])[:, 0] for close in self.closes]
        return [(score < -2, score > 0) for score in scores]

    def signals_n(self):
        """None at all."""
        nothing = np.zeros(self.bars.shape[0], dtype=bool)
        return [(nothing, nothing)]

    def signals_s(self):
        """Those of a thousand pairs over the same averages."""
        [close] = self.closes
        lengths = {length for pair in rules.PAIRS for length in pair}
        averages = {length: self.average(close, length) for length in lengths}
        return [crossed(averages[fast], averages[slow]) for fast, slow in rules.PAIRS]

    def average(self, close, length: int):
        """A moving average by the engine."""
        return raptorbt.sma(close, length)

    def simulate(self, signals):
        """The run of the workload's kind."""
        if self.bars.workload == "S":
            return self.batch(signals)
        if self.bars.workload == "N":
            last = (*signals[0], 1, 1.0, "A00", self.config)
            return raptorbt.run_single_backtest(self.bars.stamps, *self.columns[0], *last)
        weight = 1 / len(self.columns)
        assets = [
            (self.bars.stamps, *columns, *pair, 1, weight, name)
            for columns, pair, name in zip(self.columns, signals, self.bars.names, strict=True)
        ]
        return raptorbt.run_portfolio_backtest(
            assets, config=self.config, allocation="equal_weight"
        ).result

    def batch(self, signals):
        """A thousand runs over one column of bars, on all cores."""
        items = [
            raptorbt.BatchSingleItem(str(number), *pair) for number, pair in enumerate(signals)
        ]
        columns = self.columns[0]
        return raptorbt.batch_single_backtest(self.bars.stamps, *columns, items, config=self.config)

    def answer(self, result):
        """Of the whole run; of S the best end, and all fills."""
        results = [each for _, each in result] if self.bars.workload == "S" else [result]
        ends = [float(each.equity_curve()[-1]) for each in results]
        return {"fills": sum(fills(each) for each in results), "end_equity": max(ends)}


def crossed(fast: np.ndarray, slow: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Entries while the fast average is above the slow one, exits while it is not."""
    above = np.nan_to_num(fast) > np.nan_to_num(slow, nan=NOTHING_IS_ABOVE)
    return above, ~above


def fills(result) -> int:
    """An entry and an exit for each trade; what the end closes is no fill of the strategy's."""
    return sum(1 + ("EndOfData" not in str(each.exit_reason)) for each in result.trades())


class Rule(raptorbt.Strategy):
    """Long by a rule, sized to an equal share of all equity.

    Its size is a share of the money that is free, so that share is worked out at each entry.
    """

    def __init__(self, bars, columns):
        """Takes the closes, for averages that are made once."""
        super().__init__()
        self.weight = 1 / bars.shape[1]
        self.rows = dict.fromkeys(bars.names, -1)
        self.closes = {name: each["close"] for name, each in columns.items()}
        self.wanted = getattr(self, f"wanted_{bars.workload.lower()}")

    def on_start(self, ctx):
        """Averages of whole columns, as its documentation does it."""
        self.fast = {name: raptorbt.sma(each, rules.FAST) for name, each in self.closes.items()}
        self.slow = {name: raptorbt.sma(each, rules.SLOW) for name, each in self.closes.items()}

    def wanted_d(self, name: str, row: int) -> bool:
        """While the fast average is above."""
        return bool(self.fast[name][row] > self.slow[name][row])

    def wanted_h(self, name: str, row: int) -> bool:
        """While the close has risen."""
        closes = self.closes[name]
        return row >= rules.WINDOW and bool(closes[row] > closes[row - rules.WINDOW])

    def wanted_m(self, name: str, row: int) -> bool | None:
        """Far below the mean; not above it; else as before."""
        if row < rules.WINDOW - 1:
            return None
        window = self.closes[name][row - rules.WINDOW + 1 : row + 1]
        deviation = window.std(ddof=1)
        score = (window[-1] - window.mean()) / deviation if deviation else 0.0
        return True if score < -2 else False if score > 0 else None

    def on_bar(self, ctx):
        """In, out, or nothing."""
        self.rows[ctx.symbol] = row = self.rows[ctx.symbol] + 1
        wanted = self.wanted(ctx.symbol, row)
        if wanted and not ctx.position:
            share = ctx.equity * self.weight / max(ctx.free_capital, 1.0)
            self.enter(size_frac=min(1.0, share))
        elif wanted is False and ctx.position:
            self.close_position()


class Nothing(raptorbt.Strategy):
    """The bare loop."""

    def on_bar(self, ctx):
        """Does nothing."""


class Class(measure.Runner):
    """Its class interface: Python at each bar of each asset."""

    engine, package = "raptorbt", "raptorbt"
    convention = "next open, fractions of shares"

    def __init__(self, *given):
        """Takes the columns of each asset."""
        super().__init__(*given)
        assets = range(self.bars.shape[1])
        stamps = {"timestamps": self.bars.stamps}
        self.columns = {
            name: stamps | self.bars.columns(asset)
            for name, asset in zip(self.bars.names, assets, strict=True)
        }
        self.config = config("next_bar_open")

    def simulate(self, signals):
        """A run of the class."""
        if self.bars.workload == "N":
            columns = self.columns["A00"].values()
            return raptorbt.run_strategy_backtest(
                Nothing(), *columns, symbol="A00", config=self.config
            )
        rule = Rule(self.bars, self.columns)
        return raptorbt.run_portfolio_strategy(rule, self.columns, config=self.config).result

    def answer(self, result):
        """Of the run."""
        return {"fills": fills(result), "end_equity": float(result.equity_curve()[-1])}


def runner(bars, way, file):
    """By the way asked."""
    return (Arrays if way == "arrays" else Class)(bars, way, file)


if __name__ == "__main__":
    measure.main(runner)
