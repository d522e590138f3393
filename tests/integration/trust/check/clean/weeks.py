"""Looks at weeks and months that are complete, over splits."""

import numpy as np

import farthing as ft


class Weeks(ft.Strategy):
    def on_bar(self, ctx):
        rises = ctx.current() > ctx.sma(2, frequency="1w")
        above = ctx.sma(1, frequency="1w") > ctx.sma(1, frequency="1mo")
        ctx.target_shares(np.where(rises & above, 25, 0))
