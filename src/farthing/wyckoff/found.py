"""What was found: tables in the order in which their rows became known."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing import _core

TABLES = (
    "pivots", "zones", "ranges", "events", "evidence", "phases", "signals", "refusals", "bars",
)  # fmt: skip
"""The tables of what was found."""

PRICES = (
    "price", "level", "low", "high", "support", "resistance", "entry", "stop", "target_1",
    "target_2", "target_3", "projection", "count_line", "box", "count", "risk_amount",
)  # fmt: skip
"""Columns of exact prices, and of exact money."""

Part = tuple[str, "_core.WyckoffFound", "pl.Series | None"]
"""A symbol, its tables, and the times of its bars."""


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

    @cached_property
    def pivots(self) -> pl.DataFrame:
        """``kind`` (high, low) and ``price`` of each fractal pivot."""
        return self._table("pivots")

    @cached_property
    def zones(self) -> pl.DataFrame:
        """Zones of ``kind`` demand or supply, from ``low`` to ``high``."""
        return self._table("zones")

    @cached_property
    def ranges(self) -> pl.DataFrame:
        """Ranges as they became known: found, broken, failed, ended.

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
        """Signals that passed validation: entry, stop, targets, size, reward, confidence."""
        return self._table("signals")

    @cached_property
    def refusals(self) -> pl.DataFrame:
        """Signals that did not: the ``stage`` and the ``reason``, ``value`` against ``limit``."""
        return self._table("refusals")

    @cached_property
    def bars(self) -> pl.DataFrame:
        """The class and the ratios of each bar, where they were asked for."""
        return self._table("bars")

    def _table(self, name: str) -> pl.DataFrame:
        frames = [_frame(part, name) for part in self._parts]
        if name == "evidence":
            frames = self._shifted(frames)
        return pl.concat(_alike(frames)) if len(frames) > 1 else frames[0]

    def _shifted(self, frames: list[pl.DataFrame]) -> list[pl.DataFrame]:
        """Rows of events count on from symbol to symbol."""
        shifted, before = [], 0
        for frame, (_, tables, _) in zip(frames, self._parts, strict=True):
            shifted.append(frame.with_columns(pl.col("row") + before))
            before += tables.events
        return shifted


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


def _frame(part: Part, name: str) -> pl.DataFrame:
    symbol, tables, times = part
    frame = pl.DataFrame(tables.table(name))
    columns: list[pl.Expr | pl.Series] = [pl.lit(symbol).alias("symbol")]
    if times is not None and "bar" in frame.columns:
        columns += [
            times.gather(frame.get_column(bar)).alias(at)
            for bar, at in (("bar", "at"), ("known_bar", "known_at"))
        ]
    return frame.select(*columns, *frame.columns)
