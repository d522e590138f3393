"""Expressions: numbers and conditions of one asset at the close of one of its bars.

They are frozen values: equal ones are equal objects, and each prints the Python that makes it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing._core import WINDOW_MAX
from farthing.errors import ConfigurationError, hint

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELDS = ("open", "high", "low", "close", "volume")
"""What a bar has."""

COMPARISONS = (">", "<", ">=", "<=")


class Expression:
    """A number or a condition."""

    __slots__ = ()

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The expressions that it is made of."""
        return ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters, each once, in the order in which they are written."""
        return tuple(dict.fromkeys(e.name for e in walked((self,)) if isinstance(e, Parameter)))

    def __bool__(self) -> bool:
        """Refuses ``and``, ``or``, ``not`` and chains of comparisons, which ask for one truth."""
        raise ConfigurationError(
            f"{self!r} is no truth by itself, it is one at each bar: combine with & | ~, and put "
            "comparisons in brackets, such as (a > 5) & (b < 3)"
        )


class Number(Expression):
    """A number at each bar; where it is not defined, comparisons with it are false."""

    __slots__ = ()

    def __add__(self, other: object) -> Number:
        """The sum."""
        return Arithmetic("+", self, number(other))

    def __radd__(self, other: object) -> Number:
        """The sum."""
        return Arithmetic("+", number(other), self)

    def __sub__(self, other: object) -> Number:
        """The difference."""
        return Arithmetic("-", self, number(other))

    def __rsub__(self, other: object) -> Number:
        """The difference."""
        return Arithmetic("-", number(other), self)

    def __mul__(self, other: object) -> Number:
        """The product."""
        return Arithmetic("*", self, number(other))

    def __rmul__(self, other: object) -> Number:
        """The product."""
        return Arithmetic("*", number(other), self)

    def __truediv__(self, other: object) -> Number:
        """The quotient."""
        return Arithmetic("/", self, number(other))

    def __rtruediv__(self, other: object) -> Number:
        """The quotient."""
        return Arithmetic("/", number(other), self)

    def __neg__(self) -> Number:
        """The same below nothing."""
        return Arithmetic("*", Constant(-1), self)

    def __gt__(self, other: object) -> Condition:
        """Where it is larger."""
        return Compared(">", self, number(other))

    def __lt__(self, other: object) -> Condition:
        """Where it is smaller."""
        return Compared("<", self, number(other))

    def __ge__(self, other: object) -> Condition:
        """Where it is not smaller."""
        return Compared(">=", self, number(other))

    def __le__(self, other: object) -> Condition:
        """Where it is not larger."""
        return Compared("<=", self, number(other))

    def __and__(self, other: object) -> Condition:
        """Refuses a comparison that is not in brackets: Python reads ``&`` before it."""
        raise _no_brackets(f"{self!r} & {other!r}")

    def __rand__(self, other: object) -> Condition:
        """Refuses a comparison that is not in brackets."""
        raise _no_brackets(f"{other!r} & {self!r}")

    def __or__(self, other: object) -> Condition:
        """Refuses a comparison that is not in brackets."""
        raise _no_brackets(f"{self!r} | {other!r}")

    def __ror__(self, other: object) -> Condition:
        """Refuses a comparison that is not in brackets."""
        raise _no_brackets(f"{other!r} | {self!r}")

    def __invert__(self) -> Condition:
        """Refuses a comparison that is not in brackets."""
        raise _no_brackets(f"~{bracketed(self)}")


def _no_brackets(written: str) -> ConfigurationError:
    return ConfigurationError(
        f"{written}: & | ~ are for conditions, and Python reads them before > and <; put "
        "comparisons in brackets, such as (close > 5) & (close < 6)"
    )


class Condition(Expression):
    """Something that holds at a bar or does not."""

    __slots__ = ()

    def __and__(self, other: object) -> Condition:
        """Both."""
        return Combined("&", self, condition(other))

    def __or__(self, other: object) -> Condition:
        """One of them or both."""
        return Combined("|", self, condition(other))

    def __invert__(self) -> Condition:
        """Not."""
        return Negated(self)


@dataclass(frozen=True, slots=True, repr=False)
class Constant(Number):
    """A number that is always the same."""

    value: int | float

    def __repr__(self) -> str:
        """The number."""
        return repr(self.value)


@dataclass(frozen=True, slots=True, repr=False)
class Parameter(Number):
    """A number that each parameter set has for itself."""

    name: str

    def __repr__(self) -> str:
        """The call that makes it."""
        return f"param({self.name!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Field(Number):
    """A field of the bar."""

    name: str

    def __repr__(self) -> str:
        """Its name."""
        return self.name


@dataclass(frozen=True, slots=True, repr=False)
class Indicator(Number):
    """What a built-in indicator says: the output of that place.

    ``heard`` is a field, or None where it hears whole bars.
    """

    name: str
    heard: Field | None
    windows: tuple[Number, ...]
    parameter: Number | None = None
    output: int | None = None

    @property
    def parts(self) -> tuple[Expression, ...]:
        """Its windows, and its parameter where it has one."""
        return self.windows if self.parameter is None else (*self.windows, self.parameter)

    def __repr__(self) -> str:
        """The call that makes it."""
        words = [] if self.heard is None else [repr(self.heard)]
        windows = [repr(window) for window in self.windows]
        if self.parameter is not None:
            windows.insert(1, repr(self.parameter))
        called = f"{self.name}({', '.join(words + windows)})"
        return called if self.output is None else f"{called}[{self.output}]"


@dataclass(frozen=True, slots=True, repr=False)
class Arithmetic(Number):
    """A number of two."""

    sign: str
    one: Number
    other: Number

    @property
    def parts(self) -> tuple[Expression, ...]:
        """Both."""
        return self.one, self.other

    def __repr__(self) -> str:
        """Both with the sign between, in brackets where they need some."""
        return f"{bracketed(self.one)} {self.sign} {bracketed(self.other)}"


@dataclass(frozen=True, slots=True, repr=False)
class Ago(Number):
    """A number of so many bars ago."""

    one: Number
    bars: Number

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The number and how many bars."""
        return self.one, self.bars

    def __repr__(self) -> str:
        """The call that makes it."""
        return f"ago({self.one!r}, {self.bars!r})"


