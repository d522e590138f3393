"""On minutes: bought after an hour, sold half an hour before the close, on short days too."""

from zipline.api import (
    date_rules,
    order,
    order_target,
    schedule_function,
    set_commission,
    set_slippage,
    symbols,
    time_rules,
)
from zipline.finance import commission, slippage


def initialize(context):
    context.first, context.second = symbols("AAA", "BBB")
    set_commission(commission.PerShare(cost=0.001, min_trade_cost=0))
    set_slippage(slippage.FixedBasisPointsSlippage(basis_points=1, volume_limit=0.1))
    every_day = date_rules.every_day()
    schedule_function(buy, every_day, time_rules.market_open(hours=1))
    schedule_function(sell, every_day, time_rules.market_close(minutes=30))
    schedule_function(weekly, date_rules.week_end(), time_rules.market_close())


def buy(context, data):
    minutes = data.history(context.first, "price", 30, "1m")
    order(context.first, 100 if data.current(context.first, "price") > minutes.mean() else 50)


def sell(context, data):
    order_target(context.first, 0)


def weekly(context, data):
    minutes = data.history(context.second, "high", 200, "1m")
    order(context.second, 10 if minutes.iloc[-1] > minutes.mean() else -10)
