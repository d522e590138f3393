"""The models of a run that decide money: commission, slippage, account, controls, carry.

None has a hidden default. Each prints itself as it is written on the command line, and is read back
from that text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from farthing import given
from farthing.backtest.costs.account import (
    ACCOUNTS,
    LEVERAGE_MOST,
    Account,
    AccountKind,
    account,
)
from farthing.backtest.costs.carry import Borrow, Interest, borrow, interest
from farthing.backtest.costs.commission import (
    COMMISSIONS,
    PRESETS,
    Bps,
    Capped,
    Commission,
    MakerTaker,
    Maximum,
    NoCommission,
    PerShare,
    PerTrade,
    Tiered,
    binance_spot,
    coinbase_advanced,
    commission,
    ibkr_fixed,
    ibkr_tiered,
)
from farthing.backtest.costs.controls import (
    Control,
    Controls,
    controls,
    daily_loss,
    drawdown,
    leverage,
    long_only,
    order_count,
    order_size,
    position_size,
    restricted,
)
from farthing.backtest.costs.model import Exact, Model
from farthing.backtest.costs.slippage import (
    SLIPPAGES,
    BpsSlippage,
    FixedSlippage,
    NoSlippage,
    Slippage,
    SpreadEstimate,
    SpreadSlippage,
    VolatilitySlippage,
    VolumeShare,
    slippage,
)
from farthing.decimals import shifted
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = [
    "ACCOUNTS",
    "COMMISSIONS",
    "LEVERAGE_MOST",
    "PRESETS",
    "SLIPPAGES",
    "Account",
    "AccountKind",
    "Borrow",
    "Bps",
    "BpsSlippage",
    "Capped",
    "Commission",
    "Control",
    "Controls",
    "Exact",
    "Fill",
    "FixedSlippage",
    "Interest",
    "MakerTaker",
    "Maximum",
    "Model",
    "NoCommission",
    "NoSlippage",
    "PerShare",
    "PerTrade",
    "Slippage",
    "SpreadEstimate",
    "SpreadSlippage",
    "Tiered",
    "VolatilitySlippage",
    "VolumeShare",
    "account",
    "binance_spot",
    "borrow",
    "coinbase_advanced",
    "commission",
    "controls",
    "daily_loss",
    "drawdown",
    "fill",
    "ibkr_fixed",
    "ibkr_tiered",
    "interest",
    "leverage",
    "long_only",
    "order_count",
    "order_size",
    "position_size",
    "restricted",
    "slippage",
    "volume_limit",
]

Fill = Literal["next-open", "next-close", "close"]
"""When market orders fill: at the next bar's open or close, or the close at which they are given.

At the next close, limits and stops see the close of each bar alone, too.
"""


def fill(text: str) -> Fill:
    """The timing of fills that a text describes.

    >>> fill("close")
    'close'
    """
    if text == "next-open":
        return "next-open"
    if text == "close":
        return "close"
    if text == "next-close":
        return "next-close"
    raise ConfigurationError(f"fill is {text!r}; it is next-open, next-close or close")


def volume_limit(value: Exact | None) -> Decimal | None:
    """The share of a bar's volume that orders may take together; None is no limit.

    >>> volume_limit("0.025"), volume_limit("10%")
    (Decimal('0.025'), Decimal('0.10'))
    """
    if value is None:
        return None
    if isinstance(value, str) and value.endswith("%"):
        share = shifted(given.from_zero(value[:-1], "volume_limit"), -2)
    else:
        share = given.from_zero(value, "volume_limit")
    if share > 1:
        raise ConfigurationError(f"volume_limit is {value}; it is a share, from 0 to 1 or to 100%")
    return share
