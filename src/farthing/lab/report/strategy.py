"""What a measured strategy was run with, as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.report.table import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.lab.results.strategy import StrategyRun

COSTS = ("commission", "slippage")
EMPTY: tuple[object, ...] = (None, False, [], "none")


def facts(found: StrategyRun | None) -> Iterator[Fact]:
    """The strategy with its bars, its costs, and whatever else was set; nothing without one."""
    if found is None:
        return
    words = [f"{name}={value}" for name, value in found.parameters.items()]
    bars = [f"on {found.bundle}", *([found.frequency] if found.frequency else [])]
    yield Fact("Strategy", found.file, ", ".join([*bars, *(found.symbols or ()), *words]))
    costs = ", ".join(f"{name} {found.settings[name]}" for name in COSTS)
    yield Fact("Costs", costs, _others(found))


def _others(found: StrategyRun) -> str:
    """Settings beside the costs, as far as they say something."""
    said = {name: value for name, value in found.settings.items() if name not in COSTS}
    return ", ".join(
        f"{name.replace('_', ' ')} {' '.join(value) if isinstance(value, list) else value}"
        for name, value in said.items()
        if value not in EMPTY
    )
