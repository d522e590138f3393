"""A space: parameters by name, in order, and what must be true of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing.errors import SpaceError, hint
from farthing.optimise.space.constraint import Constraint, constraint
from farthing.optimise.space.parameter import Categorical, Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from random import Random

    from farthing.optimise.values import Value, Values

DRAWS_MOST = 10_000
"""Draws after which constraints are taken to leave nothing."""


@dataclass(frozen=True)
class Space:
    """Parameters by name, and constraints.

    A parameter with a condition exists only where the one that it names, which stands before it,
    has one of its values.

    Args:
        parameters: by name, in order.
        constraints: expressions such as ``"fast < slow"``, or functions of the parameters.

    Raises:
        SpaceError: it has no parameter, or a condition or constraint names none of them.

    >>> from farthing.optimise import Int
    >>> space = Space({"fast": Int(1, 3), "slow": Int(2, 3)}, ["fast < slow"])
    >>> [tuple(values.values()) for values in space.grid()]
    [(1, 2), (1, 3), (2, 3)]
    """

    parameters: Mapping[str, Parameter]
    constraints: tuple[Constraint, ...] = ()

    def __init__(
        self,
        parameters: Mapping[str, Parameter],
        constraints: Iterable[str | Callable[[Mapping[str, Value]], Any] | Constraint] = (),
    ) -> None:
        """Checks that all names are those of parameters."""
        if isinstance(constraints, str) or callable(constraints):
            constraints = (constraints,)
        object.__setattr__(self, "parameters", dict(parameters))
        object.__setattr__(self, "constraints", tuple(map(constraint, constraints)))
        if not self.parameters:
            raise SpaceError("the space has no parameter: name one, such as fast=5:44")
        self._check_parameters()
        for each in self.constraints:
            for name in sorted(each.names - self.parameters.keys()):
                near = hint(name, self.parameters, f"there are {', '.join(self.parameters)}")
                raise SpaceError(f"constraint {each.words}: no parameter {name!r}{near}")

    def _check_parameters(self) -> None:
        before: dict[str, Parameter] = {}
        for name, each in self.parameters.items():
            if not isinstance(each, Parameter):
                raise SpaceError(
                    f"parameter {name} is {each!r}; give Int, Float or Categorical of "
                    "farthing.optimise"
                )
            if each.condition is not None:
                _check_condition(name, each, before)
            before[name] = each

    def walk(self, choose: Callable[[str, Parameter], Value]) -> Values:
        """The parameters that exist, each as it is chosen; in order."""
        found: Values = {}
        for name, each in self.parameters.items():
            if _exists(each, found):
                found[name] = choose(name, each)
        return found

    def allows(self, values: Mapping[str, Value]) -> bool:
        """Whether all constraints allow parameters."""
        return all(each.allows(values) for each in self.constraints)

    def drawn(self, random: Random) -> Values:
        """Allowed parameters by chance.

        Raises:
            SpaceError: no draw is allowed.
        """
        for _ in range(DRAWS_MOST):
            found = self.walk(lambda _name, each: each.drawn(random))
            if self.allows(found):
                return found
        said = ", ".join(each.words for each in self.constraints)
        raise SpaceError(
            f"none of {DRAWS_MOST:,} draws is allowed by {said}: widen the ranges, or the "
            "constraints"
        )

    def grid(self) -> Iterator[Values]:
        """All allowed parameters; the last one changes first.

        Raises:
            SpaceError: a parameter cannot be counted.
        """
        for name, each in self.parameters.items():
            if each.count is None:
                raise SpaceError(
                    f"grid: {name}={each.words()} has no step: give one, such as "
                    f"{name}={each.words().removesuffix(':log')}:STEP, or choices"
                )
        yield from filter(self.allows, self._from({}, list(self.parameters.items())))

    def _from(self, found: Values, left: list[tuple[str, Parameter]]) -> Iterator[Values]:
        if not left:
            yield dict(found)
            return
        (name, each), rest = left[0], left[1:]
        if not _exists(each, found):
            yield from self._from(found, rest)
            return
        for place in range(each.count or 0):
            yield from self._from({**found, name: each.at(place)}, rest)

    def describe(self) -> dict[str, Any]:
        """The space in plain values."""
        return {
            "parameters": {name: str(each) for name, each in self.parameters.items()},
            "constraints": [each.words for each in self.constraints],
        }


def _exists(parameter: Parameter, found: Mapping[str, Value]) -> bool:
    """Whether a parameter exists beside those found before it."""
    condition = parameter.condition
    return condition is None or found.get(condition.name) in condition.values


def _check_condition(name: str, each: Parameter, before: Mapping[str, Parameter]) -> None:
    assert each.condition is not None
    other = each.condition.name
    if other not in before:
        there = f"before it stand {', '.join(before) or 'none'}"
        near = hint(other, before, there)
        raise SpaceError(f"{name}{each.condition}: no parameter {other!r}{near}")
    chosen = before[other]
    for value in each.condition.values:
        if isinstance(chosen, Categorical) and value not in chosen.choices:
            raise SpaceError(f"{name}{each.condition}: {other} is never {value!r}, but {chosen}")
