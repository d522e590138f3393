"""A table: the rows of one symbol, exact, in time, checked, and ready for a bundle."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from farthing.data import exact
from farthing.data.beside import beside
from farthing.data.clock import placed
from farthing.data.judge import KEEPABLE, KINDS, PRICES, bad_rows, judged
from farthing.data.sources.source import BadRow, Finding
from farthing.decimals import canonical, step_of
from farthing.errors import ConfigurationError, IngestRefused, SourceError
from farthing.types import PRICE_SCALE_MAX, Instrument

if TYPE_CHECKING:
    from farthing.data.sources.source import RawTable
    from farthing.data.terms import Terms
    from farthing.types import Dividend, Split

BAD_SHOWN = 20
"""Bad rows that a refusal names one by one."""

TEXT_DIGITS = 8
"""Most digits behind the point that prices in text are taken with, unless a scale is given."""

VOLUME_DIGITS = 8
"""Most digits behind the point of a volume: those of a bitcoin."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one symbol, ready for a bundle.

    Args:
        instrument: whose rows these are, with the grid of its prices.
        frame: ascending by time, as `farthing.data.bars.Bars.tables` describes.
        bad: the first bad rows; empty when all are good.
        bad_counts: how many rows are bad, by kind.
        findings: what a reader of the report should know.
        dividends: all that the source tells, those beside bars by the session of the bar.
        splits: likewise.
    """

    instrument: Instrument
    frame: pl.DataFrame
    bad: tuple[BadRow, ...] = ()
    bad_counts: Counter[str] = field(default_factory=Counter)
    findings: tuple[Finding, ...] = ()
    dividends: tuple[Dividend, ...] = ()
    splits: tuple[Split, ...] = ()

    @property
    def bad_count(self) -> int:
        """How many rows are bad."""
        return self.bad_counts.total()

    @property
    def keepable_count(self) -> int:
        """How many of them are bars nevertheless, if the user says so."""
        return sum(self.bad_counts[kind] for kind in KEEPABLE)


def table(raw: RawTable, terms: Terms, known: Instrument | None = None) -> Table:
    """The rows of a source as bars.

    Args:
        raw: the rows.
        terms: how they are meant.
        known: the instrument as a bundle has it already; new rows keep to its grid.

    Raises:
        SourceError: there are no rows, or they are not what they were said to be.
        IngestRefused: prices do not keep their value at the scale asked for.
        ConfigurationError: a price scale, label or time zone is needed.
    """
    if raw.frame.is_empty() and not raw.malformed:
        raise SourceError(f"{raw.symbol}: {', '.join(raw.files)} has no rows")
    raw, findings = _forward(raw)
    wide = [exact.widened(raw.frame.get_column(name), raw.mantissa_scale) for name in PRICES]
    scale = _price_scale(raw, wide, terms, known)
    prices, rounding = _prices(raw, wide, scale)
    volume, volume_scale, volume_findings = _volume(raw)
    columns = [*prices, *([volume] if volume is not None else [])]
    bars = placed(raw.frame.select("stamp").with_columns(columns), terms)
    negative_allowed = raw.symbol in terms.request.allow_negative
    kinds = judged(bars, negative_allowed=negative_allowed)
    dividends, splits = beside(raw, bars.get_column("day"))
    bad = [*raw.malformed, *bad_rows(raw, bars, kinds, terms, BAD_SHOWN)]
    return Table(
        instrument=_instrument(raw, scale, volume_scale, terms, negative_allowed),
        frame=_clean(bars, kinds, terms, scale, volume_scale),
        bad=tuple(sorted(bad, key=lambda row: (row.file, row.line))[:BAD_SHOWN]),
        bad_counts=_counts(raw, kinds),
        findings=(*raw.findings, *findings, *rounding, *volume_findings),
        dividends=(*raw.dividends, *dividends),
        splits=(*raw.splits, *splits),
    )


def _forward(raw: RawTable) -> tuple[RawTable, list[Finding]]:
    """A table that runs backwards from its newest row, turned round."""
    steps = raw.frame.get_column("stamp").to_physical().diff().drop_nulls()
    if not bool((steps <= 0).all()) or not bool((steps < 0).any()):
        return raw, []
    finding = Finding(raw.symbol, "order", 1, "rows came newest first, and were turned round")
    return replace(raw, frame=raw.frame.reverse()), [finding]


def _price_scale(
    raw: RawTable, wide: list[pl.Series], terms: Terms, known: Instrument | None
) -> int:
    """The digits behind the point that prices are kept with."""
    if known is not None:
        return _known_scale(raw.symbol, wide, terms, known)
    if terms.price_scale is not None:
        return terms.price_scale
    most = max(_most_digits(raw.frame.schema[name], terms) for name in PRICES)
    found = exact.digits(wide, most=most)
    if found is not None:
        return max(found, min(2, terms.currency.unit_scale))
    if terms.round_prices:
        return terms.price_digits
    raise ConfigurationError(
        f"{raw.symbol}: {_longest(wide)} has more than {most} digits behind the point; say to how "
        "many prices are to be rounded, such as --price-scale 4"
    )


def _most_digits(dtype: pl.DataType, terms: Terms) -> int:
    """Digits behind the point that are taken without asking: more from exact types."""
    if dtype.is_decimal() or dtype.is_integer():
        return PRICE_SCALE_MAX
    return TEXT_DIGITS if dtype == pl.String else terms.price_digits


def _known_scale(symbol: str, wide: list[pl.Series], terms: Terms, known: Instrument) -> int:
    """The scale of a bundle's instrument; new prices must fit it as they are."""
    asked = terms.request.price_scale
    if asked is not None and asked != known.price_scale:
        raise ConfigurationError(
            f"{symbol}: price scale {asked} was asked, but the bundle keeps {known.price_scale} "
            "digits; ingest it anew to change that"
        )
    if asked is None and exact.digits(wide, most=known.price_scale) is None:
        raise IngestRefused(
            f"{symbol}: {_longest(wide)} has more than the {known.price_scale} digits behind the "
            f"point that the bundle keeps; ingest it anew, or say --price-scale "
            f"{known.price_scale} to round"
        )
    return known.price_scale


