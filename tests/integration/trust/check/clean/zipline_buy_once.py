"""A program in Zipline's manner that buys once."""

from farthing.api import order, symbol


def initialize(context):
    context.is_invested = False


def handle_data(context, data):
    if not context.is_invested and data.can_trade(symbol("ELMS")):
        order(symbol("ELMS"), 100)
        context.is_invested = True
