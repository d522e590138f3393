"""Looks at the day's bar while the day is not over."""

import farthing as ft


class UnfinishedCoarseBar(ft.Strategy):
    def on_start(self, ctx):
        rows = ft.bundle("hours").bars("BROAD", "1d").tables["BROAD"].collect()
        self.days = {day: close > start for day, start, close in
                     rows.select("session", "open", "close").iter_rows()}  # fmt: skip

    def on_bar(self, ctx):
        ctx.order_target("BROAD", 100 if self.days.get(ctx.session) else 0)
