"""``python -m farthing.testing.evidence BUNDLE``: studies bundles, prints and keeps the page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data import Catalog
from farthing.testing.evidence.kept import PAGE, RESULT, keep, kept
from farthing.testing.evidence.measure import DRAWS, RESAMPLES, SEED, measure
from farthing.testing.evidence.page import page
from farthing.wyckoff import Parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.data.bars import Bars


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, or reads what was measured."""
    parser = _arguments()
    told = parser.parse_args(arguments)
    if told.read and told.out is None:
        parser.error(f"--read reads {RESULT} of a folder: name it with --out")
    if bool(told.bundles) == told.read:
        parser.error("name the bundles to study, or read what was measured with --read")
    result = kept(told.out) if told.read else _measured(told)
    if told.out:
        keep(result, told.out)
    sys.stdout.write(page(result))
    return 0


def _measured(told: argparse.Namespace) -> dict[str, object]:
    catalog = Catalog(told.home)
    parameters = Parameters.read(changes=told.set)
    markets: dict[str, Bars] = {}
    for name in told.bundles:
        bundle = catalog.bundle(name)
        for frequency in told.frequency or [None]:
            bars = bundle.bars(told.symbols, frequency=frequency, start=told.start, end=told.end)
            markets[f"{name} {bars.frequency}"] = bars
    return measure(markets, parameters, draws=told.draws, resamples=told.resamples, seed=told.seed)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m farthing.testing.evidence", description=__doc__)
    parser.add_argument("bundles", nargs="*", help="bundles of the catalog")
    parser.add_argument("--home", type=Path, help="folder of the catalog")
    parser.add_argument("--symbols", type=lambda text: text.split(","), help="such as AAPL,IBM")
    parser.add_argument("--frequency", action="append", help="such as 1d; may be said twice")
    parser.add_argument("--start", help="the first day")
    parser.add_argument("--end", help="the last day")
    parser.add_argument("--draws", type=int, default=DRAWS, help="of random entries")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="of the bootstrap")
    parser.add_argument("--seed", type=int, default=SEED, help="of both")
    parser.add_argument("--set", action="append", default=[], help="a parameter: name=value")
    parser.add_argument("--out", type=Path, help=f"folder of {RESULT} and {PAGE}")
    parser.add_argument("--read", action="store_true", help=f"write {PAGE} again of {RESULT}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
