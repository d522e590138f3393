"""Estimates, evidence and comparisons as the lab's tests need them."""

from __future__ import annotations

from hypothesis import strategies as st

from farthing.lab.results.comparison import (
    CaseComparison,
    ComparisonResult,
    Estimate,
    Side,
    Verdict,
    overall,
)
from farthing.lab.results.machine import Machine
from farthing.lab.results.reading import Reading
from farthing.lab.verdict import Evidence

MACHINE = Machine(cpu="x", cores=2, memory_bytes=8 << 30, system="Linux", python="CPython 3.11")


def estimated(
    ratio: float,
    low: float | None = None,
    high: float | None = None,
    *,
    blocks: int = 18,
    p_value: float | None = None,
    standard_error: float = 0.005,
) -> Estimate:
    """An estimate with these ends, or with ends of 1 % to either side."""
    low = ratio * 0.99 if low is None else low
    high = ratio * 1.01 if high is None else high
    excludes = low > 1 or high < 1
    return Estimate(
        ratio=ratio, low=low, high=high, confidence=0.95, coverage=0.952, blocks=blocks,
        standard_error=standard_error,
        p_value=(0.0001 if excludes else 0.5) if p_value is None else p_value,
    )  # fmt: skip


QUIET = estimated(1.0)
LOUD = estimated(1.03, 1.01, 1.05, blocks=12, p_value=0.001)
CONTROLS = [QUIET, QUIET, LOUD, estimated(1.0, 0.8, 1.15), estimated(0.96, 0.94, 0.98)]


def evidence(first: Estimate, **others: object) -> Evidence:
    """Evidence with a quiet control and a small q value."""
    return Evidence(**{"case": "c-D", "first": first, "control": QUIET, "q_value": 0.001, **others})


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    """Any estimate around 1."""
    ratio = draw(st.floats(0.7, 1.5))
    low = ratio * (1 - draw(st.floats(0, 0.3)))
    high = ratio * (1 + draw(st.floats(0, 0.3)))
    return estimated(ratio, low, high)


@st.composite
def evidences(draw: st.DrawFn, *, two_stages: bool | None = None) -> Evidence:
    """Any evidence with equal answers."""
    two = draw(st.booleans()) if two_stages is None else two_stages
    return Evidence(
        case="c-D",
        first=draw(estimates()),
        control=draw(st.sampled_from(CONTROLS)),
        q_value=draw(st.one_of(st.just(0.001), st.floats(0, 1))),
        second=draw(estimates()) if two else None,
        pooled=draw(estimates()) if two else None,
    )


def compared(
    case: str = "c-D", verdict: Verdict = Verdict.PASS, **others: object
) -> CaseComparison:
    """One case with this verdict."""
    proof = {"estimate": QUIET, "second": QUIET, "pooled": QUIET} if verdict != "error" else {}
    reason = f"it is {verdict}"
    return CaseComparison(**{"case": case, "verdict": verdict, "reason": reason, **proof, **others})


def comparison_of(*found: CaseComparison, cases: tuple[str, ...] | None = None) -> ComparisonResult:
    """A comparison of these cases."""
    expected = tuple(case.case for case in found) if cases is None else cases
    return ComparisonResult(
        made="2024-01-02T00:00:00+00:00", machine=MACHINE, base=Side(label="main"),
        head=Side(label="change"), cases=expected, comparisons=found,
        verdict=overall(expected, found),
    )  # fmt: skip


def readings_of(
    side: str, seconds: list[float], *, case: str = "c-D", digest: str = "d", peak: int | None = 100
) -> tuple[Reading, ...]:
    """One reading a process."""
    return tuple(
        Reading(case=case, side=side, seconds=(second,), digest=digest, peak_bytes=peak)
        for second in seconds
    )
