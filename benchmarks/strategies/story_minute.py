"""The story of minutes as a class: in when the 20-minute z-score is below -2, out above 2."""

import farthing as ft


class StoryMinute(ft.Strategy):
    """A target of shares for each asset that is far from its average."""

    def on_bar(self, ctx):
        """Enter far below the average, leave far above it."""
        z = ctx.zscore(20)
        ctx.target_shares(100, where=z < -2)
        ctx.target_shares(0, where=z > 2)
