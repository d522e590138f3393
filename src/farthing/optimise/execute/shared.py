"""Bars that processes share: written once to files, which each of them maps into its memory."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data.arrays import BAR_BYTES
from farthing.data.mapped import MappedTables
from farthing.data.scans import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.data.arrays import BarArrays
    from farthing.data.bars import Bars
    from farthing.optimise.market import Market
    from farthing.optimise.task import Task
    from farthing.types import Instrument

TOGETHER_ROWS = 256 * 2**20 // BAR_BYTES
"""Bars that are loaded at the same time to be written; of more, one instrument after the other."""

PREFIX = "farthing-bars-"


def shared(task: Task, folder: Path) -> Task:
    """The task, with bars that lie in files of a folder."""
    written: dict[int, MappedTables] = {}

    def moved(bars: Bars) -> Bars:
        tables = written.get(id(bars.tables))
        if tables is None:
            path = folder / f"{len(written)}.bars"
            tables = written[id(bars.tables)] = MappedTables.write(path, _each(bars))
        return replace(bars, tables=tables)

    def of(market: Market) -> Market:
        finer = market.config.finer
        config = replace(market.config, finer=None if finer is None else moved(finer))
        return replace(market, bars=moved(market.bars), config=config)

    return replace(task, markets=tuple(map(of, task.markets)))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for bars, which goes when its ``with`` ends."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        yield Path(name)


def _each(bars: Bars) -> Iterator[tuple[Instrument, BarArrays]]:
    """The bars of each instrument."""
    together = load(bars.tables, bars.instruments, TOGETHER_ROWS)
    if together is not None:
        yield from zip(bars.instruments, together, strict=True)
        return
    for each in bars.instruments:
        found = load(bars.tables, [each], sys.maxsize)
        assert found is not None, "no limit is none to pass"
        yield each, found[0]
