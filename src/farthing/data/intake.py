"""The intake: from a source into a bundle, all of it or nothing."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from farthing.data.append import check_sessions
from farthing.data.catalog import MANIFEST, Catalog, Pointer
from farthing.data.checksum import bytes_hash
from farthing.data.collection import Collection
from farthing.data.durable import room, sync_folder, write_file
from farthing.data.request import Request
from farthing.data.segment import Shelf
from farthing.data.terms import agree
from farthing.errors import (
    BundleCorrupt,
    BundleNotFound,
    ConfigurationError,
    SourceError,
    UnknownSymbol,
)
from farthing.log import log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from farthing.data.bundle import Bundle
    from farthing.data.manifest import Manifest
    from farthing.data.quality import Report
    from farthing.data.sources.source import RawTable, Source
    from farthing.data.terms import Survey, Terms


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an ingest came to.

    Args:
        bundle: as it is now.
        changed: False when it had just that content before.
        report: what a reader should know of the bars.
        replaced: how many rows of each frequency the new ones took the place of; empty where
            there were none, and where sessions were added.
    """

    bundle: Bundle
    changed: bool
    report: Report
    replaced: dict[str, int] = field(default_factory=dict)


def ingest(
    source: Source,
    bundle: str,
    request: Request | None = None,
    *,
    home: str | Path | None = None,
    append: bool = False,
    restate: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Outcome:
    """Takes the bars of a source into a bundle of the catalog.

    The bundle is replaced at once, when everything is on the disk: an ingest that stops at any
    moment leaves the bundle that was there. The same content changes nothing.

    Args:
        source: where the bars come from.
        bundle: name of the bundle.
        request: what is asked beyond what the source knows.
        home: the catalog's folder; by default FARTHING_HOME, else the user's data folder.
        append: add sessions to the bundle; what it has already must be the same.
        restate: with ``append``: replace sessions that differ, and record it.
        progress: called with a symbol, its place and how many there are, before it is read.

    Raises:
        IngestRefused: rows are bad, or differ from those the bundle has.
        SourceError: the source cannot be read as it was described.
        ConfigurationError: something must be said that nobody may guess.
        DataError: the disk is full, or another process writes the bundle.

    >>> import tempfile
    >>> from farthing.data import find_source
    >>> outcome = ingest(find_source("synthetic")(years=1), "demo", home=tempfile.mkdtemp())
    >>> outcome.changed, len(outcome.bundle.symbols)
    (True, 6)
    """
    plan = _plan(source, request or Request())
    log("ingest begins", bundle=bundle, source=plan.survey.origin, symbols=len(plan.symbols))
    if restate and not append:
        raise ConfigurationError("--restate is for --append; without that, all is replaced anyway")
    catalog, told = Catalog(home), progress or (lambda *_: None)
    with (
        catalog.writing(bundle),
        room(catalog.home, f"bundle {bundle!r}", "choose another place with --home"),
    ):
        catalog.sweep(bundle)
        old = _old(catalog, bundle, plan.terms) if append else None
        with _staging(catalog.versions(bundle)) as staging:
            work = Collection(plan.terms, plan.survey, Shelf(staging, old), old, restate)
            for place, raw in enumerate(plan.tables()):
                told(raw.symbol, place, len(plan.symbols))
                work.take(raw)
            manifest, report = work.finish(bundle)
            replaced = {} if append else _rows(catalog, bundle)
            outcome = _published(catalog, staging, manifest, report, replaced)
    log("ingest ends", bundle=bundle, version=manifest.version, changed=outcome.changed)
    return outcome


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is going to be read, and how it is meant."""

    source: Source
    survey: Survey
    terms: Terms
    symbols: tuple[str, ...]

    def tables(self) -> Iterator[RawTable]:
        return self.source.tables(self.symbols, self.terms.request, self.terms.calendar)


def _plan(source: Source, request: Request) -> _Plan:
    survey = source.survey(request)
    symbols = _chosen(request.symbols, survey)
    for name in request.allow_negative:
        if name not in symbols:
            raise UnknownSymbol(name, symbols)
    return _Plan(source, survey, agree(request, survey), symbols)


@contextmanager
def _staging(versions: Path) -> Iterator[Path]:
    """A new folder to write in, beside those of the bundle's versions; gone if it is not used."""
    versions.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=".staging-", dir=versions))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            versions.rmdir()  # only when nothing is in it


def _chosen(asked: Iterable[str], survey: Survey) -> tuple[str, ...]:
    """The symbols to read: those asked for, by whatever ticker, else all."""
    if not survey.symbols:
        raise SourceError(f"{survey.origin} has no symbols")
    known = set(survey.symbols)
    chosen = []
    for name in asked:
        spellings = (name, name.upper(), survey.aliases.get(name.upper(), ""))
        found = next((each for each in spellings if each in known), None)
        if found is None:
            raise UnknownSymbol(name, known | set(survey.aliases))
        chosen.append(found)
    return tuple(dict.fromkeys(chosen)) or survey.symbols


def _old(catalog: Catalog, name: str, terms: Terms) -> Bundle:
    """The bundle that is appended to, if what comes can be of one bundle with it."""
    if name not in catalog.names():
        raise BundleNotFound(name, catalog.names())
    old = catalog.bundle(name)
    for what, new, had in (
        ("calendar", terms.calendar.name, old.manifest.calendar),
        ("prices", terms.prices, old.manifest.prices),
    ):
        if new != had:
            raise ConfigurationError(
                f"{what} of the new bars: {new or 'not told'}; of bundle {name!r}: "
                f"{had or 'not told'}. A bundle has one"
            )
    check_sessions(old, terms)
    return old


def _rows(catalog: Catalog, name: str) -> dict[str, int]:
    """How many rows of each frequency a bundle has; of one that is damaged nobody knows."""
    found: dict[str, int] = {}
    with suppress(BundleNotFound, BundleCorrupt):
        for entry in catalog.bundle(name).manifest.tables:
            found[entry.frequency] = found.get(entry.frequency, 0) + entry.rows
    return found


def _published(
    catalog: Catalog, staging: Path, manifest: Manifest, report: Report, replaced: dict[str, int]
) -> Outcome:
    """Makes what was staged the bundle, unless it is the bundle already."""
    name = manifest.bundle
    had = _had(catalog, manifest)
    if had is not None:
        return Outcome(had, changed=False, report=report)
    content = manifest.encode()
    write_file(staging / MANIFEST, content)
    sync_folder(staging)
    versions = catalog.versions(name)
    folder = manifest.version
    repairs = 0
    while (versions / folder).exists():  # the same content, but what is there is damaged
        repairs += 1
        folder = f"{manifest.version}-{repairs}"
    staging.rename(versions / folder)
    sync_folder(versions)
    sync_folder(versions.parent)
    catalog.point(Pointer(name, folder, bytes_hash(content)))
    return Outcome(catalog.bundle(name), changed=True, report=report, replaced=replaced)


def _had(catalog: Catalog, manifest: Manifest) -> Bundle | None:
    """The bundle in the catalog, if it has this content and is whole."""
    if manifest.bundle not in catalog.names() or catalog.verify(manifest.bundle):
        return None
    bundle = catalog.bundle(manifest.bundle)
    return bundle if bundle.manifest.version == manifest.version else None
