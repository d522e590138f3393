"""A backtest that was asked for, with everything that decides what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from farthing.backtest.config import RunConfig, run_config, within
from farthing.backtest.program import Program, program
from farthing.data.catalog import Catalog
from farthing.data.checksum import value_hash
from farthing.service.strategies.named import named
from farthing.types import Rate

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.data.bars import Bars
    from farthing.service.backtests.schemas import Backtest, Market, Settings


@dataclass(frozen=True)
class Plan:
    """A run that can begin.

    Attributes:
        manifest: what decides its result: data, code, parameters, models, version of the engine.
    """

    program: Program
    bars: Bars
    config: RunConfig
    manifest: dict[str, Any]

    @property
    def digest(self) -> str:
        """The hash over the manifest: equal hashes have equal results."""
        return value_hash(self.manifest)


def planned(asked: Backtest, home: Path) -> Plan:
    """The plan of a backtest.

    Raises:
        FarthingError: a name is not known, or a setting makes no sense.
    """
    made = program(named(asked.strategy).load(), asked.parameters)
    bars = bars_of(asked.market, home)
    config = within(config_of(asked.settings, asked.market, home), bars)
    return Plan(made, bars, config, _manifest(made, bars, config))


def bars_of(market: Market, home: Path, frequency: Any = None) -> Bars:
    """The bars that a request names."""
    symbols = None if market.symbols is None else list(market.symbols)
    return Catalog(home).bundle(market.bundle).bars(
        symbols, frequency or market.frequency, market.start, market.end, extended=market.extended
    )  # fmt: skip


def config_of(settings: Settings, market: Market, home: Path) -> RunConfig:
    """The configuration that a request describes."""
    told = settings.model_dump()
    finer = told.pop("finer")
    rates = [Rate(**{**each, "rate": Decimal(each["rate"])}) for each in told.pop("rates")]
    return run_config(
        **told, rates=rates, start=market.start, end=market.end, extended=market.extended,
        finer=None if finer is None else bars_of(market, home, finer),
    )  # fmt: skip


def _manifest(made: Program, bars: Bars, config: RunConfig) -> dict[str, Any]:
    from farthing import __version__

    return {
        "kind": "backtest",
        "farthing": __version__,
        "strategy": {
            "name": made.name,
            "code_hash": made.code_hash,
            "parameters": {name: str(value) for name, value in made.parameters.items()},
        },
        "data": {
            "name": bars.name,
            "digest": bars.digest,
            "frequency": bars.frequency,
            "start": None if bars.start is None else str(bars.start),
            "end": None if bars.end is None else str(bars.end),
        },
        "config": config.describe(),
    }
