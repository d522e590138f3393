"""A script: arrays of targets from averages of what was known."""

import polars as pl

import farthing as ft

bars = ft.bundle("demo").bars("BROAD")
close = pl.col("close").cast(float)
rows = bars.tables["BROAD"].select(is_up=close.rolling_mean(4) > close.rolling_mean(12)).collect()
result = ft.simulate(bars, targets=rows["is_up"].fill_null(False).cast(float).to_numpy())
