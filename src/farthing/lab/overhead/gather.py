"""Blocks of fresh processes of both builds, and what they say of each part."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from farthing.errors import ConfigurationError
from farthing.lab.blocks import blocks
from farthing.lab.overhead.builds import EXACT, TWIN
from farthing.lab.overhead.processes import carried_out
from farthing.lab.results.overhead import Kernel, MeanOverhead, OverheadRow, Way
from farthing.lab.statistics.estimate import estimate
from farthing.lab.statistics.wilcoxon import blocks_needed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from farthing.lab.process import Environment
    from farthing.lab.results.comparison import Estimate

KERNELS = ("narrow", "wide", "twin")
SEED = 20_240_102

Numbers = dict[str, dict[str, float]]
"""The numbers of one process: seconds by work and part."""
Key = tuple[str, Way, Kernel, str]
"""Work, way, kernel and part."""
PartKey = tuple[Way, Kernel, str]
"""Way, kernel and part."""
Times = tuple[float, float]
"""Seconds of exact money and of floats."""


@dataclass(slots=True)
class Gathered:
    """What the blocks gave.

    Attributes:
        times: of each part the seconds of both sides, block by block.
        facts: by work and build, the fills and the end equity of the event driver.
    """

    times: dict[Key, list[Times]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def without_other_trades(self, works: Sequence[str]) -> list[str]:
        """Leaves out the event driver's times of works in which floats make other trades.

        A time of other trades is no comparison. Gives a sentence for each.
        """
        said = []
        for work in works:
            exact, twin = (self.facts.get((work, build)) for build in (EXACT, TWIN))
            if exact and twin and exact["fills"] != twin["fills"]:
                fills = f"{exact['fills']} fills in exact money, {twin['fills']} in floats"
                said.append(f"event driver of {work}: other trades, {fills}")
                for key in [key for key in self.times if key[:2] == (work, "event")]:
                    del self.times[key]
        return said


def gather(
    environments: dict[str, Environment],
    order: dict[str, Any],
    count: int,
    progress: Callable[[str], None],
) -> Gathered:
    """Runs so many blocks of processes; without a twin build a block is one process."""
    gathered = Gathered()
    sides = tuple(environments)
    kernel_orders = blocks(count, SEED, KERNELS)
    for sequence, kernels in zip(blocks(count, SEED, sides), kernel_orders, strict=True):
        told = {**order, "task": "time", "kernels": kernels[: len(KERNELS)]}
        found: dict[str, list[Numbers]] = {side: [] for side in sides}
        for side in sequence:
            progress(f"{side} build")
            answers = carried_out({**told, "build": side}, environments[side])
            works = dict(zip(order["works"], answers, strict=True))
            found[side].append({work: answer["parts"] for work, answer in works.items()})
            gathered.facts |= {(work, side): each["facts"] for work, each in works.items()}
        for work in order["works"]:
            of = {side: _middle([each[work] for each in found[side]]) for side in sides}
            for (way, kernel, part), times in pairs(of[EXACT], of.get(TWIN)).items():
                gathered.times[work, way, kernel, part].append(times)
    return gathered


def _middle(numbers: Sequence[dict[str, float]]) -> dict[str, float]:
    """The geometric mean of the processes of one side of a block, part by part."""
    return {
        part: math.exp(statistics.fmean(math.log(each[part]) for each in numbers))
        for part in numbers[0]
    }


def pairs(exact: dict[str, float], twin: dict[str, float] | None) -> dict[PartKey, Times]:
    """Exact and float seconds by way, kernel and part.

    Args:
        exact: the parts that the exact build timed.
        twin: those of the twin build; None where there is none.

    The whole of the batch way is loading, indicators and run, each as long as its side takes.
    """
    found: dict[PartKey, Times] = {}
    data = (exact["data-exact"], exact["data-twin"])
    has_indicators = twin is not None and "indicators" in twin
    signals = (exact["indicators"], twin["indicators"]) if twin and has_indicators else (0.0, 0.0)
    exact_kernels: tuple[Kernel, ...] = ("narrow", "wide")
    for kernel in exact_kernels:
        run = (exact[f"run-{kernel}"], exact["run-twin"])
        found["batch", kernel, "run"] = run
        found["batch", kernel, "statistics"] = (
            exact[f"statistics-{kernel}"], exact["statistics-twin"],
        )  # fmt: skip
        found["batch", kernel, "data"] = data
        if has_indicators:
            found["batch", kernel, "indicators"] = signals
        if has_indicators or "indicators" not in exact:
            found["batch", kernel, "whole"] = (
                data[0] + signals[0] + run[0], data[1] + signals[1] + run[1],
            )  # fmt: skip
    if twin is not None:
        found["event", "wide", "run"] = (exact["event"], twin["event"])
        found["event", "wide", "whole"] = (exact["event"] + data[0], twin["event"] + data[1])
    return found


def rows(gathered: Gathered, confidence: float) -> list[OverheadRow]:
    """A row for each part of each workload."""
    return [
        OverheadRow(
            work=work, way=way, kernel=kernel, part=part,
            exact_seconds=statistics.median(exact for exact, _ in times),
            twin_seconds=statistics.median(twin for _, twin in times),
            estimate=estimated([math.log(exact / twin) for exact, twin in times], confidence),
            asset_bars=gathered.facts.get((work, EXACT), {}).get("asset_bars"),
        )
        for (work, way, kernel, part), times in gathered.times.items()
    ]  # fmt: skip


def means(
    gathered: Gathered, found: Sequence[OverheadRow], confidence: float
) -> list[MeanOverhead]:
    """The mean over workloads of each part, plain and weighted by time."""
    together: dict[PartKey, list[str]] = defaultdict(list)
    for work, way, kernel, part in gathered.times:
        together[way, kernel, part].append(work)
    return [
        _mean(gathered, found, key, works, weighted=weighted, confidence=confidence)
        for key, works in together.items()
        for weighted in (False, True)
    ]


def _mean(
    gathered: Gathered,
    found: Sequence[OverheadRow],
    key: PartKey,
    works: Sequence[str],
    *,
    weighted: bool,
    confidence: float,
) -> MeanOverhead:
    way, kernel, part = key
    blocks_of = zip(*(gathered.times[work, way, kernel, part] for work in works), strict=True)
    ratios = [_together(times, weighted=weighted) for times in blocks_of]
    effects = [math.log(ratio) for ratio in ratios]
    interval = estimated(effects, confidence)
    mine = [row for row in found if (row.way, row.kernel, row.part) == key]
    worst = max(mine, key=lambda row: row.percent)
    ratio = interval.ratio if interval else math.exp(statistics.median(effects))
    return MeanOverhead(
        way=way, kernel=kernel, part=part, weighted=weighted, percent=100 * (ratio - 1),
        worst_work=worst.work, worst_percent=worst.percent, estimate=interval,
    )  # fmt: skip


def _together(times: Sequence[Times], *, weighted: bool) -> float:
    """The mean ratio of one block."""
    if weighted:
        return sum(exact for exact, _ in times) / sum(twin for _, twin in times)
    return statistics.fmean(exact / twin for exact, twin in times)


def estimated(effects: Sequence[float], confidence: float) -> Estimate | None:
    """The estimate of block effects; None where these are too few for an interval."""
    if len(effects) < blocks_needed(confidence):
        return None
    return estimate(effects, confidence)


def check_blocks(count: int) -> None:
    """Refuses less than two blocks: one says nothing of its own noise.

    >>> check_blocks(1)
    Traceback (most recent call last):
        ...
    farthing.errors.ConfigurationError: 1 block says nothing of its own noise: take at least 2
    """
    if count < 2:
        raise ConfigurationError(f"{count} block says nothing of its own noise: take at least 2")
