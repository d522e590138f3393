"""A market: bars and what decides the money of runs over them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from farthing.backtest.config import within

if TYPE_CHECKING:
    from farthing.backtest.config import RunConfig
    from farthing.backtest.simulate import Prepared
    from farthing.data.bars import Bars


@dataclass(frozen=True)
class Market:
    """Bars and a configuration, for many runs."""

    bars: Bars
    config: RunConfig

    @cached_property
    def prepared(self) -> Prepared:
        """The bars as targets need them; made once in a process."""
        from farthing.backtest.simulate import Prepared

        return Prepared(self.bars, within(self.config, self.bars))

    def __getstate__(self) -> dict[str, Any]:
        """The market without what this process has made of it."""
        return {"bars": self.bars, "config": self.config}
