"""Buys once, and holds."""

import farthing as ft


class BuyAndHold(ft.Strategy):
    def on_bar(self, ctx):
        if ctx.row == 0:
            ctx.order_percent("BROAD", 0.9)
