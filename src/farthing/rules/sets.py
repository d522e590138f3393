"""Parameter sets: from what users give to numbers, a few thousand at a time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.errors import ConfigurationError, hint
from farthing.rules.expression import (
    Ago,
    Arithmetic,
    Constant,
    Indicator,
    Number,
    Parameter,
    check_bars,
    number,
    walked,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.rules.expression import Expression


def check_names(parameters: Sequence[str], given: Mapping[str, Any]) -> None:
    """Refuses names that rules do not have, and sets without some that they have.

    Raises:
        ConfigurationError: the first that is wrong.
    """
    for name in given:
        if name not in parameters:
            there = f"the rules have {', '.join(parameters) or 'none'}"
            raise ConfigurationError(f"no parameter {name!r}{hint(str(name), parameters, there)}")
    missing = [name for name in parameters if name not in given]
    if missing:
        raise ConfigurationError(f"no value for {', '.join(missing)}: give one for each parameter")


def check_windows(roots: tuple[Expression, ...], values: Mapping[str, Any]) -> None:
    """Refuses parameters that make a window of no whole number of bars.

    Args:
        roots: the expressions.
        values: by parameter, a number or an array of them.

    Raises:
        ConfigurationError: the first window that is none.
    """
    for node in walked(roots):
        for bars in _windows(node):
            found = np.atleast_1d(np.asarray(_scalar(bars, values), dtype=float))
            for each in np.unique(found):
                check_bars(float(each), repr(node))


def of_windows(roots: tuple[Expression, ...]) -> frozenset[str]:
    """The names of parameters that are numbers of bars, or have a part in one."""
    windows = (bars for node in walked(roots) for bars in _windows(node))
    return frozenset(name for bars in windows for name in bars.parameters)


def _windows(node: Expression) -> tuple[Number, ...]:
    if isinstance(node, Indicator):
        return node.windows
    return (node.bars,) if isinstance(node, Ago) else ()


def _scalar(node: Number, values: Mapping[str, Any]) -> Any:
    if isinstance(node, Parameter):
        return values[node.name]
    if isinstance(node, Arithmetic):
        return arithmetic(node.sign, _scalar(node.one, values), _scalar(node.other, values))
    assert isinstance(node, Constant), "windows are of constants and parameters"
    return node.value


def arithmetic(sign: str, one: Any, other: Any) -> Any:
    """A number of two, in 64-bit floats as the core has them; arrays too."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    with np.errstate(all="ignore"):
        if sign == "+":
            return one + other
        if sign == "-":
            return one - other
        return one * other if sign == "*" else one / other


@dataclass(frozen=True)
class Sets:
    """Parameter sets in their order, as columns that are made when they are asked for."""

    names: tuple[str, ...]
    columns: tuple[NDArray[Any], ...]
    is_grid: bool

    def __len__(self) -> int:
        """How many sets there are."""
        if self.is_grid:
            return math.prod(len(column) for column in self.columns)
        return len(self.columns[0])

    def part(self, first: int, end: int) -> dict[str, NDArray[Any]]:
        """The columns of the sets from ``first`` to ``end``; of a grid the last varies fastest."""
        if not self.is_grid:
            return {n: c[first:end] for n, c in zip(self.names, self.columns, strict=True)}
        places = np.arange(first, end)
        found: dict[str, NDArray[Any]] = {}
        for name, column in zip(reversed(self.names), reversed(self.columns), strict=True):
            places, at = np.divmod(places, len(column))
            found[name] = column[at]
        return {name: found[name] for name in self.names}


def sets_of(parameters: tuple[str, ...], given: Any) -> Sets:
    """Parameter sets from a grid, ``{"fast": range(5, 45), ...}``, or a list of dictionaries.

    Raises:
        ConfigurationError: a name is unknown or missing, a value is no number, or the rules have no
            parameters.
    """
    if isinstance(given, Mapping):
        check_names(parameters, given)
        _check_some(parameters)
        columns = tuple(_column(name, given[name]) for name in given)
        return Sets(tuple(given), columns, is_grid=True)
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise ConfigurationError(
            f"parameters are {given!r}; give {{'fast': range(5, 45)}} or a list of dictionaries"
        )
    rows = list(given)
    for row in rows:
        if not isinstance(row, Mapping):
            raise ConfigurationError(f"a parameter set is {row!r}; give {{'fast': 5}} or the like")
        check_names(parameters, row)
    _check_some(parameters)
    columns = tuple(_column(name, [row[name] for row in rows]) for name in parameters)
    return Sets(parameters, columns, is_grid=False)


def _check_some(parameters: tuple[str, ...]) -> None:
    if not parameters:
        raise ConfigurationError("these rules have no parameters: run them with rules.simulate")


def _column(name: str, values: Any) -> NDArray[Any]:
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise ConfigurationError(f"parameter {name} is {values!r}; give a list or range of numbers")
    if isinstance(values, np.ndarray):
        values = values.tolist()
    numbers = [plain(name, value) for value in values]
    if not numbers:
        raise ConfigurationError(f"parameter {name} has no values; give one at least")
    kind = np.int64 if all(isinstance(value, int) for value in numbers) else np.float64
    return np.array(numbers, dtype=kind)


def plain(name: str, value: Any) -> int | float:
    """The value of a parameter: a plain number.

    Raises:
        ConfigurationError: it is none.

    >>> plain("fast", 5)
    5
    """
    made = number(value, f"parameter {name}")
    if isinstance(made, Constant):
        return made.value
    raise ConfigurationError(f"parameter {name} is {made!r}; give a plain number")
