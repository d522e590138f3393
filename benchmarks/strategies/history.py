"""Read a window of closes at every bar, and do nothing else."""

import farthing as ft


class History(ft.Strategy):
    """A window of so many bars; zero reads none."""

    warmup = 200
    bars: int = 20

    def on_bar(self, ctx):
        """Adds up every close in the window."""
        if self.bars:
            ctx.record(total=float(ctx.history("close", self.bars).sum()))
