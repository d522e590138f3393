"""D as a Zipline file, one history call per asset and bar.

The averages are compared as sums of whole cents, which floats hold exactly: means of floats differ
where the averages are equal, and trade where the rule does not.
"""

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
    context.assets = symbols(*[f"A{number:02d}" for number in range(50)])
    context.bars = 0


def handle_data(context, data):
    context.bars += 1
    if context.bars < 30:
        return
    positions = context.portfolio.positions
    for asset in context.assets:
        cents = np.rint(data.history(asset, "price", 30, "1d").to_numpy() * 100)
        held = positions[asset].amount
        if 3 * cents[-10:].sum() > cents.sum():
            if not held:
                order_target_percent(asset, 1 / 50)
        elif held:
            order_target(asset, 0)
