"""A small result of every kind, as the reports' tests need them."""

from __future__ import annotations

import math
from typing import Literal

from farthing.lab.load.latency import EDGES_S
from farthing.lab.results.comparison import (
    CaseComparison,
    ComparisonResult,
    Estimate,
    Side,
    Summary,
    Thresholds,
    Verdict,
    overall,
)
from farthing.lab.results.contests import (
    ContestsResult,
    FidelityRow,
    Gain,
    SearchRow,
    StopRow,
    WorkersRow,
)
from farthing.lab.results.database import (
    Claim,
    DatabaseResult,
    Effect,
    Judged,
    PoolResult,
    QueryResult,
    Seeded,
    Timed,
    Variant,
)
from farthing.lab.results.experiment import ExperimentResult, Group
from farthing.lab.results.file import ResultFile
from farthing.lab.results.functions import FunctionFailure, FunctionRow, FunctionsResult
from farthing.lab.results.history import CaseHistory, CaseMedian, HistoryResult
from farthing.lab.results.ledger import (
    Alternative,
    Baseline,
    Component,
    OptimisationResult,
    Report,
    Threshold,
)
from farthing.lab.results.load import Goal, Latency, LoadResult, Phase
from farthing.lab.results.machine import Machine
from farthing.lab.results.memory import FunctionMemory, MemoryProfile, Moment, PhaseMemory
from farthing.lab.results.overhead import (
    Divergence,
    FillFacts,
    MeanOverhead,
    ModuleRow,
    OverheadResult,
    OverheadRow,
    SignalDivergence,
    WrongFill,
)
from farthing.lab.results.peers import PeerFailure, PeerRow, PeersResult, Ratio, Spread
from farthing.lab.results.profile import (
    Function,
    FunctionTable,
    Part,
    ProfileResult,
    Target,
    Unwatched,
)
from farthing.lab.results.profile_comparison import Change, Compared, ProfileComparison
from farthing.lab.results.reading import Reading
from farthing.lab.results.run import CaseResult, RunResult
from farthing.lab.results.scale import AxisResult, Growth, Point, ScaleResult
from farthing.lab.results.scale import Step as ScaleStep
from farthing.lab.results.selftest import Check, SelftestResult
from farthing.lab.statistics.changes import ChangePoint
from farthing.lab.statistics.fit import PowerLaw

MACHINE = Machine(
    cpu="A Fine Processor", cores=2, memory_bytes=8 << 30, system="Linux 6.1",
    python="CPython 3.11", commit="1a2b3c4d5e6f", packages={"farthing": "0.2.0"}, load=0.5,
)  # fmt: skip
MADE = "2025-01-02T10:20:30+00:00"
FILE = {"made": MADE, "machine": MACHINE, "command": "farthing bench"}


def estimate(ratio: float, low: float | None = None, high: float | None = None) -> Estimate:
    """An estimate with these ends, or with ends of 1 % to either side."""
    low, high = low or ratio * 0.99, high or ratio * 1.01
    return Estimate(
        ratio=ratio, low=low, high=high, confidence=0.95, coverage=0.969, blocks=6,
        standard_error=0.005, p_value=0.03125 if low > 1 or high < 1 else 0.5,
        bca_low=low, bca_high=high,
    )  # fmt: skip


def summary(median: float) -> Summary:
    """Processes around a median."""
    return Summary(
        count=3, mean=median, median=median, standard_deviation=median / 50, minimum=median * 0.98,
        maximum=median * 1.02, low=median * 0.97, high=median * 1.03,
    )  # fmt: skip


def readings(case: str, side: str, median: float) -> tuple[Reading, ...]:
    """Three processes of one number."""
    return tuple(
        Reading(
            case=case, side=side, seconds=(median * factor,), cpu_seconds=median, digest="d1",
            peak_bytes=50 << 20, work=1000, facts={"fills": "906", "end_equity": "1010.50"},
        )
        for factor in (0.98, 1.0, 1.02)
    )  # fmt: skip


