"""The text form of parameters, as the command line takes them.

- ``name=LOW:HIGH``: numbers of the type that the parameter has;
- ``name=LOW:HIGH:STEP``: the same in steps;
- ``name=LOW:HIGH:log``: the same, by their logarithm;
- ``name=one|two|three``: choices;
- ``name=value``: a value that stays;
- ``name``: what the strategy says of it;
- ``...@other=value|value``: the parameter exists only where another has one of these values.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from farthing.errors import SpaceError, hint
from farthing.optimise.space.fields import usual
from farthing.optimise.space.parameter import Categorical, Float, Int, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from farthing.optimise.space.fields import Field
    from farthing.optimise.values import Value

LOG = "log"
BOUNDS = (2, 3)
"""Parts of a range: its ends, and perhaps a step."""


def read(words: Iterable[str], fields: Mapping[str, Field]) -> dict[str, Parameter]:
    """The parameters that words name.

    Args:
        words: in the form above.
        fields: what the strategy has, by name: it says of which type a value is.

    Raises:
        SpaceError: a word makes no sense, or the strategy has no parameter of that name.

    >>> from farthing.optimise.space.fields import Field
    >>> fields = {"fast": Field(int, 10), "rate": Field(float, 1.0)}
    >>> {name: str(each) for name, each in read(["fast=5:44", "rate=0.1:1:log"], fields).items()}
    {'fast': '5:44', 'rate': '0.1:1:log'}
    """
    found: dict[str, Parameter] = {}
    for word in words:
        told, _, condition = word.partition("@")
        name, separator, values = told.partition("=")
        if name in found:
            raise SpaceError(f"--param {word}: {name} is there twice")
        field = _field(name, fields)
        each = _parameter(word, values, field.kind) if separator else usual(name, field)
        found[name] = _when(word, each, condition, fields) if condition else each
    return found


def _field(name: str, fields: Mapping[str, Field]) -> Field:
    if name not in fields:
        there = f"it has {', '.join(fields) or 'none'}"
        raise SpaceError(f"the strategy has no parameter {name!r}{hint(name, fields, there)}")
    return fields[name]


def _parameter(word: str, values: str, kind: type) -> Parameter:
    parts = values.split(":")
    if kind is str or len(parts) == 1:
        return Categorical(tuple(_value(word, each, kind) for each in values.split("|")))
    if len(parts) not in BOUNDS:
        raise SpaceError(f"--param {word}: write it as name=LOW:HIGH, with :STEP or :log behind")
    if kind is bool:
        raise SpaceError(f"--param {word}: it is true or false; write true|false")
    is_log = parts[-1] == LOG
    low, high, *steps = (_value(word, each, kind) for each in parts[: 2 if is_log else 3])
    told: dict[str, Any] = {"low": low, "high": high, "log": is_log}
    if steps:
        told["step"] = steps[0]
    return Int(**told) if kind is int else Float(**told)


def _when(word: str, each: Parameter, condition: str, fields: Mapping[str, Field]) -> Parameter:
    name, separator, values = condition.partition("=")
    if not separator:
        raise SpaceError(f"--param {word}: write its condition as @NAME=VALUE")
    kind = _field(name, fields).kind
    return each.when(name, *(_value(word, value, kind) for value in values.split("|")))


def _value(word: str, text: str, kind: type) -> Value:
    """A text as a value of its type."""
    try:
        if kind is bool:
            return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
        value: Value = kind(text)
    except (KeyError, ValueError, InvalidOperation):
        raise SpaceError(f"--param {word}: {text!r} is no {kind.__name__}") from None
    if isinstance(value, Decimal) and not value.is_finite():
        raise SpaceError(f"--param {word}: {text!r} is no finite number")
    return value
