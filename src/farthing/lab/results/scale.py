"""The result of ``farthing bench scale``: how time and memory grow with the size of the work."""

from __future__ import annotations

import statistics
from typing import Literal

from pydantic import Field

from farthing.lab.results.file import ResultFile
from farthing.lab.results.reading import Reading
from farthing.lab.results.record import Record
from farthing.lab.statistics.fit import PowerLaw

Measure = Literal["seconds", "rise_bytes"]


class Point(Record):
    """One size, in several fresh processes that came to the same answer.

    Attributes:
        size: such as bars.
        readings: one a process.
        rises: by how many bytes memory rose in one run, in other processes; none where the system
            does not say.
    """

    size: int = Field(ge=0)
    readings: tuple[Reading, ...] = Field(min_length=1)
    rises: tuple[int, ...] = ()

    def values(self, measure: Measure) -> list[float]:
        """The one number of each process."""
        if measure == "seconds":
            return [reading.median for reading in self.readings]
        return [float(rise) for rise in self.rises]

    def median(self, measure: Measure) -> float:
        """That of the middle process."""
        return statistics.median(self.values(measure))


class Step(Record):
    """The exponent between two neighbouring sizes, from the medians alone."""

    smaller: int
    larger: int
    exponent: float


class Growth(Record):
    """How a measure grows along an axis, the least work subtracted.

    Attributes:
        measure: seconds or bytes.
        least: the median of the smallest work that there is, which is subtracted.
        noise: how far its processes lie apart; what is no multiple of it says nothing.
        sizes: that were fitted.
        law: what is left against the size; each process is a point. None where it cannot be said.
        steps: between neighbours, to see where it is steepest.
        reason: why there is no law; else empty.
    """

    measure: Measure
    least: float = Field(ge=0)
    noise: float = Field(ge=0)
    sizes: tuple[int, ...] = ()
    law: PowerLaw | None = None
    steps: tuple[Step, ...] = ()
    reason: str = ""

    @property
    def is_worse_than_linear(self) -> bool:
        """Whether the whole interval of the exponent is above 1."""
        return self.law is not None and self.law.low > 1

    @property
    def steepest(self) -> Step | None:
        """Where it grows fastest; None where there is no law."""
        return max(self.steps, key=lambda step: step.exponent, default=None)


class AxisResult(Record):
    """One axis.

    Attributes:
        axis: its name.
        unit: of its sizes.
        about: what stays the same.
        least: the smallest work that there is, measured beside the others.
        points: sizes in ascending order.
        time: how seconds grow.
        memory: how much more memory a run takes.
    """

    axis: str
    unit: str
    about: str
    least: Point
    points: tuple[Point, ...] = Field(min_length=1)
    time: Growth
    memory: Growth


class ScaleResult(ResultFile):
    """All axes asked for."""

    kind: Literal["scale"] = "scale"
    axes: tuple[AxisResult, ...] = Field(min_length=1)

    @property
    def worse_than_linear(self) -> tuple[tuple[str, Measure], ...]:
        """The axes and measures whose growth is shown to be worse than linear."""
        return tuple(
            (axis.axis, growth.measure)
            for axis in self.axes
            for growth in (axis.time, axis.memory)
            if growth.is_worse_than_linear
        )
