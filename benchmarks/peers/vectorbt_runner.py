"""vectorbt: arrays simulated in one shared account, by its numba engine or its Rust engine."""

from __future__ import annotations

import measure
import numpy as np
import pandas as pd
import rules
import vectorbt


class Numba(measure.Runner):
    """Target weights at the same bar's close, as its documentation does it."""

    engine, package, kind = "vectorbt (numba)", "vectorbt", "arrays"
    convention = "same close, fractions of shares"
    compiled_by = "numba"

    def __init__(self, *given):
        """Takes the closes as a frame; chooses the engine."""
        super().__init__(*given)
        self.close = pd.DataFrame(self.bars.close, index=self.bars.index())
        self.frequency = "1D" if self.bars.frequency == "1d" else "1min"
        vectorbt.settings["engine"] = self.compiled_by

    def signals(self):
        """Weights that change, by workload; for S entries."""
        if self.bars.workload in ("N", "S"):
            return self.crossings() if self.bars.workload == "S" else np.full(self.bars.shape, None)
        held = getattr(self, f"held_{self.bars.workload[0].lower()}")()
        weights = np.where(held, 1 / self.bars.shape[1], 0.0)
        if self.bars.workload == "HR":
            return weights
        before = np.vstack([np.zeros_like(weights[:1]), weights[:-1]])
        return np.where(weights == before, np.nan, weights)

    def held_d(self):
        """While the fast average is above the slow one."""
        return self.average(rules.FAST) > self.average(rules.SLOW)

    def held_h(self):
        """While the close has risen."""
        return np.nan_to_num(self.close.vbt.pct_change(rules.WINDOW).to_numpy()) > 0

    def held_m(self):
        """From far below the mean until above it."""
        mean, deviation = (
            getattr(self.close.vbt, f"rolling_{name}")(rules.WINDOW).to_numpy()
            for name in ("mean", "std")
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            score = (self.bars.close - mean) / deviation
        return rules.held(score < -2, score > 0)

    def average(self, length):
        """Its own moving average."""
        return vectorbt.MA.run(self.close, length).ma.to_numpy()

    def crossings(self):
        """A column for each of the thousand pairs."""
        lengths = sorted({length for pair in rules.PAIRS for length in pair})
        averages = vectorbt.MA.run(self.close[0], lengths).ma.to_numpy()
        place = {length: number for number, length in enumerate(lengths)}
        fast, slow = (averages[:, [place[pair[half]] for pair in rules.PAIRS]] for half in (0, 1))
        with np.errstate(invalid="ignore"):
            return fast > slow

    def simulate(self, signals):
        """A run, with its value at the end and its count of orders."""
        costs = {"fees": rules.FEE, "init_cash": self.bars.capital, "freq": self.frequency}
        costs["engine"] = self.compiled_by
        if self.bars.workload == "S":
            portfolio = vectorbt.Portfolio.from_signals(self.close[0], signals, ~signals, **costs)
        else:
            shared = {"group_by": True, "cash_sharing": True, "call_seq": "auto"}
            portfolio = vectorbt.Portfolio.from_orders(
                self.close, signals.astype(float), size_type="targetpercent", **shared, **costs
            )
        return portfolio.final_value(), portfolio.orders.count()

    def answer(self, result):
        """The end equity, of S the best one; and all fills."""
        ends, orders = result
        return {"fills": int(np.sum(orders)), "end_equity": float(np.max(ends))}


class Rust(Numba):
    """The same by its Rust engine."""

    engine = "vectorbt (rust)"
    compiled_by = "rust"


if __name__ == "__main__":
    measure.main(Numba)
