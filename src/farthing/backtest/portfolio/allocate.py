"""Allocators: which share of the portfolio each strategy gets. Floats decide, and end here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHOLE = 10**9
"""Shares are whole numbers of parts of this."""

Weight = Decimal | float
History = Sequence[Sequence[float]]
"""Returns of the strategies by session, oldest first: sessions x strategies."""


def parts(weights: Sequence[Weight]) -> list[int]:
    """Weights as parts of 10^9, each rounded down: the one place where they become exact.

    A float means the shortest decimal that prints it. What is left over belongs to no strategy.

    >>> parts([0.6, 0.4]), parts([1 / 3, 1 / 3, 1 / 3])
    ([600000000, 400000000], [333333333, 333333333, 333333333])

    Raises:
        ConfigurationError: a weight is no number of 0 or more, or all are more than 1.
    """
    found = []
    for weight in weights:
        number = Decimal(str(weight))
        if not number.is_finite() or number < 0:
            raise ConfigurationError(
                f"an allocator gives {weight}; a share of a portfolio is 0 or more"
            )
        found.append(int(Fraction(number) * WHOLE))
    if sum(found) > WHOLE:
        raise ConfigurationError(
            f"an allocator gives {', '.join(map(str, weights))}, which is more than 1 in all: "
            "a portfolio has no more than its equity"
        )
    return found


class Allocator(ABC):
    """Says how a portfolio is shared, from the returns of its strategies up to the last session.

    One of your own has ``weights`` and, where it needs so many sessions, ``sessions``; as long as
    there are fewer, the strategies have equal shares.
    """

    sessions: int = 0

    @abstractmethod
    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """A share of 0 or more for each strategy, 1 in all at most.

        Args:
            returns: sessions x strategies, oldest first: the last ``sessions`` of them, or all.
        """

    def shares(self, returns: History, count: int) -> list[int]:
        """The shares of so many strategies in parts of 10^9."""
        if len(returns) < self.sessions:
            return parts(_equal(count))
        known = returns[-self.sessions :] if self.sessions else returns
        array = np.asarray(known, dtype=np.float64).reshape(len(known), count)
        weights = self.weights(array)
        if len(weights) != count:
            raise ConfigurationError(
                f"{self} gives {len(weights)} shares for {count} strategies: give one for each"
            )
        return parts(weights)

    def __str__(self) -> str:
        """As it is written."""
        return type(self).__name__


def _equal(count: int) -> list[Decimal]:
    """Equal shares of so many strategies, rounded down to the last part."""
    return [Decimal(WHOLE // count) / WHOLE] * count


class Fixed(Allocator):
    """The same shares at all times: ``fixed:0.6,0.4``.

    >>> Fixed("0.6", "0.4").shares([], 2)
    [600000000, 400000000]
    """

    def __init__(self, *weights: Any) -> None:
        """Takes a share for each strategy."""
        self._weights = [_number(weight, "a fixed share") for weight in weights]
        parts(self._weights)

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The shares that were given."""
        return self._weights

    def __str__(self) -> str:
        """As it is written."""
        return "fixed:" + ",".join(format(weight, "f") for weight in self._weights)


class Equal(Allocator):
    """Equal shares: ``equal``.

    >>> Equal().shares([], 4)
    [250000000, 250000000, 250000000, 250000000]
    """

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """One over the number of strategies."""
        return _equal(returns.shape[1])

    def __str__(self) -> str:
        """As it is written."""
        return "equal"


class OverSessions(Allocator):
    """An allocator that looks at the last sessions: two at least."""

    name = ""

    def __init__(self, sessions: Any = 60) -> None:
        """Takes how many sessions it looks at."""
        number = _number(sessions, f"{self.name} sessions")
        if number != int(number) or number < 2:
            raise ConfigurationError(
                f"{self.name} over {sessions} sessions: it needs a whole number, 2 or more"
            )
        self.sessions = int(number)

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.name}:{self.sessions}"


class Volatility(OverSessions):
    """Shares in inverse proportion to volatility: ``volatility:60``.

    ``w_i = (1 / s_i) / sum(1 / s_j)``, with ``s`` the standard deviation of the returns of the last
    sessions, divided by n - 1. A strategy whose returns do not vary gets nothing, unless none vary.

    >>> Volatility(2).shares([[0.01, 0.03], [-0.01, -0.03]], 2)
    [750000000, 250000000]
    """

    name = "volatility"

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The inverse of each volatility, as a share of their sum."""
        deviations = returns.std(axis=0, ddof=1)
        inverse = np.divide(1.0, deviations, out=np.zeros_like(deviations), where=deviations > 0)
        return _of_sum(inverse)


class RiskParity(OverSessions):
    """Shares that contribute the same risk: ``risk-parity:60``.

    Those with ``w_i * (S w)_i`` equal for all ``i``, ``S`` being the covariance of the returns of
    the last sessions (n - 1): the cyclical coordinate descent of Griveau-Billion, Richard and
    Roncalli (2013), from inverse volatilities, until no share moves by 10^-12, 500 rounds at most.

    >>> [round(share / 10**9, 6) for share in RiskParity(2).shares([[1, 3], [-1, -3]], 2)]
    [0.75, 0.25]
    """

    name = "risk-parity"

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The shares of equal risk among strategies that vary; the others get nothing."""
        deviations = returns.std(axis=0, ddof=1)
        varies = np.flatnonzero(deviations > 0)
        found = np.zeros(len(deviations))
        if len(varies):
            covariance = np.atleast_2d(np.cov(returns[:, varies], rowvar=False, ddof=1))
            found[varies] = _equal_risk(covariance)
        return _of_sum(found)