@dataclass(frozen=True, slots=True, repr=False)
class BarsSince(Number):
    """Bars since a condition held."""

    one: Condition

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The condition."""
        return (self.one,)

    def __repr__(self) -> str:
        """The call that makes it."""
        return f"bars_since({self.one!r})"


@dataclass(frozen=True, slots=True, repr=False)
class BarsInPosition(Number):
    """At how many closes the position was held."""

    def __repr__(self) -> str:
        """Its name."""
        return "bars_in_position"


@dataclass(frozen=True, slots=True, repr=False)
class InPosition(Condition):
    """Whether something is held."""

    def __repr__(self) -> str:
        """Its name."""
        return "in_position"


@dataclass(frozen=True, slots=True, repr=False)
class Compared(Condition):
    """How two numbers compare."""

    sign: str
    one: Number
    other: Number

    @property
    def parts(self) -> tuple[Expression, ...]:
        """Both."""
        return self.one, self.other

    def __repr__(self) -> str:
        """Both with the sign between."""
        return f"{self.one!r} {self.sign} {self.other!r}"


@dataclass(frozen=True, slots=True, repr=False)
class Combined(Condition):
    """A condition of two."""

    sign: str
    one: Condition
    other: Condition

    @property
    def parts(self) -> tuple[Expression, ...]:
        """Both."""
        return self.one, self.other

    def __repr__(self) -> str:
        """Both in brackets, with the sign between."""
        return f"{bracketed(self.one)} {self.sign} {bracketed(self.other)}"


@dataclass(frozen=True, slots=True, repr=False)
class Negated(Condition):
    """Not a condition."""

    one: Condition

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The condition."""
        return (self.one,)

    def __repr__(self) -> str:
        """The condition in brackets, behind its sign."""
        return f"~{bracketed(self.one)}"


