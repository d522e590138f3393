"""At each month's start, the two shares that have risen most in 120 days share the account."""

from zipline.api import (
    date_rules,
    order_target_percent,
    schedule_function,
    set_commission,
    set_slippage,
    symbols,
    time_rules,
)
from zipline.finance import commission, slippage


def initialize(context):
    context.shares = symbols("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")
    set_commission(commission.PerDollar(cost=0.001))
    set_slippage(slippage.FixedBasisPointsSlippage(basis_points=2, volume_limit=0.1))
    schedule_function(rebalance, date_rules.month_start(), time_rules.market_open(hours=1))


def rebalance(context, data):
    prices = data.history(context.shares, "price", 120, "1d")
    risen = (prices.iloc[-1] / prices.iloc[0]).sort_values(ascending=False)
    chosen = list(risen.index[:2])
    for share in context.shares:
        order_target_percent(share, 0.5 if share in chosen else 0)
