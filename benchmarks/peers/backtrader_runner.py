"""backtrader: an event loop of Python over many feeds."""

from __future__ import annotations

import backtrader
import measure
import rules

INDICATORS = backtrader.indicators


class Rule(backtrader.Strategy):
    """In and out by a rule, to an equal share of equity."""

    params = (("rebalances", False),)

    def __init__(self):
        """Counts fills; makes the indicators."""
        self.fills = 0
        self.weight = 1 / len(self.datas)
        self.lines_of = [self.indicators(feed) for feed in self.datas]

    def indicators(self, feed):
        """What the rule reads of a feed."""
        raise NotImplementedError

    def wanted(self, lines) -> bool | None:
        """Whether to be long; None is as before."""
        raise NotImplementedError

    def next(self):
        """Follows the rule for each feed."""
        for feed, lines in zip(self.datas, self.lines_of, strict=True):
            wanted = self.wanted(lines)
            held = self.getposition(feed).size
            if wanted and (self.p.rebalances or not held):
                self.order_target_percent(feed, self.weight)
            elif wanted is False and held:
                self.order_target_size(feed, 0)

    def notify_order(self, order):
        """Counts."""
        self.fills += order.status == order.Completed


class Cross(Rule):
    """D."""

    def indicators(self, feed):
        """Two averages."""
        return [INDICATORS.SMA(feed.close, period=n) for n in (rules.FAST, rules.SLOW)]

    def wanted(self, lines):
        """While the fast one is above."""
        return lines[0][0] > lines[1][0]


class Momentum(Rule):
    """H and HR."""

    def indicators(self, feed):
        """The change over the window."""
        return INDICATORS.Momentum(feed.close, period=rules.WINDOW)

    def wanted(self, lines):
        """While the close has risen."""
        return lines[0] > 0


class MeanReversion(Rule):
    """M; its deviation is that of a population, so the factor makes it that of a sample."""

    factor = ((rules.WINDOW - 1) / rules.WINDOW) ** 0.5

    def indicators(self, feed):
        """The score."""
        mean = INDICATORS.SMA(feed.close, period=rules.WINDOW)
        return (feed.close - mean) / INDICATORS.StdDev(feed.close, period=rules.WINDOW)

    def wanted(self, lines):
        """In far below the mean, out above it."""
        score = lines[0] * self.factor
        return True if score < -2 else False if score > 0 else None


class Nothing(backtrader.Strategy):
    """N."""

    fills = 0

    def next(self):
        """Does nothing."""


CLASSES = {"D": Cross, "H": Momentum, "HR": Momentum, "M": MeanReversion, "N": Nothing}


class Runner(measure.Runner):
    """Feeds are made of frames in each round, untimed; it reads them within its run."""

    engine, package = "backtrader", "backtrader"

    def __init__(self, *given):
        """Takes the bars as frames."""
        super().__init__(*given)
        self.frames = [self.bars.frame(asset) for asset in range(self.bars.shape[1])]

    def prepare(self):
        """A new engine with its feeds."""
        self.cerebro = cerebro = backtrader.Cerebro(stdstats=False)
        cerebro.broker.setcash(self.bars.capital)
        cerebro.broker.setcommission(commission=rules.FEE)
        days = self.bars.frequency == "1d"
        unit = backtrader.TimeFrame.Days if days else backtrader.TimeFrame.Minutes
        for name, frame in zip(self.bars.names, self.frames, strict=True):
            cerebro.adddata(backtrader.feeds.PandasData(dataname=frame, timeframe=unit), name=name)
        options = {"rebalances": True} if self.bars.workload == "HR" else {}
        cerebro.addstrategy(CLASSES[self.bars.workload], **options)

    def simulate(self, signals):
        """The run."""
        return self.cerebro.run(runonce=True, preload=True)[0]

    def answer(self, result):
        """Of its broker."""
        return {"fills": result.fills, "end_equity": float(result.broker.getvalue())}


if __name__ == "__main__":
    measure.main(Runner)
