"""What users waited for under load, and whether the service held what it promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.load.chart import chart
from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.words import DASH, count, duration, size, times
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from farthing.lab.results.load import Goal, LoadResult, Phase
    from farthing.report.table import Table

MODELS = {
    "closed": "Users who wait for each answer",
    "open": "Requests that come at a rate, answered or not",
    "at once": "All at once",
}


def document(result: LoadResult) -> Document:
    """The verdict, what each kind of request took, and what was at its limit."""
    missed = result.missed
    return Document(
        kicker="Load",
        title="Targets are missed" if missed else "Every target is held",
        tone="loss" if missed else "gain",
        standfirst=_standfirst(result),
        banners=tuple(_banners(result)),
        facts=tuple(_fact(goal) for goal in result.targets),
        sections=tuple(_section(phase) for phase in result.phases),
    )


def _standfirst(result: LoadResult) -> str:
    missed = ", ".join(goal.name for goal in result.missed)
    verdict = f"Missed: {missed}." if missed else "Every target is held."
    rates = " and ".join(f"{phase.done_a_second:,.1f}" for phase in result.phases)
    return (
        f"Scenario {result.scenario}: {count(result.users, 'user')} on {result.database}; {rates} "
        f"requests a second were done. {verdict}"
    )


def _banners(result: LoadResult) -> list[str]:
    cores = count(result.machine.cores, "core")
    told = [f"Clients, server and workers share {cores}: the clients slow down what they measure."]
    told += [
        f"{MODELS[phase.model]}: the machine was busy {phase.machine_busy:.0%} of the time: these "
        "are latencies of a machine that is saturated."
        for phase in result.phases
        if phase.is_saturated
    ]
    if result.machine.load > result.machine.cores:
        told.append(f"Other programs ran: {result.machine.load:.1f} wanted a core before.")
    return told


def _fact(goal: Goal) -> Fact:
    limit = f"at most {_value(goal.limit, goal.unit)}"
    tone = "gain" if goal.is_met else "loss"
    return Fact(goal.name, _value(goal.value, goal.unit), limit, tone)


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return DASH
    if unit == "x":
        return times(value)
    return duration(value) if unit == "s" else f"{value:,.0f}"


def _section(phase: Phase) -> Section:
    has_any = any(sum(each.counts) for each in phase.latencies)
    return Section(
        phase.model.replace(" ", "-"), MODELS[phase.model], _finding(phase),
        tables=(_table(phase),),
        pictures=(("Latencies", chart(phase)),) if has_any else (),
        points=tuple(f"{often}x {words}" for words, often in phase.errors.items()),
    )  # fmt: skip


def _finding(phase: Phase) -> str:
    told = f"{phase.done_a_second:,.1f} requests a second"
    if phase.machine_busy is not None:
        told += f", the machine {phase.machine_busy:.0%} busy"
    if phase.server_cpu_s is not None:
        told += f", the server and its workers {duration(phase.server_cpu_s)} of a core"
    told += f", in {duration(phase.seconds)}."
    if phase.memory_bytes:
        begun, most = size(phase.memory_bytes[0]), size(max(phase.memory_bytes))
        told += f" The server and its workers held {begun}, and {most} at most."
    return told


def _table(phase: Phase) -> Table:
    rows: list[tuple[Cell | str, ...]] = [
        (
            each.kind, f"{each.asked:,}", f"{each.shed:,}",
            Cell(f"{each.failed:,}", "loss" if each.failed else ""),
            *(_value(value, "s") for value in (each.p50_s, each.p95_s, each.p99_s, each.max_s)),
        )
        for each in phase.latencies
    ]  # fmt: skip
    names = ("Request", "Asked", "Turned away", "Errors", "p50", "p95", "p99", "Longest")
    return sheet(MODELS[phase.model], names, rows)
