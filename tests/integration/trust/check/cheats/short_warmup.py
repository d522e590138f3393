"""Asks for as many bars as its average is long; the average remembers more."""

import farthing as ft


class ShortWarmup(ft.Strategy):
    warmup = 20

    def on_bar(self, ctx):
        ctx.target_percent((ctx.current() > ctx.ema(20)) / len(ctx.assets))
