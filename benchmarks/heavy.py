"""Heavy operations as cases: opening a bundle, beginning a backtest, reading windows of history.

``begin-`` is what each backtest of many on open bars costs: their panel is kept from the first,
which is the run that warms up. ``cold-`` opens the bundle again for each. ``run-`` is a whole run
on the same bars, of which both are a share.
"""

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
    from farthing.data.bars import Bars

STRATEGIES = Path(__file__).parent / "strategies"
STRATEGY = STRATEGIES / "history.py"
ASSETS = (10, 50, 100, 500)
WINDOWS = (0, 20, 50, 200)
DAYS = 504
OPENED = (8, 5000)
LONG = 1_000_000
BLOCKS = 10_000
COMMISSION = "bps:10"


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


def opened_and_run() -> Callable[[], Result]:
    """The same, and a run on them."""
    name = bundles.daily(*OPENED).name
    return lambda: _crossed(Catalog(bundles.home()).bundle(name).bars())


def cold(assets: int) -> Callable[[], Ready]:
    """A backtest begins on bars that nobody has opened: the bundle is opened for it."""
    name = bundles.daily(assets, DAYS).name
    config = run_config()
    return lambda: Ready(Prepared(Catalog(bundles.home()).bundle(name).bars(), config))


def whole(assets: int) -> Callable[[], Result]:
    """A whole run on bars that are open: moving averages cross."""
    bars = bundles.daily(assets, DAYS).bars()
    return lambda: _crossed(bars)


def _crossed(bars: Bars) -> Result:
    config = run_config(capital=1_000_000, commission=COMMISSION)
    return run_program(program(STRATEGIES / "sma_cross.py", {}), bars, config)


def long(minutes: int = LONG) -> Callable[[], Result]:
    """A run of many bars that looks at each, and should hold no more at its end than before."""
    bars, config = bundles.minutes(minutes).bars(), run_config()
    return lambda: run_program(program(STRATEGIES / "watch.py", {}), bars, config)


@dataclass(frozen=True, slots=True)
class Passed:
    """Blocks that were gone through."""

    calls: int
    digest: str = "blocks"

    @property
    def facts(self) -> dict[str, str]:
        """How many."""
        return {"calls": str(self.calls)}


def blocks(kind: str) -> Callable[[], Passed]:
    """Empty blocks of ``ProfileContext``: timed, not timed, or no block at all."""
    from farthing.lab import ProfileContext

    block = ProfileContext("empty")

    def none() -> Passed:
        for _ in range(BLOCKS):
            pass
        return Passed(BLOCKS)

    def off() -> Passed:
        for _ in range(BLOCKS):
            with block:
                pass
        return Passed(BLOCKS)

    def on() -> Passed:
        with ProfileContext.enabled():
            return off()

    return {"none": none, "off": off, "on": on}[kind]


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
    **{f"cold-{assets}": lambda assets=assets: cold(assets) for assets in ASSETS},
    **{f"run-{assets}": lambda assets=assets: whole(assets) for assets in ASSETS},
    "run-8x5000": opened_and_run,
    **{f"history-{window}": lambda window=window: history(window) for window in WINDOWS},
    "long-1000000": long,
    **{f"block-{kind}": lambda kind=kind: blocks(kind) for kind in ("none", "off", "on")},
}
