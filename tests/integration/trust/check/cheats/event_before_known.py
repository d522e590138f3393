"""Takes the day of a dividend for the day on which it was known: buys some days before it."""

from datetime import timedelta

import farthing as ft


class EventBeforeKnown(ft.Strategy):
    def on_start(self, ctx):
        self.days = {each.ex_date for each in ft.bundle("demo").bars().dividends
                     if each.symbol == "DOVE"}  # fmt: skip

    def on_bar(self, ctx):
        soon = {ctx.session + timedelta(days=ahead) for ahead in range(1, 6)}
        ctx.order_target("DOVE", 100 if self.days & soon else 0)
