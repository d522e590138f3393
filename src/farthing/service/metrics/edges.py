"""The edges of histograms: one family, from a microsecond to hours, five a decade or fewer."""

from __future__ import annotations

from itertools import product

STEPS = (1, 2, 5)
"""Edges in a decade."""


def decades(first: int, last: int) -> tuple[float, ...]:
    """Edges in seconds, from ten to the ``first`` to ten to the ``last``.

    >>> decades(-3, -2)
    (0.001, 0.002, 0.005, 0.01)
    """
    found = [float(f"{step}e{power}") for power, step in product(range(first, last), STEPS)]
    return (*found, float(f"1e{last}"))


BAR = decades(-6, 1)
"""Work for one bar: a microsecond to ten seconds, so that more than a second can be told."""

REQUEST = decades(-4, 1)
"""Requests and queries: a tenth of a millisecond to ten seconds."""

JOB = decades(-3, 4)
"""Work of a job: a millisecond to hours."""
