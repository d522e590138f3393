"""Heavy operations as cases: opening a bundle, beginning a backtest, reading windows of history."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bundles
import workloads

from farthing.backtest.config import run_config
from farthing.backtest.program import program
from farthing.backtest.run import run_program
from farthing.backtest.simulate import Prepared
from farthing.data.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.backtest.result import Result

STRATEGY = Path(__file__).parent / "strategies" / "history.py"
ASSETS = (10, 50, 100, 500)
WINDOWS = (0, 20, 50, 200)
DAYS = 504
OPENED = (8, 5000)


@dataclass(frozen=True, slots=True)
class Ready:
    """A backtest that could begin: its bars are in the core."""

    prepared: Prepared

    @property
    def digest(self) -> str:
        """What it would run on: the bars' own digest."""
        return self.prepared.bars.digest

    @property
    def facts(self) -> dict[str, str]:
        """Its shape."""
        rows, assets = self.prepared.shape
        return {"bars": str(rows), "assets": str(assets)}


@dataclass(frozen=True, slots=True)
class Read:
    """A run that read windows."""

    result: Result

    @property
    def digest(self) -> str:
        """That of the run; what was read is recorded in it."""
        return self.result.digest

    @property
    def facts(self) -> dict[str, str]:
        """How many windows were read."""
        return {"calls": str(len(self.result.records))}


def open_bundle() -> Callable[[], Ready]:
    """A worker opens a bundle of 8 assets x 5,000 days, and has every bar in the core."""
    name = bundles.daily(*OPENED).name
    config = run_config()
    return lambda: Ready(Prepared(Catalog(bundles.home()).bundle(name).bars(), config))


def begin(assets: int) -> Callable[[], Ready]:
    """A backtest begins on bars that are open: all that comes before its first bar."""
    bars = bundles.daily(assets, DAYS).bars()
    config = run_config()
    return lambda: Ready(Prepared(bars, config))


def history(window: int) -> Callable[[], Read]:
    """D with one window of closes read at every bar."""
    bars, config = workloads.bars("D"), run_config()
    return lambda: Read(run_program(program(STRATEGY, {"bars": window}), bars, config))


CASES: dict[str, Callable[[], Callable[[], Any]]] = {
    "open-8x5000": open_bundle,
    **{f"begin-{assets}": lambda assets=assets: begin(assets) for assets in ASSETS},
    **{f"history-{window}": lambda window=window: history(window) for window in WINDOWS},
}
