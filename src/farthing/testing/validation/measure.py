"""Many simulated studies of each kind of noise, without an edge and with planted ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from farthing import given
from farthing.testing.validation.noise import KINDS
from farthing.testing.validation.study import Size, Study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from farthing.testing.validation.study import Said

STUDIES, SEED = 500, 1
LEVEL = 0.05
"""How often a test may find an edge where there is none."""

ERRORS = (2.0, 3.0, 4.0, 5.0, 6.0)
"""Planted edges, in standard errors of their mean."""

SURE = 0.95
"""From this on a deflated Sharpe ratio is read as an edge."""

P_VALUES = ("reality_check", "lower", "consistent", "upper")
PROBABILITIES = ("deflated", "deflated_clusters")

Result = dict[str, Any]
"""What was measured, as a JSON document has it."""


def measure(
    studies: int = STUDIES,
    size: Size | None = None,
    *,
    kinds: Sequence[str] = tuple(KINDS),
    seed: int = SEED,
    progress: Callable[[str, int], None] | None = None,
) -> Result:
    """How often each statistic sees an edge where there is none, and where there is one.

    Args:
        studies: of each kind of noise.
        size: of each study.
        kinds: of noise.
        seed: of all studies.
        progress: called after each study with its kind and how many are done.

    Returns:
        By kind of noise: ``noise`` counts studies without an edge that each test rejects,
        ``edges`` the same with an edge of so many standard errors, ``single_days`` those where
        sessions were drawn one by one.

    >>> found = measure(2, Size(100, 5, 99), kinds=["independent"])
    >>> found["kinds"]["independent"]["edges"]["6.0"]["reality_check"]
    2
    """
    given.count(studies, "studies")
    size = size or Size()
    return {
        "studies": studies,
        **asdict(size),
        "seed": seed,
        "level": LEVEL,
        "sure": SURE,
        "kinds": {kind: _kind(kind, studies, size, seed, progress) for kind in kinds},
    }


def _kind(
    kind: str, studies: int, size: Size, seed: int, progress: Callable[[str, int], None] | None
) -> Result:
    quiet: list[Said] = []
    edges: dict[float, list[Said]] = {errors: [] for errors in ERRORS}
    alone: list[tuple[float, float]] = []
    blocks, clusters = 0.0, 0
    for number in range(studies):
        study = Study(kind, number, size, seed)
        quiet.append(study.said())
        for errors, found in edges.items():
            found.append(study.said(errors))
        alone.append(study.single_days())
        blocks += study.drawn.resamples.block
        clusters += study.clusters
        if progress is not None:
            progress(kind, number + 1)
    return {
        "block": round(blocks / studies, 2),
        "clusters": round(clusters / studies, 2),
        "noise": _counted(quiet),
        "single_days": {
            name: _hits(values) for name, values in zip(
                ("reality_check", "consistent"), zip(*alone, strict=True), strict=True
            )
        },
        "edges": {str(errors): _counted(found) for errors, found in edges.items()},
    }  # fmt: skip


def _counted(said: Sequence[Said]) -> Result:
    found: Result = {name: _hits(getattr(each, name) for each in said) for name in P_VALUES}
    for name in PROBABILITIES:
        found[name] = sum(getattr(each, name) >= SURE for each in said)
    found["overfitting"] = round(sum(each.overfitting for each in said) / len(said), 3)
    return found


def _hits(p_values: Iterable[float]) -> int:
    return sum(each <= LEVEL for each in p_values)
