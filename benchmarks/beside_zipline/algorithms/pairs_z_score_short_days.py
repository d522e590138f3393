"""Two shares by the z-score of their ratio over 40 days; on half days too."""

from zipline.api import (
    date_rules,
    order_target,
    schedule_function,
    set_commission,
    set_slippage,
    symbol,
    time_rules,
)
from zipline.finance import commission, slippage


def initialize(context):
    context.pair = symbol("CCC"), symbol("EEE")
    set_commission(commission.PerTrade(cost=2.0))
    set_slippage(slippage.FixedSlippage(spread=0.01))
    minutes = time_rules.market_close(minutes=30)
    schedule_function(check, date_rules.every_day(), minutes)


def check(context, data):
    first, second = context.pair
    prices = data.history([first, second], "price", 40, "1d")
    ratio = prices[first] / prices[second]
    score = (ratio.iloc[-1] - ratio.mean()) / ratio.std()
    held = context.portfolio.positions[first].amount
    if score > 2 and held >= 0:
        order_target(first, -800)
        order_target(second, 500)
    elif score < -2 and held <= 0:
        order_target(first, 800)
        order_target(second, -500)
    elif abs(score) < 0.5 and held:
        order_target(first, 0)
        order_target(second, 0)
