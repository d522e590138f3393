"""Holds what was traded most, of what rises: a universe that is known before each session."""

import farthing as ft
from farthing import universe


class Liquid(ft.Strategy):
    universe = universe.top(universe.dollar_volume(5), 3) & (universe.returns(10) > 0)

    def on_bar(self, ctx):
        ctx.target_percent(ctx.universe / 4)
