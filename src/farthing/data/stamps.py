"""Stamps: dates and times of day from text, in the format that the text shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import polars as pl

from farthing.errors import ConfigurationError, SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE = 1_000
"""Texts that a format is inferred from; it must then fit all of them or rows are bad."""

EPOCHS: dict[int, Literal["s", "ms", "us", "ns"]] = {10: "s", 13: "ms", 16: "us", 19: "ns"}
"""Digits of an instant since 1970, by unit."""

DATE = (
    (re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)"), "%Y{0}%m{0}%d"),
    (re.compile(r"(\d{8})(?!\d)"), "%Y%m%d"),
    (re.compile(r"(\d{1,2})([-/. ])([A-Za-z]{3})\2(\d{4})(?!\d)"), "%d{0}%b{0}%Y"),
    (re.compile(r"([A-Za-z]{3}) (\d{1,2}), (\d{4})(?!\d)"), "%b %d, %Y"),
)

TWO_WAYS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
"""Day first or month first: the values tell, or nobody does."""

TIME = (
    (re.compile(r"\d{1,2}:\d\d:\d\d\.\d+"), "%H:%M:%S%.f"),
    (re.compile(r"\d{1,2}:\d\d:\d\d ?[AaPp][Mm]"), "%I:%M:%S{0}%p"),
    (re.compile(r"\d{1,2}:\d\d:\d\d"), "%H:%M:%S"),
    (re.compile(r"\d{1,2}:\d\d ?[AaPp][Mm]"), "%I:%M{0}%p"),
    (re.compile(r"\d{1,2}:\d\d"), "%H:%M"),
    (re.compile(r"\d{5,6}"), "%H%M%S"),
    (re.compile(r"\d{3,4}"), "%H%M"),
)

OFFSET = re.compile(r"\s?(Z|UTC|[+-]\d\d:?\d\d)")


def joined(date: pl.Series, time: pl.Series) -> pl.Series:
    """Dates and times of day in one text. Times such as 93000 get the zero they lack.

    >>> joined(pl.Series(["20240102"]), pl.Series(["93000"]))[0]
    '20240102 093000'
    """
    time = time.str.strip_chars()
    bare = time.str.contains(r"^\d+$").any() and not time.str.contains(":").any()
    if bare:
        has_seconds = bool((time.str.len_bytes() > 4).any())
        time = time.str.pad_start(6 if has_seconds else 4, "0")
    return date.str.strip_chars() + " " + time


OPTION = "say its format: --date-format {}"
"""How a command is told a format."""


def stamps(text: pl.Series, where: str, given: str | None = None, how: str = OPTION) -> pl.Series:
    """Texts as dates, or as dates and times; null where one does not have the format of the rest.

    Args:
        text: such as ``2024-01-02``, ``02.01.2024 09:30``, ``2024-01-02T14:30:00Z``,
            ``1704186000000``.
        where: the file and column, for messages.
        given: the format, where it was told, as of `datetime.strptime`.
        how: how it is told, with braces for it.

    Returns:
        Date; Datetime where the texts have a time of day, in UTC where they name a zone.

    Raises:
        ConfigurationError: day and month cannot be told apart, so the format must be told.
        SourceError: the texts look like no dates.

    >>> stamps(pl.Series(["2024-01-02", "oops"]), "a.csv").to_list()
    [datetime.date(2024, 1, 2), None]
    >>> stamps(pl.Series(["13/02/2024 09:30"]), "a.csv").to_list()
    [datetime.datetime(2024, 2, 13, 9, 30)]
    """
    text = text.str.strip_chars()
    if given is not None:
        return _parsed(text, given)
    sample = text.drop_nulls().filter(text.drop_nulls() != "").head(SAMPLE).to_list()
    if not sample:
        raise SourceError(f"{where} is empty")
    unit = _epoch(sample)
    if unit is not None:
        counts = text.cast(pl.Int64, strict=False)
        return pl.from_epoch(counts, time_unit=unit).dt.replace_time_zone("UTC")
    form, ways = _form(sample, where, how)
    if ways:
        form = _day_or_month_first(text, form, where, how)
    return _parsed(text, form)


def _epoch(sample: Sequence[str]) -> Literal["s", "ms", "us", "ns"] | None:
    """The unit of numbers since 1970, if these are some."""
    if not all(value.isdigit() for value in sample):
        return None
    lengths = {len(value) for value in sample}
    return EPOCHS.get(lengths.pop()) if len(lengths) == 1 else None


def _form(sample: Sequence[str], where: str, how: str) -> tuple[str, bool]:
    """The format that most of a sample has, and whether day and month could be exchanged."""
    found: dict[tuple[str, bool], int] = {}
    for value in sample:
        form = _form_of(value)
        if form is not None:
            found[form] = found.get(form, 0) + 1
    if not found:
        told = how.format("'%d-%m-%y %H:%M'")
        raise SourceError(f"{where}: {sample[0]!r} looks like no date; if it is one, {told}")
    return max(found, key=lambda form: found[form])


def _form_of(value: str) -> tuple[str, bool] | None:
    ways = TWO_WAYS.match(value)
    if ways:
        date, end = f"%d{ways[2]}%m{ways[2]}%Y", ways.end()
    else:
        match = next(((m, form) for rule, form in DATE if (m := rule.match(value))), None)
        if match is None:
            return None
        separator = match[0][2] if len(match[0].groups()) > 1 else ""
        date, end = match[1].format(separator), match[0].end()
    rest = value[end:]
    if not rest:
        return date, bool(ways)
    time = _time_of(rest[1:]) if rest[0] in " T,;" else None
    return (date + rest[0] + time, bool(ways)) if time else None


def _time_of(value: str) -> str | None:
    for rule, form in TIME:
        match = rule.match(value)
        if match:
            gap = " " if " " in match[0] else ""
            rest = value[match.end() :]
            if not rest:
                return form.format(gap)
            offset = OFFSET.fullmatch(rest)
            return form.format(gap) + "%z" if offset else None
    return None


def _day_or_month_first(text: pl.Series, form: str, where: str, how: str) -> str:
    """A format with day and month in the order that all values allow."""
    parts = text.str.extract_groups(r"^(\d{1,2})[-/.](\d{1,2})[-/.]").struct.unnest()
    first, second = (parts.to_series(place).cast(pl.Int64, strict=False).max() for place in (0, 1))
    if first > 12 >= second:  # type: ignore[operator]
        return form
    month_first = form.replace("%d", "%#").replace("%m", "%d").replace("%#", "%m")
    if second > 12 >= first:  # type: ignore[operator]
        return month_first
    raise ConfigurationError(
        f"{where}: in {text.drop_nulls()[0]!r} the day or the month may come first, and no value "
        f"tells; {how.format(f'{form!r} or {month_first!r}')}"
    )


def _parsed(text: pl.Series, form: str) -> pl.Series:
    if "%H" not in form and "%I" not in form:
        return text.str.to_date(form, strict=False)
    if "%z" in form:
        text = text.str.replace(r"\s?(?:Z|UTC)$", "+0000").str.replace(r"\s([+-]\d\d:?\d\d)$", "$1")
        return text.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
    return text.str.to_datetime(form, strict=False, time_unit="us")
