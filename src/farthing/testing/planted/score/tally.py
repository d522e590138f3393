"""Counts what was found, case by case and name by name: the common part of events and patterns."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import polars as pl

from farthing.testing.planted.score.intervals import Clusters
from farthing.testing.planted.score.matching import WITHIN_BARS, matched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

KNOWN_WITHIN = {
    "ps": 20,
    "psy": 20,
    "sc": 10,
    "bc": 10,
    "ar": 10,
    "st": 10,
    "ut": 20,
    "spring": 20,
    "utad": 20,
    "test": 10,
    "sos": 5,
    "sow": 5,
    "lps": 10,
    "lpsy": 10,
}
"""Bars after an event within which it has to be known.

A break is seen at once. A turn is one when a few bars have gone the other way, so that it takes 10.
Preliminary support is one only once the climax has come, a spring of much volume only once it was
tested: 20.
"""

SAME = {"bu": "lps"}
"""A back-up and a last point of support are one event, seen at two prices."""

Key = tuple[str, str]
Item = TypeVar("Item")
COUNTS = ("labels", "found", "detections", "late", "duplicates")
OFF = "bars_off"
"""Bars by which pairs miss each other, in either direction."""


@dataclass(slots=True)
class Tally:
    """Counts by name and side, each an array with one number a case.

    Args:
        numbers: the cases.
        counts: by (name, side) and kind of count.
        shifts: detection less label, in bars, of each pair.
        delays: known less label.
    """

    numbers: list[int]
    counts: dict[Key, dict[str, NDArray[np.int64]]] = field(default_factory=dict)
    shifts: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    delays: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))

    def of(self, key: Key) -> dict[str, NDArray[np.int64]]:
        """The counts of a name and side."""
        if key not in self.counts:
            self.counts[key] = {
                name: np.zeros(len(self.numbers), np.int64) for name in (*COUNTS, OFF)
            }
        return self.counts[key]

    def table(self) -> pl.DataFrame:
        """One row a name and side, and one over all: counts, shares with intervals, times."""
        clusters = Clusters(len(self.numbers))
        rows = [self._row(key, clusters) for key in sorted(self.counts)]
        return pl.DataFrame([*rows, self._whole(clusters)], schema=TABLE)

    def _row(self, key: Key, clusters: Clusters) -> dict[str, object]:
        return _row(key, self.counts[key], (self.shifts[key], self.delays[key]), clusters)

    def _whole(self, clusters: Clusters) -> dict[str, object]:
        zero = np.zeros(len(self.numbers), np.int64)
        sums = {
            name: sum((counts[name] for counts in self.counts.values()), start=zero)
            for name in (*COUNTS, OFF)
        }
        shifts = [shift for each in self.shifts.values() for shift in each]
        delays = [delay for each in self.delays.values() for delay in each]
        return _row(("all", "both"), sums, (shifts, delays), clusters)


TABLE = pl.Schema(
    {
        "name": pl.String,
        "side": pl.String,
        **dict.fromkeys((*COUNTS, "missed", "false"), pl.Int64),
        **{
            f"{share}{bound}": pl.Float64
            for share in ("precision", "recall", OFF)
            for bound in ("", "_low", "_high")
        },
        **dict.fromkeys(("shift_mean", "shift_deviation", "delay_median"), pl.Float64),
    }
)


def _row(
    key: Key,
    counts: dict[str, NDArray[np.int64]],
    times: tuple[list[int], list[int]],
    clusters: Clusters,
) -> dict[str, object]:
    sums = {name: int(counts[name].sum()) for name in COUNTS}
    precision = clusters.ratio(counts["found"], counts["detections"])
    recall = clusters.ratio(counts["found"], counts["labels"])
    off = clusters.mean(counts[OFF], counts["found"])
    shifts, delays = times
    return {
        "name": key[0],
        "side": key[1],
        **sums,
        "missed": sums["labels"] - sums["found"],
        "false": sums["detections"] - sums["found"],
        **dict(zip(("precision", "precision_low", "precision_high"), precision, strict=True)),
        **dict(zip(("recall", "recall_low", "recall_high"), recall, strict=True)),
        **dict(zip((OFF, f"{OFF}_low", f"{OFF}_high"), off, strict=True)),
        "shift_mean": float(np.mean(shifts)) if shifts else None,
        "shift_deviation": float(np.std(shifts)) if shifts else None,
        "delay_median": float(np.median(delays)) if delays else None,
    }


def tally(labels: pl.DataFrame, found: pl.DataFrame, cases: pl.DataFrame) -> Tally:
    """Pairs labels and detections within each case, name and side.

    Args:
        labels: `case`, `name`, `side`, `at`, `scored`.
        found: `case`, `name`, `side`, `at`, `known_at`; those in a case's warmup and of other
            cases are left out.
        cases: `case` and `warmup`.
    """
    numbers = cases.get_column("case").to_list()
    places = {number: place for place, number in enumerate(numbers)}
    made = Tally(numbers)
    known = found.join(cases.select("case", "warmup"), on="case").filter(
        pl.col("at") >= pl.col("warmup")
    )
    told = _grouped(labels.select("case", "name", "side", "at", "scored").iter_rows())
    seen = _grouped(known.select("case", "name", "side", "at", "known_at").iter_rows())
    for group in sorted(told.keys() | seen.keys()):
        case, *key = group
        _count(made, (key[0], key[1]), places[case], told.get(group, []), seen.get(group, []))
    return made


def _grouped(
    rows: Iterable[tuple[int, str, str, int, int]],
) -> dict[tuple[int, str, str], list[tuple[int, int]]]:
    groups: dict[tuple[int, str, str], list[tuple[int, int]]] = defaultdict(list)
    for case, name, side, at, other in rows:
        groups[case, SAME.get(name, name), side].append((at, other))
    return groups


def _count(
    made: Tally,
    key: Key,
    place: int,
    told: list[tuple[int, int]],
    seen: list[tuple[int, int]],
) -> None:
    labels = [at for at, scored in told if scored]
    free = [at for at, scored in told if not scored]
    pairs = matched(labels, seen, KNOWN_WITHIN.get(key[0]))
    rest = _without(seen, pairs.values())
    false = _without(rest, matched(free, rest, None).values())
    late = matched(_without(labels, pairs), false, None)
    extra = _without(false, late.values())
    shifts = [seen[found][0] - labels[label] for label, found in pairs.items()]
    counts = made.of(key)
    counts["labels"][place] += len(labels)
    counts["found"][place] += len(pairs)
    counts["detections"][place] += len(pairs) + len(false)
    counts["late"][place] += len(late)
    counts["duplicates"][place] += sum(_beside(at, labels) for at, _ in extra)
    counts[OFF][place] += sum(map(abs, shifts))
    made.shifts[key].extend(shifts)
    made.delays[key].extend(seen[found][1] - labels[label] for label, found in pairs.items())


def _without(items: list[Item], places: Iterable[int]) -> list[Item]:
    """The items but those at these places."""
    left_out = set(places)
    return [item for place, item in enumerate(items) if place not in left_out]


def _beside(at: int, labels: list[int]) -> bool:
    return any(abs(at - label) <= WITHIN_BARS for label in labels)
