"""What was found: tables in the order in which their rows became known."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.wyckoff.sizing import sized

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    from farthing import _core

TABLES = (
    "pivots", "gaps", "zones", "ranges", "events", "evidence", "phases", "signals", "refusals",
    "bars",
)  # fmt: skip
"""The tables of what was found."""

PRICES = (
    "price", "level", "low", "high", "support", "resistance", "entry", "stop", "target_1",
    "target_2", "target_3", "projection", "count_line", "box", "count",
)  # fmt: skip
"""Columns of exact prices."""

Part = tuple[str, "_core.WyckoffFound", "pl.Series | None", "Decimal"]
"""A symbol, its tables, the times of its bars, and what a lot of it is worth per unit of price."""


class Found:
    """What was found in bars, as frames of polars; made when they are first asked for.

    Rows are only ever added, in the order in which they became known, so that a stream's rows are
    those of the whole. ``bar`` and ``known_bar`` count the bars of a symbol from 0: where it
    happened, and where it became known. Where bars have times, ``at`` and ``known_at`` are those.
    Prices are exact, per share as counted at ``known_at``.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        """Keeps what each symbol has."""
        self._parts = parts

    def count(self, table: str) -> int:
        """How many rows a table has, but for ``evidence``; makes no frame.

        Raises:
            ConfigurationError: there is no table of that name.
        """
        return sum(tables.count(table) for _, tables, _, _ in self._parts)

    @cached_property
    def pivots(self) -> pl.DataFrame:
        """``kind`` (high, low) and ``price`` of each fractal pivot."""
        return self._table("pivots")

    @cached_property
    def gaps(self) -> pl.DataFrame:
        """Where all began anew because so many ``sessions`` have no bar, and the ``range`` lost."""
        return self._table("gaps")

    @cached_property
    def zones(self) -> pl.DataFrame:
        """Zones of ``kind`` demand or supply, from ``low`` to ``high``."""
        return self._table("zones")

    @cached_property
    def ranges(self) -> pl.DataFrame:
        """Ranges as they became known: found, broken, failed, ended, or lost in a gap.

        ``origin`` (bottom, top), ``kind`` and ``schematic`` once it is broken, ``matched`` (the
        share of the schematic), ``support``, ``resistance``, their strengths and the ``quality``
        (0 to 100).
        """
        return self._table("ranges")

    @cached_property
    def events(self) -> pl.DataFrame:
        """``event``, the ``side`` that gains, ``price``, ``level``, ratios, ``score`` (0 to 1)."""
        return self._table("events")

    @cached_property
    def evidence(self) -> pl.DataFrame:
        """Each number behind an event (its ``row`` in events), against its threshold."""
        return self._table("evidence")

    @cached_property
    def phases(self) -> pl.DataFrame:
        """``phase`` A to E, or - where there is none, and the ``kind`` of range so far."""
        return self._table("phases")

    @cached_property
    def signals(self) -> pl.DataFrame:
        """Signals that passed validation: entry, stop, targets, reward, confidence, size.

        ``size`` is the whole lots that risk at most ``risk_budget``, which is a share of the
        table's ``equity``; 0 where that is too small for one. ``risk_amount`` is what they risk.
        ``volume`` (trades, tick), ``higher`` (confirmed, against, unknown; null where longer bars
        are not asked) and ``words`` say what stands beside the bars.
        """
        return self._sized("signals")

    @cached_property
    def refusals(self) -> pl.DataFrame:
        """Signals that did not: the ``stage`` and the ``reason``, ``value`` against ``limit``."""
        return self._sized("refusals")

    @cached_property
    def bars(self) -> pl.DataFrame:
        """The class and the ratios of each bar, where they were asked for."""
        return self._table("bars")

    def _sized(self, name: str) -> pl.DataFrame:
        """A table of signals, with the size of each."""
        return sized(self._table(name), {symbol: value for symbol, _, _, value in self._parts})

    def _table(self, name: str) -> pl.DataFrame:
        """The tables of all symbols in one, with what they have in common before them."""
        frames = [pl.DataFrame(tables.table(name)) for _, tables, _, _ in self._parts]
        lengths = [len(frame) for frame in frames]
        whole = pl.concat(_alike(frames)) if len(frames) > 1 else frames[0]
        of = np.repeat(np.arange(len(frames)), lengths)
        columns = [pl.Series("symbol", [symbol for symbol, _, _, _ in self._parts]).gather(of)]
        if self._times is not None and "bar" in whole.columns:
            times, begins = self._times
            for bar, at in (("bar", "at"), ("known_bar", "known_at")):
                places = whole.get_column(bar).cast(pl.Int64) + begins[of]
                columns.append(times.gather(places).alias(at))
        if name == "evidence":  # rows of events count on from symbol to symbol
            events = _begins([tables.count("events") for _, tables, _, _ in self._parts])
            whole = whole.with_columns(pl.col("row").cast(pl.Int64) + events[of])
        return whole.select(*columns, *whole.columns)

    @cached_property
    def _times(self) -> tuple[pl.Series, NDArray[np.int64]] | None:
        """The times of all bars, symbol after symbol, and where those of each begin."""
        times = [each for _, _, each, _ in self._parts if each is not None]
        if len(times) < len(self._parts):
            return None
        return pl.concat(times), _begins([len(each) for each in times])


def _begins(lengths: Sequence[int]) -> NDArray[np.int64]:
    """Where parts of these lengths begin, one after the other."""
    return np.cumsum([0, *lengths[:-1]], dtype=np.int64)


def _alike(frames: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """The frames with prices of as many digits as the finest symbol has."""
    columns = [column for column in frames[0].columns if column in PRICES]
    if not columns:
        return frames
    types = {frame.schema[columns[0]] for frame in frames}
    if len(types) == 1:
        return frames
    finest = max(types, key=lambda each: each.scale)  # type: ignore[attr-defined]
    return [frame.with_columns(pl.col(columns).cast(finest)) for frame in frames]
