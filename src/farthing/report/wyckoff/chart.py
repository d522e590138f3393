"""Candles and volume, levels, phases and events, as geometry of one drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from farthing.decimals import canonical
from farthing.report.charts.scale import Scale
from farthing.report.text import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from farthing.report.wyckoff.view import View

WIDTH, PLOT = 1200, 1120
"""Units across the drawing, and across what is drawn of bars; prices stand to the right."""

TOP, BOTTOM = 34, 450
"""Where prices begin and end, below the strip of phases."""

VOLUME_TOP, VOLUME_BOTTOM, HEIGHT = 480, 560, 590

LETTER, LINE = 7.2, 14
"""How wide a letter of a label is, and how high a label."""

NANOSECONDS = 10**9


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place, with a line to what it names."""

    kind: str
    words: str
    title: str
    x: float
    y: float
    from_x: float
    from_y: float


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line of a price, with a word."""

    kind: str
    words: str
    x: float
    width: float
    y: float


@dataclass(frozen=True, slots=True)
class Band:
    """A phase."""

    letter: str
    title: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of candles.

    Attributes:
        paths: by kind: wicks and bodies of bars that rise or fall, volume.
        ticks: prices at heights.
        days: words at places.
    """

    paths: dict[str, str]
    ticks: tuple[tuple[float, str], ...]
    days: tuple[tuple[float, str], ...]
    bands: tuple[Band, ...]
    levels: tuple[Level, ...]
    labels: tuple[Label, ...]
    box: tuple[float, float, float, float] | None
    width: int = WIDTH
    height: int = HEIGHT
    plot: int = PLOT


@dataclass(frozen=True, slots=True)
class _Place:
    """Where bars and prices are drawn."""

    first: int
    count: int
    scale: Scale

    def x(self, bar: float) -> float:
        """The middle of a bar."""
        return (bar - self.first + 0.5) / self.count * PLOT

    def y(self, price: float) -> float:
        """A price."""
        return TOP + self.scale.percent(price) / 100 * (BOTTOM - TOP)


def chart(view: View) -> Chart:
    """The drawing of a symbol's last range."""
    _, high, low, _ = view.prices
    drawn = [price for _, price, _ in _lines(view)]
    shown = [price for price in drawn if low.min() * 0.6 < price < high.max() * 1.4]
    scale = Scale.around(min(low.min(), *shown, low.max()), max(high.max(), *shown, high.min()), 8)
    place = _Place(view.first, len(high), scale)
    return Chart(
        paths={**_candles(view, place), "volume": _volume(view, place)},
        ticks=tuple((place.y(float(tick)), f"{canonical(tick):f}") for tick in scale.ticks),
        days=tuple(_days(view, place)),
        bands=tuple(_bands(view, place)),
        levels=tuple(_levels(view, place)),
        labels=tuple(_labels(view, place)),
        box=_box(view, place),
    )


def _lines(view: View) -> list[tuple[str, float, int]]:
    """Prices of levels and of the last signal: kind, price, first bar."""
    lines: list[tuple[str, float, int]] = []
    of = view.range
    if of is not None:
        names = ("support", "resistance")
        lines += [(name, view.drawn(of[name], of["known_bar"]), of["bar"]) for name in names]
    if view.signals:
        signal = view.signals[-1]
        known = signal["known_bar"]
        of_signal = ("entry", "stop", "target_1", "target_2", "target_3")
        lines += [(name, view.drawn(signal[name], known), known) for name in of_signal]
    return lines


def _levels(view: View, place: _Place) -> Iterable[Level]:
    for name, price, bar in _lines(view):
        x, y = place.x(max(bar, view.first)), place.y(price)
        if TOP <= y <= BOTTOM:
            words = f"{name.replace('_', ' ')} {price:,.2f}"
            yield Level(name.partition("_")[0], words, x, PLOT - x, y)


def _box(view: View, place: _Place) -> tuple[float, float, float, float] | None:
    of = view.range
    if of is None:
        return None
    stop = next((row["known_bar"] for row in view.ranges if row["state"] == "broken"), None)
    last = view.first + place.count - 1 if stop is None else stop
    x, end = place.x(max(of["bar"], view.first) - 0.5), place.x(last + 0.5)
    top, bottom = (
        place.y(view.drawn(of[name], of["known_bar"])) for name in ("resistance", "support")
    )
    return x, top, max(end - x, 1.0), bottom - top


