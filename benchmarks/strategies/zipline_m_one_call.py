"""M as a Zipline file, one history call for all assets a bar."""

import numpy as np

from farthing.api import (
    commission,
    order_target,
    order_target_percent,
    set_commission,
    set_slippage,
    slippage,
    symbols,
)


def initialize(context):
    set_commission(commission.PerDollar(cost=0.001))
    set_slippage(slippage.FixedSlippage(spread=0.0))
    context.assets = symbols(*[f"A{number:02d}" for number in range(10)])
    context.bars = 0


def handle_data(context, data):
    context.bars += 1
    if context.bars < 20:
        return
    window = data.history(context.assets, "price", 20, "1m")
    last, mean = np.asarray(window.iloc[-1]), np.asarray(window.mean())
    z = (last - mean) / np.asarray(window.std())
    positions = context.portfolio.positions
    for number, asset in enumerate(context.assets):
        if z[number] < -2:
            if not positions[asset].amount:
                order_target_percent(asset, 1 / 10)
        elif z[number] > 0 and positions[asset].amount:
            order_target(asset, 0)
