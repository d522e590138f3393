"""Zipline's programs as they are: ``from zipline.api import ...``, pandas, Zipline's defaults.

Everything that trades is ``farthing.api`` and the engine under it; this package only converts types
and chooses what Zipline chooses where a program says nothing: orders fill at the next bar's close,
with its slippage of 5 basis points and a tenth of a bar's volume, its commission of 0.001 a share,
and an account that nobody checks. It needs the extra ``pandas``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from farthing.zipline.defaults import zipline_config
    from farthing.zipline.program import ShimProgram, zipline_program
    from farthing.zipline.run import run_algorithm

__all__ = ["ShimProgram", "run_algorithm", "zipline_config", "zipline_program"]

_PLACES = {
    "ShimProgram": "program",
    "run_algorithm": "run",
    "zipline_config": "defaults",
    "zipline_program": "program",
}


def __getattr__(name: str) -> Any:
    """Loads a name when it is first used."""
    if name not in _PLACES:
        raise AttributeError(f"module 'farthing.zipline' has no {name!r}")
    from importlib import import_module

    return getattr(import_module(f"farthing.zipline.{_PLACES[name]}"), name)