def compared(
    case: str, verdict: Verdict, ratio: float = 1.0, reason: str = "", **more: object
) -> CaseComparison:
    """A case with its blocks and processes."""
    shown = estimate(ratio)
    effects = tuple(math.log(ratio) + noise for noise in (-0.01, 0.0, 0.01))
    told = {
        "case": case, "verdict": verdict, "reason": reason or f"it is {verdict}",
        "estimate": shown, "control": estimate(1.001), "q_value": 0.031, "effects": effects,
        "control_effects": (0.0, 0.001, -0.001), "base": summary(0.002),
        "head": summary(0.002 * ratio), "base_peak_bytes": 50 << 20, "head_peak_bytes": 51 << 20,
        "base_digest": "d1", "head_digest": "d1",
        "readings": readings(case, "base", 0.002) + readings(case, "head", 0.002 * ratio),
    }  # fmt: skip
    if verdict is Verdict.FAIL:
        told |= {"second": shown, "pooled": shown, "second_effects": effects}
    return CaseComparison.model_validate(told | more)


def raised(case: str, words: str = "Traceback\nValueError: no such <price>") -> CaseComparison:
    """A case that could not be measured."""
    return CaseComparison(case=case, verdict=Verdict.ERROR, reason=words)


FAST = compared("c-D", Verdict.PASS)
SLOW = compared("b-D", Verdict.FAIL, 1.152, "15.2 % slower, found again")


def comparison(*found: CaseComparison, expected: tuple[str, ...] = ()) -> ComparisonResult:
    """A comparison of these cases."""
    cases = expected or tuple(each.case for each in found)
    return ComparisonResult(
        **FILE, base=Side(label="main", revision="abc123"), head=Side(label=".", revision="tree"),
        thresholds=Thresholds(), cases=cases, comparisons=found, verdict=overall(cases, found),
    )  # fmt: skip


def run(*, with_error: bool = True) -> RunResult:
    """A case, and one that raised."""
    cases = [CaseResult(case="c-D", readings=readings("c-D", "head", 0.002))]
    if with_error:
        cases.append(CaseResult(case="b-D", error="Traceback\nValueError: no such <price>"))
    return RunResult(**FILE, cases=tuple(cases))


def selftest(said: Verdict = Verdict.FAIL) -> SelftestResult:
    """One check, right or wrong."""
    case = compared("crossover", said, 1.3)
    check = Check(
        name="30 % slower", expected=(Verdict.FAIL,), verdict=said, reason=case.reason,
        comparison=comparison(case),
    )  # fmt: skip
    return SelftestResult(**FILE, checks=(check,))


def experiment(made: int = 2, *, most: int = 0) -> ExperimentResult:
    """A group of passes in which no failure may be, and one that was not begun."""
    passes = (comparison(FAST),) * made
    nothing = Group(
        name="nothing", share=0, gate=0.1, asked=2, most={Verdict.FAIL: most},
        least={Verdict.PASS: 1}, comparisons=passes,
    )  # fmt: skip
    return ExperimentResult(**FILE, seed=7, groups=(nothing,))


def ledger() -> Report:
    """A candidate that was taken, and one that was left."""
    slots = Alternative(name="slots", why="smaller objects", revision="1a2b3c")
    cache = Alternative(name="cache", why="fewer look-ups", revision="4d5e6f")
    faster = comparison(compared("c-D", Verdict.PASS, 0.9))
    results = (
        OptimisationResult(
            alternative=slots, base="main", accepted=True, reason="10.0 % faster",
            comparison=faster,
        ),
        OptimisationResult(
            alternative=cache, base="main + slots", accepted=False, reason="it cannot be built"
        ),
    )  # fmt: skip
    return Report(
        **FILE, component=Component(name="event loop", why="a third of c-D"), threshold=Threshold(),
        cases=("c-D",), baseline=Baseline(revision="main"), results=results, total=faster,
    )  # fmt: skip


