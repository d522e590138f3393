"""What all models that decide money have in common: a name, numbers, and a text form."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, TypeVar

from farthing import given
from farthing.errors import ConfigurationError

Exact = Decimal | int | str | float
"""A number of a model. A float means the shortest decimal that prints it."""


def read_count(value: Exact, what: str, least: int) -> Decimal:
    """A whole number of at least so many.

    >>> read_count("20", "bars", 2)
    Decimal('20')
    """
    number = given.from_zero(value, what)
    if number != number.to_integral_value() or number < least:
        raise ConfigurationError(f"{what} is {value}; it must be a whole number of {least} or more")
    return number


@dataclass(frozen=True, slots=True, init=False)
class Model:
    """A model with the numbers it is made of."""

    name: ClassVar[str]
    core: ClassVar[str]
    numbers: tuple[Decimal, ...]

    def __str__(self) -> str:
        """As on the command line: ``per-share:0.005:1``."""
        return ":".join([self.name, *(format(number, "f") for number in self.numbers)])

    def _set(self, **numbers: Exact) -> None:
        values = tuple(
            given.from_zero(value, f"{self.name} {what}") for what, value in numbers.items()
        )
        object.__setattr__(self, "numbers", values)

    @property
    def for_core(self) -> tuple[str, list[str]]:
        """The name and the numbers as the core takes them."""
        return self.core, [format(number, "f") for number in self.numbers]


M = TypeVar("M", bound=Model)


def read(text: str, models: dict[str, type[M]], what: str) -> M:
    """The model that a text describes, among those of a name.

    Raises:
        ConfigurationError: there is none of that name, or not of these numbers.
    """
    name, *numbers = text.split(":") if isinstance(text, str) else ("",)
    if name not in models:
        written = ", ".join(_written(model) for model in models.values())
        raise ConfigurationError(f"no {what} {text!r}: it is one of {written}")
    try:
        return models[name](*numbers)
    except TypeError:
        raise ConfigurationError(
            f"{what} {text!r} has too many or too few numbers: write it as {_written(models[name])}"
        ) from None


def _written(model: type[Model]) -> str:
    """How a model is written, with its numbers in capitals.

    >>> from farthing.backtest.costs import PerShare
    >>> _written(PerShare)
    'per-share:RATE[:MINIMUM[:MAXIMUM]]'
    """
    words, ends = [model.name], ""
    for number in inspect.signature(model).parameters.values():
        is_needed = number.default is inspect.Parameter.empty
        words.append(f":{number.name.upper()}" if is_needed else f"[:{number.name.upper()}")
        ends += "" if is_needed else "]"
    return "".join([*words, ends])
