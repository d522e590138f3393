"""Orders honestly, but records for each bar a line that is drawn again later."""

import polars as pl

import farthing as ft


class Repaint(ft.Strategy):
    def on_start(self, ctx):
        rows = ft.bundle("demo").bars().tables["BROAD"].select(pl.col("close").cast(float))
        self.line = rows.collect().to_series().rolling_mean(9, center=True, min_samples=1)

    def on_bar(self, ctx):
        ctx.record(line=self.line[ctx.row])
        ctx.order_target("BROAD", 100 if ctx.sma(3)[2] > ctx.sma(9)[2] else 0)
