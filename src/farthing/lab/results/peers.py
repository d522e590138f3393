"""The result of ``farthing bench peers``: other engines beside ours on the same bytes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from farthing.lab.results.file import ResultFile
from farthing.lab.results.record import Record

Way = Literal["class", "arrays", "one-call", "per-asset", "story"]
"""What the user writes: a class that is called at each bar, arrays of signals, or a Zipline file
with one ``history`` call a bar, one per asset and bar, or as a story."""

OURS = "farthing"
"""The name of our own engine in rows."""


class Spread(Record):
    """Milliseconds over processes; a process gives one number, the median of its rounds.

    Attributes:
        median: of the processes.
        low: of the quickest process.
        high: of the slowest process.
    """

    median: float = Field(ge=0)
    low: float = Field(ge=0)
    high: float = Field(ge=0)


class Ratio(Record):
    """How often ours fits into theirs: above 1, ours is faster.

    Attributes:
        estimate: the geometric mean over pairs of processes that ran one after the other.
        low: end of the 95 % interval (Student's t over the logarithms of the pairs); None for a
            single pair, which says nothing of its own error.
        high: the other end.
        pairs: how many there were.
    """

    estimate: float = Field(gt=0)
    low: float | None = None
    high: float | None = None
    pairs: int = Field(ge=1)


class PeerRow(Record):
    """An engine on a workload, in one way of writing it.

    Attributes:
        workload: such as ``D``.
        way: what the user writes.
        engine: its name.
        version: of its distribution.
        kind: what is called when, in the engine's own terms.
        convention: at which price its orders fill, and whether shares are whole.
        total: signals and simulation.
        simulation: without the signals.
        signals: None where the engine finds them itself.
        bars_per_second: bars of assets, by the total.
        peak_megabytes: the largest resident memory of a process.
        fills: None where the engine does not count them.
        end_equity: as the engine printed it; None where it has none.
        digest: of the exact answer; empty where the engine has none.
        processes: how many ran.
        ratio: by the total; None in our own rows.
        simulation_ratio: by the simulation alone; None where ``signals`` is.
        note: how its end equity stands to ours.
    """

    workload: str
    way: Way
    engine: str
    version: str
    kind: str
    convention: str
    total: Spread
    simulation: Spread
    signals: Spread | None = None
    bars_per_second: float = Field(gt=0)
    peak_megabytes: float = Field(gt=0)
    fills: int | None = None
    end_equity: str | None = None
    digest: str = ""
    processes: int = Field(ge=1)
    ratio: Ratio | None = None
    simulation_ratio: Ratio | None = None
    note: str = ""


class PeerFailure(Record):
    """What gave no figure, and why.

    Attributes:
        engine: whose environment or process failed.
        reason: in its own words.
        workload: empty where its environment could not be made.
        way: empty likewise.
    """

    engine: str
    reason: str
    workload: str = ""
    way: str = ""


class PeersResult(ResultFile):
    """Rows, ours among them, and what failed."""

    kind: Literal["peers"] = "peers"
    rows: tuple[PeerRow, ...] = ()
    failures: tuple[PeerFailure, ...] = ()

    @property
    def exit_code(self) -> int:
        """0, or 1 where an engine gave no figure."""
        return int(bool(self.failures))

    def ours(self, workload: str, way: str) -> PeerRow:
        """Our own row of a workload.

        Raises:
            KeyError: it was not run.
        """
        for row in self.rows:
            if (row.engine, row.workload, row.way) == (OURS, workload, way):
                return row
        raise KeyError(f"{workload} as {way} was not run")
