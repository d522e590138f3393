"""Draws lots with a seed that it says."""

import random

import numpy as np

import farthing as ft


class SeededChance(ft.Strategy):
    seed: int = 5

    def on_start(self, ctx):
        self.chance = random.Random(self.seed)
        self.numbers = np.random.default_rng(self.seed)

    def on_bar(self, ctx):
        if self.chance.random() < 0.2:
            ctx.order("CEDR", int(self.numbers.integers(1, 20)))