def _candles(view: View, place: _Place) -> dict[str, str]:
    opened, high, low, close = view.prices
    half = max(PLOT / place.count * 0.32, 0.6)
    rising = close >= opened
    paths = {}
    for kind, which in (("rise", rising), ("fall", ~rising)):
        wicks, bodies = [], []
        for bar in np.flatnonzero(which).tolist():
            x = place.x(bar + view.first)
            top, bottom = place.y(float(high[bar])), place.y(float(low[bar]))
            begin, end = place.y(float(opened[bar])), place.y(float(close[bar]))
            upper, lower = min(begin, end), max(begin, end, min(begin, end) + 0.8)
            wicks.append(f"M{x:.1f} {top:.1f}V{bottom:.1f}")
            bodies.append(
                f"M{x - half:.1f} {upper:.1f}h{2 * half:.1f}V{lower:.1f}h-{2 * half:.1f}z"
            )
        paths[f"wick {kind}"], paths[f"body {kind}"] = "".join(wicks), "".join(bodies)
    return paths


def _volume(view: View, place: _Place) -> str:
    if view.volume is None or not float(view.volume.max()):
        return ""
    half = max(PLOT / place.count * 0.32, 0.6)
    heights: NDArray[np.float64] = (
        view.volume / float(view.volume.max()) * (VOLUME_BOTTOM - VOLUME_TOP)
    )
    return "".join(
        f"M{place.x(bar + view.first) - half:.1f} {VOLUME_BOTTOM}"
        f"v-{height:.1f}h{2 * half:.1f}V{VOLUME_BOTTOM}z"
        for bar, height in enumerate(heights.tolist())
    )


def _days(view: View, place: _Place) -> Iterable[tuple[float, str]]:
    """The first bar of each month, as far apart as their words need."""
    last, month = -100.0, None
    for bar, time in enumerate(view.times.tolist()):
        day = datetime.fromtimestamp(time // NANOSECONDS, tz=UTC).date()
        begun, month = month not in (None, (day.year, day.month)), (day.year, day.month)
        x = place.x(bar + view.first)
        if begun and x - last > 9 * LETTER:
            last = x
            yield (
                x,
                f"{MONTHS[day.month - 1]} {day.year}" if day.month == 1 else MONTHS[day.month - 1],
            )


def _bands(view: View, place: _Place) -> Iterable[Band]:
    """Phases from the bar of each to that of the next, as they are known by now."""
    end = view.first + place.count
    same = groupby(view.phases, key=lambda row: str(row["phase"]))
    begun = [next(rows) for _, rows in same]  # of a phase that began again, the first
    for row, after in zip(begun, [*begun[1:], None], strict=False):  # none begun: none
        begin, stop = max(row["bar"], view.first), end if after is None else after["bar"]
        if row["phase"] != "-" and stop > begin:
            x = place.x(begin - 0.5)
            title = f"phase {row['phase']}, known {row['known_at']:%Y-%m-%d}"
            yield Band(row["phase"], title, x, place.x(stop - 0.5) - x)


def _labels(view: View, place: _Place) -> Iterable[Label]:
    """Events where they became known, none over another."""
    taken: list[tuple[float, float, float]] = []
    _, high, low, _ = view.prices
    for event in view.events:
        bar, known = event["bar"], event["known_bar"]
        if bar < view.first:
            continue
        x, half = place.x(known), len(event["event"]) * LETTER / 2 + 2
        is_below = _is_below(event)
        edge = low[known - view.first] if is_below else high[known - view.first]
        y, step = place.y(float(edge)) + (16 if is_below else -8), LINE if is_below else -LINE
        while any(
            abs(x - at) < half + width and abs(y - height) < LINE for at, height, width in taken
        ):
            y += step
        taken.append((x, y, half))
        title = (
            f"{event['event']} of {event['at']:%Y-%m-%d}, known {event['known_at']:%Y-%m-%d}, "
            f"score {event['score']:.2f}"
        )
        from_y = place.y(view.drawn(event["price"], known))
        yield Label(event["side"], event["event"], title, x, y, place.x(bar), from_y)


LOWS = {"PS", "SC", "Spring", "LPS", "BU", "SOW"}
EITHER = {"AR", "ST", "Test"}


def _is_below(event: dict[str, str]) -> bool:
    """Whether an event has to do with a low."""
    name, is_long = event["event"], event["side"] == "long"
    return is_long != (name == "AR") if name in EITHER else name in LOWS
