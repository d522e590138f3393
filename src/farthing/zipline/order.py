"""Orders in Zipline's words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from farthing.zipline.units import shown

if TYPE_CHECKING:
    from decimal import Decimal

    from farthing import _core


class OrderStatus(IntEnum):
    """Zipline's states of orders."""

    OPEN = 0
    FILLED = 1
    CANCELLED = 2
    REJECTED = 3
    HELD = 4


_STATES = {
    "open": OrderStatus.OPEN,
    "waiting": OrderStatus.HELD,
    "filled": OrderStatus.FILLED,
    "refused": OrderStatus.REJECTED,
}


def status(state: str) -> OrderStatus:
    """Zipline's word for a state of farthing's.

    >>> status("expired").name
    'CANCELLED'
    """
    return _STATES.get(state, OrderStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class ShimOrder:
    """An order at one moment, with prices as floats and units as Zipline shows them."""

    id: str
    asset: _core.Asset
    amount: int | float
    filled: int | float
    limit: float | None
    stop: float | None
    status: OrderStatus
    reason: str | None

    @classmethod
    def of(cls, order: _core.Order) -> ShimOrder:
        """Converts one of the engine's."""
        return cls(
            id=str(order.id),
            asset=order.asset,
            amount=shown(order.asset, order.amount),
            filled=shown(order.asset, order.filled),
            limit=_float(order.limit),
            stop=_float(order.stop),
            status=status(order.state),
            reason=order.reason,
        )

    @property
    def sid(self) -> _core.Asset:
        """The asset, by Zipline's old name."""
        return self.asset

    @property
    def open(self) -> bool:
        """Whether it works."""
        return self.status in (OrderStatus.OPEN, OrderStatus.HELD)

    @property
    def open_amount(self) -> int | float:
        """What has not filled."""
        return self.amount - self.filled


def _float(price: Decimal | None) -> float | None:
    return None if price is None else float(price)
