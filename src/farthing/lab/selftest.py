"""The gate proves itself: what is planted must be found, and what is not there must not be.

All comparisons run the same farthing on both sides, through the pipeline that judges everything
else. A check of the self-test fails where the gate says something else than it must.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from farthing.lab import selftest_cases
from farthing.lab.cases import CasesFile
from farthing.lab.compare import Budget, compare
from farthing.lab.machine import machine
from farthing.lab.measure import Pair
from farthing.lab.process import Environment, Plant, Rounds
from farthing.lab.results.comparison import Side, Verdict
from farthing.lab.results.selftest import Check, SelftestResult
from farthing.lab.run import now

if TYPE_CHECKING:
    from collections.abc import Callable

RUN = "farthing.backtest.simulate:Prepared.targets"
OTHER_TRADES = "farthing.lab.selftest_cases:one_trade_missing"
SLOWER = 0.12
SLOWER_SHORT = 1.0
"""Planted in the short form: so much that a busy machine does not hide it in few blocks."""
CASE = "crossover"
GREEN = {Verdict.PASS, Verdict.WARN}
"""What has to be said where nothing is planted."""
GREEN_SHORT = {*GREEN, Verdict.INCONCLUSIVE}
"""What may be said in the short form: few blocks on a busy machine may leave it open."""


def selftest(
    *, short: bool = False, progress: Callable[[int, int, str], None] | None = None
) -> SelftestResult:
    """Plants a slowdown, nothing, another trade, an error and a missing case; holds the gate to it.

    Args:
        short: with a larger slowdown and fewer blocks, for a machine that is not quiet.
        progress: called with checks done, checks in all, and the next one's name.
    """
    slower = SLOWER_SHORT if short else SLOWER
    plants = (
        (f"{slower:.0%} slower", (Plant(target=RUN, slower=slower),), {Verdict.FAIL}),
        ("nothing planted", (Plant(target=RUN),), GREEN_SHORT if short else GREEN),
        ("another trade", (Plant(target=RUN, instead=OTHER_TRADES),), {Verdict.ERROR}),
        ("a case that is not there", (), {Verdict.ERROR}),
    )
    checks = []
    for done, (name, planted, expected) in enumerate(plants):
        if progress is not None:
            progress(done, len(plants), name)
        checks.append(_check(name, planted, expected, short=short))
    if progress is not None:
        progress(len(plants), len(plants), "")
    return SelftestResult(
        made=now(), machine=machine(), command="farthing bench selftest", checks=tuple(checks)
    )


def _check(name: str, plants: tuple[Plant, ...], expected: set[Verdict], *, short: bool) -> Check:
    """One comparison, and whether it says what it must."""
    pair = Pair(
        source=CasesFile(file=Path(selftest_cases.__file__)), base=Environment(),
        head=Environment(), plants=plants, rounds=Rounds(seconds=0.1) if short else Rounds(),
    )  # fmt: skip
    budget = Budget(first=6, most=6, second=6) if short else Budget()
    case = CASE if plants else "nowhere"
    found = compare(pair, [case], (Side(label="itself"), Side(label=name)), budget=budget)
    (only,) = found.comparisons
    return Check(
        name=name, expected=tuple(sorted(expected)), verdict=found.verdict, reason=only.reason,
        comparison=found,
    )  # fmt: skip
