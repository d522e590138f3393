"""H as a Zipline file, one call for all assets an hour; runs on hours, and on minutes of them."""

import numpy as np

from farthing.api import (
    commission,
    get_datetime,
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
    context.assets = symbols(*[f"A{number:02d}" for number in range(20)])
    context.closes = []


def handle_data(context, data):
    now = get_datetime("America/New_York")
    if now.minute != 30 and now.hour != 16:
        return
    closes = np.asarray(data.current(context.assets, "close"))
    context.closes = [*context.closes[-20:], closes]
    if len(context.closes) < 21:
        return
    rising = closes > context.closes[0]
    positions = context.portfolio.positions
    for number, asset in enumerate(context.assets):
        held = positions[asset].amount
        if rising[number]:
            if not held:
                order_target_percent(asset, 1 / 20)
        elif held:
            order_target(asset, 0)
