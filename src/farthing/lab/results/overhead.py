"""The result of ``farthing bench overhead``: exact money beside its float twin."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from farthing.lab.results.comparison import Estimate
from farthing.lab.results.file import ResultFile
from farthing.lab.results.record import Record

Kernel = Literal["narrow", "wide"]
Way = Literal["batch", "event"]
NANO = 1e9


class OverheadRow(Record):
    """How much longer exact money takes than floats, in one part of one workload.

    Attributes:
        work: the workload's name.
        way: ``batch`` replays the same orders; ``event`` calls the strategy.
        kernel: ``narrow`` is money in 64 bits, ``wide`` in 128.
        part: ``whole``, or what was timed by itself: ``data``, ``indicators``, ``run`` (simulation
            and statistics) or ``statistics``.
        exact_seconds: the middle process.
        twin_seconds: likewise of the float twin.
        estimate: of exact over twin, block by block; None where the blocks are too few for an
            interval.
        asset_bars: of the workload; None where a result is from before they were told.
    """

    work: str
    way: Way
    kernel: Kernel
    part: str
    exact_seconds: float = Field(gt=0)
    twin_seconds: float = Field(gt=0)
    estimate: Estimate | None = None
    asset_bars: int | None = Field(None, gt=0)

    @property
    def nanoseconds(self) -> tuple[float, float] | None:
        """Of an asset-bar, in exact money and in floats.

        >>> OverheadRow(work="D", way="batch", kernel="wide", part="run", exact_seconds=2e-6,
        ...             twin_seconds=1e-6, asset_bars=100).nanoseconds
        (20.0, 10.0)
        """
        if self.asset_bars is None:
            return None
        exact, twin = self.exact_seconds / self.asset_bars, self.twin_seconds / self.asset_bars
        return round(exact * NANO, 3), round(twin * NANO, 3)

    @property
    def percent(self) -> float:
        """The estimate, or else the ratio of the two middles, in percent above the twin.

        >>> OverheadRow(work="D", way="batch", kernel="wide", part="run", exact_seconds=1.25,
        ...             twin_seconds=1.0).percent
        25.0
        """
        ratio = self.exact_seconds / self.twin_seconds
        return 100 * ((self.estimate.ratio if self.estimate else ratio) - 1)


class MeanOverhead(Record):
    """The overhead of all workloads together.

    Attributes:
        way, kernel, part: as in a row.
        weighted: whether each workload counts by its time; else all count alike.
        percent: above the twin.
        worst_work: the workload with the largest overhead.
        worst_percent: its overhead.
        estimate: block by block; None where the blocks are too few.
    """

    way: Way
    kernel: Kernel
    part: str
    weighted: bool
    percent: float
    worst_work: str
    worst_percent: float
    estimate: Estimate | None = None


class ModuleRow(Record):
    """The instructions of one round in one module, exact and twin.

    Attributes:
        work, way, kernel: as in ``OverheadRow``.
        module: such as ``ledger``; see ``farthing.lab.overhead.modules``.
        exact_instructions: of a round, counted by callgrind.
        twin_instructions: likewise.
        twin_total: of all modules of the twin.
    """

    work: str
    way: Way
    kernel: Kernel
    module: str
    exact_instructions: int = Field(ge=0)
    twin_instructions: int = Field(ge=0)
    twin_total: int = Field(gt=0)

    @property
    def percent(self) -> float:
        """What the module adds, in percent of all instructions of the twin: the rows add up.

        >>> ModuleRow(work="D", way="batch", kernel="wide", module="ledger", exact_instructions=30,
        ...           twin_instructions=20, twin_total=200).percent
        5.0
        """
        return 100 * (self.exact_instructions - self.twin_instructions) / self.twin_total


class FillFacts(Record):
    """A fill in text: exact digits, or a float as it prints itself."""

    time: str
    symbol: str
    quantity: str
    price: str
    fee: str


class WrongFill(Record):
    """A fill that floats get wrong; None where one side has no such fill."""

    fill: int
    exact: FillFacts | None
    twin: FillFacts | None


class Divergence(Record):
    """What the twin makes of a workload on its own.

    Attributes:
        work: the workload's name.
        fills: of the exact run.
        wrong: fills whose quantity, price or fee is not the exact one when rounded to its digits.
        unlike: fills that differ in any bit.
        sizes_in_floats: whether the twin computed sizes itself; else it was given the orders.
        exact_equity: at the end.
        twin_equity: likewise.
        first: the first wrong fill.
    """

    work: str
    fills: int
    wrong: int
    unlike: int
    sizes_in_floats: bool
    exact_equity: str
    twin_equity: float
    first: WrongFill | None = None

    @property
    def gap(self) -> float:
        """The twin's end equity less the exact one, in units of the currency.

        >>> Divergence(work="H", fills=2, wrong=1, unlike=1, sizes_in_floats=True,
        ...            exact_equity="10.50", twin_equity=10.25).gap
        -0.25
        """
        return self.twin_equity - float(self.exact_equity)


class SignalDivergence(Record):
    """Crossings of two averages in floats beside those of exact sums, over many pairs."""

    pairs: int
    orders: int
    wrong_orders: int
    wrong_pairs: int


class OverheadResult(ResultFile):
    """What exact money costs, where, and what floats get wrong.

    Attributes:
        blocks: how many.
        confidence: of the intervals.
        rows: by workload and part.
        means: of all workloads.
        modules: by workload and module; empty where callgrind could not count.
        divergences: by workload.
        signals: of float averages; None where the file of works has no pairs.
        not_shown: what is missing, and why.
        conclusions: what remains and what to do next, by rule from these figures.
        chart: the figures as SVG.
    """

    kind: Literal["overhead"] = "overhead"
    blocks: int = Field(ge=1)
    confidence: float = Field(gt=0, lt=1)
    rows: tuple[OverheadRow, ...] = Field(min_length=1)
    means: tuple[MeanOverhead, ...]
    modules: tuple[ModuleRow, ...] = ()
    divergences: tuple[Divergence, ...] = ()
    signals: SignalDivergence | None = None
    not_shown: tuple[str, ...] = ()
    conclusions: tuple[str, ...] = ()
    chart: str = ""

    @property
    def exit_code(self) -> int:
        """0: it measures, it does not judge."""
        return 0
