"""A program in Zipline's manner: an average of its history."""

from farthing.api import order_target_percent, record, symbol


def initialize(context):
    context.asset = symbol("ALDR")


def handle_data(context, data):
    closes = data.history(context.asset, "close", 10, "1d")
    record(average=float(closes.mean()))
    order_target_percent(context.asset, 0.5 if closes[-1] > closes.mean() else 0.0)
