"""Momentum over 1,200 minutes: one history call per asset and minute, default costs."""

from farthing.api import order_target, symbols


def initialize(context):
    context.assets = symbols(*[f"A{number:02d}" for number in range(5)])


def handle_data(context, data):
    for asset in context.assets:
        prices = data.history(asset, "price", 1200, "1m")
        momentum = prices.iloc[-1] / prices.iloc[0] - 1
        if momentum > 0.05:
            order_target(asset, 100)
        elif momentum < -0.05:
            order_target(asset, 0)
