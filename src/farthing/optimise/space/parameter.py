"""Parameters of a space: whole numbers, numbers and choices."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from farthing.decimals import EXACT, canonical
from farthing.errors import SpaceError

if TYPE_CHECKING:
    from random import Random

    from farthing.optimise.values import Value


@dataclass(frozen=True, slots=True)
class Condition:
    """Another parameter, and the values of it with which a parameter exists."""

    name: str
    values: tuple[Value, ...]

    def __str__(self) -> str:
        """The condition as the command line writes it."""
        return f"@{self.name}={'|'.join(map(str, self.values))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(ABC):
    """What a parameter may be; ``condition`` is None where it always exists."""

    condition: Condition | None = None

    def when(self, name: str, *values: Value) -> Self:
        """The parameter, which exists only where another one has one of these values.

        >>> str(Int(2, 50).when("kind", "ema"))
        '2:50@kind=ema'
        """
        if not values:
            raise SpaceError(f"when({name!r}) has no value: name those with which it exists")
        return replace(self, condition=Condition(name, values))

    @property
    @abstractmethod
    def count(self) -> int | None:
        """How many values there are; None where they cannot be counted."""

    @abstractmethod
    def at(self, place: int) -> Value:
        """The value at a place, from 0; of a parameter that can be counted."""

    @abstractmethod
    def drawn(self, random: Random) -> Value:
        """A value by chance."""

    @abstractmethod
    def words(self) -> str:
        """The values as the command line writes them."""

    def __str__(self) -> str:
        """Values and condition as the command line writes them."""
        return f"{self.words()}{self.condition or ''}"


@dataclass(frozen=True, slots=True)
class Int(Parameter):
    """Whole numbers from ``low`` to ``high``, both among them.

    Args:
        low: the least.
        high: the largest; where steps do not reach it, the last step before it is.
        step: from one to the next.
        log: whether small ones are tried as often as large ones, by their logarithm.

    Raises:
        SpaceError: there is none, or they are no whole numbers.

    >>> list(map(Int(50, 98, 24).at, range(3)))
    [50, 74, 98]
    """

    low: int
    high: int
    step: int = 1
    log: bool = False

    def __post_init__(self) -> None:
        """Refuses a range without a value."""
        for name in ("low", "high", "step"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool):
                raise SpaceError(f"Int: {name} is {value!r}; give a whole number, or use Float")
        _check_range(self.low, self.high, self.step, log=self.log)
        if self.log and self.step != 1:
            raise SpaceError(f"Int: log and step {self.step}: leave one of them out")

    @property
    def count(self) -> int:
        """How many values there are."""
        return (self.high - self.low) // self.step + 1

    def at(self, place: int) -> int:
        """The value at a place."""
        return self.low + place * self.step

    def drawn(self, random: Random) -> int:
        """A value by chance."""
        if not self.log:
            return self.at(random.randrange(self.count))
        found = round(_log_drawn(random, self.low, self.high))
        return min(max(found, self.low), self.high)

    def words(self) -> str:
        """The range as the command line writes it."""
        return f"{self.low}:{self.high}{_behind(self.step, 1, log=self.log)}"


@dataclass(frozen=True, slots=True)
class Float(Parameter):
    """Numbers from ``low`` to ``high``; decimals where these are decimals.

    Args:
        low: the least.
        high: the largest; where steps do not reach it, the last step before it is.
        step: from one to the next, added as decimals, so that ``0.1:0.5:0.1`` has 0.3; None for
            all numbers between, which cannot be counted. Decimals need one.
        log: whether small ones are tried as often as large ones, by their logarithm.

    Raises:
        SpaceError: there is none, or they are no numbers.

    >>> list(map(Float(0.1, 0.5, 0.1).at, range(5)))
    [0.1, 0.2, 0.3, 0.4, 0.5]
    """

    low: float | Decimal
    high: float | Decimal
    step: float | Decimal | None = None
    log: bool = False

    def __post_init__(self) -> None:
        """Refuses a range without a value."""
        for value in (self.low, self.high, 1 if self.step is None else self.step):
            _check_finite(value)
        _check_range(self.low, self.high, 1 if self.step is None else self.step, log=self.log)
        if self.log and self.step is not None:
            raise SpaceError(f"Float: log and step {self.step}: leave one of them out")
        if self.is_exact and self.step is None:
            raise SpaceError(
                f"Float: {self.low}:{self.high} are decimals: give a step, such as Decimal('0.01')"
            )

    @property
    def is_exact(self) -> bool:
        """Whether the values are decimals."""
        return isinstance(self.low, Decimal)

    @property
    def count(self) -> int | None:
        """How many values there are; None without a step."""
        if self.step is None:
            return None
        across = EXACT.subtract(_exact(self.high), _exact(self.low))
        return int(EXACT.divide_int(across, _exact(self.step))) + 1

    def at(self, place: int) -> float | Decimal:
        """The value at a place."""
        assert self.step is not None, "what cannot be counted has no places"
        found = EXACT.add(_exact(self.low), EXACT.multiply(_exact(self.step), place))
        return found if self.is_exact else float(found)

    def drawn(self, random: Random) -> float | Decimal:
        """A value by chance."""
        if self.count is not None:
            return self.at(random.randrange(self.count))
        low, high = float(self.low), float(self.high)
        found = _log_drawn(random, low, high) if self.log else low + (high - low) * random.random()
        return min(max(found, low), high)

    def words(self) -> str:
        """The range as the command line writes it."""
        return f"{_short(self.low)}:{_short(self.high)}{_behind(self.step, None, log=self.log)}"


@dataclass(frozen=True, slots=True)
class Categorical(Parameter):
    """Choices, in no order.

    Raises:
        SpaceError: there is none, one twice, or one that no parameter can be.

    >>> str(Categorical(("sma", "ema")))
    'sma|ema'
    """

    choices: tuple[Value, ...]

    def __post_init__(self) -> None:
        """Refuses choices that cannot be told apart."""
        if isinstance(self.choices, str) or not isinstance(self.choices, (tuple, list)):
            raise SpaceError(f"Categorical: {self.choices!r} are no choices; give a list of them")
        object.__setattr__(self, "choices", tuple(self.choices))
        if not self.choices:
            raise SpaceError("Categorical: there is no choice; give one at least")
        seen: set[Any] = set()
        for each in self.choices:
            if not isinstance(each, (int, float, str, bool, Decimal)):
                raise SpaceError(
                    f"Categorical: {each!r} is of type {type(each).__name__}; a choice is an int, "
                    "float, bool, str or Decimal"
                )
            if (type(each), each) in seen:
                raise SpaceError(f"Categorical: {each!r} is there twice")
            seen.add((type(each), each))

    @property
    def count(self) -> int:
        """How many choices there are."""
        return len(self.choices)

    def at(self, place: int) -> Value:
        """The choice at a place."""
        return self.choices[place]

    def drawn(self, random: Random) -> Value:
        """A choice by chance."""
        return self.choices[random.randrange(self.count)]

    def words(self) -> str:
        """The choices as the command line writes them."""
        return "|".join(map(str, self.choices))


def _check_finite(value: Any) -> None:
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value):
        raise SpaceError(f"Float: {value!r} is no finite number")


def _check_range(low: Any, high: Any, step: Any, *, log: bool) -> None:
    if low > high:
        raise SpaceError(f"{low}:{high} has no value: the least is above the largest; swap them")
    if step <= 0:
        raise SpaceError(f"{low}:{high}:{step}: a step must be above 0")
    if log and low <= 0:
        raise SpaceError(f"{low}:{high}:log: only numbers above 0 have a logarithm")


def _log_drawn(random: Random, low: float, high: float) -> float:
    return math.exp(math.log(low) + (math.log(high) - math.log(low)) * random.random())


def _exact(value: float | Decimal) -> Decimal:
    """The shortest decimal of a number."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def _short(value: float | Decimal) -> str:
    return f"{canonical(_exact(value)):f}"


def _behind(step: Any, usual: Any, *, log: bool) -> str:
    if log:
        return ":log"
    return "" if step == usual else f":{_short(step)}"
