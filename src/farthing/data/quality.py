"""The quality report of an ingest: what a reader should know of the bars before trusting them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.data.sources.source import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from farthing.types import Split

JUMP_UP, JUMP_DOWN = 1.4, 1 / 1.4
"""An open so far from the close before is looked at: the smallest common split is 3 for 2."""

SPLIT_RATIOS = (
    Fraction(3, 2), Fraction(5, 2),
    *(Fraction(size) for size in (2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50, 100)),
)  # fmt: skip

SPLIT_NEARNESS = 0.03
"""An open this near to a ratio looks like a split of that ratio."""

RANGES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """The rows of one symbol in one line."""

    symbol: str
    frequency: str
    rows: int
    first: str
    last: str
    sessions: int
    missing: int
    extended: int
    dropped: int
    kept: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest has found.

    Args:
        summaries: a line for each symbol.
        findings: everything else.
    """

    summaries: tuple[Summary, ...]
    findings: tuple[Finding, ...]

    def record(self) -> dict[str, Any]:
        """The report for the manifest."""
        return {
            "summaries": [asdict(summary) for summary in self.summaries],
            "findings": [asdict(finding) for finding in self.findings],
        }

    @classmethod
    def of(cls, record: dict[str, Any]) -> Report:
        """The report of a manifest."""
        return cls(
            tuple(Summary(**each) for each in record["summaries"]),
            tuple(Finding(**each) for each in record["findings"]),
        )


def missing_sessions(
    symbol: str, bars: pl.DataFrame, sessions: pl.DataFrame
) -> tuple[int, list[Finding]]:
    """Sessions between the first and the last bar that have no bar in hours."""
    had = bars.filter(~pl.col("extended")).get_column("session").unique()
    if had.is_empty():
        return 0, []
    inside = sessions.with_row_index("place").filter(
        pl.col("session").is_between(pl.lit(had.min()), pl.lit(had.max()))
    )
    gone = inside.filter(~pl.col("session").is_in(had.implode()))
    if gone.is_empty():
        return 0, []
    detail = "no bars in the sessions of " + ranges(
        gone.get_column("session").to_list(), gone.get_column("place").to_list()
    )
    return len(gone), [Finding(symbol, "missing sessions", len(gone), detail)]


def ranges(days: Sequence[date], places: Sequence[int]) -> str:
    """Days as ranges of successive sessions, the first few of them.

    >>> from datetime import date
    >>> ranges([date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 5)], [0, 1, 3])
    '2024-01-02 to 2024-01-03, 2024-01-05'
    """
    spans: list[list[date]] = []
    before = None
    for day, place in zip(days, places, strict=True):
        if before is not None and place == before + 1:
            spans[-1][-1] = day
        else:
            spans.append([day, day])
        before = place
    shown = [str(a) if a == b else f"{a} to {b}" for a, b in spans[:RANGES_SHOWN]]
    more = len(spans) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def jumps(symbol: str, bars: pl.DataFrame, splits: Sequence[Split], *, raw: bool) -> list[Finding]:
    """Opens that look like splits nobody has recorded, and recorded splits that do not show.

    Args:
        symbol: whose bars these are.
        bars: sorted by time.
        splits: those recorded.
        raw: whether prices are said to be as traded, so that recorded splits must show.
    """
    first = pl.col("session") != pl.col("session").shift()
    opens = (
        bars.lazy()
        .filter(~pl.col("extended"))
        .select(
            "session",
            first=first,
            before=pl.col("close").shift().cast(pl.Float64),
            open=pl.col("open").cast(pl.Float64),
        )
        .filter(pl.col("first") & (pl.col("before") > 0))
        .select("session", ratio=pl.col("open") / pl.col("before"))
    )
    days = [split.date for split in splits]
    odd = (pl.col("ratio") >= JUMP_UP) | (pl.col("ratio") <= JUMP_DOWN)
    seen = opens.filter(odd | pl.col("session").is_in(days)).collect()
    ratios: dict[date, float] = dict(seen.iter_rows())
    found = [
        _unrecorded(symbol, day, ratio)
        for day, ratio in ratios.items()
        if day not in days and _like_a_split(ratio)
    ]
    if raw:
        found += [
            _invisible(split, ratios[split.date])
            for split in splits
            if split.date in ratios and not _shows(split, ratios[split.date])
        ]
    return found


def odd_bars(symbol: str, bars: pl.DataFrame) -> list[Finding]:
    """Bars whose high is so far above their low that a print from elsewhere may be in them."""
    wide = pl.col("high").cast(pl.Float64) >= JUMP_UP * pl.col("low").cast(pl.Float64)
    found = bars.filter(wide & (pl.col("low") > 0))
    if found.is_empty():
        return []
    first = found.row(0, named=True)
    detail = (
        f"within one bar prices go far; the first ends {first['time']:%Y-%m-%d %H:%M} UTC and goes "
        f"from {first['open']} to {first['close']}, high {first['high']}, low {first['low']}"
    )
    return [Finding(symbol, "odd bar", len(found), detail)]


def _like_a_split(ratio: float) -> Fraction | None:
    size = max(ratio, 1 / ratio) if ratio > 0 else 0.0
    for whole in SPLIT_RATIOS:
        if abs(size / float(whole) - 1) <= SPLIT_NEARNESS:
            return whole
    return None


def _unrecorded(symbol: str, day: date, ratio: float) -> Finding:
    size = _like_a_split(ratio)
    assert size is not None
    large, small = size.numerator, size.denominator
    shape = f"{large} for {small}" if ratio < 1 else f"{small} for {large}"
    detail = f"{day} opens at {ratio:.4f} of the close before: an unrecorded split of {shape}?"
    return Finding(symbol, "jump", 1, detail)


def _shows(split: Split, ratio: float) -> bool:
    """Whether the open is nearer to the split than to no split."""
    expected = split.old / split.new
    if JUMP_DOWN < expected < JUMP_UP:
        return True  # too small to tell from a usual move
    distance = max(ratio / expected, expected / ratio)
    return distance < max(ratio, 1 / ratio)


def _invisible(split: Split, ratio: float) -> Finding:
    detail = (
        f"the split of {split.new} for {split.old} on {split.date} does not show: that day opens "
        f"at {ratio:.4f} of the close before. Are prices split-adjusted?"
    )
    return Finding(split.symbol, "invisible split", 1, detail)
