"""Two profilers side by side: where they disagree, one of them misleads."""

from __future__ import annotations

from farthing.lab.results.profile import LISTED, TwoShares

FLAGGED_POINTS = 5
"""Points of a hundred that the two may differ by."""


def two_shares(cprofile: dict[str, float], sampling: dict[str, float]) -> tuple[TwoShares, ...]:
    """Python functions by both profilers, the largest first; what both find tiny is left out.

    >>> for found in two_shares({"a:b": 0.6, "a:c": 0.4}, {"a:b": 0.51, "a:c": 0.49}):
    ...     print(found.name, round(found.points), found.flagged)
    a:b 9 True
    a:c -9 True
    """
    labels = {*cprofile, *sampling}
    found = [_pair(name, cprofile.get(name, 0.0), sampling.get(name, 0.0)) for name in labels]
    listed = [pair for pair in found if max(pair.cprofile, pair.sampling) >= LISTED]
    return tuple(sorted(listed, key=lambda p: (-max(p.cprofile, p.sampling), p.name)))


def _pair(name: str, cprofile: float, sampling: float) -> TwoShares:
    flagged = 100 * abs(cprofile - sampling) > FLAGGED_POINTS
    return TwoShares(name=name, cprofile=cprofile, sampling=sampling, flagged=flagged)
