"""D as a Zipline file, one history call for all assets a bar.

The averages are compared as sums of whole cents, which floats hold exactly: means of floats differ
where the averages are equal, and trade where the rule does not. G sets other lengths.
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

FAST, SLOW = 10, 30
KNOWN = 0
"""Bars before the first of the run."""


def initialize(context):
    set_commission(commission.PerDollar(cost=0.001))
    set_slippage(slippage.FixedSlippage(spread=0.0))
    context.assets = symbols(*[f"A{number:02d}" for number in range(50)])
    context.bars = KNOWN


def handle_data(context, data):
    context.bars += 1
    if context.bars < SLOW:
        return
    cents = np.rint(data.history(context.assets, "price", SLOW, "1d").to_numpy() * 100)
    uptrend = SLOW * cents[-FAST:].sum(axis=0) > FAST * cents.sum(axis=0)
    positions = context.portfolio.positions
    for number, asset in enumerate(context.assets):
        held = positions[asset].amount
        if uptrend[number]:
            if not held:
                order_target_percent(asset, 1 / 50)
        elif held:
            order_target(asset, 0)
