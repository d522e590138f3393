"""Expressions: factors, which are numbers, and filters, which are truths, of each asset.

An expression is a value that knows how it is told from a market. What it says of a session is known
before that session opens.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import given
from farthing.errors import ConfigurationError
from farthing.universe import across

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from farthing.data.bars import Bars
    from farthing.universe.across import Ties
    from farthing.universe.grid import Grid
    from farthing.universe.market import Market

Number = int | float


class Term(ABC):
    """A number or a truth of each asset, session by session."""

    @property
    def parts(self) -> tuple[Term, ...]:
        """The expressions that it is made of."""
        return ()

    @abstractmethod
    def row(self, market: Market, session: int) -> NDArray[Any]:
        """What is known before a session opens: one value per asset."""

    def over(self, bars: Bars) -> Grid:
        """What it says of each session of bars: sessions x assets.

        >>> import polars as pl
        >>> import farthing as ft
        >>> frame = pl.DataFrame({"date": ["2024-01-02", "2024-01-03", "2024-01-04"],
        ...                       "open": [4.0, 4.0, 6.0], "close": [4.0, 6.0, 6.5]})
        >>> (ft.universe.price() > 5).over(ft.bars_from_frame(frame)).values.tolist()
        [[False], [False], [True]]
        """
        from farthing.universe.grid import grid_of

        return grid_of(self, bars)

    def __bool__(self) -> bool:
        """Refuses ``and``, ``or``, ``not`` and chains of comparisons, which ask for one truth."""
        raise ConfigurationError(
            "an expression is a truth of each asset, and none by itself: combine with & | ~, and "
            "put comparisons in brackets, such as (a > 5) & (b < 3)"
        )


class Factor(Term):
    """A number of each asset; NaN where there is none. A comparison with NaN is false."""

    def __lt__(self, other: Factor | Number) -> Filter:
        """Where it is less."""
        return Compared(operator.lt, self, other)

    def __le__(self, other: Factor | Number) -> Filter:
        """Where it is less, or the same."""
        return Compared(operator.le, self, other)

    def __gt__(self, other: Factor | Number) -> Filter:
        """Where it is more."""
        return Compared(operator.gt, self, other)

    def __ge__(self, other: Factor | Number) -> Filter:
        """Where it is more, or the same."""
        return Compared(operator.ge, self, other)

    def eq(self, other: Factor | Number) -> Filter:
        """Where it is the same; ``==`` asks whether two expressions are one."""
        return Compared(operator.eq, self, other)

    def __ne__(self, other: object) -> Filter:  # type: ignore[override]
        """Where it is another number."""
        return Compared(operator.ne, self, other)

    def __add__(self, other: Factor | Number) -> Factor:
        """The sum."""
        return Computed(operator.add, self, other)

    def __radd__(self, other: Number) -> Factor:
        """The sum."""
        return Computed(operator.add, other, self)

    def __sub__(self, other: Factor | Number) -> Factor:
        """The difference."""
        return Computed(operator.sub, self, other)

    def __rsub__(self, other: Number) -> Factor:
        """The difference."""
        return Computed(operator.sub, other, self)

    def __mul__(self, other: Factor | Number) -> Factor:
        """The product."""
        return Computed(operator.mul, self, other)

    def __rmul__(self, other: Number) -> Factor:
        """The product."""
        return Computed(operator.mul, other, self)

    def __truediv__(self, other: Factor | Number) -> Factor:
        """The quotient; NaN or an infinity where it is by 0."""
        return Computed(operator.truediv, self, other)

    def __rtruediv__(self, other: Number) -> Factor:
        """The quotient."""
        return Computed(operator.truediv, other, self)

    def __neg__(self) -> Factor:
        """With the other sign."""
        return Computed(operator.sub, 0.0, self)

    def rank(
        self,
        method: Ties = "ordinal",
        ascending: bool = True,
        mask: Filter | None = None,
        groupby: Any = None,
    ) -> Factor:
        """Its rank among the assets of a session, from 1; NaN has none.

        Args:
            method: ``ordinal`` (assets of the same value in their order), ``average``, ``min``,
                ``max`` or ``dense``.
            ascending: whether the smallest is the first.
            mask: the assets that are ranked.
            groupby: None; there are no classifiers.
        """
        _no_groups(groupby)
        if method not in across.TIES:
            raise ConfigurationError(
                f"rank: method {method!r} is none of {', '.join(across.TIES)}; leave it out"
            )
        ranked = partial(across.ranked, ties=method, ascending=ascending)
        return Across(self, ranked, mask)

    def top(self, N: int, mask: Filter | None = None, groupby: Any = None) -> Filter:  # noqa: N803
        """The ``N`` largest; of the same value, those that come first among the assets."""
        given.count(N, "top: how many")
        return self.rank(ascending=False, mask=mask, groupby=groupby) <= N

    def bottom(self, N: int, mask: Filter | None = None, groupby: Any = None) -> Filter:  # noqa: N803
        """The ``N`` smallest; of the same value, those that come first among the assets."""
        given.count(N, "bottom: how many")
        return self.rank(mask=mask, groupby=groupby) <= N

    def zscore(self, mask: Filter | None = None, groupby: Any = None) -> Factor:
        """How many population standard deviations it is from the mean of its session."""
        _no_groups(groupby)
        return Across(self, across.standardised, mask)

    def demean(self, mask: Filter | None = None, groupby: Any = None) -> Factor:
        """Less the mean of its session."""
        _no_groups(groupby)
        return Across(self, across.demeaned, mask)

    def winsorize(
        self,
        min_percentile: float,
        max_percentile: float,
        mask: Filter | None = None,
        groupby: Any = None,
    ) -> Factor:
        """With the extreme values of a session drawn in.

        Args:
            min_percentile: the share of the lowest, 0 to 1.
            max_percentile: the share that is not among the highest, up to 1.
            mask: the assets that count.
            groupby: None; there are no classifiers.
        """
        _no_groups(groupby)
        if not 0 <= min_percentile < max_percentile <= 1:
            raise ConfigurationError(
                f"winsorize: from {min_percentile!r} to {max_percentile!r} is no range; give two "
                "shares of 0 to 1, the lower one first"
            )
        drawn_in = partial(across.winsorised, lowest=min_percentile, highest=max_percentile)
        return Across(self, drawn_in, mask)

    def quantiles(self, bins: int, mask: Filter | None = None) -> Factor:
        """In which of so many bins of equal numbers of assets it is, from 0."""
        given.count(bins, "quantiles: bins")
        return Across(self, partial(across.quantile, bins=bins), mask)

    def percentile_between(
        self, min_percentile: float, max_percentile: float, mask: Filter | None = None
    ) -> Filter:
        """Where it is between two percentiles of its session, 0 to 100, both included.

        A percentile between two values is on the straight line from one to the other.
        """
        if not 0 <= min_percentile < max_percentile <= 100:
            raise ConfigurationError(
                f"percentile_between: {min_percentile!r} and {max_percentile!r} are no range; give "
                "two percentiles of 0 to 100, the lower one first"
            )
        bounds = (
            partial(across.percentile, share=each) for each in (min_percentile, max_percentile)
        )
        lowest, highest = (Across(self, bound, mask) for bound in bounds)
        return (self >= lowest) & (self <= highest)

    def isnan(self) -> Filter:
        """Where there is no number; of assets that are listed."""
        return ~self.notnan()

    def notnan(self) -> Filter:
        """Where there is a number."""
        return Tested(self, lambda values: ~np.isnan(values))

    def isfinite(self) -> Filter:
        """Where there is a number that is no infinity."""
        return Tested(self, np.isfinite)

    isnull = isnan
    notnull = notnan


class Filter(Term):
    """A truth of each asset. What is not listed is in no filter, nor in its opposite."""

    def __and__(self, other: Filter) -> Filter:
        """Where both are."""
        return Combined(operator.and_, self, other)

    def __or__(self, other: Filter) -> Filter:
        """Where one is, or both."""
        return Combined(operator.or_, self, other)

    def __xor__(self, other: Filter) -> Filter:
        """Where one is, and not the other."""
        return Combined(operator.xor, self, other)

    def __invert__(self) -> Filter:
        """Where it is not."""
        return Tested(self, np.logical_not)


class Compared(Filter):
    """A comparison of two numbers, one of them a factor's; false where one is none."""

    def __init__(self, compare: Callable[[Any, Any], Any], left: Factor, right: Any) -> None:
        """Keeps both sides."""
        self._compare, self._sides = compare, (left, _operand(right))

    @property
    def parts(self) -> tuple[Term, ...]:
        """The expressions that it is made of."""
        return _terms(self._sides)

    def row(self, market: Market, session: int) -> NDArray[np.bool_]:
        """What is known before a session opens."""
        left, right = (_values(side, market, session) for side in self._sides)
        known = ~np.isnan(left) & ~np.isnan(right)
        found: NDArray[np.bool_] = self._compare(left, right) & known
        return found


