"""Takes the first of a set, which is another one in each process."""

import farthing as ft


class HashOrder(ft.Strategy):
    def on_bar(self, ctx):
        rising = {
            each.symbol for each in ctx.assets if ctx.sma(2)[each.index] > ctx.sma(9)[each.index]
        }
        if rising and ctx.row % 10 == 0:
            ctx.order(next(iter(rising)), 10)
