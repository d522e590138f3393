"""D as a Zipline file, one history call for all assets a bar."""

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
    closes = data.history(context.assets, "price", 30, "1d").to_numpy()
    fast, slow = closes[-10:].mean(axis=0), closes.mean(axis=0)
    positions = context.portfolio.positions
    for number, asset in enumerate(context.assets):
        held = positions[asset].amount
        if fast[number] > slow[number]:
            if not held:
                order_target_percent(asset, 1 / 50)
        elif held:
            order_target(asset, 0)
