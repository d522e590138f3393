"""The bars of a workload as engines take them: floats, from a file that ``workloads.save`` wrote.

Reads with NumPy alone, since every engine's environment has it. The digests of what is read are
kept in a test: all engines get the same bytes, on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

PRICES = ("open", "high", "low", "close")
DAY_NS = 86_400 * 10**9


class BarsFile:
    """Bars x assets of a workload; S has the first asset of M alone."""

    def __init__(self, workload: str, file: Path):
        """Reads them; the file has prices in cents, and their floats are the nearest ones."""
        kept = dict(np.load(file))
        some = slice(0, 1) if workload == "S" else slice(None)
        self.workload = workload
        self.frequency = str(kept["frequency"])
        self.capital = float(kept["capital"])
        self.history, self.sessions = int(kept["history"]), kept["sessions"]
        self.volume = np.ascontiguousarray(kept["volume"][:, some])
        self.stamps = kept["sessions"] * DAY_NS if self.frequency == "1d" else kept["times"]
        self.prices = {name: np.ascontiguousarray(kept[name][:, some] / 100) for name in PRICES}

    @property
    def close(self) -> np.ndarray:
        """The closes."""
        return self.prices["close"]

    @property
    def shape(self) -> tuple[int, int]:
        """Bars and assets."""
        return self.volume.shape[0], self.volume.shape[1]

    @property
    def asset_bars(self) -> int:
        """What a run goes through: bars after the history before it, assets, and S's pairs."""
        bars = int(np.sum(self.sessions >= np.unique(self.sessions)[self.history]))
        return bars * self.shape[1] * (1_000 if self.workload == "S" else 1)

    @property
    def names(self) -> list[str]:
        """The assets, as our own engine names them."""
        return [f"A{asset:02d}" for asset in range(self.shape[1])]

    def columns(self, asset: int) -> dict[str, np.ndarray]:
        """Open, high, low, close and volume of one asset, each contiguous and of floats."""
        columns = {name: prices[:, asset].copy() for name, prices in self.prices.items()}
        return columns | {"volume": self.volume[:, asset].astype(float)}

    def index(self):
        """The instants as pandas has them: a day is its midnight, other bars are their ends."""
        import pandas as pd

        return pd.DatetimeIndex(self.stamps.astype("datetime64[ns]"))

    def frame(self, asset: int, *, is_capital: bool = False):
        """The bars of one asset as a frame of pandas; its names with a capital where asked."""
        import pandas as pd

        frame = pd.DataFrame(self.columns(asset), index=self.index())
        return frame.rename(columns=str.capitalize) if is_capital else frame
