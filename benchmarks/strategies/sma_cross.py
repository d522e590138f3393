"""D as a class: long while the 10-bar average is above the 30-bar average, else flat."""

import farthing as ft


class SmaCross(ft.Strategy):
    """Equal weights of equity at entry."""

    fast: int = 10
    slow: int = 30

    def on_bar(self, ctx):
        """Hold what is in an uptrend."""
        uptrend = ctx.sma(self.fast) > ctx.sma(self.slow)
        ctx.target_percent(uptrend / len(ctx.assets))
