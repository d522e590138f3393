"""Whether a test that was counted keeps what it promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.testing.planted.score import wilson

if TYPE_CHECKING:
    from farthing.testing.validation.measure import Result

TESTS = ("reality_check", "consistent")
"""White's test and Hansen's, by the p-value to go by."""

POWER_ERRORS, POWER_LEAST = "5.0", 0.85
"""An edge of so many standard errors has to be seen in this share of studies."""


def keeps_level(hits: int, studies: int, level: float) -> bool:
    """Whether so many false finds are what a test of the level may have: not surely more.

    >>> keeps_level(34, 500, 0.05), keeps_level(40, 500, 0.05)
    (True, False)
    """
    low = wilson(hits, studies).low
    return low is not None and low <= level


def failures(result: Result) -> list[str]:
    """What a result does not keep, in words; none where all is kept.

    >>> failures({"studies": 500, "level": 0.05, "kinds": {}})
    []
    """
    found = []
    for kind, row in result["kinds"].items():
        for test in TESTS:
            hits = row["noise"][test]
            if not keeps_level(hits, result["studies"], result["level"]):
                found.append(f"{test} finds an edge in {hits} studies of {kind} noise")
            seen = row["edges"][POWER_ERRORS][test]
            if seen < POWER_LEAST * result["studies"]:
                found.append(f"{test} sees an edge in {seen} studies of {kind} noise alone")
    return found