def _longest(wide: list[pl.Series]) -> Decimal:
    """The value with the most digits behind the point."""
    found = [column.drop_nulls().unique().head(10_000).to_list() for column in wide]
    each: list[Decimal] = [canonical(value) for values in found for value in values]
    return min(each, key=lambda value: int(value.as_tuple().exponent))


def _prices(
    raw: RawTable, wide: list[pl.Series], scale: int
) -> tuple[list[pl.Series], list[Finding]]:
    """Prices at a scale, and what rounding has changed."""
    columns, changes = [], []
    for name, full in zip(PRICES, wide, strict=True):
        column = raw.frame.get_column(name)
        _check_float(raw.symbol, column, scale)
        narrow = full.cast(pl.Decimal(38, scale))
        change = exact.largest_change(full, narrow)
        if change is not None:  # round what the source has, once, not what was cut to 18 digits
            narrow = exact.rounded(column, scale, raw.mantissa_scale)
            _check_vanished(raw.symbol, full.alias(name), narrow, scale)
            changes.append(change)
        columns.append(narrow.alias(name))
    return columns, _rounded(raw.symbol, "prices", changes)


def _check_float(symbol: str, column: pl.Series, scale: int) -> None:
    """Refuses floats that cannot tell prices apart."""
    coarse = exact.too_coarse(column, scale)
    if coarse is not None:
        raise IngestRefused(
            f"{symbol}: {column.name} {coarse} is a {column.dtype}, which cannot tell prices half "
            f"of {step_of(scale)} apart; bring exact prices, or say fewer digits "
            "(--price-scale, or price_scale= in Python)"
        )


