"""When a portfolio is shared anew."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.portfolio.allocators.allocator import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

_PERIODS: dict[str, Callable[[date], object]] = {
    "never": lambda _: None,
    "daily": lambda day: day,
    "weekly": lambda day: day.isocalendar()[:2],
    "monthly": lambda day: (day.year, day.month),
    "quarterly": lambda day: (day.year, (day.month - 1) // 3),
    "yearly": lambda day: day.year,
}

FORMS = f"{', '.join(_PERIODS)}, or drift:SHARE"


@dataclass(frozen=True, slots=True)
class Rebalance:
    """The rule of when: by the calendar, or where a share has drifted too far.

    Args:
        period: ``never``, ``daily``, ``weekly``, ``monthly``, ``quarterly`` or ``yearly``.
        drift: the distance beyond which one share brings all back; None for none.

    >>> str(rebalance("monthly")), str(rebalance("drift:0.05"))
    ('monthly', 'drift:0.05')
    """

    period: str = "never"
    drift: Decimal | None = None

    @property
    def ever(self) -> bool:
        """Whether money is shared more than once."""
        return self.drift is not None or self.period != "never"

    def is_due(
        self, before: date, today: date, equities: Sequence[int], shares: Sequence[int]
    ) -> bool:
        """Whether the first bar of a session shares anew.

        Args:
            before: the session before.
            today: the session that begins.
            equities: of the strategies and of the reserve.
            shares: which share each strategy was given last, in parts of 10^9.
        """
        if self.drift is None:
            key = _PERIODS[self.period]
            return key(before) != key(today)
        total = sum(equities)
        if total <= 0:
            return False
        given = (Fraction(share, WHOLE) for share in shares)
        has = (Fraction(equity, total) for equity in equities)
        return any(
            abs(mine - want) > Fraction(self.drift) for mine, want in zip(has, given, strict=False)
        )

    def __str__(self) -> str:
        """As it is written."""
        return self.period if self.drift is None else f"drift:{self.drift:f}"


def rebalance(value: str | Rebalance) -> Rebalance:
    """The rule that a text describes.

    Raises:
        ConfigurationError: it describes none.
    """
    if isinstance(value, Rebalance):
        return value
    name, _, number = value.partition(":") if isinstance(value, str) else ("", "", "")
    if name in _PERIODS and not number:
        return Rebalance(name)
    if name == "drift":
        return Rebalance(drift=_share(number, value))
    raise ConfigurationError(f"rebalance {value!r}: it is one of {FORMS}")


def _share(number: str, value: str) -> Decimal:
    try:
        share = Decimal(number)
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite() or not 0 < share < 1:
        raise ConfigurationError(f"rebalance {value!r}: a drift is a share between 0 and 1")
    return share
