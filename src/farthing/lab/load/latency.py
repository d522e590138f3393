"""Latencies of each kind of request, exact quantiles and a histogram."""

from __future__ import annotations

from bisect import bisect_left
from itertools import product
from typing import TYPE_CHECKING

from farthing.lab.results.load import Latency

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EDGES_S = tuple(float(f"{step}e{power}") for power, step in product(range(-4, 2), (1, 2, 5)))
"""Ends of the bars of a histogram; what is longer has a bar of its own."""

Sample = tuple[str, float, float, str]
"""Kind, moment, seconds and outcome of a request."""


def latencies(samples: Iterable[Sample]) -> tuple[Latency, ...]:
    """The latencies of each kind, sorted by its name; those of requests that were done.

    >>> (told,) = latencies([("read", 0.0, 0.2, "done"), ("read", 0.0, 9.0, "shed")])
    >>> told.asked, told.shed, told.p95_s
    (2, 1, 0.2)
    """
    kinds: dict[str, list[Sample]] = {}
    for sample in samples:
        kinds.setdefault(sample[0], []).append(sample)
    return tuple(_latency(kind, found) for kind, found in sorted(kinds.items()))


def _latency(kind: str, samples: Sequence[Sample]) -> Latency:
    done = sorted(seconds for _, _, seconds, outcome in samples if outcome == "done")
    outcomes = [outcome for *_, outcome in samples]
    counts = [0] * (len(EDGES_S) + 1)
    for seconds in done:
        counts[bisect_left(EDGES_S, seconds)] += 1
    return Latency(
        kind=kind, asked=len(samples), shed=outcomes.count("shed"),
        failed=outcomes.count("failed"), p50_s=_share(done, 50), p95_s=_share(done, 95),
        p99_s=_share(done, 99), max_s=_share(done, 100), counts=tuple(counts),
    )  # fmt: skip


def _share(ascending: Sequence[float], percent: int) -> float | None:
    """A value that was measured, which so many percent do not exceed; None where there is none."""
    return ascending[-(-len(ascending) * percent // 100) - 1] if ascending else None
