"""A crossing of two averages, over all assets."""

import farthing as ft


class Cross(ft.Strategy):
    fast: int = 5
    slow: int = 20

    def on_bar(self, ctx):
        ctx.target_percent((ctx.sma(self.fast) > ctx.sma(self.slow)) / len(ctx.assets))
