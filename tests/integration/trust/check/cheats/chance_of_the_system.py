"""Draws lots of the operating system, which no seed can hold."""

import numpy as np

import farthing as ft

chance = np.random.default_rng()


class ChanceOfTheSystem(ft.Strategy):
    def on_bar(self, ctx):
        if chance.random() < 0.1:
            ctx.order("BROAD", 5)
