"""H as a class: long while the close is above the close 20 bars ago, else flat.

With ``rebalance`` it is HR: every bar leads back to its target.
"""

import farthing as ft


class Momentum(ft.Strategy):
    """Equal weights of equity at entry, or at every bar."""

    warmup = 21
    rebalance: bool = False

    def on_bar(self, ctx):
        """Hold what rose."""
        closes = ctx.history("close", 21)
        ctx.target_percent((closes[-1] > closes[0]) / len(ctx.assets), rebalance=self.rebalance)
