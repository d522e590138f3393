"""The orders of an exact run once more, in each kernel: narrow, wide and the float twin.

The three run the same generic code and the same orders; what differs between them is the number.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from farthing import _core
from farthing.backtest.program import program
from farthing.backtest.run import run_program
from farthing.backtest.simulate import Prepared

if TYPE_CHECKING:
    from farthing.backtest.result import Result
    from farthing.lab.overhead.work import Work

TWIN = "twin"
KERNELS = ("narrow", "wide", TWIN)


class Replay:
    """The tape of a work's orders, ready for every kernel.

    Args:
        work: whose exact run gives the orders.
    """

    def __init__(self, work: Work) -> None:
        """Runs the work once, exactly, and keeps its orders."""
        self.work = work
        self.prepared = Prepared(work.bars, work.config)
        self.targets = None if work.targets is None else work.targets()
        self.exact = self._exact()
        self.tape = _core.OrderTape.of(self.exact.outcome)
        self.twin_panel = self.prepared.panel.twin(list(work.bars.instruments))
        for kernel in KERNELS:
            self._check(kernel)

    def _exact(self) -> Result:
        if self.targets is not None:
            return self.prepared.targets(self.targets, rebalance=self.work.rebalance)
        return run_program(
            program(self.work.program, self.work.parameters), self.work.bars, self.work.config
        )

    def _check(self, kernel: str) -> None:
        """The tape has to give the run again: a time of other trades is no comparison."""
        outcome, exact = self.simulate(kernel), self.exact.outcome
        if outcome.fills != exact.fills:
            raise AssertionError(
                f"the orders of the run give {outcome.fills} fills in the {kernel} kernel, not"
                f" {exact.fills}"
            )
        if kernel != TWIN and outcome.end_equity != exact.end_equity:
            raise AssertionError(
                f"the orders of the run end at {outcome.end_equity} in the {kernel} kernel, not at"
                f" {exact.end_equity}"
            )

    def simulate(self, kernel: str) -> Any:
        """The simulation in one kernel."""
        prepared = self.prepared
        if kernel == TWIN:
            return _core.twin_tape(prepared.setup, self.twin_panel, prepared.start, self.tape)
        return _core.simulate_tape(
            prepared.setup, prepared.panel, prepared.start, self.tape, kernel
        )

    def timed(self, kernel: str) -> tuple[float, float]:
        """Seconds of a run with its statistics, and of these alone."""
        days, periods = self.prepared.days, self.work.bars.sessions_per_year
        began = time.perf_counter()
        outcome = self.simulate(kernel)
        simulated = time.perf_counter()
        summary = outcome.summary(days, periods)
        summarised = time.perf_counter()
        del outcome, summary
        return time.perf_counter() - began, summarised - simulated

    def free(self) -> _core.TwinOutcome:
        """The twin on its own: it is given the targets, and computes sizes in floats.

        Where the strategy gives orders of so many units, the twin is given these.
        """
        prepared = self.prepared
        if self.targets is None:
            return _core.twin_tape(prepared.setup, self.twin_panel, prepared.start, self.tape)
        return _core.twin_targets(
            prepared.setup, self.twin_panel, prepared.start, self.targets, self.work.rebalance
        )
