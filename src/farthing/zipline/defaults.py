"""What Zipline chooses where nobody says anything."""

from __future__ import annotations

from typing import Any

from farthing.backtest import costs
from farthing.backtest.config import RunConfig, run_config

DEFAULTS: dict[str, Any] = {
    "fill": "next-close",
    "commission": costs.PerShare("0.001"),
    "slippage": costs.BpsSlippage(5),
    "volume_limit": "0.1",
    "account": "unlimited",
}
"""Zipline's commission and slippage of shares, its fills, and an account that nobody checks."""


def zipline_config(**settings: Any) -> RunConfig:
    """A configuration with Zipline's defaults in place of farthing's.

    Args:
        settings: those of ``farthing.run``; what is given here holds.

    >>> config = zipline_config(commission="none")
    >>> str(config.slippage), str(config.commission), config.fill
    ('bps:5', 'none', 'next-close')
    """
    return run_config(**{**DEFAULTS, **settings})
