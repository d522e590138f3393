"""Draws lots, of which nobody knows the seed."""

import random

import farthing as ft


class UnseededChance(ft.Strategy):
    def on_bar(self, ctx):
        if random.random() < 0.1:
            ctx.order("BROAD", random.randrange(1, 9))
