"""Reads the bundle by itself, and looks at nothing that is not over."""

import polars as pl

import farthing as ft


class ThePastOfAFile(ft.Strategy):
    def on_start(self, ctx):
        self.rows = ft.bundle("demo").bars().tables["DOVE"].collect()

    def on_bar(self, ctx):
        past = self.rows.filter(pl.col("session") <= ctx.session)["close"].cast(float)
        if len(past):
            ctx.order_target("DOVE", 30 if past[-1] > past.tail(10).mean() else 0)
