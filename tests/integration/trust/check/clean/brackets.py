"""An entry with its two ways out."""

import farthing as ft


class Brackets(ft.Strategy):
    def on_bar(self, ctx):
        price = ctx.current()[1]
        if ctx.row % 12 == 3:
            ctx.bracket("BRCK", 15, take_profit=price * 1.03, stop_loss=price * 0.97)
