"""H as a Zipline file, one call per asset and hour; runs on hours, and on minutes of them."""

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
    context.closes = {asset: [] for asset in context.assets}


def handle_data(context, data):
    now = get_datetime("America/New_York")
    if now.minute != 30 and now.hour != 16:
        return
    positions = context.portfolio.positions
    for asset in context.assets:
        close = data.current(asset, "close")
        closes = context.closes[asset] = [*context.closes[asset][-20:], close]
        if len(closes) < 21:
            continue
        held = positions[asset].amount
        if close > closes[0]:
            if not held:
                order_target_percent(asset, 1 / 20)
        elif held:
            order_target(asset, 0)
