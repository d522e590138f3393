"""The rules of the workloads as a user of NumPy writes them."""

from __future__ import annotations

import numpy as np

FAST, SLOW, WINDOW = 10, 30, 20
PAIRS = [(fast, slow) for fast in range(5, 45) for slow in range(50, 100, 2)]
"""The thousand pairs of S."""
FEE = 0.001


def risen(close: np.ndarray) -> np.ndarray:
    """Whether a close is above the one 20 bars ago; False before there is one."""
    above = np.zeros(close.shape, dtype=bool)
    above[WINDOW:] = close[WINDOW:] > close[:-WINDOW]
    return above


def zscore(close: np.ndarray) -> np.ndarray:
    """How many deviations of the last 20 closes a close is from their mean; NaN at first."""
    windows = np.lib.stride_tricks.sliding_window_view(close, WINDOW, axis=0)
    score = np.full(close.shape, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        score[WINDOW - 1 :] = (close[WINDOW - 1 :] - windows.mean(-1)) / windows.std(-1, ddof=1)
    return score


def held(enter: np.ndarray, leave: np.ndarray) -> np.ndarray:
    """Whether an asset is held after each bar, by the last bar that said something."""
    rows = np.arange(len(enter))[:, None]
    said = np.maximum.accumulate(np.where(enter | leave, rows, -1), axis=0)
    return (said >= 0) & np.take_along_axis(enter, np.maximum(said, 0), axis=0)
