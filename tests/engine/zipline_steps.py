"""The steps of a script in Zipline's way: a program over farthing.api. `STEPS` is set by tests."""

from scenarios.reader import Cancel

from farthing.api import (
    LimitOrder,
    StopOrder,
    cancel_order,
    order,
    order_percent,
    order_target,
    order_target_percent,
    order_target_value,
    order_value,
    symbol,
)

STEPS = {}
"""What is ordered and cancelled in each row, without day orders: Zipline has none."""

DOORS = {
    "quantity": order,
    "value": order_value,
    "percent": order_percent,
    "target_quantity": order_target,
    "target_value": order_target_value,
    "target_percent": order_target_percent,
}
STYLES = {"limit": LimitOrder, "stop": StopOrder, "market": lambda _: None}


def initialize(context):
    context.row = context.made = 0


def handle_data(context, data):
    for step in STEPS[context.row]:
        if not isinstance(step, Cancel):
            style = STYLES[step.type](step.price)
            made = DOORS[step.intent](symbol(step.symbol), step.size, style=style)
            context.made += made is not None
        elif step.order <= context.made:
            cancel_order(step.order - 1)
    context.row += 1
