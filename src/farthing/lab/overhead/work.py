"""What is run in exact money and in floats: one workload in the forms that a measurement needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from farthing.backtest.config import RunConfig
    from farthing.data.bars import Bars


@dataclass(frozen=True, slots=True)
class Work:
    """A workload; a file of works has ``WORKS``: functions that make one, by name.

    Attributes:
        bars: what it runs on.
        config: what decides its money.
        program: a strategy file, for the event driver.
        parameters: of the strategy.
        targets: makes its targets by indicators, bars of the run x assets, for the batch driver;
            None where the strategy's orders are no targets.
        rebalance: whether every target is ordered again at every bar.
    """

    bars: Bars
    config: RunConfig
    program: Path
    parameters: dict[str, Any] = field(default_factory=dict)
    targets: Callable[[], NDArray[Any]] | None = None
    rebalance: bool = False
