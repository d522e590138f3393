"""bt: a tree of algorithms in Python, called at each bar with weights that pandas made."""

from __future__ import annotations

import warnings

import bt
import measure
import pandas as pd
import rules


class OnChange(bt.Algo):
    """Goes on where a weight changes; bt then rebalances the whole book."""

    def __init__(self, weights):
        """Finds the bars."""
        super().__init__()
        self.changes = (weights != weights.shift()).any(axis=1)

    def __call__(self, target):
        """Whether this bar is one of them."""
        return bool(self.changes.get(target.now, False))


class Never(bt.Algo):
    """N."""

    def __call__(self, target):
        """Goes no further."""
        return False


class Runner(measure.Runner):
    """Weights, then the tree."""

    engine, package = "bt", "bt"
    kind = "weights, and Python per bar"
    convention = "same close, whole shares, the whole book at each change"

    def __init__(self, *given):
        """Takes the closes as a frame."""
        super().__init__(*given)
        self.close = pd.DataFrame(self.bars.close, index=self.bars.index(), columns=self.bars.names)
        warnings.filterwarnings("ignore")

    def signals(self):
        """Weights by workload."""
        name = self.bars.workload[0].lower()
        return None if name == "n" else getattr(self, f"held_{name}")() / self.bars.shape[1]

    def held_d(self):
        """While the fast average is above the slow one."""
        fast, slow = (self.close.rolling(n).mean() for n in (rules.FAST, rules.SLOW))
        return fast > slow

    def held_h(self):
        """While the close has risen."""
        return self.close.pct_change(rules.WINDOW) > 0

    def held_m(self):
        """From far below the mean until above it."""
        window = self.close.rolling(rules.WINDOW)
        score = ((self.close - window.mean()) / window.std()).to_numpy()
        held = rules.held(score < -2, score > 0)
        return pd.DataFrame(held, index=self.close.index, columns=self.close.columns)

    def simulate(self, signals):
        """A run of the tree, without its statistics."""
        strategy = bt.Strategy("workload", self.tree(signals))
        test = bt.Backtest(
            strategy,
            self.close,
            initial_capital=self.bars.capital,
            commissions=lambda quantity, price: abs(quantity) * price * rules.FEE,
            integer_positions=True,
            progress_bar=False,
        )
        test.run()
        return test.strategy

    def tree(self, weights):
        """What is asked at each bar."""
        if weights is None:
            return [Never()]
        first = [] if self.bars.workload == "HR" else [OnChange(weights)]
        return [*first, bt.algos.WeighTarget(weights), bt.algos.Rebalance()]

    def answer(self, result):
        """Of the tree."""
        fills = 0 if self.bars.workload == "N" else len(result.get_transactions())
        return {"fills": fills, "end_equity": float(result.value)}


if __name__ == "__main__":
    measure.main(Runner)
