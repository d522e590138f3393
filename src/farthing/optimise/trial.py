"""Trials: what is asked of an executor, what it answers, and what a study keeps."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from decimal import Decimal

    from farthing.optimise.objective import Number
    from farthing.optimise.values import Values

State = Literal["finished", "undefined", "failed", "timed-out", "crashed"]
"""How a trial ended: with numbers; with an objective that is not defined; with an error of its
strategy; at its time limit; or with the death of every worker that tried it."""

STATES: tuple[State, ...] = ("finished", "undefined", "failed", "timed-out", "crashed")

SEED_BITS = 63


@dataclass(frozen=True, slots=True)
class Job:
    """A trial to run: its number, the rung of fidelity, and its parameters."""

    number: int
    rung: int
    parameters: Values


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job.

    Attributes:
        values: of the objectives, in order; None where one is not defined.
        end_equity: the value of the account at the end; None where there was no end.
        seconds: that the run took; it belongs to no comparison.
        error: why it has no numbers; empty where it has.
        returns: of its sessions, packed (see ``optimise.returns``); empty where it did not end, and
            on smaller markets than the whole.
    """

    number: int
    rung: int
    state: State
    values: tuple[Number | None, ...] = ()
    end_equity: Decimal | None = None
    seconds: float = 0.0
    error: str = ""
    returns: bytes = b""


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial that has ended.

    Attributes:
        number: its place in the study, from 0.
        generation: with which it was proposed.
        rung: of fidelity, from 0; the last one is the whole run.
        parameters: those that exist in it.
        same_as: the trial with the same parameters that was run instead; None where it was run.
    """

    number: int
    generation: int
    rung: int
    parameters: Values
    state: State
    values: tuple[Number | None, ...]
    end_equity: Decimal | None
    seconds: float
    error: str
    same_as: int | None = None

    @property
    def is_finished(self) -> bool:
        """Whether it has a number for each objective."""
        return self.state == "finished"

    @property
    def outcome(self) -> tuple[object, ...]:
        """All of it but the time it took: what is the same whatever executed it."""
        kinds = tuple((type(value).__name__, str(value)) for value in self.values)
        return (
            self.number, self.generation, self.rung, self.parameters, self.state, kinds,
            None if self.end_equity is None else str(self.end_equity), self.error, self.same_as,
        )  # fmt: skip


def seed_of(seed: int, number: int) -> int:
    """The seed of a trial: of the study's and its number alone.

    >>> seed_of(1, 0) == seed_of(1, 0) != seed_of(1, 1)
    True
    """
    found = blake2b(f"{seed}:{number}".encode(), digest_size=8).digest()
    return int.from_bytes(found, "big") >> (64 - SEED_BITS)
