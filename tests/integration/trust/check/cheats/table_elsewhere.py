"""Reads a table by a reader that Python does not see."""

from pathlib import Path

import polars as pl

import farthing as ft

PRICES = pl.read_csv(Path(__file__).parent / "table_elsewhere.csv")


class TableElsewhere(ft.Strategy):
    def on_bar(self, ctx):
        if ctx.row < len(PRICES):
            ctx.order("BROAD", PRICES["size"][ctx.row])
