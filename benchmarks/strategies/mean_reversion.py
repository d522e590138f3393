"""M as a class: in when the 20-bar z-score is below -2, out when it is above 0."""

import farthing as ft


class MeanReversion(ft.Strategy):
    """Equal weights of equity at entry."""

    window: int = 20

    def on_bar(self, ctx):
        """Leave above the average, enter far below it."""
        z = ctx.zscore(self.window)
        ctx.target_percent(1 / len(ctx.assets), where=z < -2)
        ctx.target_percent(0, where=z > 0)
