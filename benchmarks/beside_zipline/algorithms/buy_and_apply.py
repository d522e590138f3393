"""Half of the account into a share, once; Zipline's own costs, as nothing else is chosen."""

from zipline.api import order_target_percent, record, symbol


def initialize(context):
    context.share = symbol("AAA")
    context.has_ordered = False


def handle_data(context, data):
    if not context.has_ordered:
        order_target_percent(context.share, 0.5)
        context.has_ordered = True
    record(price=data.current(context.share, "price"))
