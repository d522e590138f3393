"""A trial: one strategy, one copy of the bars, one process; and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

AT_BAR, BEFORE_SESSION = 0, 1
"""When something was decided: at a bar's close, or after it, before the next session begins."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a strategy is run once more. JSON can write each of its values.

    Attributes:
        file: the strategy.
        bundle: name of its bundle.
        home: folder of the catalog that it finds.
        folder: the folder that it runs in, which is its home and its place for temporary files.
        parameters: of the strategy.
        symbols: of the run.
        frequency: of the run.
        settings: the configuration of a run in plain values.
        path: where modules are found.
        chance: what random and NumPy's old generator begin with; None leaves them as they are.
        clock_s: seconds by which clocks are moved.
        times: how many runs the process makes, one after the other.
        is_sealed: whether it can read nothing but its own files.
        modules: libraries that are loaded before clocks are moved: compiled ones take what
            ``datetime`` has for classes of its own kind.
    """

    file: str
    bundle: str
    home: str
    folder: str
    parameters: dict[str, Any]
    symbols: list[str] | None
    frequency: str | None
    settings: dict[str, Any]
    path: list[str]
    chance: int | None = 0
    clock_s: int = 0
    times: int = 1
    is_sealed: bool = False
    modules: list[str] = field(default_factory=list)


class Decision(NamedTuple):
    """What a strategy decided, or what became of it.

    Attributes:
        time_ns: end of the last bar that was known then; -1 before the first.
        phase: at that bar's close, or before the next session.
        what: ``order``, ``change`` or ``record``.
        text: all of it, to the digit.
    """

    time_ns: int
    phase: int
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of one run.

    Attributes:
        decisions: in their order.
        reached_ns: the last bar at which it was called to the end.
        warmup: bars that it wants to know before it is called.
        error: why it stopped; empty where it did not.
        opened: what it opened that is not its own: ``(how, what)``.
        modules: libraries that it has loaded.
    """

    decisions: list[Decision] = field(default_factory=list)
    reached_ns: int = -1
    warmup: int = 0
    error: str = ""
    opened: list[tuple[str, str]] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, record: dict[str, Any]) -> Heard:
        """What JSON has kept of it."""
        return cls(
            decisions=[Decision(*each) for each in record["decisions"]],
            reached_ns=record["reached_ns"],
            warmup=record["warmup"],
            error=record["error"],
            opened=[(how, what) for how, what in record["opened"]],
            modules=record["modules"],
        )
