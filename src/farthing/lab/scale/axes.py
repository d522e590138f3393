"""The axes: what grows, through which sizes, and what stays the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from farthing.lab.scale.bundles import Shape

if TYPE_CHECKING:
    from collections.abc import Callable

Work = Literal["cross", "orders", "sets"]


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that grows.

    Attributes:
        name: of the axis.
        unit: of its sizes.
        about: what stays the same, in words.
        sizes: a ladder, ascending.
        least: the smallest work that there is; it is measured beside, and subtracted.
        work: what is done, see ``farthing.lab.scale.work``.
        shape: the bars of a size.
    """

    name: str
    unit: str
    about: str
    sizes: tuple[int, ...]
    least: int
    work: Work
    shape: Callable[[int], Shape]


ORDERS_SHAPE = Shape(10, 1_000, "1m")
SETS_SHAPE = Shape(1, 8_190, "1m")

AXES = {
    axis.name: axis
    for axis in (
        Axis(
            "assets", "assets", "252 days, moving averages cross",
            (5, 16, 50, 158, 500), 1, "cross", lambda size: Shape(size, 252, "1d"),
        ),
        Axis(
            "bars", "bars of each asset", "10 assets, minutes, moving averages cross",
            (1_000, 3_162, 10_000, 31_623, 100_000), 1, "cross",
            lambda size: Shape(10, size, "1m"),
        ),
        Axis(
            "orders", "orders", "10 assets x 1,000 minutes, market orders of one share",
            (1_000, 3_162, 10_000, 31_623, 100_000), 0, "orders", lambda _size: ORDERS_SHAPE,
        ),
        Axis(
            "sets", "parameter sets", "1 asset x 8,190 minutes, arrays of moving averages",
            (10, 32, 100, 316, 1_000), 0, "sets", lambda _size: SETS_SHAPE,
        ),
    )
}  # fmt: skip
"""Five sizes over two decades each; about a minute and a half a process."""

LARGE = {
    axis.name: axis
    for axis in (
        Axis(
            "days", "days of each asset", "500 assets, moving averages cross",
            (25, 80, 252, 797, 2_520), 1, "cross", lambda size: Shape(500, size, "1d"),
        ),
        Axis(
            "minutes", "minutes of each asset", "10 assets, moving averages cross",
            (10_000, 31_623, 100_000, 316_228, 1_000_000), 1, "cross",
            lambda size: Shape(10, size, "1m"),
        ),
    )
}  # fmt: skip
"""As far as a laptop goes: some 2 GB of disk, made once."""

EVERY = {**AXES, **LARGE}
