"""M as a Zipline file, one history call per asset and bar."""

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
    positions = context.portfolio.positions
    for asset in context.assets:
        window = data.history(asset, "price", 20, "1m")
        z = (window.iloc[-1] - window.mean()) / window.std()
        if z < -2:
            if not positions[asset].amount:
                order_target_percent(asset, 1 / 10)
        elif z > 0 and positions[asset].amount:
            order_target(asset, 0)
