"""farthing: a backtesting engine whose money is exact to the last digit.

Import it as ``ft``:

    import farthing as ft

    class Cross(ft.Strategy):
        fast: int = 10
        slow: int = 30

        def on_bar(self, ctx):
            uptrend = ctx.sma(self.fast) > ctx.sma(self.slow)
            ctx.target_percent(uptrend / len(ctx.assets))

    result = ft.run(Cross, bars=frame)

Names are loaded when they are first used, so that the import itself stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from farthing import rules, universe
    from farthing._core import Asset, Context, Fill, Order, Portfolio, __version__
    from farthing.backtest import costs
    from farthing.backtest.result import Result
    from farthing.backtest.run import run
    from farthing.backtest.simulate import Prepared, prepare, simulate
    from farthing.backtest.statistics import Statistics
    from farthing.backtest.strategy import Strategy
    from farthing.data.bars import Bars
    from farthing.data.catalog import bundle
    from farthing.data.continuous import Continuous, continuous
    from farthing.data.frame import bars_from_frame
    from farthing.errors import FarthingError
    from farthing.portfolio.arrays import Targets
    from farthing.portfolio.portfolio import StrategyPortfolio
    from farthing.types import Currency, Dividend, End, Funding, Instrument, Rate, Split

__all__ = [
    "Asset",
    "Bars",
    "Context",
    "Continuous",
    "Currency",
    "Dividend",
    "End",
    "FarthingError",
    "Fill",
    "Funding",
    "Instrument",
    "Order",
    "Portfolio",
    "Prepared",
    "Rate",
    "Result",
    "Split",
    "Statistics",
    "Strategy",
    "StrategyPortfolio",
    "Targets",
    "__version__",
    "bars_from_frame",
    "bundle",
    "continuous",
    "costs",
    "prepare",
    "rules",
    "run",
    "simulate",
    "universe",
]

_HOMES = {
    "Asset": "farthing._core",
    "Bars": "farthing.data.bars",
    "Context": "farthing._core",
    "Continuous": "farthing.data.continuous",
    "Currency": "farthing.types",
    "Dividend": "farthing.types",
    "End": "farthing.types",
    "FarthingError": "farthing.errors",
    "Fill": "farthing._core",
    "Funding": "farthing.types",
    "Instrument": "farthing.types",
    "Order": "farthing._core",
    "Portfolio": "farthing._core",
    "Prepared": "farthing.backtest.simulate",
    "Rate": "farthing.types",
    "Result": "farthing.backtest.result",
    "Split": "farthing.types",
    "Statistics": "farthing.backtest.statistics",
    "Strategy": "farthing.backtest.strategy",
    "StrategyPortfolio": "farthing.portfolio.portfolio",
    "Targets": "farthing.portfolio.arrays",
    "__version__": "farthing._core",
    "bars_from_frame": "farthing.data.frame",
    "bundle": "farthing.data.catalog",
    "continuous": "farthing.data.continuous",
    "prepare": "farthing.backtest.simulate",
    "run": "farthing.backtest.run",
    "simulate": "farthing.backtest.simulate",
}

_MODULES = {
    "costs": "farthing.backtest.costs",
    "rules": "farthing.rules",
    "universe": "farthing.universe",
}


def __getattr__(name: str) -> Any:
    """Loads a name when it is first used."""
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    if name not in _HOMES:
        raise AttributeError(f"farthing has no {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
