"""Decides by the close of the very bar at whose open it buys."""

import farthing as ft


class SameBarClose(ft.Strategy):
    def on_start(self, ctx):
        rows = ft.bundle("demo").bars().tables["BROAD"].collect()
        self.rises = [close > start for start, close in rows.select("open", "close").iter_rows()]

    def on_bar(self, ctx):
        if ctx.row + 1 < len(self.rises):
            ctx.order_target("BROAD", 100 if self.rises[ctx.row + 1] else 0)
