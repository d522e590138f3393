"""A moving average around each bar: half of its window is to come."""

import polars as pl

import farthing as ft

bars = ft.bundle("demo").bars("BROAD")
rows = bars.tables["BROAD"].select(pl.col("close").cast(float)).collect()
smooth = rows.select(pl.col("close").rolling_mean(11, center=True, min_samples=1)).to_series()
is_below = rows.to_series().to_numpy() < smooth.to_numpy()
result = ft.simulate(bars, targets=is_below.astype(float))
