"""What the catalog has, and what an ingest is decided by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.data.catalog import Catalog
from farthing.errors import BundleCorrupt, BundleNotFound, DataError
from farthing.service.bundles.schemas import (
    BundleDetail,
    BundleLine,
    Ingested,
    Mismatched,
    Table,
    Verified,
)
from farthing.service.plain import plain

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.data.bundle import Bundle
    from farthing.service.bundles.schemas import Ingest


def listed(home: Path) -> list[BundleLine]:
    """All bundles; one that is damaged says so."""
    catalog = Catalog(home)
    return [_line(catalog, name) for name in catalog.names()]


def _line(catalog: Catalog, name: str) -> BundleLine:
    try:
        return BundleLine(**_facts(catalog.bundle(name)))
    except DataError as error:
        return BundleLine(
            name=name, frequencies=[], symbols_count=0, rows=0, first="", last="", version="",
            error=str(error),
        )  # fmt: skip


def _facts(bundle: Bundle) -> dict[str, Any]:
    first, last = bundle.range()
    return {
        "name": bundle.name,
        "frequencies": list(bundle.manifest.frequencies),
        "symbols_count": len(bundle.symbols),
        "rows": sum(each.rows for each in bundle.manifest.tables),
        "first": str(first),
        "last": str(last),
        "version": bundle.manifest.version,
    }


def shown(home: Path, name: str) -> BundleDetail:
    """A bundle with its tables.

    Raises:
        BundleNotFound: there is none of that name.
    """
    bundle = Catalog(home).bundle(name)
    manifest = bundle.manifest
    return BundleDetail(
        **_facts(bundle),
        calendar=manifest.calendar,
        prices=manifest.prices,
        tables=[
            Table(symbol=each.symbol, frequency=each.frequency, rows=each.rows,
                  first=str(each.first), last=str(each.last))
            for each in manifest.tables
        ],
        ingests=[
            Ingested(origin=each["origin"], findings=plain(each["report"]).get("findings", []))
            for each in manifest.ingests
        ],
    )  # fmt: skip


def verified(home: Path, name: str) -> Verified:
    """Reads every file of a bundle and compares it with what was written.

    Raises:
        BundleNotFound: there is none of that name.
    """
    found = Catalog(home).verify(name)
    mismatches = [
        Mismatched(file=each.file.rpartition("/")[2], expected=each.expected, found=each.found)
        for each in found
    ]
    return Verified(is_whole=not found, mismatches=mismatches)


def decides(asked: Ingest, home: Path, sources: Path | None) -> dict[str, Any]:
    """What decides an ingest beside the request: the bundle that is there, and where files lie."""
    try:
        there = Catalog(home).pointer(asked.bundle).manifest
    except (BundleNotFound, BundleCorrupt):
        there = None
    return {"there": there, "sources": None if sources is None else str(sources)}
