"""Buys below a price that is adjusted for splits of which nobody knows yet."""

import farthing as ft


class FutureSplitFactor(ft.Strategy):
    def on_start(self, ctx):
        self.splits = ft.bundle("demo").bars().splits

    def on_bar(self, ctx):
        price = ctx.current()[0]
        for split in self.splits:
            if split.symbol == "ALDR" and split.date > ctx.session:
                price *= split.old / split.new
        ctx.order_target("ALDR", 50 if price < 100 else 0)
