"""Lines of runners and pairs of them, with what a test wants different."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from farthing.lab.peers.process import Line, Work

WORK = Work(workload="D", way="class", bars=Path("D.npz"), rounds=3, timeout=9)


def line(total: float = 2.0, signals: float | None = None, **more: Any) -> Line:
    """What a runner printed."""
    told = {
        "engine": "tortoise", "version": "1.2.3", "kind": "Python per bar",
        "convention": "same close, fractions of shares", "signal_ms": signals,
        "simulation_ms": total - (signals or 0.0), "total_ms": total, "rounds": 3,
        "asset_bars": 1_000, "peak_mb": 40.0, "fills": 4, "end_equity": 1010.5,
    }  # fmt: skip
    return Line.model_validate(told | more)


def ours(total: float = 1.0, signals: float | None = None, **more: Any) -> Line:
    """What our own runner printed."""
    told = {"engine": "farthing", "convention": "next open, whole shares", "digest": "d1"}
    return line(total, signals, **{"end_equity": "1010.50", **told, **more})
