"""Styles of orders: Zipline's names of their types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MarketOrder:
    """At the market: when, the run's ``fill`` says."""

    limit_price: None = None
    stop_price: None = None


@dataclass(frozen=True, slots=True)
class LimitOrder:
    """At a price or better."""

    limit_price: Any
    stop_price: None = None


@dataclass(frozen=True, slots=True)
class StopOrder:
    """At the market once a price is reached."""

    stop_price: Any
    limit_price: None = None


@dataclass(frozen=True, slots=True)
class StopLimitOrder:
    """At a price or better, once another price is reached."""

    limit_price: Any
    stop_price: Any


Style = MarketOrder | LimitOrder | StopOrder | StopLimitOrder
