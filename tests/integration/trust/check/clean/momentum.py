"""Holds the two that have risen the most, chosen anew every ten bars."""

import numpy as np

import farthing as ft


class Momentum(ft.Strategy):
    def on_bar(self, ctx):
        if ctx.row % 10 == 9:
            grown = np.nan_to_num(ctx.returns(9), nan=-1.0)
            best = np.argsort(-grown, kind="stable")[:2]
            weights = np.zeros(len(grown))
            weights[best] = 0.4
            ctx.target_percent(weights)
