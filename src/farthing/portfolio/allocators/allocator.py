"""An allocator: which share of a portfolio each strategy gets. Floats decide, and end here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import given
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
    is_constant: bool = False
    """Whether its shares are the same whatever the strategies have done."""

    @abstractmethod
    def weights(self, returns: NDArray[np.float64]) -> Sequence[Weight]:
        """A share of 0 or more for each strategy, 1 in all at most.

        Args:
            returns: sessions x strategies, oldest first: the last ``sessions`` of them, or all.
        """

    def shares(self, returns: History, count: int) -> list[int]:
        """The shares of so many strategies in parts of 10^9."""
        if len(returns) < self.sessions:
            return parts(equal_shares(count))
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


def equal_shares(count: int) -> list[Decimal]:
    """Equal shares of so many strategies, rounded down to the last part."""
    return [Decimal(WHOLE // count) / WHOLE] * count


class OverSessions(Allocator):
    """An allocator that looks at the last sessions: two at least."""

    name = ""

    def __init__(self, sessions: Any = 60) -> None:
        """Takes how many sessions it looks at."""
        number = given.from_zero(sessions, f"{self.name} sessions")
        if number != int(number) or number < 2:
            raise ConfigurationError(
                f"{self.name} over {sessions} sessions: it needs a whole number, 2 or more"
            )
        self.sessions = int(number)

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.name}:{self.sessions}"


def of_sum(weights: Sequence[float]) -> list[float]:
    """Weights as shares of their sum; equal ones where all are nothing.

    >>> of_sum([3.0, 1.0]), of_sum([0.0, 0.0])
    ([0.75, 0.25], [0.5, 0.5])
    """
    total = fsum(weights)
    if total <= 0:
        return [1 / len(weights)] * len(weights)
    return [weight / total for weight in weights]
