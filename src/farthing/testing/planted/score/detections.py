"""What a detector hands in: plain frames with named columns, checked before they are scored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from farthing.errors import ConfigurationError
from farthing.testing.planted.labels import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterable

EVENTS = pl.Schema(
    {
        "case": pl.Int64,
        "event": pl.String,
        "side": pl.String,
        "at": pl.Int64,
        "known_at": pl.Int64,
    }
)
RANGES = pl.Schema(
    {
        "case": pl.Int64,
        "start": pl.Int64,
        "end": pl.Int64,
        "support": pl.Int64,
        "resistance": pl.Int64,
        "known_at": pl.Int64,
    }
)
PHASES = pl.Schema(
    {
        "case": pl.Int64,
        "bar": pl.Int64,
        "phase_at_last": pl.String,
        "phase_on_the_day": pl.String,
    }
)
SIGNALS = pl.Schema(
    {
        "case": pl.Int64,
        "pattern": pl.String,
        "side": pl.String,
        "at": pl.Int64,
        "known_at": pl.Int64,
    }
)
EVENT_NAMES = (
    *("ps", "sc", "ar", "st", "spring", "test", "sos", "lps", "bu"),
    *("psy", "bc", "ut", "utad", "sow", "lpsy"),
)
WORDS = {
    "event": EVENT_NAMES,
    "side": SIDES,
    "pattern": ("spring", "sos", "lps", "utad", "sow", "lpsy"),
    "phase_at_last": tuple("ABCDE"),
    "phase_on_the_day": tuple("ABCDE"),
}
"""What columns may say."""

SCHEMAS = {"events": EVENTS, "ranges": RANGES, "phases": PHASES, "signals": SIGNALS}


def _empty(schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, slots=True)
class Detections:
    """What was found; any frame may be left out. Bars are numbers from 0, prices whole ticks.

    Args:
        events: `case`, `event` (such as `spring`), `side` (`long` or `short`), `at`, `known_at`.
        ranges: `case`, `start`, `end`, `support`, `resistance`, `known_at`; and `range`, a number
            that rows share which say the same range as it was known at several times. Without it
            each row is a range of its own.
        phases: `case`, `bar`, `phase_at_last`, `phase_on_the_day`: `A` to `E`, null for none.
        signals: `case`, `pattern`, `side`, `at`, `known_at`.

    Raises:
        ConfigurationError: a column is missing or of another kind, or something is known before it
            was.

    >>> Detections(events=pl.DataFrame({"case": [0]}))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    farthing.errors.ConfigurationError: events have no column 'event': give case, event, side, ...
    """

    events: pl.DataFrame = field(default_factory=lambda: _empty(EVENTS))
    ranges: pl.DataFrame = field(default_factory=lambda: _empty(RANGES))
    phases: pl.DataFrame = field(default_factory=lambda: _empty(PHASES))
    signals: pl.DataFrame = field(default_factory=lambda: _empty(SIGNALS))

    def __post_init__(self) -> None:
        """Refuses frames that cannot be scored."""
        for name, schema in SCHEMAS.items():
            object.__setattr__(self, name, _checked(getattr(self, name), name, schema))


def _checked(frame: pl.DataFrame, name: str, schema: pl.Schema) -> pl.DataFrame:
    for column, kind in schema.items():
        if column not in frame.columns:
            raise ConfigurationError(f"{name} have no column {column!r}: give {', '.join(schema)}")
        given = frame.schema[column]
        fits = given == pl.Null or given == kind or (kind == pl.Int64 and given.is_integer())
        if not fits:
            raise ConfigurationError(f"{name}.{column} is {given}: it has to be {kind}")
    frame = frame.cast(dict(schema))  # type: ignore[arg-type]
    for column, words in WORDS.items():
        if column in schema:
            _known_words(frame, name, column, words)
    if "at" in schema:
        _nothing_before_its_bar(frame, name)
    return frame


def _known_words(frame: pl.DataFrame, name: str, column: str, words: tuple[str, ...]) -> None:
    """A word that no label has would be a false detection without a word said."""
    other = sorted(set(frame.get_column(column).drop_nulls()) - set(words))
    if other:
        raise ConfigurationError(
            f"{name}.{column} has {other[0]!r}: it is one of {', '.join(words)}"
        )


def _nothing_before_its_bar(frame: pl.DataFrame, name: str) -> None:
    early = frame.filter(pl.col("known_at") < pl.col("at"))
    if not early.is_empty():
        row = early.row(0, named=True)
        raise ConfigurationError(
            f"{name} of case {row['case']}: known at bar {row['known_at']} what is at bar"
            f" {row['at']}: nothing is known before its own bar"
        )


def together(found: Iterable[Detections]) -> Detections:
    """The detections of several cases in one; at least one."""
    every = list(found)
    parts = {name: _joined([getattr(one, name) for one in every]) for name in SCHEMAS}
    return Detections(**parts)


def _joined(frames: list[pl.DataFrame]) -> pl.DataFrame:
    filled = [frame for frame in frames if not frame.is_empty()]
    return pl.concat(filled, how="diagonal_relaxed") if filled else frames[0]
