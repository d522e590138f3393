"""A public function beside its baselines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Function:
    """A public function and its baselines.

    Attributes:
        ours: what users call, with what they give it.
        baselines: by name; ``plain`` has Python's whole numbers and floats, ``decimal`` decimals.
        inputs: by kind, such as ``floats``: makes what is given in a size.
        ulps: in how many units of the last place floats may differ, by baseline; else in none.
        reason: why they may.
        answer: what is compared of our answer; not timed.
        baseline_answer: what is compared of a baseline's answer; not timed.
    """

    ours: Callable[[Any], Any]
    baselines: dict[str, Callable[[Any], Any]]
    inputs: dict[str, Callable[[int], Any]]
    ulps: dict[str, int] = field(default_factory=dict)
    reason: str = ""
    answer: Callable[[Any], Any] = lambda found: found
    baseline_answer: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
