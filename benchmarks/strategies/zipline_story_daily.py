"""A moving-average crossover of days: two history calls per asset and bar, default costs."""

from farthing.api import order_target, symbols


def initialize(context):
    context.assets = symbols(*[f"A{number:02d}" for number in range(10)])


def handle_data(context, data):
    for asset in context.assets:
        fast = data.history(asset, "price", 50, "1d").mean()
        slow = data.history(asset, "price", 200, "1d").mean()
        order_target(asset, 100 if fast > slow else 0)
