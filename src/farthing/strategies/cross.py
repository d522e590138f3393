"""A moving-average crossover: hold what trends up, equally weighted."""

import farthing as ft


class Cross(ft.Strategy):
    """Long while the fast average is above the slow one.

    Args:
        fast: bars of the fast average.
        slow: bars of the slow average.
    """

    fast: int = 10
    slow: int = 30

    def on_bar(self, ctx: ft.Context) -> None:
        """Hold an equal share of what is above its slow average."""
        uptrend = ctx.sma(self.fast) > ctx.sma(self.slow)
        ctx.target_percent(uptrend / len(ctx.assets))
