"""Appending: new bars beside those that a bundle has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from farthing.data.bundle import SESSIONS
from farthing.data.checksum import content_hash
from farthing.data.exact import VOLUME_LIMIT, stored
from farthing.data.once import day_of, in_order, key
from farthing.data.quality import ranges
from farthing.data.sources.source import Finding
from farthing.errors import ConfigurationError, IngestRefused
from farthing.types import Split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from farthing.data.bundle import Bundle
    from farthing.data.manifest import TableEntry
    from farthing.data.table import Table
    from farthing.data.terms import Terms
    from farthing.types import Dividend, End, Funding, Instrument

Action = TypeVar("Action", "Dividend", Split)
Told = TypeVar("Told", "Funding", "End")


@dataclass(frozen=True, slots=True)
class Joined:
    """The rows of a symbol, old and new.

    Args:
        instrument: whose rows.
        rows: those that are written.
        before: those of segments that stay as they are.
        kept: the names of these segments.
        findings: what a reader of the report should know.
    """

    instrument: Instrument
    rows: pl.DataFrame
    before: tuple[pl.DataFrame, ...] = ()
    kept: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def around(self, first: date, last: date) -> pl.DataFrame:
        """The rows of a range of sessions, and of the sessions with rows before and after it."""
        whole = pl.concat([*self.before, self.rows])
        days = whole.get_column("session")
        before, after = days.filter(days < first).max(), days.filter(days > last).min()
        return whole.filter(days.is_between(pl.lit(before or first), pl.lit(after or last)))


def joined(
    new: Table, old: Bundle | None, terms: Terms, known: Instrument | None, *, restate: bool
) -> Joined:
    """The rows of a symbol, old and new.

    Sessions that the bundle has already must be the same, or are replaced with ``restate``.

    Raises:
        IngestRefused: sessions differ, and ``restate`` is not asked.
        ConfigurationError: the instrument is not that of the bundle.
        BundleCorrupt: a segment is not what was written.
    """
    if old is None or known is None:
        return Joined(new.instrument, new.frame)
    instrument = _one_instrument(new.instrument, known)
    entry = old.manifest.table(instrument.symbol, terms.request.frequency)
    if entry is None:
        (rows,) = _regrid([new.frame], instrument)
        return Joined(instrument, rows)
    segments = tuple(_read(old, name) for name in entry.segments)
    *alike, rows = _regrid([*segments, new.frame], instrument)
    had = pl.concat(alike)
    changed = _changed(instrument.symbol, had, rows)
    _check_changed(instrument.symbol, had, rows, () if restate else changed)
    known_days = had.select("session").unique()
    added = rows.join(known_days, on="session", how="anti", maintain_order="left")
    findings = _findings(instrument.symbol, entry, added, changed, terms)
    written = all(segment.schema == had.schema for segment in segments)
    if not changed and written and _follows(added, entry):
        return Joined(instrument, added, segments, entry.segments, findings)
    stays = had.filter(~pl.col("session").is_in(changed))
    replaced = rows.filter(pl.col("session").is_in(changed))
    whole = pl.concat([stays, replaced, added]).sort("time")
    return Joined(instrument, whole, findings=findings)


def check_sessions(old: Bundle, terms: Terms) -> None:
    """Refuses a calendar whose sessions are no more those that bars of the bundle were placed in.

    Raises:
        IngestRefused: it names the first session that differs.
    """
    now = terms.calendar.sessions(*old.range())
    if content_hash([now]) == old.manifest.sessions:
        return
    had = _read(old, SESSIONS)
    different = pl.concat([had, now]).filter(pl.struct(pl.all()).is_unique())
    day: Any = different.get_column("session").min()
    raise IngestRefused(
        f"calendar {terms.calendar.name} has changed: in bundle {old.name!r} the session of {day} "
        f"is {_hours(had, day)}, now it is {_hours(now, day)}. The bars that are there lie in the "
        "old sessions: ingest the bundle anew, without --append"
    )


def _hours(sessions: pl.DataFrame, day: date) -> str:
    """When a session opens and closes, for a message."""
    found = sessions.filter(pl.col("session") == day)
    if found.is_empty():
        return "none"
    return f"{found['open'][0]:%Y-%m-%d %H:%M} to {found['close'][0]:%Y-%m-%d %H:%M} UTC"


def check_basis(
    new: Table, left_out: Sequence[Dividend | Split], old: Bundle, terms: Terms
) -> None:
    """Refuses new bars that are adjusted for what bars of the bundle are not.

    Bars that end before an action know nothing of it: beside bars whose prices have it in them, a
    holder would lose what a split gave. Where new bars take the place of all of them, or the
    action is not after their last session, there is one basis.

    Raises:
        IngestRefused: there are such bars.
    """
    symbol = new.instrument.symbol
    for entry in old.manifest.tables:
        later = [each for each in left_out if day_of(each) > entry.last]
        if entry.symbol == symbol and later and not _covers(new, entry, old, terms):
            what = _in_words(min(later, key=day_of))
            raise IngestRefused(
                f"{symbol}: the new prices are {terms.prices}, with {what} in them; the bars of "
                f"{entry.frequency} that bundle {old.name!r} has, from {entry.first} to "
                f"{entry.last}, were adjusted before that. Bring all their sessions anew, from "
                f"{entry.first} on, with --append --restate; or ingest the bundle anew, without "
                "--append, with these or with raw prices"
            )


def _in_words(action: Dividend | Split) -> str:
    day = day_of(action)
    if isinstance(action, Split):
        return f"the split of {action.new} for {action.old} on {day}"
    return f"the dividend of {action.amount} on {day}"


def _covers(new: Table, entry: TableEntry, old: Bundle, terms: Terms) -> bool:
    """Whether new rows are there for every session of a table of the bundle."""
    if entry.frequency != terms.request.frequency:
        return False
    had = pl.concat([_read(old, name).get_column("session") for name in entry.segments])
    return bool(had.is_in(new.frame.get_column("session").unique().implode()).all())


def _follows(added: pl.DataFrame, entry: TableEntry) -> bool:
    """Whether all new sessions come after those that are there."""
    first: Any = added.get_column("session").min()
    return first is None or first > entry.last


def _one_instrument(new: Instrument, known: Instrument) -> Instrument:
    """The instrument of old and new rows: only volumes may have become finer."""
    both = replace(
        known,
        volume_scale=max(new.volume_scale, known.volume_scale),
        negative_price_allowed=new.negative_price_allowed or known.negative_price_allowed,
    )
    same = replace(
        new,
        volume_scale=both.volume_scale,
        negative_price_allowed=both.negative_price_allowed,
    )
    if same != both:
        raise ConfigurationError(
            f"{new.symbol}: the bundle has {known}, the new bars are of {new}; "
            "append with the options of the first ingest, or ingest it anew"
        )
    return both


def _regrid(frames: Sequence[pl.DataFrame], instrument: Instrument) -> list[pl.DataFrame]:
    """Frames with volumes at the instrument's scale, and of one type, as one table has them.

    Raises:
        IngestRefused: a volume has too many digits at that scale.
    """
    if any("volume" not in frame.columns for frame in frames):
        return list(frames)
    scale = instrument.volume_scale
    every = pl.concat([frame.get_column("volume").cast(pl.Decimal(38, scale)) for frame in frames])
    _check_volumes(instrument, every)
    kept = stored(every, scale)
    starts = accumulate((len(frame) for frame in frames), initial=0)
    return [
        frame.with_columns(kept.slice(start, len(frame)))
        for frame, start in zip(frames, starts, strict=False)
    ]


def _check_volumes(instrument: Instrument, volumes: pl.Series) -> None:
    """Refuses volumes that have too many digits beside those of finer ones."""
    large = volumes.filter(volumes.to_physical() >= VOLUME_LIMIT)
    if not large.is_empty():
        raise IngestRefused(
            f"{instrument.symbol}: volume {large[0]} has 2^62 last digits or more with the "
            f"{instrument.volume_scale} digits behind the point that other volumes have; bring "
            "volumes of fewer digits"
        )


def _read(bundle: Bundle, name: str) -> pl.DataFrame:
    """The rows of a segment, from bytes that were compared with their checksum."""
    return pl.read_parquet(BytesIO(bundle.content(bundle.manifest.file(name))))


def _changed(symbol: str, had: pl.DataFrame, rows: pl.DataFrame) -> list[date]:
    """Sessions of both that do not have the same rows.

    Raises:
        IngestRefused: they do not have the same columns.
    """
    if had.columns != rows.columns:
        raise IngestRefused(
            f"{symbol}: the bundle has the columns {', '.join(had.columns)}, the new rows have "
            f"{', '.join(rows.columns)}"
        )
    both = had.select("session").unique().join(rows.select("session").unique(), on="session")
    old = had.join(both, on="session", how="semi", maintain_order="left")
    new = rows.join(both, on="session", how="semi", maintain_order="left")
    if old.equals(new):
        return []
    different = pl.concat([old, new]).filter(pl.struct(pl.all()).is_unique())
    return different.get_column("session").unique().sort().to_list()


def _check_changed(
    symbol: str, had: pl.DataFrame, rows: pl.DataFrame, changed: Sequence[date]
) -> None:
    """Refuses sessions that have changed, and shows the first difference."""
    if not changed:
        return
    day = pl.col("session") == changed[0]
    old, new = had.filter(day), rows.filter(day)
    where: Any = pl.concat([old, new]).filter(pl.struct(pl.all()).is_unique())["time"].min()
    shown = [_row(frame.filter(pl.col("time") == where)) for frame in (old, new)]
    more = f" and {len(changed) - 1:,} more" if len(changed) > 1 else ""
    raise IngestRefused(
        f"{symbol}: the session of {changed[0]}{more} differs from what the bundle has; at {where} "
        f"it has {shown[0]}, the new rows {shown[1]}. --restate replaces such sessions"
    )


def _row(found: pl.DataFrame) -> str:
    if found.is_empty():
        return "no bar"
    values = found.drop("time", "session").row(0, named=True)
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _findings(
    symbol: str, entry: TableEntry, added: pl.DataFrame, changed: list[date], terms: Terms
) -> tuple[Finding, ...]:
    """What was added and restated, and the gap between old and new bars."""
    found = []
    days = added.get_column("session").unique().sort().to_list()
    detail = f"{days[0]} to {days[-1]}" if days else "nothing that the bundle did not have"
    found.append(Finding(symbol, "added sessions", len(days), detail))
    if changed:
        shown = ranges(changed, range(0, 2 * len(changed), 2))
        found.append(Finding(symbol, "restated sessions", len(changed), shown))
    later = [day for day in days if day > entry.last]
    if later:
        between = terms.calendar.sessions(entry.last, later[0]).get_column("session").to_list()
        gap = between[1:-1]
        if gap:
            detail = f"no bars between old and new: {gap[0]} to {gap[-1]}"
            found.append(Finding(symbol, "gap", len(gap), detail))
    return tuple(found)


def merged_actions(
    new: Sequence[Action],
    old: Sequence[Action],
    both: Mapping[str, tuple[date, date]],
    *,
    restate: bool,
) -> tuple[Action, ...]:
    """The dividends, or the splits, of old and new bars.

    Where both have bars, both must know the same; with ``restate`` what the new bars know holds.
    New bars that know nothing there leave what the bundle knows.

    Args:
        new: actions that come with the new bars.
        old: actions of the bundle.
        both: the days of which both have bars, by symbol.
        restate: whether new actions replace others.

    Raises:
        IngestRefused: they differ, and ``restate`` is not asked.
    """

    def shared(action: Action) -> bool:
        first, last = both.get(action.symbol, (date.max, date.min))
        day: date = day_of(action)
        return first <= day <= last

    now = set(filter(shared, new))
    informed = {action.symbol for action in now}
    before = {action for action in old if shared(action) and action.symbol in informed}
    if before != now and not restate:
        odd = in_order(before ^ now)[0]
        whose = "the bundle knows" if odd in before else "the new bars know"
        raise IngestRefused(f"only {whose} {odd}; --restate takes what the new bars know")
    return in_order((set(old) - before) | set(new))


def merged_told(new: Sequence[Told], old: Sequence[Told], *, restate: bool) -> tuple[Told, ...]:
    """The funding, or the ends, of old and new bars.

    What both know, a payment at a time or the end of a symbol, must be the same; with ``restate``
    what comes with the new bars holds. What only one of them knows stays.

    Raises:
        IngestRefused: they differ, and ``restate`` is not asked.
    """
    known = {key(each): each for each in old}
    for each in new:
        had = known.get(key(each), each)
        if had != each and not restate:
            raise IngestRefused(
                f"the bundle knows {had}, the new bars know {each}; --restate takes what the new "
                "bars know"
            )
        known[key(each)] = each
    return in_order(known.values())
