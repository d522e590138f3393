"""Figures of the lab in words."""

from __future__ import annotations

MEBIBYTE = 2**20


def milliseconds(seconds: float | None) -> str:
    """A duration with three digits that matter.

    >>> milliseconds(0.0001554), milliseconds(1.5), milliseconds(None)
    ('0.155 ms', '1,500 ms', '')
    """
    if seconds is None:
        return ""
    value = seconds * 1e3
    digits = 3 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{digits}f} ms"


def memory(size: float | None) -> str:
    """A size in MiB.

    >>> memory(3 * 2**20), memory(None)
    ('3 MiB', '')
    """
    return "" if size is None else f"{size / MEBIBYTE:,.0f} MiB"


def percent(ratio: float) -> str:
    """How much a ratio lies above or below one.

    >>> percent(1.12), percent(0.995)
    ('+12.0 %', '-0.5 %')
    """
    return f"{(ratio - 1) * 100:+.1f} %"