def _check_vanished(symbol: str, wide: pl.Series, narrow: pl.Series, scale: int) -> None:
    """Refuses a rounding that makes a price nothing."""
    gone = exact.vanished(wide, narrow)
    if gone is not None:
        digits = -int(gone.as_tuple().exponent)
        raise IngestRefused(
            f"{symbol}: {wide.name} {gone:f} would become 0 with {scale} digits behind the point; "
            f"say more: --price-scale {digits}, or price_scale={digits} in Python"
        )


def _rounded(symbol: str, what: str, changes: list[exact.RoundingChange]) -> list[Finding]:
    if not changes:
        return []
    most = max(changes, key=lambda change: change.change)
    count = sum(change.count for change in changes)
    scale = -int(most.after.as_tuple().exponent)
    detail = (
        f"{what} rounded half-even to {scale} digits; the largest change is "
        f"{canonical(most.change):f}, from {canonical(most.before):f} to {most.after:f}"
    )
    return [Finding(symbol, f"rounded {what}", count, detail)]


def _volume(raw: RawTable) -> tuple[pl.Series | None, int, list[Finding]]:
    """The volumes, the digits behind their point, and what rounding has changed."""
    if "volume" not in raw.frame.columns:
        return None, 0, []
    column = raw.frame.get_column("volume")
    wide = exact.widened(column)
    scale = exact.digits([wide], most=VOLUME_DIGITS)
    scale = VOLUME_DIGITS if scale is None else scale
    narrow = exact.rounded(column, scale).alias("volume")
    change = exact.largest_change(wide, narrow)
    return narrow, scale, _rounded(raw.symbol, "volumes", [change] if change else [])


def _instrument(
    raw: RawTable, scale: int, volume_scale: int, terms: Terms, negative_allowed: bool
) -> Instrument:
    told = {**raw.told, **terms.request.told(raw.symbol)}
    fields: dict[str, Any] = {
        "price_scale": scale,
        "quantity_scale": terms.quantity_scale,
        "volume_scale": volume_scale,
        "currency": terms.currency,
        "negative_price_allowed": negative_allowed,
    }
    if terms.equities and scale > 2 and told.get("kind", "equity") == "equity":
        # SEC Rule 612: a cent at one dollar and above, a hundredth of a cent below.
        below = Decimal(1), step_of(min(scale, 4))
        fields |= {"tick": Decimal("0.01"), "tick_below": below}
    return Instrument(raw.symbol, **{**fields, **told})


def _counts(raw: RawTable, kinds: pl.Series) -> Counter[str]:
    counts = Counter(row.kind for row in raw.malformed)
    for kind, count in kinds.drop_nulls().value_counts().iter_rows():
        counts[KINDS[kind]] += count
    return counts


def _clean(
    bars: pl.DataFrame, kinds: pl.Series, terms: Terms, scale: int, volume_scale: int
) -> pl.DataFrame:
    """The rows that a bundle takes, in the order of their times, and as they are stored."""
    if kinds.null_count() < len(kinds):
        good = kinds.is_null()
        if terms.request.on_bad == "keep":
            good |= kinds.is_in([KINDS.index(kind) for kind in KEEPABLE]).fill_null(value=False)
        bars = bars.filter(good)
    if not bars.get_column("time").is_sorted():
        bars = bars.sort("time")
    dtype = pl.Decimal(18, scale)  # whole prices fit in 64 bits
    stored = [bars.get_column(name).cast(dtype) for name in PRICES]
    if "volume" in bars.columns:
        stored.append(exact.stored(bars.get_column("volume"), volume_scale))
    columns = ["time", "session", *(column.name for column in stored), "extended"]
    return bars.with_columns(stored).select(columns)


def refusal(bad: list[BadRow], counts: Counter[str], remedy: str) -> IngestRefused:
    """The error that names bad rows: how many there are of each kind, and the first of them."""
    total = counts.total()
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.most_common())
    lines = [f"{total:,} bad {'row' if total == 1 else 'rows'} ({kinds}); {remedy}"]
    shown = bad[:BAD_SHOWN]
    lines += [f"  {row}" for row in shown]
    if total > len(shown):
        lines.append(f"  ... and {total - len(shown):,} more")
    return IngestRefused("\n".join(lines))