def peer(engine: str, total: float, ratio: Ratio | None) -> PeerRow:
    """A row of an engine."""
    spread = Spread(median=total, low=total * 0.9, high=total * 1.1)
    return PeerRow(
        workload="D", way="class", engine=engine, version="1.0", kind="Python per bar",
        convention="next open, whole shares", total=spread, simulation=spread,
        bars_per_second=1e6, peak_megabytes=40, fills=4, end_equity="1010.50", processes=3,
        ratio=ratio, note="equal",
    )  # fmt: skip


def peers(ratio: float = 31.4) -> PeersResult:
    """Ours, theirs, and one that failed."""
    rows = (
        peer("farthing", 2.0, None),
        peer("tortoise", 2.0 * ratio, Ratio(estimate=ratio, low=ratio * 0.9, high=ratio * 1.1,
                                            pairs=3)),
    )  # fmt: skip
    failure = PeerFailure(engine="snail", reason="ImportError: no module | numpy")
    return PeersResult(**FILE, rows=rows, failures=(failure,))


def overhead(part: str = "whole") -> OverheadResult:
    """One workload, with its modules and what floats make of it."""
    told = {"way": "batch", "kernel": "narrow", "part": part}
    row = OverheadRow(
        work="D", exact_seconds=0.00104, twin_seconds=0.001, estimate=estimate(1.04), **told
    )
    mean = MeanOverhead(
        weighted=False, percent=4.0, worst_work="D", worst_percent=4.0, estimate=estimate(1.04),
        **told,
    )  # fmt: skip
    module = ModuleRow(
        work="D", way="batch", kernel="narrow", module="ledger", exact_instructions=30,
        twin_instructions=20, twin_total=200,
    )  # fmt: skip
    fill = FillFacts(time="2020-01-02", symbol="A", quantity="7", price="10.25", fee="0.07")
    diverged = Divergence(
        work="D", fills=906, wrong=1, unlike=9, sizes_in_floats=True, exact_equity="10.50",
        twin_equity=10.25, first=WrongFill(fill=3, exact=fill, twin=None),
    )  # fmt: skip
    return OverheadResult(
        **FILE, blocks=6, confidence=0.95, rows=(row,), means=(mean,), modules=(module,),
        divergences=(diverged,), not_shown=("no callgrind",), conclusions=("statistics remain",),
        signals=SignalDivergence(pairs=1000, orders=20_000, wrong_orders=3, wrong_pairs=2),
        chart='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5" height="5"></svg>',
    )  # fmt: skip


def functions() -> FunctionsResult:
    """A function that is faster, one that is slower in floats, and one that raised."""

    def row(name: str, ratio: float, **more: object) -> FunctionRow:
        told = {
            "function": name, "given": "floats", "size": 1000, "baseline": "plain",
            "times": estimate(ratio), "effects": (math.log(ratio),), "ours": summary(1e-5),
            "theirs": summary(1e-5 * ratio), "ulps": 0, "ulps_allowed": 0,
        }  # fmt: skip
        return FunctionRow.model_validate(told | more)

    rows = (
        row("signals.sma", 40.0),
        row("signals.ema", 0.8, ulps=1, ulps_allowed=2, reason="sums in another order"),
    )
    failure = FunctionFailure(function="signals.atr", words="ValueError: too short")
    return FunctionsResult(**FILE, rows=rows, failures=(failure,))


def scale(exponent: float = 1.3) -> ScaleResult:
    """One axis with a law of time, and none of memory."""

    def point(size: int) -> Point:
        return Point(
            size=size,
            rises=(1 << 20,) * (size > 1),
            readings=readings("S", "head", 0.001 + 1e-6 * size**exponent),
        )

    sizes = (100, 1000, 10_000)
    law = PowerLaw(
        exponent=exponent, low=exponent - 0.1, high=exponent + 0.1, confidence=0.95, factor=1e-6,
        points=9, explained=0.99,
    )  # fmt: skip
    time = Growth(
        measure="seconds", least=0.0001, noise=1e-5, sizes=sizes, law=law,
        steps=(ScaleStep(smaller=100, larger=1000, exponent=exponent),),
    )  # fmt: skip
    memory = Growth(measure="rise_bytes", least=1 << 20, noise=1, reason="it does not grow")
    axis = AxisResult(
        axis="bars", unit="bars", about="10 assets", least=point(1),
        points=tuple(map(point, sizes)), time=time, memory=memory,
    )  # fmt: skip
    return ScaleResult(**FILE, axes=(axis,))