class Computed(Factor):
    """Arithmetic of two numbers, one of them a factor's."""

    def __init__(self, compute: Callable[[Any, Any], Any], left: Any, right: Any) -> None:
        """Keeps both sides."""
        self._compute, self._sides = compute, (_operand(left), _operand(right))

    @property
    def parts(self) -> tuple[Term, ...]:
        """The expressions that it is made of."""
        return _terms(self._sides)

    def row(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens."""
        left, right = (_values(side, market, session) for side in self._sides)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found: NDArray[np.float64] = self._compute(left, right)
        return found


class Combined(Filter):
    """Two filters in one."""

    def __init__(self, combine: Callable[[Any, Any], Any], left: Filter, right: Any) -> None:
        """Keeps both sides."""
        self._combine, self._sides = combine, (left, filter_of(right, "the other side"))

    @property
    def parts(self) -> tuple[Term, ...]:
        """The expressions that it is made of."""
        return self._sides

    def row(self, market: Market, session: int) -> NDArray[np.bool_]:
        """What is known before a session opens."""
        found: NDArray[np.bool_] = self._combine(
            *(market.row(side, session) for side in self._sides)
        )
        return found


class Tested(Filter):
    """A question to each value of an expression."""

    def __init__(self, term: Term, test: Callable[[Any], Any]) -> None:
        """Keeps the expression and the question."""
        self._term, self._test = term, test

    @property
    def parts(self) -> tuple[Term, ...]:
        """The expressions that it is made of."""
        return (self._term,)

    def row(self, market: Market, session: int) -> NDArray[np.bool_]:
        """What is known before a session opens."""
        found: NDArray[np.bool_] = self._test(market.row(self._term, session))
        return found


class Across(Factor):
    """What is said of an asset's number among those of the others."""

    def __init__(
        self,
        factor: Factor,
        say: Callable[[NDArray[np.float64]], NDArray[np.float64]],
        mask: Filter | None = None,
    ) -> None:
        """Keeps the factor, what is said of a session's numbers, and whose numbers count."""
        self._factor, self._say = factor, say
        self._mask = None if mask is None else filter_of(mask, "mask")

    @property
    def parts(self) -> tuple[Term, ...]:
        """The expressions that it is made of."""
        return (self._factor,) if self._mask is None else (self._factor, self._mask)

    def row(self, market: Market, session: int) -> NDArray[np.float64]:
        """What is known before a session opens."""
        values = market.row(self._factor, session)
        if self._mask is not None:
            values = np.where(market.row(self._mask, session), values, np.nan)
        return self._say(values)


def filter_of(value: Any, what: str) -> Filter:
    """A filter as it is.

    Raises:
        ConfigurationError: it is none.
    """
    if not isinstance(value, Filter):
        raise ConfigurationError(
            f"{what} is {given.shown(value)}, which is no filter: give a comparison of a factor, "
            "such as price() > 5, or several with & | ~ between them"
        )
    return value


def factor_of(value: Any, what: str) -> Factor:
    """A factor as it is.

    Raises:
        ConfigurationError: it is none.
    """
    if not isinstance(value, Factor):
        raise ConfigurationError(
            f"{what} is {given.shown(value)}, which is no factor: give one such as "
            "dollar_volume(20)"
        )
    return value


def parts_of(term: Term) -> Iterator[Term]:
    """An expression and all that it is made of."""
    yield term
    for part in term.parts:
        yield from parts_of(part)


def _terms(sides: Sequence[Factor | float]) -> tuple[Term, ...]:
    return tuple(side for side in sides if isinstance(side, Term))


def _operand(value: Any) -> Factor | float:
    is_number = isinstance(value, (int, float, np.integer, np.floating))
    if is_number and not isinstance(value, bool):
        return float(value)
    return factor_of(value, "one side of an operation")


def _values(side: Factor | float, market: Market, session: int) -> Any:
    if isinstance(side, Factor):
        return market.row(side, session)
    return np.full(len(market.symbols), side)


def _no_groups(groupby: Any) -> None:
    if groupby is not None:
        raise ConfigurationError(
            f"groupby={groupby!r} is not there: there are no classifiers; leave it out, or give "
            "each group's filter as mask"
        )
