"""Look at a window and an average at every bar, and order nothing: what stays is the engine's."""

import farthing as ft


class Watch(ft.Strategy):
    """A run of it may be as long as one likes."""

    warmup = 50

    def on_bar(self, ctx):
        """Looks."""
        ctx.history("close", 20)
        ctx.sma(50)
