"""A collection: what an ingest has gathered so far, and in the end the manifest of all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from farthing import _core
from farthing.data.actions import actions
from farthing.data.append import check_basis, joined, merged_actions, merged_told
from farthing.data.manifest import Manifest
from farthing.data.once import in_order
from farthing.data.quality import Report, Summary, jumps, missing_sessions, odd_bars
from farthing.data.segment import Shelf, write_sessions
from farthing.data.sources.source import BadRow, Finding
from farthing.data.table import refusal, table
from farthing.errors import IngestRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from farthing.data.append import Joined
    from farthing.data.bundle import Bundle
    from farthing.data.manifest import TableEntry
    from farthing.data.sources.source import RawTable, Ticker
    from farthing.data.table import Table
    from farthing.data.terms import Survey, Terms
    from farthing.types import Dividend, Funding, Instrument, Split


_REMEDY = {
    "refuse": "--on-bad drop leaves them out, --on-bad keep takes those that are bars nevertheless",
    "keep": "not all of them can be kept; --on-bad drop leaves them out",
}

_DONE = {"refuse": "refused", "drop": "dropped", "keep": "kept"}


@dataclass
class Collection:
    """What an ingest has gathered so far.

    Args:
        terms: how raw rows are meant.
        survey: what the source has told.
        shelf: where files go.
        old: the bundle that is appended to, where there is one.
        restate: whether sessions that differ are replaced.
    """

    terms: Terms
    survey: Survey
    shelf: Shelf
    old: Bundle | None
    restate: bool
    refused: bool = False
    bad: list[BadRow] = field(default_factory=list)
    bad_counts: Counter[str] = field(default_factory=Counter)
    instruments: list[Instrument] = field(default_factory=list)
    entries: list[TableEntry] = field(default_factory=list)
    spans: dict[str, tuple[date, date]] = field(default_factory=dict)
    dividends: list[Dividend] = field(default_factory=list)
    splits: list[Split] = field(default_factory=list)
    tickers: list[Ticker] = field(default_factory=list)
    funding: list[Funding] = field(default_factory=list)
    summaries: list[Summary] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, raw: RawTable) -> None:
        """Checks the rows of a symbol, and shelves them as long as nothing is refused."""
        known = self.old.manifest.instrument(raw.symbol) if self.old else None
        built = table(raw, self.terms, known)
        self.bad += built.bad
        self.bad_counts += built.bad_counts
        self.refused |= _refused(built, self.terms)
        if self.refused:
            return
        if built.frame.is_empty():
            raise _nothing_left(raw, built)
        days = built.frame.get_column("session")
        span: tuple[date, date] = days.min(), days.max()  # type: ignore[assignment]
        self.spans[raw.symbol] = span
        raw = replace(raw, dividends=built.dividends, splits=built.splits)
        acted = actions(raw, *self._acting(raw.symbol), self.terms.prices)
        self.dividends += acted.dividends
        self.splits += acted.splits
        self.findings += acted.findings
        self.tickers += raw.tickers
        self.funding += raw.funding
        if self.old:
            check_basis(built, acted.left_out, self.old, self.terms)
        both = joined(built, self.old, self.terms, known, restate=self.restate)
        self.instruments.append(both.instrument)
        self.entries.append(self.shelf.put(both, self.terms.request.frequency))
        self._report(built, both, acted.splits)

    def _report(self, built: Table, both: Joined, splits: Sequence[Split]) -> None:
        symbol, frame, request = built.instrument.symbol, built.frame, self.terms.request
        first, last = self.spans[symbol]
        sessions = self.terms.calendar.sessions(first, last)
        missing, gaps = missing_sessions(symbol, frame, sessions)
        raw_prices = self.terms.prices == "raw"
        self.findings += [*built.findings, *both.findings, *gaps]
        self.findings += jumps(
            symbol, both.around(first, last), self._known(symbol, splits), raw=raw_prices
        )
        self.findings += odd_bars(symbol, frame)
        for kind, count in built.bad_counts.items():
            example = next((f"; the first is {row}" for row in built.bad if row.kind == kind), "")
            detail = f"bad rows, {_DONE[request.on_bad]} as asked{example}"
            self.findings.append(Finding(symbol, kind, count, detail))
        keeps = built.keepable_count if request.on_bad == "keep" else 0
        self.summaries.append(
            Summary(
                symbol=symbol,
                frequency=request.frequency,
                rows=len(frame),
                first=str(first),
                last=str(last),
                sessions=frame.get_column("session").n_unique(),
                missing=missing,
                extended=int(frame.get_column("extended").sum()),
                dropped=built.bad_count - keeps,
                kept=keeps,
            )
        )

    def _acting(self, symbol: str) -> tuple[date, date]:
        """The days whose actions come with new bars: theirs, and those up to the bars there are."""
        first, last = self.spans[symbol]
        had = self.old.manifest.span(symbol) if self.old else None
        if had is None:
            return first, last
        return (
            had[1] + timedelta(days=1) if had[1] < first else first,
            had[0] - timedelta(days=1) if last < had[0] else last,
        )

    def _known(self, symbol: str, new: Sequence[Split]) -> list[Split]:
        """The splits of a symbol: new ones, and those that the bundle has on other days."""
        days = {each.date for each in new}
        had = self.old.manifest.splits if self.old else ()
        return [*new, *(each for each in had if each.symbol == symbol and each.date not in days)]

    def finish(self, name: str) -> tuple[Manifest, Report]:
        """The manifest of everything on the shelf, and the quality report.

        Raises:
            IngestRefused: there were bad rows, or actions differ from those of the bundle.
            ConfigurationError: an action is told twice.
        """
        if self.refused:
            raise refusal(self.bad, self.bad_counts, _REMEDY[self.terms.request.on_bad])
        report = Report(tuple(self.summaries), tuple(self.findings))
        manifest = self._manifest(name, report)
        if self.old:
            manifest = self._with_old(manifest, self.old.manifest)
        sessions = self.terms.calendar.sessions(*manifest.range())
        entry, content = write_sessions(self.shelf.folder, sessions)
        written = [*self.shelf.files(manifest.tables), entry]
        written += self.shelf.packs(manifest, sessions)
        files = sorted(written, key=lambda each: each.name)
        return replace(manifest, files=tuple(files), sessions=content), report

    def _manifest(self, name: str, report: Report) -> Manifest:
        """The manifest of what was taken alone."""
        request = self.terms.request
        ingest = {
            "origin": self.survey.origin,
            "options": self._options(),
            "appended": self.old is not None,
            "restated": self.restate,
            "report": report.record(),
        }
        return Manifest(
            bundle=name,
            calendar=self.terms.calendar.name,
            tz=self.terms.calendar.tz,
            prices=self.terms.prices,
            instruments=tuple(sorted(self.instruments, key=lambda each: each.symbol)),
            tables=tuple(sorted(self.entries, key=lambda each: (each.symbol, each.frequency))),
            files=(),
            sessions="",
            dividends=in_order(self.dividends),
            splits=in_order(self.splits),
            tickers=tuple(sorted(self.tickers, key=lambda each: (each.symbol, each.first))),
            ingests=(ingest,),
            farthing=_core.__version__,
            funding=in_order((*self.funding, *request.funding)),
            ends=in_order(request.ends),
        )

    def _options(self) -> dict[str, object]:
        """What was asked, and what the source has told instead."""
        told = {
            "calendar": self.terms.calendar.name,
            "tz": self.terms.tz,
            "label": self.terms.label if self.terms.request.intraday else None,
            "prices": self.terms.prices,
            "currency": self.terms.currency.code,
        }
        chosen = {name: value for name, value in told.items() if value is not None}
        return {**self.terms.request.record(), **chosen}

    def _with_old(self, new: Manifest, old: Manifest) -> Manifest:
        """The manifest of old and new bars together."""
        fresh = {each.symbol for each in new.instruments}
        tables = {(each.symbol, each.frequency): each for each in (*old.tables, *new.tables)}
        instruments = {each.symbol: each for each in (*old.instruments, *new.instruments)}
        informed = {each.symbol for each in new.tickers}
        tickers = [*new.tickers, *(each for each in old.tickers if each.symbol not in informed)]
        both = {symbol: self._both(old, symbol) for symbol in fresh & set(old.symbols)}
        return replace(
            new,
            instruments=tuple(instruments[symbol] for symbol in sorted(instruments)),
            tables=tuple(tables[key] for key in sorted(tables)),
            dividends=merged_actions(new.dividends, old.dividends, both, restate=self.restate),
            splits=merged_actions(new.splits, old.splits, both, restate=self.restate),
            tickers=tuple(sorted(tickers, key=lambda each: (each.symbol, each.first))),
            funding=merged_told(new.funding, old.funding, restate=self.restate),
            ends=merged_told(new.ends, old.ends, restate=self.restate),
            ingests=(*old.ingests, *new.ingests),
        )

    def _both(self, old: Manifest, symbol: str) -> tuple[date, date]:
        """The days of which both the bundle and the new bars have bars."""
        first, last = self.spans[symbol]
        had = old.span(symbol)
        assert had is not None, "a symbol of the bundle has bars"
        return max(first, had[0]), min(last, had[1])


def _refused(built: Table, terms: Terms) -> bool:
    """Whether bad rows of a table refuse the ingest."""
    if terms.request.on_bad == "refuse":
        return built.bad_count > 0
    if terms.request.on_bad == "keep":
        return built.bad_count > built.keepable_count
    return False


def _nothing_left(raw: RawTable, built: Table) -> IngestRefused:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in built.bad_counts.items())
    return IngestRefused(
        f"{raw.symbol}: of {len(raw.frame):,} rows in {', '.join(raw.files[:3])} none is left "
        f"({kinds})"
    )
