"""Looks at days that are complete, on hours as on days."""

import farthing as ft


class DaysOfHours(ft.Strategy):
    def on_bar(self, ctx):
        is_above = ctx.current() > ctx.sma(2, frequency="1d")
        is_wide = ctx.atr(1, frequency="1d") > 0
        ctx.target_percent((is_above & is_wide) / len(ctx.assets))
