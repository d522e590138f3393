"""Acts on its fills: what was bought is sold some cents higher."""

import farthing as ft


class ByFills(ft.Strategy):
    def on_bar(self, ctx):
        if ctx.row % 6 == 0:
            ctx.order("BROAD", 7)

    def on_fill(self, ctx, fill):
        if fill.quantity > 0:
            ctx.order("BROAD", -7, limit=float(fill.price) * 1.01)
