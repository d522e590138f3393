"""A program in Zipline's manner that orders before sessions."""

from farthing.api import commission, order_target, set_commission, symbols


def initialize(context):
    context.assets = symbols("BROAD", "DOVE")
    context.count = 0
    set_commission(commission.PerShare(cost=0.01))


def before_trading_start(context, data):
    context.count += 1
    if context.count > 5:
        for asset in context.assets:
            closes = data.history(asset, "close", 5, "1d")
            order_target(asset, 10 if closes[-1] > closes[0] else 0)


def handle_data(context, data):
    pass
