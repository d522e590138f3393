"""The shim: for the time of a run, ``import zipline`` finds farthing instead.

What is importable is in ``_contents``; an installed Zipline is put aside for that time and is there
again afterwards, as it was.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

ROOT = "zipline"

PIPELINE = ("CustomFactor", "CustomFilter", "Factor", "Filter", "Pipeline")
PRICING = ("EquityPricing", "USEquityPricing")
FACTORS = (
    "AnnualizedVolatility", "AverageDollarVolume", "BollingerBands", "CustomFactor",
    "DailyReturns", "Factor",
    "MaxDrawdown", "RSI", "Returns", "SimpleMovingAverage", "VWAP",
)  # fmt: skip
FILTERS = ("CustomFilter", "Filter", "StaticAssets")
"""What the modules of Zipline's pipeline have."""


def _contents() -> dict[str, dict[str, Any]]:
    """What each module has; one that has modules in it is a package."""
    from farthing import api, pipeline
    from farthing.zipline import execution, restrictions
    from farthing.zipline.functions import functions
    from farthing.zipline.order import OrderStatus
    from farthing.zipline.run import run_algorithm

    known = functions()
    pricing = _chosen(pipeline, PRICING)
    rules = {name: known[name] for name in ("date_rules", "time_rules", "calendars")}
    policies = ("EODCancel", "NeverCancel")
    return {
        "zipline": {"run_algorithm": run_algorithm},
        "zipline.api": known,
        "zipline.errors": {},
        "zipline.finance": {},
        "zipline.finance.asset_restrictions": restrictions.names(),
        "zipline.finance.cancel_policy": {p: getattr(api.cancel_policy, p) for p in policies},
        "zipline.finance.commission": _names(api.commission),
        "zipline.finance.execution": execution.names(),
        "zipline.finance.order": {"ORDER_STATUS": OrderStatus},
        "zipline.finance.slippage": _names(api.slippage),
        "zipline.pipeline": _chosen(pipeline, PIPELINE),
        "zipline.pipeline.data": pricing,
        "zipline.pipeline.data.equity_pricing": pricing,
        "zipline.pipeline.factors": _chosen(pipeline, FACTORS),
        "zipline.pipeline.filters": _chosen(pipeline, FILTERS),
        "zipline.utils": {},
        "zipline.utils.events": rules,
        "zipline.utils.run_algo": {"run_algorithm": run_algorithm},
    }


def _chosen(module: ModuleType, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(module, name) for name in names}


def _names(namespace: type) -> dict[str, Any]:
    return {name: getattr(namespace, name) for name in vars(namespace) if not name.startswith("_")}


class _Shim(MetaPathFinder, Loader):
    """Finds and loads the modules of the shim."""

    def __init__(self) -> None:
        self._contents: dict[str, dict[str, Any]] | None = None

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A module of the shim, or nothing for what is none of Zipline's."""
        if fullname.partition(".")[0] != ROOT:
            return None
        if self._contents is None:
            self._contents = _contents()
        if fullname not in self._contents:
            there = ", ".join(self._contents)
            raise ModuleNotFoundError(
                f"farthing has no {fullname}; of Zipline it has {there}", name=fullname
            )
        is_package = any(name.startswith(f"{fullname}.") for name in self._contents)
        return ModuleSpec(fullname, self, origin="farthing.zipline", is_package=is_package)

    def exec_module(self, module: ModuleType) -> None:
        """Puts the names into a module."""
        assert self._contents is not None, "it was found before"
        names = self._contents[module.__name__]
        vars(module).update(names)
        vars(module)["__all__"] = list(names)


@contextmanager
def importable() -> Iterator[None]:
    """Makes Zipline's names importable, and puts everything back afterwards."""
    aside = _taken()
    shim = _Shim()
    sys.meta_path.insert(0, shim)
    try:
        yield
    finally:
        sys.meta_path.remove(shim)
        _taken()
        sys.modules.update(aside)


def _taken() -> dict[str, ModuleType]:
    """Takes Zipline's modules out of those that are loaded."""
    names = [name for name in sys.modules if name.partition(".")[0] == ROOT]
    return {name: sys.modules.pop(name) for name in names}
