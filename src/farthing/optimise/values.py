"""Values of parameters and objectives: one key for equal ones, and text that gives them back."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = int | float | str | bool | Decimal
"""What a parameter may be."""

Values = dict[str, Value]
"""Parameters by name."""

EXACT = "exact"
"""How a decimal is marked in JSON, where a number would be read as a float."""


def key_of(values: Mapping[str, Value]) -> str:
    """The same text for the same parameters, whatever their order; 1, 1.0 and True are three.

    >>> key_of({"b": 1, "a": 0.5}) == key_of({"a": 0.5, "b": 1})
    True
    """
    return json.dumps({name: _plain(values[name]) for name in sorted(values)})


def to_text(values: Any) -> str:
    """Values as JSON: floats by their shortest digits, decimals as marked text; nothing is lost.

    >>> to_text({"fast": 5, "rate": Decimal("0.10")})
    '{"fast": 5, "rate": {"exact": "0.10"}}'
    """
    if isinstance(values, dict):
        return json.dumps({name: _plain(value) for name, value in values.items()})
    return json.dumps([_plain(value) for value in values])


def from_text(text: str) -> Any:
    """What ``to_text`` wrote.

    >>> from_text('{"fast": 5, "rate": {"exact": "0.10"}}')
    {'fast': 5, 'rate': Decimal('0.10')}
    """
    return json.loads(text, object_hook=_marked)


def storable(text: str) -> str:
    """Text that each database keeps: what is no UTF-8, and NUL, stands there as an escape.

    >>> storable(f"a{chr(0xDCFF)}{chr(0)}") == "a" + chr(92) + "udcff" + chr(92) + "x00"
    True
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


def _plain(value: Any) -> Any:
    return {EXACT: str(value)} if isinstance(value, Decimal) else value


def _marked(found: dict[str, Any]) -> Any:
    return Decimal(found[EXACT]) if found.keys() == {EXACT} else found
