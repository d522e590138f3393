"""A scan that was asked for, with everything that decides what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing.data.checksum import value_hash
from farthing.service.backtests.plan import bars_of
from farthing.wyckoff.parameters import Parameters
from farthing.wyckoff.scan import Scan as Found
from farthing.wyckoff.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.data.bars import Bars
    from farthing.service.scans.schemas import Scan


@dataclass(frozen=True)
class Plan:
    """A scan that can begin.

    Attributes:
        manifest: what decides its result.
    """

    bars: Bars
    parameters: Parameters
    shown_from: float
    manifest: dict[str, Any]

    @property
    def digest(self) -> str:
        """The hash over the manifest: equal hashes have equal results."""
        return value_hash(self.manifest)

    def run(self) -> Found:
        """The scan."""
        return scan(self.bars, self.parameters, shown_from=self.shown_from)


def planned(asked: Scan, home: Path) -> Plan:
    """The plan of a scan.

    Raises:
        FarthingError: a name is not known, or a setting makes no sense.
    """
    from farthing import __version__

    parameters = Parameters(
        asked.parameters, volume=asked.volume, higher=asked.higher, benchmark=asked.benchmark
    )
    bars = bars_of(asked.market, home)
    manifest = {
        "kind": "scan",
        "farthing": __version__,
        "data": {"name": bars.name, "digest": bars.digest, "frequency": bars.frequency,
                 "end": None if bars.end is None else str(bars.end)},
        "parameters": parameters.described(),
        "min_confidence": asked.min_confidence,
    }  # fmt: skip
    return Plan(bars, parameters, asked.min_confidence, manifest)


def of_symbol(asked: Scan, symbol: str, home: Path) -> Plan:
    """The plan of a scan of one symbol, and of the benchmark that it is measured against.

    Raises:
        FarthingError: the scan has no such symbol, or its bundle is gone.
    """
    chosen = dict.fromkeys((symbol, *([asked.benchmark] if asked.benchmark else [])))
    market = asked.market.model_copy(update={"symbols": tuple(chosen)})
    return planned(asked.model_copy(update={"market": market}), home)
