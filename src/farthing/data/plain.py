"""Plain values: what JSON can write of instruments, actions and requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from farthing.types import OWN_CONDITIONS, Instrument

EXACT = (
    "tick", "lot", "multiplier", "initial_margin", "maintenance_margin", "settlement_price",
    *OWN_CONDITIONS,
)  # fmt: skip
"""Fields of instruments that are exact numbers."""

RARE = (
    "kind", "base", "initial_margin", "maintenance_margin", "expiry", "settlement_price",
    *OWN_CONDITIONS,
)  # fmt: skip
"""Fields of instruments that most have not."""


def plain(value: Any) -> Any:
    """A value as JSON can write it; exact numbers and dates become text.

    >>> from farthing.types import Split
    >>> plain(Split("AAPL", date(2014, 6, 9), 7, 1))
    {'symbol': 'AAPL', 'date': '2014-06-09', 'new': 7, 'old': 1}
    """
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (Decimal, date)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, Instrument):
        return _plain_instrument(value)
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def _plain_instrument(instrument: Instrument) -> dict[str, Any]:
    """Without what only some have, where it is as it is by default.

    A bundle of shares so has the version that it had before there were others.
    """
    defaults = Instrument("")
    return {
        name: plain(getattr(instrument, name))
        for name in instrument.__dataclass_fields__
        if name not in RARE or getattr(instrument, name) != getattr(defaults, name)
    }
