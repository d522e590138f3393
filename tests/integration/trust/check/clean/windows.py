"""Looks at windows of several fields, over splits and dividends."""

import numpy as np

import farthing as ft


class Windows(ft.Strategy):
    warmup = 12

    def on_bar(self, ctx):
        high, low = ctx.history("high", 12), ctx.history("low", 12)
        place = (ctx.current() - np.nanmin(low, axis=0)) / np.nanmean(high - low, axis=0)
        ctx.target_shares(np.where(np.nan_to_num(place) > 3, 25, 0))
