"""What the database of the service takes for its queries, and which indexes are worth it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.report.document import Document, Section, sheet
from farthing.lab.report.words import DASH, count, duration, size
from farthing.report.table import Cell, Fact

if TYPE_CHECKING:
    from farthing.lab.results.database import DatabaseResult, Judged, QueryResult
    from farthing.report.table import Table


def document(result: DatabaseResult) -> Document:
    """What was measured, what is kept, and where the tables disagree with that."""
    aimed = [query for query in result.queries if query.target_s is not None]
    slow = [query.name for query in aimed if query.is_slow]
    return Document(
        kicker="Database",
        title="Targets are missed" if slow else "Every target is met",
        tone="loss" if slow else "gain",
        standfirst=_standfirst(result, slow),
        banners=tuple(_banners(result)),
        facts=_facts(result, len(aimed) - len(slow), len(aimed)),
        sections=(
            Section("targets", "Targets", tables=(_targets(aimed),)),
            Section("claims", "Claimed ratios", tables=(_claims(result),)),
            Section("indexes", "Indexes", "Each is dropped, or made, in a transaction that is "
                    "undone; a ratio is of the middle times.", tables=(_indexes(result),)),
            Section("variants", "Other ways", tables=(_variants(result),)),
            Section("pools", "Waiting for the pool", tables=(_pools(result),)),
            Section("queries", "Every query", tables=(_queries(result),), is_detail=True),
            Section("rows", "Rows", tables=(_rows(result),), is_detail=True),
            Section("plans", "Plans", quotes=tuple(_plans(aimed)), is_detail=True),
        ),
    )  # fmt: skip


def _standfirst(result: DatabaseResult, slow: list[str]) -> str:
    told = ", ".join(f"{name} {value}" for name, value in result.settings.items())
    settings = f" ({told})" if told else ""
    missed = f"Slower than its target: {', '.join(slow)}." if slow else "Every target is met."
    judged = count(len(result.judged), "index", "indexes")
    return (
        f"{result.database} with {count(result.bars, 'bar')}{settings}. {missed} Of {judged} that "
        f"were judged, {_kept(result)} are worth keeping."
    )


def _kept(result: DatabaseResult) -> int:
    return sum(index.is_worth_it for index in result.judged)


def _facts(result: DatabaseResult, met: int, aimed: int) -> tuple[Fact, ...]:
    bars = next(each for each in result.seeded if each.table == "ohlcv_bars")
    return (
        Fact("Targets", f"{met} of {aimed}", "of the slowest 5 %"),
        Fact("Ingest", _rate(bars.rows, bars.seconds), "bars, in batches"),
        Fact("Indexes", f"{_kept(result)} of {len(result.judged)}", "worth keeping"),
    )


def _banners(result: DatabaseResult) -> list[str]:
    """Indexes of which the tables and the measurement say different things."""
    missing = [each.name for each in result.judged if each.is_worth_it and not each.is_there]
    useless = [each.name for each in result.judged if each.is_there and not each.is_worth_it]
    told = []
    if missing:
        told.append(f"Worth it, and not in the tables: {', '.join(missing)}.")
    if useless:
        told.append(f"In the tables, and not worth it here: {', '.join(useless)}.")
    return told


def _targets(aimed: list[QueryResult]) -> Table:
    rows = [
        (
            query.name, duration(query.timed.p50_s),
            Cell(duration(query.timed.p95_s), "loss" if query.is_slow else "gain"),
            duration(query.target_s), _used(query.timed.indexes),
        )
        for query in aimed
    ]  # fmt: skip
    return sheet("Targets", ("Query", "p50", "p95", "Target", "Plan uses"), rows,
                 words=("Plan uses",))  # fmt: skip


def _claims(result: DatabaseResult) -> Table:
    rows = [
        (
            claim.name, f"{claim.low:g} to {claim.high:g}x",
            DASH if claim.ratio is None else f"{claim.ratio:.1f}x", claim.query,
        )
        for claim in result.claims
    ]  # fmt: skip
    return sheet("Claimed ratios", ("What", "Claimed", "Here", "Query"), rows, words=("Query",))


def _indexes(result: DatabaseResult) -> Table:
    rows = [
        (
            f"{index.table} {index.columns}", "design" if index.of_design else "ours",
            _verdict(index), "yes" if index.is_there else "no", index.reason, size(index.bytes),
        )
        for index in result.judged
    ]  # fmt: skip
    names = ("Index", "Of", "Verdict", "In the tables", "Because", "Size")
    return sheet("Indexes", names, rows, words=names[1:5])


def _verdict(index: Judged) -> Cell:
    if index.is_worth_it:
        return Cell("kept") if index.is_there else Cell("missing", "loss")
    return Cell("not worth it here", "loss") if index.is_there else Cell("left out")


def _variants(result: DatabaseResult) -> Table:
    rows = [
        (
            each.what, each.way, each.query, duration(each.timed.p50_s),
            duration(each.timed.p95_s), size(each.bytes), _used(each.timed.indexes),
        )
        for each in result.variants
    ]  # fmt: skip
    names = ("What", "Way", "Query", "p50", "p95", "Size", "Plan uses")
    return sheet("Other ways", names, rows, words=("Way", "Query", "Plan uses"))


def _pools(result: DatabaseResult) -> Table:
    rows = [
        (
            f"{pool.size}", f"{pool.threads}", duration(pool.p50_s), duration(pool.p95_s),
            f"{pool.per_second:,.0f}/s", f"{pool.refused}",
        )
        for pool in result.pools
    ]  # fmt: skip
    return sheet("Pools", ("Connections", "Threads", "p50", "p95", "Answers", "Refused"), rows)


def _queries(result: DatabaseResult) -> Table:
    rows = [
        (
            query.name, duration(query.timed.p50_s), duration(query.timed.p95_s),
            f"{query.timed.runs}", _used(query.timed.indexes), query.index or "none is meant to",
        )
        for query in result.queries
    ]  # fmt: skip
    names = ("Query", "p50", "p95", "Runs", "Plan uses", "Meant to serve it")
    return sheet("Queries", names, rows, words=names[4:])


def _rows(result: DatabaseResult) -> Table:
    rows = [
        (each.table, f"{each.rows:,}", duration(each.seconds), _rate(each.rows, each.seconds))
        for each in result.seeded
    ]
    return sheet("Rows", ("Table", "Rows", "Written in", "Rate"), rows)


def _rate(rows: int, seconds: float) -> str:
    return f"{rows / seconds:,.0f}/s" if seconds else DASH


def _plans(aimed: list[QueryResult]) -> list[tuple[str, str]]:
    return [(query.name, query.timed.plan) for query in aimed]


def _used(indexes: tuple[str, ...]) -> str:
    return ", ".join(indexes) or "no index"