def history(*, across_machines: bool = False) -> HistoryResult:
    """A case whose level changes at the fourth of six commits."""
    medians = tuple(
        CaseMedian(case="c-D", seconds=s, low=s * 0.9, high=s * 1.1, processes=3)
        for s in (0.001, 0.001, 0.001, 0.002, 0.002, 0.002)
    )
    change = ChangePoint(position=3, before=0.001, after=0.002, votes=("rank", "cusum"))
    case = CaseHistory(
        case="c-D", commits=tuple("abcdef"), medians=medians, changes=(change,), answers=("d",)
    )
    machines = ("one", "two") if across_machines else ("one",)
    return HistoryResult(
        **FILE, machines=machines, across_machines=across_machines, lines=6, cases=(case,)
    )


def memory() -> MemoryProfile:
    """A run of one phase."""
    phase = PhaseMemory(
        name="run", seconds=0.1, observed_seconds=0.2, rss_bytes=60 << 20, rss_peak_bytes=61 << 20,
        heap_bytes=9 << 20, heap_peak_bytes=10 << 20, allocations=1000, allocated_bytes=20 << 20,
    )  # fmt: skip
    return MemoryProfile(
        **FILE, target="c-D", digest="d1", native=True, note="seen from outside",
        rss_peak_bytes=61 << 20, observed_rss_peak_bytes=70 << 20, heap_peak_bytes=10 << 20,
        heap_mean_bytes=5 << 20, arrow_bytes=1 << 20, allocations=1000, allocated_bytes=20 << 20,
        phases=(phase,), functions=(
            FunctionMemory(name="bars", module="farthing.data", own_bytes=9, total_bytes=9),
        ),
        timeline=(Moment(seconds=0.0, heap_bytes=1, rss_bytes=2),),
    )  # fmt: skip


def profile(*, with_memory: bool = False) -> ProfileResult:
    """One function that has all the time."""
    function = Function(
        name="Cross.on_bar", module="cross", category="other", compiled=False, calls=504, own=1.0,
        cumulative=1.0,
    )  # fmt: skip
    table = FunctionTable(
        profiler="cprofile", rounds=3, seconds=0.3, setup_seconds=0.1, functions=(function,),
        modules=(Part(name="cross", share=1.0),), categories=(Part(name="other", share=1.0),),
    )  # fmt: skip
    target = Target(
        name="cross:Cross.on_bar", category="other", share=1.0, seconds=0.1, calls=504, cpu=1.0,
        compiled=False, rust="pays",
    )  # fmt: skip
    return ProfileResult(
        **FILE, target="cross", digest="d1", asked=("cprofile",), cprofile=table, targets=(target,),
        unwatched=Unwatched(rounds=3, seconds=0.1, cpu_seconds=0.1, setup_seconds=0.1,
                            peak_bytes=60 << 20),
        memory=memory() if with_memory else None,
    )  # fmt: skip


def profile_comparison() -> ProfileComparison:
    """A function that became twice as fast."""

    def side(seconds: float) -> Compared:
        return Compared(
            target="cross", made=MADE, commit="abc", digest="d1", seconds=seconds,
            cpu_seconds=seconds, samples=500,
        )  # fmt: skip

    change = Change(
        name="cross:Cross.on_bar",
        category="other",
        before=0.1,
        after=0.05,
        low=-0.06,
        high=-0.04,
        q_value=0.01,
    )
    return ProfileComparison(
        **FILE, before=side(0.1), after=side(0.05), profiler="sampling", faster=(change,),
        slower=(), new=(), gone=(), modules=(change,), categories=(change,), expectations=(),
        expected=None, answer_changed=False, across_machines=False,
    )  # fmt: skip


