"""The story of hours as a class: momentum over 1,200 minutes, in above 5 %, out below -5 %.

The file computes `last / first - 1` in floats, which is above 0.05 where the momentum is exactly
5 %; the indicator is rounded once, and is not. So the two need not make the same trades.
"""

import farthing as ft


class StoryHourly(ft.Strategy):
    """A target of shares for each asset that moved far enough."""

    def on_bar(self, ctx):
        """Follow what moved."""
        momentum = ctx.returns(1199)
        ctx.target_shares(100, where=momentum > 0.05)
        ctx.target_shares(0, where=momentum < -0.05)
