"""Records what it sees, and trades by drawdown of its own equity."""

import farthing as ft


class Recorded(ft.Strategy):
    def on_start(self, ctx):
        self.high = 0.0

    def on_bar(self, ctx):
        equity = ctx.portfolio.equity
        self.high = max(self.high, equity)
        ctx.record(fall=1 - equity / self.high, price=ctx.current()[0], row=ctx.row)
        ctx.order_target_percent("ALDR", 0.0 if equity < 0.98 * self.high else 0.5)

    def on_end(self, ctx):
        ctx.record(ended=True)
        ctx.order_target("ALDR", 0)
