"""A program of Zipline as the engine runs it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from farthing import _core
from farthing.backtest import active
from farthing.backtest.program import Calls, ZiplineProgram, program
from farthing.errors import ConfigurationError
from farthing.zipline.data import ShimData
from farthing.zipline.pandas_extra import pandas
from farthing.zipline.performance import performance
from farthing.zipline.portfolio import ShimPortfolio
from farthing.zipline.shim import importable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from farthing.backtest.config import RunConfig
    from farthing.backtest.result import Result
    from farthing.data.bars import Bars


class ShimAlgorithm(active.Algorithm):
    """A program of Zipline under way."""

    platform = "zipline"
    unlimited = MappingProxyType({"volume_limit": None})
    adjust = "all"

    def enter(self, core: _core.Context) -> None:
        """Begins the run, with a portfolio that has weights."""
        super().enter(core)
        portfolio: Any = ShimPortfolio(core.portfolio)
        self.context.portfolio = portfolio


@dataclass
class ShimProgram(ZiplineProgram):
    """A module with ``initialize`` and ``handle_data``, in Zipline's own types."""

    face: str = "zipline"
    benchmark_returns: Any = None

    def new_algorithm(
        self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig
    ) -> active.Algorithm:
        """One whose context and functions are Zipline's."""
        pandas()
        return ShimAlgorithm(assets, bars, config)

    def begin(self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig) -> RunConfig:
        """Calls ``initialize``, which may import from Zipline."""
        with importable():
            return super().begin(assets, bars, config)

    def new_data(self, context: _core.Context, bars: Bars) -> Any:
        """Windows adjusted for splits and dividends, as pandas' types."""
        return ShimData(context, _core.BarData(context, bars.frequency, "all"), bars)

    def calls(self, context: _core.Context, bars: Bars) -> Calls:
        """Those of the program, with Zipline importable from begin to end."""
        calls = super().calls(context, bars)
        stack = ExitStack()

        def start(core: _core.Context) -> None:
            stack.enter_context(importable())
            calls.start(core)

        def done() -> None:
            calls.done()
            stack.close()

        return replace(calls, start=start, done=done)

    def performance(self, result: Result) -> Any:
        """Zipline's frame of days."""
        return performance(result, self.benchmark_returns)


def zipline_program(file: str | Path) -> ShimProgram:
    """The program of a file that imports from ``zipline``.

    Raises:
        ConfigurationError: it has no ``initialize``.
    """
    with importable():
        made = program(file, {})
    if not isinstance(made, ZiplineProgram):
        raise ConfigurationError(f"{file} has no initialize(context): it is no program of Zipline")
    shim = ShimProgram(made.functions, made.name, made.code_hash)
    shim.sources = made.sources
    return shim


def program_of(functions: Mapping[str, Any], name: str) -> ShimProgram:
    """The program of functions by their names in Zipline."""
    return ShimProgram({key: one for key, one in functions.items() if one is not None}, name)
