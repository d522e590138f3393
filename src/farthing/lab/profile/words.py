"""Times, shares and factors as people read them."""

from __future__ import annotations

from farthing.backtest.figures import DASH, size

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
DIGITS = ((100.0, 0), (10.0, 1), (0.0, 2))
"""Digits behind the point, from such a number on: three figures."""


def duration(seconds: float | None, *, signed: bool = False) -> str:
    """Seconds in their unit, three figures.

    >>> duration(0.0123), duration(2e-7), duration(-0.5, signed=True), duration(None)
    ('12.3 ms', '200 ns', '-500 ms', '–')
    """
    if seconds is None:
        return DASH
    sign = "-" if seconds < 0 else "+" if signed and seconds > 0 else ""
    if seconds == 0:
        return "0 s"
    scale, unit = next((u for u in UNITS if abs(seconds) >= u[0]), UNITS[-1])
    return f"{sign}{figures(abs(seconds) / scale)} {unit}"


def figures(value: float) -> str:
    """A number with three figures.

    >>> figures(1.2345), figures(12.345), figures(1234.5)
    ('1.23', '12.3', '1,234')
    """
    digits = next(digits for least, digits in DIGITS if abs(value) >= least)
    return f"{value:,.{digits}f}"


def measured(measure: str, value: float) -> str:
    """What was measured: seconds, or bytes of some kind.

    >>> measured("seconds", 0.0015), measured("rise_bytes", 3 * 2**20)
    ('1.50 ms', '3.0 MiB')
    """
    return duration(value) if measure == "seconds" else size(value)


def percent(share: float | None) -> str:
    """A share of 1 in percent.

    >>> percent(0.1234), percent(None)
    ('12.3 %', '–')
    """
    return DASH if share is None else f"{100 * share:.1f} %"


def times(factor: float | None) -> str:
    """A factor.

    >>> times(1.2345), times(None)
    ('1.23x', '–')
    """
    return DASH if factor is None else f"{figures(factor)}x"


def calls(count: float | None) -> str:
    """Calls in a run, which are a mean over runs.

    >>> calls(5020.0), calls(0.5), calls(None)
    ('5,020', '0.5', '–')
    """
    return DASH if count is None else f"{count:,.1f}".removesuffix(".0")
