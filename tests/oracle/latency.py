"""When a row is, and how long an order, a change or a cancellation takes (section 13)."""

import math
from collections.abc import Sequence
from decimal import Decimal, localcontext

from .market import Row

MINUTE = 60 * 10**9
DAY = 24 * 60 * MINUTE
SUBMIT, MODIFY, CANCEL = range(3)
BITS = 2**64


def row_ends(rows: Sequence[Row]) -> list[int]:
    """When each row ends, in nanoseconds: the n-th of a session n minutes after its midnight."""
    ends: list[int] = []
    number = 0
    for index, (_, session, _) in enumerate(rows):
        number = number + 1 if index and rows[index - 1][1] == session else 1
        ends.append(session * DAY + number * MINUTE)
    return ends


def mix(z: int) -> int:
    """SplitMix64's finaliser."""
    z %= BITS
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % BITS
    z = (z ^ z >> 27) * 0x94D049BB133111EB % BITS
    return z ^ z >> 31


def delay(specification: str, seed: int, order_id: int, stage: int) -> int:
    """The nanoseconds that a stage of an order takes; `order_id` counts from 0."""
    kind, *numbers = specification.split(":")
    if not numbers:
        return int(kind)
    upper = mix(seed + order_id * 3 + stage) >> 11
    if kind == "uniform":
        least, most = map(int, numbers)
        return least + (upper * (most - least) >> 53)
    with localcontext(prec=60):
        return math.floor(-(1 - Decimal(upper) / 2**53).ln() * int(numbers[0]))
