"""What a strategy says of its own parameters: types, defaults, and perhaps ranges."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_type_hints

from farthing.errors import SpaceError
from farthing.optimise.space.parameter import Categorical, Float, Int, Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: tuple[type, ...] = (int, float, bool, str, Decimal)
"""What a parameter may be of."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a strategy: its type, its default, and the range that it names itself.

    The default is None where it has none.
    """

    kind: type
    default: Any
    range: Parameter | None = None


def fields_of_class(kind: type, values: Mapping[str, Any]) -> dict[str, Field]:
    """The fields of a class; one is annotated with its range as ``Annotated[int, Int(5, 44)]``.

    Args:
        kind: a class of strategies.
        values: its parameters, by name.
    """
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: Field(type(value), value, _range(hints.get(name))) for name, value in values.items()
    }


def _range(hint: Any) -> Parameter | None:
    """The range in an annotation, where there is one."""
    found = (each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Parameter))
    return next(found, None)


def usual(name: str, field: Field) -> Parameter:
    """What a parameter is tried at where nobody says: its own range, else half to double.

    Raises:
        SpaceError: nothing can be said.

    >>> str(usual("fast", Field(int, 10))), str(usual("loud", Field(bool, True)))
    ('5:20', 'False|True')
    """
    if field.range is not None:
        return field.range
    if field.kind is bool:
        return Categorical((False, True))
    if field.kind is int and _is_positive(field):
        return Int(max(1, field.default // 2), 2 * field.default)
    if field.kind is float and _is_positive(field):
        return Float(field.default / 2, 2 * field.default)
    raise SpaceError(
        f"parameter {name} is {field.default!r}, from which no range follows: give one, such as "
        f"{name}=LOW:HIGH:STEP or {name}=one|two"
    )


def _is_positive(field: Field) -> bool:
    return field.default is not None and field.default > 0


def space_of_fields(fields: Mapping[str, Field]) -> dict[str, Parameter]:
    """The ranges that a strategy names; where it names none, what is usual of all its numbers.

    Raises:
        SpaceError: it has nothing to search.
    """
    named = {name: field.range for name, field in fields.items() if field.range is not None}
    if named:
        return dict(named)
    numbers = {
        name: usual(name, field)
        for name, field in fields.items()
        if field.kind in {int, float} and _is_positive(field)
    }
    if not numbers:
        raise SpaceError(
            "the strategy has no parameter to search: give it fields such as `fast: int = 10`, or "
            "say what to search, such as --param fast=5:44"
        )
    return numbers
