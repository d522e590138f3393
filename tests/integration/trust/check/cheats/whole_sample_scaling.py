"""Scales by the mean and the deviation of all bars, those to come too."""

import numpy as np

import farthing as ft


class WholeSampleScaling(ft.Strategy):
    def on_start(self, ctx):
        tables = ft.bundle("demo").bars().tables
        closes = [tables[each.symbol].collect()["close"].cast(float) for each in ctx.assets]
        self.mean = np.array([each.mean() for each in closes])
        self.deviation = np.array([each.std() for each in closes])

    def on_bar(self, ctx):
        score = (ctx.current() - self.mean) / self.deviation
        ctx.target_percent(np.where(score < 0, 0.1, 0.0))