ROUNDS_MOST = 500
NO_MOVE = 1e-12


def _equal_risk(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights ``x`` with ``x_i (S x)_i`` the same for all; their sum has no meaning."""
    variances = np.diag(covariance)
    x = 1 / np.sqrt(variances)
    for _ in range(ROUNDS_MOST):
        before = x.copy()
        for place, variance in enumerate(variances):
            others = float(covariance[place] @ x - variance * x[place])
            x[place] = (-others + np.sqrt(others * others + 4 * variance)) / (2 * variance)
        if np.abs(x / x.sum() - before / before.sum()).max() < NO_MOVE:
            break
    return x


class Kelly(OverSessions):
    """A part of Kelly's shares: ``kelly:0.5:60``.

    ``w = fraction * S^-1 m``, with ``m`` the mean and ``S`` the covariance (n - 1) of the
    returns of the last sessions (Thorp, 2006); what is below nothing is nothing, and where the rest comes to
    more than 1 it is divided by its sum. What is left is held in reserve. Where ``S`` cannot be
    inverted its pseudo-inverse is taken.

    >>> Kelly("0.5", 3).shares([[0.02], [0.0], [-0.01]], 1)
    [1000000000]
    """

    name = "kelly"

    def __init__(self, fraction: Any = "0.5", sessions: Any = 60) -> None:
        """Takes the part of Kelly's shares, and how many sessions are looked at."""
        super().__init__(sessions)
        self._fraction = _number(fraction, "kelly fraction")

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The part of Kelly's shares, without shorts and without debts."""
        covariance = np.atleast_2d(np.cov(returns, rowvar=False, ddof=1))
        kelly = np.linalg.pinv(covariance, hermitian=True) @ returns.mean(axis=0)
        wanted = np.maximum(float(self._fraction) * kelly, 0.0)
        return _of_sum(wanted) if wanted.sum() > 1 else [float(each) for each in wanted]

    def __str__(self) -> str:
        """As it is written."""
        return f"kelly:{self._fraction:f}:{self.sessions}"


class Drawdown(Allocator):
    """Less for who has lost: ``drawdown:0.2``.

    ``w_i = max(0, 1 - d_i / limit) / n``, with ``d_i`` how far the strategy is below the highest
    value that one unit of money given to it has had. What is left is held in reserve.

    >>> Drawdown("0.2").shares([[0.0, 0.0], [-0.1, 0.0]], 2)
    [250000000, 500000000]
    """

    def __init__(self, limit: Any) -> None:
        """Takes the loss at which a strategy has nothing any more."""
        self._limit = _number(limit, "drawdown limit")
        if not 0 < self._limit <= 1:
            raise ConfigurationError(f"drawdown limit {limit}: it is a share above 0, 1 at most")

    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """The share of each, by its loss since its best."""
        count = returns.shape[1]
        value = np.vstack([np.ones(count), np.cumprod(1 + returns, axis=0)])
        lost = 1 - value[-1] / value.max(axis=0)
        return [float(each) for each in np.maximum(0.0, 1 - lost / float(self._limit)) / count]

    def __str__(self) -> str:
        """As it is written."""
        return f"drawdown:{self._limit:f}"


def _of_sum(weights: NDArray[np.float64]) -> list[float]:
    """Weights as shares of their sum; equal ones where all are nothing."""
    total = float(weights.sum())
    if total <= 0:
        return [1 / len(weights)] * len(weights)
    return [float(weight) / total for weight in weights]


FORMS = (
    "equal, fixed:SHARE,SHARE..., volatility[:SESSIONS], risk-parity[:SESSIONS], "
    "kelly:FRACTION[:SESSIONS], drawdown:LIMIT, or a farthing.portfolio.Allocator"
)

_NAMED: dict[str, Callable[..., Allocator]] = {
    "equal": Equal,
    "fixed": lambda shares: Fixed(*shares.split(",")),
    "volatility": Volatility,
    "risk-parity": RiskParity,
    "kelly": Kelly,
    "drawdown": Drawdown,
}


def allocator(value: str | Allocator) -> Allocator:
    """The allocator that a text describes.

    >>> str(allocator("volatility:20"))
    'volatility:20'

    Raises:
        ConfigurationError: there is none of that name, or not of these numbers.
    """
    if isinstance(value, Allocator):
        return value
    name, *numbers = value.split(":") if isinstance(value, str) else ("",)
    if name not in _NAMED:
        raise ConfigurationError(f"no allocator {value!r}: it is one of {FORMS}")
    try:
        return _NAMED[name](*numbers)
    except TypeError:
        raise ConfigurationError(
            f"allocator {value!r} has too many or too few numbers: it is one of {FORMS}"
        ) from None


def _number(value: Any, what: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ConfigurationError(
            f"{what} {value!r} is no number: an allocator is {FORMS}"
        ) from None
    if not number.is_finite() or number < 0:
        raise ConfigurationError(f"{what} is {value}; it must be 0 or more")
    return number
