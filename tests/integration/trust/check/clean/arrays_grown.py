"""A script: scaled by what was known until each bar, over splits."""

import numpy as np

import farthing as ft

bars = ft.bundle("demo").bars("ALDR")
closes = bars.tables["ALDR"].collect()["close"].cast(float).to_numpy()
known = np.arange(1, len(closes) + 1)
means = np.cumsum(closes) / known
result = ft.simulate(bars, targets=np.where(closes < means, 30, 10), unit="shares")
