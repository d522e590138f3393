"""A file with a function ``targets``, which is loaded anew for every run."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from farthing.backtest.program import check_file, loading
from farthing.backtest.sources import load
from farthing.backtest.strategy import Strategy
from farthing.optimise.subject import TargetFunction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from farthing.backtest.result import Result
    from farthing.optimise.market import Market
    from farthing.optimise.space.fields import Field
    from farthing.optimise.values import Value

FUNCTION = "targets"


@dataclass(frozen=True)
class FileTargets:
    """The function ``targets(bars, **parameters)`` of a file."""

    path: Path
    name: str = field(init=False)
    fields: dict[str, Field] = field(init=False)
    code: str = field(init=False)

    @classmethod
    def is_in(cls, path: Path) -> bool:
        """Whether a file has such a function, and no strategy."""
        check_file(path)
        with loading(str(path)):
            names = vars(load(path).module)
        has_strategy = any(
            isinstance(each, type) and issubclass(each, Strategy) and each is not Strategy
            for each in names.values()
        )
        is_other = has_strategy or "initialize" in names
        return not is_other and inspect.isfunction(names.get(FUNCTION))

    def __post_init__(self) -> None:
        """Loads the file once, to see what it takes."""
        made = self._made()
        texts = "\0".join(f"{name}\0{text}" for name, text in load(self.path).files.items())
        object.__setattr__(self, "name", self.path.stem)
        object.__setattr__(self, "fields", made.fields)
        object.__setattr__(self, "code", hashlib.sha256(texts.encode()).hexdigest())

    @property
    def told(self) -> dict[str, Any]:
        """Nothing: its file is all of it."""
        return {}

    def warm(self, market: Market) -> None:
        """Prepares the bars."""
        _ = market.prepared

    def run(self, market: Market, parameters: Mapping[str, Value]) -> Result:
        """Calls the function, and runs its targets."""
        return self._made().run(market, parameters)

    def _made(self) -> TargetFunction:
        with loading(str(self.path)):
            found: Any = vars(load(self.path).module)[FUNCTION]
        return TargetFunction(found)
