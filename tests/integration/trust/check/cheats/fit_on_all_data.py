"""Predicts each bar with a model that was fitted on all bars."""

import numpy as np

import farthing as ft


class FitOnAllData(ft.Strategy):
    def on_start(self, ctx):
        close = ft.bundle("demo").bars().tables["BRCK"].collect()["close"].cast(float).to_numpy()
        returns = np.diff(np.log(close))
        past, ahead = np.column_stack([returns[1:-1], returns[:-2]]), returns[2:]
        self.model = np.linalg.lstsq(past, ahead, rcond=None)[0]

    def on_bar(self, ctx):
        if ctx.row >= 2:
            returns = np.diff(np.log(ctx.history("close", 3)[:, 1]))
            score = float(self.model @ returns[::-1])
            ctx.order_target_percent("BRCK", max(-0.5, min(0.5, 50 * score)))
