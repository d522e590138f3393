"""Bids a little lower, for a day."""

import farthing as ft


class LimitsOfTheDay(ft.Strategy):
    def on_bar(self, ctx):
        price = ctx.current()[4]
        ctx.order("DOVE", 10, limit=price * 0.995, duration="day")
        if ctx.row % 5 == 0:
            ctx.order_target("DOVE", 0)
