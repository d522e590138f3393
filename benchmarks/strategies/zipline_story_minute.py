"""Mean reversion over 20 minutes: a history call and a price per asset and minute."""

from farthing.api import order_target, symbols


def initialize(context):
    context.assets = symbols(*[f"A{number:02d}" for number in range(3)])


def handle_data(context, data):
    for asset in context.assets:
        window = data.history(asset, "price", 20, "1m")
        z = (data.current(asset, "price") - window.mean()) / window.std()
        if z < -2:
            order_target(asset, 100)
        elif z > 2:
            order_target(asset, 0)
