"""Unfinished bars: live sources give the bar that is still being made, and it is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from farthing.data.calendar import INSTANT
from farthing.data.request import bar_length
from farthing.data.sources.source import Finding

if TYPE_CHECKING:
    from datetime import datetime

    from farthing.data.calendar import Calendar
    from farthing.data.request import Request
    from farthing.data.sources.source import RawTable


def without_unfinished(
    table: RawTable, request: Request, calendar: Calendar, now: datetime
) -> RawTable:
    """A table without bars that end after now; what was left out is among its findings.

    Args:
        table: stamps are dates, or instants at which bars begin.
        request: the frequency.
        calendar: tells when daily bars end.
        now: an instant.
    """
    stamp = table.frame.get_column("stamp")
    if request.intraday:
        ends = (stamp + bar_length(request.frequency)).cast(INSTANT)
    else:
        sessions = calendar.sessions(stamp.min(), stamp.max())  # type: ignore[arg-type]
        closes = sessions.select(pl.col("session").alias("stamp"), "close")
        joined = stamp.to_frame().join(closes, on="stamp", how="left", maintain_order="left")
        ends = joined.get_column("close")
    over = (ends <= now).fill_null(value=True)
    count = int((~over).sum())
    if not count:
        return table
    finding = Finding(table.symbol, "unfinished", count, f"bars that end after {now}, left out")
    return replace(table, frame=table.frame.filter(over), findings=(*table.findings, finding))
