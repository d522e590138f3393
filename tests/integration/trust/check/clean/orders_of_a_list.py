"""A script: a list of orders, some with limits."""

import farthing as ft

bars = ft.bundle("demo").bars(["BROAD", "DOVE"])
count = len(bars.sessions)
orders = [
    {"row": row, "asset": "DOVE", "size": 4, "limit": 50.0 + row % 3}
    for row in range(0, count, 7)
]  # fmt: skip
result = ft.simulate(bars, orders=orders)
