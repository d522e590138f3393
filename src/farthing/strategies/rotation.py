"""A Zipline-style program: each month, hold the strongest assets of the last quarter.

Run it with ``farthing run``, as any file that defines ``initialize`` and ``handle_data``.
"""

from typing import Any

from farthing.api import (
    commission,
    get_datetime,
    order_target_percent,
    record,
    set_commission,
    set_slippage,
    slippage,
)

LOOKBACK = 63
HOLD = 3


def initialize(context: Any) -> None:
    """Choose the costs."""
    set_commission(commission.PerShare(cost="0.005", min_trade_cost=1))
    set_slippage(slippage.FixedBasisPointsSlippage(basis_points=2, volume_limit=None))
    context.month = None


def handle_data(context: Any, data: Any) -> None:
    """Rebalance on the first bar of a month, among what has a bar now."""
    month = get_datetime().month
    if month == context.month:
        return
    context.month = month
    fresh = [each for each in context.assets if data.can_trade(each) and not data.is_stale(each)]
    returns = {}
    for asset in fresh:
        prices = data.history(asset, "price", LOOKBACK, "1d").to_numpy()
        if prices[0] > 0:
            returns[asset] = prices[-1] / prices[0] - 1
    best = sorted(returns, key=returns.__getitem__, reverse=True)[:HOLD]
    for asset in fresh:
        order_target_percent(asset, 1 / HOLD if asset in best else 0)
    record(best=best[0].symbol if best else None)
