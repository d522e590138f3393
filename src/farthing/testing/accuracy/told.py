"""What the detector finds in a planted case, as its scores want to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from farthing.testing.planted.score import Detections
from farthing.wyckoff import Detector

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from farthing.testing.planted import Case
    from farthing.wyckoff import Found, Parameters

PRICES = ("open", "high", "low", "close")
PATTERNS = {
    "spring": "spring", "sos": "sos", "lps": "lps", "bu": "lps",
    "utad": "utad", "sow": "sow", "lpsy": "lpsy",
}  # fmt: skip
"""The pattern that an event begins."""

NO_PHASE = "-"


def detections(
    case: Case,
    parameters: Parameters | Mapping[str, float] | None = None,
    *,
    is_validated: bool = True,
) -> Detections:
    """Events, ranges, phases and signals that the detector finds in the bars of a case.

    A range that goes on is said again with each bar, up to that bar: its end is not known before.

    Args:
        case: of which bars alone are read.
        parameters: values that differ from the table's.
        is_validated: whether signals are those that passed validation; else every candidate.

    >>> from farthing.testing.planted import case
    >>> found = detections(case(0, seed=1).blind())
    >>> found.events.get_column("event").to_list()[:4]
    ['sc', 'ar', 'st', 'sos']
    """
    scale = case.price_scale
    told = {name: case.bars.get_column(name).to_numpy() / 10**scale for name in PRICES}
    bars = {**told, "volume": case.bars.get_column("volume").to_numpy(), **_places(case)}
    found = Detector(parameters, scale=scale).extend(bars)
    return Detections(
        events=_named(case, found.events, "event"),
        ranges=_ranges(case, found.ranges),
        phases=_phases(case, found),
        signals=_signals(case, found, is_validated=is_validated),
    )


def _places(case: Case) -> dict[str, NDArray[np.int64]]:
    """The session of each bar and, where bars are of a part of one, the place in it."""
    session = case.bars.get_column("session").rank("dense").cast(pl.Int64).to_numpy() - 1
    if case.market == "1d":
        return {"session_number": session}
    slot = case.bars.get_column("slot").cast(pl.Int64).to_numpy()
    return {"session_number": session, "slot": slot}


def _named(case: Case, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    return rows.select(
        pl.lit(case.number).alias("case"),
        pl.col("event").str.to_lowercase().alias(column),
        "side",
        pl.col("bar").alias("at"),
        pl.col("known_bar").alias("known_at"),
    )


def _signals(case: Case, found: Found, *, is_validated: bool) -> pl.DataFrame:
    common = ("event", "side", "bar", "known_bar")
    rows = found.signals.select(common)
    if not is_validated:
        rows = pl.concat([rows, found.refusals.select(common)])
    named = _named(case, rows, "pattern").filter(pl.col("pattern").is_in(list(PATTERNS)))
    return named.with_columns(pl.col("pattern").replace(PATTERNS))


def _phases(case: Case, found: Found) -> pl.DataFrame:
    count = case.bars.height
    at_last, on_the_day = np.full(count, NO_PHASE), np.full(count, NO_PHASE)
    for phase, at, known in found.phases.select("phase", "bar", "known_bar").iter_rows():
        at_last[at:] = phase
        on_the_day[known:] = phase
    said = pl.DataFrame({"phase_at_last": at_last, "phase_on_the_day": on_the_day})
    return said.with_row_index("bar").with_columns(
        pl.lit(case.number).alias("case"),
        *(pl.col(name).replace(NO_PHASE, None) for name in said.columns),
    )


def _ranges(case: Case, rows: pl.DataFrame) -> pl.DataFrame:
    """Each row of a range, said anew with each bar until its next row."""
    scale, last = 10**case.price_scale, case.bars.height - 1
    until = pl.col("known_bar").shift(-1).over("range").fill_null(last + 1)
    is_open = pl.col("state").is_in(["found", "failed"])
    ends = pl.int_ranges(
        "known_bar", pl.when(is_open).then(until).otherwise(pl.col("known_bar") + 1)
    )
    return (
        rows.filter(~pl.col("state").is_in(["ended", "lost"]))
        .select(
            pl.lit(case.number).alias("case"),
            "range",
            pl.col("bar").alias("start"),
            ends.alias("end"),
            *((pl.col(name).cast(pl.Float64) * scale).round().cast(pl.Int64) for name in LEVELS),
        )
        .explode("end")
        .with_columns(pl.col("end").alias("known_at"))
    )


LEVELS = ("support", "resistance")
