"""What could be saved: functions by their own time, and whether it pays to touch them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from farthing.lab.results.profile import WORKS, FunctionTable, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing.lab.results.profile import Function

LEAST = 0.01
"""A smaller share is no target: without it, the whole is 1 % faster at most."""
COUNT = 20
PAYS_SECONDS = 1e-3
"""Rust pays for what takes more than this in a run."""


def targets(
    table: FunctionTable, run_seconds: float, cpu: Mapping[str, float]
) -> tuple[Target, ...]:
    """The functions with the largest own time.

    Args:
        table: of the profiler that is believed.
        run_seconds: of a run that nothing watches.
        cpu: the part of a function's own time in which a processor works, by label.
    """
    large = [each for each in table.functions if each.own >= LEAST][:COUNT]
    return tuple(_target(each, each.own * run_seconds, cpu.get(each.label)) for each in large)


def _target(function: Function, seconds: float, cpu: float | None) -> Target:
    return Target(
        name=function.label,
        category=function.category,
        share=min(function.own, 1.0),
        seconds=seconds,
        calls=function.calls,
        cpu=cpu,
        compiled=function.compiled,
        rust=_rust(function, seconds, cpu),
    )


def _rust(
    function: Function, seconds: float, cpu: float | None
) -> Literal["pays", "too small", "compiled already", "waits"]:
    if function.compiled:
        return "compiled already"
    if cpu is not None and cpu < WORKS:
        return "waits"
    return "pays" if seconds > PAYS_SECONDS else "too small"
