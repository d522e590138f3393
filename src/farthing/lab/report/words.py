"""Figures of results, as people read them."""

from __future__ import annotations

from farthing.backtest.figures import DASH, size
from farthing.lab.profile.words import duration, measured, percent, times
from farthing.lab.results.comparison import Verdict

__all__ = ["DASH", "duration", "measured", "percent", "size", "times"]

FACTORS_FROM = 3.0
"""From this ratio on a change is told as a factor."""
MINUTES = 16
"""Letters of an instant up to its minute."""

VERDICTS = {
    Verdict.PASS: "Pass",
    Verdict.WARN: "Warning",
    Verdict.INCONCLUSIVE: "Inconclusive",
    Verdict.FAIL: "Fail",
    Verdict.ERROR: "Error",
}
TONES = {
    Verdict.PASS: "gain",
    Verdict.WARN: "second",
    Verdict.INCONCLUSIVE: "neutral",
    Verdict.FAIL: "loss",
    Verdict.ERROR: "loss",
}


def change(ratio: float, digits: int = 1) -> str:
    """How far a ratio lies above or below one.

    >>> change(1.1234), change(0.995), change(0.99999), change(12.0)
    ('+12.3 %', '-0.5 %', '0 %', '12.0x')
    """
    if ratio >= FACTORS_FROM:
        return f"{ratio:.1f}x"
    percent = round((ratio - 1) * 100, digits)
    return f"{percent:+.{digits}f} %" if percent else "0 %"


def changes(low: float, high: float) -> str:
    """The two ends of a ratio's interval, both as factors where one of them is.

    >>> changes(1.02, 1.13), changes(2.892, 3.2), changes(0.8, 3.2)
    ('+2.0 % to +13.0 %', '2.9x to 3.2x', '-20.0 % to 3.2x')
    """
    is_factor = high >= FACTORS_FROM and low >= 1
    return between(f"{low:.1f}x" if is_factor else change(low), change(high))


def between(low: str, high: str) -> str:
    """The two ends of an interval."""
    return f"{low} to {high}"


def minute(made: str) -> str:
    """An instant of ISO 8601, to the minute.

    >>> minute("2025-01-03T10:20:30+00:00")
    '2025-01-03 10:20 UTC'
    """
    return f"{made[:MINUTES].replace('T', ' ')} UTC"


def share(value: float) -> str:
    """A threshold: a share in percent, without a digit that says nothing.

    >>> share(0.1), share(0.125)
    ('10 %', '12.5 %')
    """
    return f"{value * 100:.4g} %"


def probability(value: float | None) -> str:
    """A p or q value.

    >>> probability(0.03125), probability(1e-6), probability(None)
    ('0.031', '< 0.001', '–')
    """
    if value is None:
        return DASH
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def count(number: int, one: str, many: str = "") -> str:
    """So many things.

    >>> count(1, "case"), count(2000, "case")
    ('1 case', '2,000 cases')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
