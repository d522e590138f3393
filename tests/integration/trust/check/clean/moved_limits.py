"""Leaves a limit open for long, and moves it now and then: over splits too."""

import farthing as ft


class MovedLimits(ft.Strategy):
    def on_start(self, ctx):
        self.waiting = None

    def on_bar(self, ctx):
        price = ctx.current()[0]
        is_open = self.waiting is not None and ctx.get_order(self.waiting).state == "open"
        if not is_open:
            self.waiting = ctx.order("ALDR", 8, limit=price * 0.9)
        elif ctx.row % 15 == 0:
            ctx.modify(self.waiting, limit=price * 0.97)
