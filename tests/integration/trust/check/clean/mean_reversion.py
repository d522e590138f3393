"""Buys what has fallen, by its RSI, which forgets slowly."""

import numpy as np

import farthing as ft


class MeanReversion(ft.Strategy):
    warmup = 150

    def on_bar(self, ctx):
        ctx.target_percent(np.where(ctx.rsi(14) < 40, 0.15, 0.0))
