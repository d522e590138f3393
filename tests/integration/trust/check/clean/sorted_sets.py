"""Has sets, and takes them in the order of their names."""

import farthing as ft


class SortedSets(ft.Strategy):
    def on_bar(self, ctx):
        averages = ctx.sma(6)
        rising = {
            each.symbol for each in ctx.assets if ctx.current()[each.index] > averages[each.index]
        }
        for symbol in sorted(rising)[:2]:
            ctx.order_target("BROAD" if ctx.row % 3 else symbol, 5)
