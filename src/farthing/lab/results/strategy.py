"""What a measured strategy was run with."""

from __future__ import annotations

from typing import Any

from farthing.lab.results.record import Record


class StrategyRun(Record):
    """A run of a strategy, so that a reader knows what was measured.

    Attributes:
        file: the name of the strategy's file.
        bundle: its bars.
        symbols: some of the bundle's; None is all.
        frequency: length of a bar, where the bundle has several.
        parameters: of the strategy.
        settings: the whole configuration in plain values, defaults too, as ``run.json`` has it.
    """

    file: str
    bundle: str
    symbols: tuple[str, ...] | None = None
    frequency: str | None = None
    parameters: dict[str, str] = {}
    settings: dict[str, Any] = {}
