"""Mean reversion with a stop: buy what fell far below its average, sell when it is back."""

import numpy as np

import farthing as ft


class Reversion(ft.Strategy):
    """Buys below ``-entry`` standard deviations, with a stop below each fill.

    Args:
        window: bars of the average.
        entry: how many standard deviations below it to buy.
        share: share of equity in one asset.
        stop: how far below its fill a position is given up, as a share of the price.
    """

    window: int = 20
    entry: float = 2.0
    share: float = 0.2
    stop: float = 0.08

    def on_start(self, ctx: ft.Context) -> None:
        """Begin without stops."""
        self.stops: dict[ft.Asset, int] = {}

    def on_bar(self, ctx: ft.Context) -> None:
        """Enter far below the average, leave above it."""
        z = ctx.zscore(self.window)
        held = ctx.positions
        for asset in ctx.assets:
            number = asset.index
            if held[number] == 0 and z[number] < -self.entry:
                ctx.order_percent(asset, self.share)
            elif held[number] > 0 and z[number] > 0:
                self.unprotect(ctx, asset)
                ctx.order_target(asset, 0)
        ctx.record(held=int(np.count_nonzero(held)))

    def on_fill(self, ctx: ft.Context, fill: ft.Fill) -> None:
        """Protect a new position with a stop."""
        self.unprotect(ctx, fill.asset)
        if fill.quantity > 0:
            order = ctx.order(fill.asset, -fill.quantity, stop=float(fill.price) * (1 - self.stop))
            if order is not None:
                self.stops[fill.asset] = order

    def unprotect(self, ctx: ft.Context, asset: ft.Asset) -> None:
        """Take the stop of a position back."""
        order = self.stops.pop(asset, None)
        if order is not None:
            ctx.cancel(order)