def contests() -> ContestsResult:
    """Two searches, two rungs, a pool and Ray."""

    def row(name: Literal["local", "ray"], wall: float) -> WorkersRow:
        return WorkersRow(
            executor=name, workers=2, trials=10, wall=wall, start=1.0, busy=1.0, coordination=0.1,
            serialisation=0.01, moved_bytes=2_048,
        )  # fmt: skip

    return ContestsResult(
        **FILE, about="Averages that cross.", seeds=6, space=12, best=1.5,
        searches=tuple(
            SearchRow(search=name, compute=4.0, regret=(0.25,) * 6, spent=(3.5,) * 6)
            for name in ("hyperband", "random")
        ),
        gains=(
            Gain(search="hyperband", beside="random", compute=4.0, estimate=0.1, low=0.05,
                 high=0.2, confidence=0.95, p_value=0.03),
        ),
        fidelity=(
            FidelityRow(rung=0, cost=0.25, correlation=None),
            FidelityRow(rung=1, cost=1.0, correlation=1.0),
        ),
        stops=(StopRow(saved=0.5, regret=0.1),),
        workers=(row("local", 2.0), row("ray", 4.0)),
    )  # fmt: skip


def database() -> DatabaseResult:
    """Two queries, an index that is kept and one that no plan uses."""

    def timed(seconds: float, *indexes: str) -> Timed:
        return Timed(runs=9, p50_s=seconds, p95_s=2 * seconds, indexes=indexes, plan="Index Scan")

    def judged(name: str, *effects: Effect) -> Judged:
        return Judged(
            name=name, table="signals", columns="symbol, status", of_design=True, is_there=True,
            bytes=8_192, build_s=None, effects=effects, covered_by="", least_ratio=1.5,
            least_tail_ratio=2.0,
        )  # fmt: skip

    fast, slow = timed(0.001, "ix_signals"), timed(0.004)
    return DatabaseResult(
        **FILE, database="PostgreSQL 15.1", settings={"shared_buffers": "128MB"}, bars=1_000,
        seeded=(Seeded(table="ohlcv_bars", rows=1_000, seconds=0.5),),
        queries=(
            QueryResult(name="signals.active", index="ix_signals", timed=fast, target_s=0.005),
            QueryResult(name="signals.all", index="", timed=slow),
        ),
        judged=(
            judged("ix_signals", Effect(query="signals.active", without=slow, with_it=fast)),
            judged("ix_unused"),
        ),
        claims=(
            Claim(name="a status", low=3.0, high=5.0, query="signals.active", ratio=4.0),
            Claim(name="a range", low=5.0, high=10.0, query="bars.range", ratio=None),
        ),
        variants=(
            Variant(what="the newest bars", way="BRIN", query="bars.newest", bytes=None,
                    build_s=0.1, timed=slow),
        ),
        pools=(
            PoolResult(size=5, threads=8, asked=100, refused=0, p50_s=0.001, p95_s=0.01,
                       per_second=900.0),
        ),
    )  # fmt: skip


def load() -> LoadResult:
    """Users who wait for each answer; one target is missed."""
    latency = Latency(
        kind="read bars", asked=10, shed=1, failed=0, p50_s=0.01, p95_s=0.2, p99_s=0.3, max_s=0.4,
        counts=(9, *(0 for _ in EDGES_S)),
    )  # fmt: skip
    return LoadResult(
        **FILE, scenario="light", database="sqlite", users=10, a_second=2, mix="people",
        phases=(Phase(model="closed", seconds=2.0, latencies=(latency,), errors={}),),
        accepted=7, stored=7,
        targets=(
            Goal(name="reads, p95", unit="s", limit=0.5, value=0.2),
            Goal(name="bar to signal, p99", unit="s", limit=0.1, value=None),
        ),
    )  # fmt: skip


def every() -> list[ResultFile]:
    """A result of every kind."""
    return [
        run(), comparison(FAST, SLOW, raised("a1-H")), selftest(), experiment(), ledger(), peers(),
        overhead(), functions(), scale(), history(), memory(), profile(with_memory=True),
        profile_comparison(), contests(), database(), load(),
    ]  # fmt: skip
