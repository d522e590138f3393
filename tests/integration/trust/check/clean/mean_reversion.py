"""Buys what has fallen, by its RSI."""

import numpy as np

import farthing as ft


class MeanReversion(ft.Strategy):
    warmup = 15

    def on_bar(self, ctx):
        ctx.target_percent(np.where(ctx.rsi(14) < 40, 0.15, 0.0))
