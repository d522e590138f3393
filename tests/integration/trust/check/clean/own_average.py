"""Keeps an average of its own."""

from collections import deque

import farthing as ft


class OwnAverage(ft.Strategy):
    def on_start(self, ctx):
        self.closes = deque(maxlen=8)

    def on_bar(self, ctx):
        self.closes.append(float(ctx.current()[2]))
        if len(self.closes) == 8:
            ctx.order_target("BROAD", 40 if self.closes[-1] > sum(self.closes) / 8 else 0)
