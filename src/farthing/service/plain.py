"""Tables and values as JSON has them: exact numbers as text, times in ISO 8601 with their zone."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

NANOSECONDS = 10**9


def plain(value: Any) -> Any:
    """A value as JSON has it; what is no number is null.

    >>> plain({"price": Decimal("1E+2"), "ratio": float("nan")})
    {'price': '100', 'ratio': None}
    """
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table."""
    return [plain(row) for row in frame.iter_rows(named=True)]


def moment(nanoseconds: int | None) -> str | None:
    """Nanoseconds since 1970, UTC, in ISO 8601, with as many digits as they need.

    >>> moment(1_500_000_000), moment(86_400 * 10**9)
    ('1970-01-01T00:00:01.5Z', '1970-01-02T00:00:00Z')
    """
    if nanoseconds is None:
        return None
    seconds, rest = divmod(nanoseconds, NANOSECONDS)
    whole = datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{rest:09d}".rstrip("0").rstrip(".")
    return f"{whole}{fraction}Z"
