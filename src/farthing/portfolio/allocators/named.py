"""Allocators by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.portfolio.allocators.allocator import Allocator
from farthing.portfolio.allocators.drawdown import Drawdown
from farthing.portfolio.allocators.fixed import Equal, Fixed
from farthing.portfolio.allocators.kelly import Kelly
from farthing.portfolio.allocators.risk_parity import RiskParity
from farthing.portfolio.allocators.volatility import Volatility

if TYPE_CHECKING:
    from collections.abc import Callable

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
