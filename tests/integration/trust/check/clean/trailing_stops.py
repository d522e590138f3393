"""Buys highs, and sells by a stop that follows."""

import farthing as ft


class TrailingStops(ft.Strategy):
    def on_bar(self, ctx):
        held = ctx.portfolio.positions.get("ELMS")
        if ctx.current()[5] >= ctx.rolling_max(5, "close")[5] and held is None:
            ctx.order("ELMS", 20)
            ctx.order("ELMS", -20, trail_percent=0.03)
