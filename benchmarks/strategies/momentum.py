"""H as a class: long while the close is above the close 20 bars ago, else flat.

With ``rebalance`` it is HR: every bar leads back to its target.
"""

import farthing as ft


class Momentum(ft.Strategy):
    """Equal weights of equity at entry, or at every bar."""

    rebalance: bool = False

    def on_bar(self, ctx):
        """Hold what rose."""
        rising = ctx.returns(20) > 0
        weight = 1 / len(ctx.assets)
        ctx.target_percent(weight, where=rising, otherwise=0, rebalance=self.rebalance)