@dataclass(frozen=True, slots=True, repr=False)
class Before(Condition):
    """Whether a condition held at the bar before."""

    one: Condition

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The condition."""
        return (self.one,)

    def __repr__(self) -> str:
        """The call that makes it."""
        return f"before({self.one!r})"


def bracketed(expression: Expression) -> str:
    """An expression as a part of another: of two parts in brackets, and a number below nothing."""
    is_negative = isinstance(expression, Constant) and expression.value < 0
    has_parts = isinstance(expression, (Arithmetic, Compared, Combined))
    return f"({expression!r})" if has_parts or is_negative else repr(expression)


def number(value: object, what: str = "a number") -> Number:
    """A number from what users write.

    Raises:
        ConfigurationError: it is a condition, a truth, or no number.

    >>> number(3) > number(2.5)
    3 > 2.5
    """
    if isinstance(value, Number):
        return value
    if isinstance(value, Condition):
        raise ConfigurationError(
            f"{what}: {value!r} is a condition, and a number is needed; compare numbers, and "
            "combine conditions with & | ~"
        )
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ConfigurationError(
            f"{what}: {value!r} is no number; give an int, a float, param('name'), a field or an "
            "indicator"
        )
    if abs(value) > LARGEST or not math.isfinite(value):
        raise ConfigurationError(f"{what}: {value!r} is none up to {LARGEST:,}; give a smaller one")
    return Constant(value)


LARGEST = 2**53
"""Whole numbers up to this are exact as floats."""


def condition(value: object, what: str = "a condition") -> Condition:
    """A condition from what users write.

    Raises:
        ConfigurationError: it is none.
    """
    if isinstance(value, Condition):
        return value
    remedy = "compare it, such as close > 5" if isinstance(value, Number) else "compare two numbers"
    raise ConfigurationError(f"{what}: {value!r} is no condition; {remedy}")


def field(value: object, what: str = "a field") -> Field:
    """A field from itself or its name.

    Raises:
        ConfigurationError: there is no such field.

    >>> field("close") == field(field("close"))
    True
    """
    if isinstance(value, Field):
        return value
    if isinstance(value, str) and value in FIELDS:
        return Field(value)
    near = hint(value, FIELDS, f"there are {', '.join(FIELDS)}") if isinstance(value, str) else ""
    raise ConfigurationError(f"{what}: no field {value!r}{near or '; give one such as close'}")


def window(value: object, what: str) -> Number:
    """A number of bars: a whole number, a parameter, or arithmetic of these.

    Raises:
        ConfigurationError: it is none.

    >>> window(Parameter("fast") * 2, "sma")
    param('fast') * 2
    """
    bars = number(value, what)
    if isinstance(bars, Constant):
        check_bars(bars.value, what)
    return scalar(bars, what)


def check_bars(bars: float, what: str) -> None:
    """Refuses what is no number of bars.

    Raises:
        ConfigurationError: it is none.
    """
    if not (1 <= bars <= WINDOW_MAX and bars == math.floor(bars)):
        raise ConfigurationError(
            f"{what}: a window of {bars:.17g} bars; give a whole number from 1 to {WINDOW_MAX:,}"
        )


def scalar(value: Number, what: str) -> Number:
    """A number that does not depend on bars.

    Raises:
        ConfigurationError: it does.
    """
    if all(isinstance(each, (Constant, Parameter, Arithmetic)) for each in walked((value,))):
        return value
    raise ConfigurationError(
        f"{what}: {value!r} depends on the bar; give a number or param('name') here"
    )


def walked(roots: tuple[Expression, ...]) -> Iterator[Expression]:
    """Every expression of some, once, each behind its parts."""
    seen: set[Expression] = set()

    def visit(expression: Expression) -> Iterator[Expression]:
        if expression in seen:
            return
        for part in expression.parts:
            yield from visit(part)
        seen.add(expression)
        yield expression

    for root in roots:
        yield from visit(root)


LEVELS_MOST = 150
"""Levels of an expression: what it prints is Python, which reads 200 brackets within each other."""


def check_levels(root: Expression, what: str) -> None:
    """Refuses an expression that is too deep to be printed and read again.

    Raises:
        ConfigurationError: it has more than ``LEVELS_MOST`` levels.
    """
    level, levels = [root], 0
    while level:
        levels += 1
        if levels > LEVELS_MOST:
            raise ConfigurationError(
                f"{what} has more than {LEVELS_MOST} expressions within each other; combine pairs "
                "of conditions, and those in pairs again: (a & b) & (c & d) and not a & b & c & d"
            )
        level = list({id(part): part for each in level for part in each.parts}.values())
