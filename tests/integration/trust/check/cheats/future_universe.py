"""Trades those securities alone that are worth the most in the end."""

import farthing as ft


class FutureUniverse(ft.Strategy):
    def on_start(self, ctx):
        tables = ft.bundle("demo").bars().tables
        growth = {}
        for asset in ctx.assets:
            close = tables[asset.symbol].collect()["close"].cast(float)
            growth[asset.symbol] = close[-1] / close[0] if len(close) else 0
        self.best = sorted(growth, key=growth.get)[-2:]

    def on_bar(self, ctx):
        if ctx.row % 20 == 5:
            for symbol in self.best:
                ctx.order_target_percent(symbol, 0.4)
