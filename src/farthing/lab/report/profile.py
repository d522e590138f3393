"""A profile: where the time of a run goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.profile import views, views_of_memory
from farthing.lab.report.document import Document, Section
from farthing.lab.report.words import count, duration, percent, size
from farthing.report.table import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.lab.results.memory import MemoryProfile
    from farthing.lab.results.profile import ProfileResult

TOP = 10


def document(result: ProfileResult) -> Document:
    """What a profile says."""
    return Document(
        kicker="Profile",
        title=result.target,
        standfirst=_standfirst(result),
        banners=tuple(_blind(result)),
        facts=tuple(views.summary(result)),
        sections=(*_parts(result), *_functions(result), *_details(result)),
    )


def _blind(result: ProfileResult) -> Iterator[str]:
    """What a sampler did not see, before anybody reads its shares."""
    for table in result.tables:
        if table.profiler == "sampling" and not table.native:
            yield (
                "py-spy saw no compiled code here: its shares count the time in Rust for the"
                f" Python function that calls it ({table.note})."
            )


def _parts(result: ProfileResult) -> Iterator[Section]:
    """What could be saved, and what kind of work it is."""
    if result.targets:
        finding = "What could be saved, the largest first."
        yield Section("targets", "Targets", finding, tables=(views.targets(result),))
    if result.tables:
        finding = "Own time; each column sums to 100 %."
        yield Section("categories", "Categories", finding, tables=(views.categories(result),))
        yield Section("modules", "Modules", tables=(views.modules(result),))


def _functions(result: ProfileResult) -> Iterator[Section]:
    """The first functions, by each profiler, and by both."""
    yield Section(
        "functions", "Functions", "The first of each list, and all with 5 % of their own.",
        tables=tuple(
            made(table, result, TOP) for table in result.tables
            for made in (views.by_own, views.by_cumulative)
        ),
    )  # fmt: skip
    if result.two_shares:
        flagged = sum(pair.flagged for pair in result.two_shares)
        differ = count(flagged, "function differs", "functions differ")
        yield Section(
            "sides", "Side by side", f"{differ} by more than 5 points.",
            tables=(views.two_shares(result, TOP),),
        )  # fmt: skip


def _details(result: ProfileResult) -> Iterator[Section]:
    """Every function, lines, and memory."""
    yield Section(
        "complete", "All functions",
        tables=tuple(views.complete(table, result) for table in result.tables), is_detail=True,
    )  # fmt: skip
    yield Section(
        "lines", "Lines", "Times with the cost of counting in them: read the shares.",
        tables=tuple(views.lines(each) for each in result.lines), is_detail=True,
    )  # fmt: skip
    if result.memory:
        yield from _memory(result.memory)


def _standfirst(result: ProfileResult) -> str:
    words = f"A run takes {duration(result.unwatched.seconds)}"
    if result.targets:
        first = result.targets[0]
        words += f"; {percent(first.share)} of it is in {first.name} ({first.category})"
    return f"{words}. By {', '.join(result.asked)}, each in a process of its own."


def memory_document(found: MemoryProfile) -> Document:
    """What a profile of memory alone says."""
    peak = size(found.rss_peak_bytes)
    return Document(
        kicker="Memory",
        title=found.target,
        standfirst=f"At most {peak} resident, without an observer.",
        banners=(found.note,) if found.note else (),
        sections=_memory(found),
    )


def _memory(found: MemoryProfile) -> tuple[Section, ...]:
    facts = [Fact("Answer", found.digest[:12]), *views_of_memory.summary(found)]
    words = "; ".join(
        f"{fact.name.lower()} {fact.value}" + (f" ({fact.hint})" if fact.hint else "")
        for fact in facts[1:]
    )
    return (Section("memory", "Memory", f"{words}.", tables=tuple(views_of_memory.tables(found))),)
