"""Shifts the wrong way: the return of a row is that of the next bar."""

import numpy as np
import polars as pl

import farthing as ft

bars = ft.bundle("demo").bars("BROAD")
close = pl.col("close").cast(float)
returns = bars.tables["BROAD"].select(close.shift(-1) / close - 1).collect().to_series()
result = ft.simulate(bars, targets=np.where(returns.to_numpy() > 0, 0.5, 0.0))
