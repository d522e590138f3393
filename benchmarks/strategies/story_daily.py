"""The story of days as a class: 100 shares while the 50-day average is above the 200-day one."""

import farthing as ft


class StoryDaily(ft.Strategy):
    """A target of shares for each asset, at every bar."""

    def on_bar(self, ctx):
        """Hold what is in an uptrend."""
        ctx.target_shares(100 * (ctx.sma(50) > ctx.sma(200)))
