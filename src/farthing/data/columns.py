"""Columns: which column of a file or frame is the open, the volume, the time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from farthing.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMES = {
    "stamp": (
        "datetime", "timestamp", "date time", "date_time", "datetime_utc", "open time",
        "open_time", "gmt time", "local time", "time_utc", "ts", "index", "",
    ),
    "date": ("date", "day", "session", "trading day", "dt"),
    "time": ("time", "hour", "clock"),
    "open": ("open", "o", "open price", "open_price", "first"),
    "high": ("high", "h", "high price", "high_price", "max"),
    "low": ("low", "l", "low price", "low_price", "min"),
    "close": ("close", "c", "close price", "close_price", "last", "close/last"),
    "volume": ("volume", "v", "vol", "vol.", "qty", "quantity", "tickvol"),
    "symbol": ("symbol", "ticker", "sym", "instrument", "asset", "name", "code"),
    "dividend": ("dividend", "dividends", "cash dividend", "div"),
    "split": ("split", "splits", "stock splits", "split_ratio", "split ratio"),
}  # fmt: skip
"""What the columns are called; upper and lower case and ``<>`` do not count. First names first."""

NEEDED = ("open", "high", "low", "close")


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column has which role.

    Args:
        by_role: names of columns by their role.
        unused: names of columns that have none.
    """

    by_role: dict[str, str]
    unused: tuple[str, ...]

    def __getitem__(self, role: str) -> str:
        """The column of a role."""
        return self.by_role[role]

    def __contains__(self, role: str) -> bool:
        """Whether some column has a role."""
        return role in self.by_role

    @property
    def stamps(self) -> tuple[str, ...]:
        """The column or the two columns that say when."""
        found = [self.by_role[role] for role in ("date", "time") if role in self.by_role]
        if len(found) < 2 and "stamp" in self.by_role:
            return (self.by_role["stamp"],)
        return tuple(found)


def roles(columns: Sequence[str], where: str, needed: Iterable[str] = NEEDED) -> Roles:
    """The roles of columns, by their names.

    Raises:
        SourceError: a column that is needed is missing, or two are called the same.

    >>> roles(["<DATE>", "<OPEN>", "<HIGH>", "<LOW>", "<CLOSE>", "<VOL>", "SPREAD"], "a.csv").unused
    ('SPREAD',)
    >>> roles(["date", "open"], "b.csv")
    Traceback (most recent call last):
    farthing.errors.SourceError: b.csv has no high, low, close; its columns are date, open
    """
    _refuse_twice(columns, where)
    found = _by_role(columns)
    missing = [role for role in needed if role not in found]
    if not {"stamp", "date", "time"} & set(found):
        missing.insert(0, "date or time")
    if missing:
        raise SourceError(
            f"{where} has no {', '.join(missing)}; its columns are {', '.join(columns)}"
        )
    return Roles(found, tuple(column for column in columns if column not in found.values()))


def normal(column: str) -> str:
    """The name of a column as it counts."""
    return column.strip().strip("<>").strip().lower()


def _refuse_twice(columns: Sequence[str], where: str) -> None:
    """Refuses two columns of one name that counts: nobody could say which of them was meant."""
    known = {name for names in NAMES.values() for name in names}
    for name, count in Counter(map(normal, columns)).items():
        if count > 1 and name in known:
            both = ", ".join(column for column in columns if normal(column) == name)
            raise SourceError(
                f"{where} has the columns {both}, and case does not count: drop those that are not "
                "meant, or give them names of their own"
            )


def _by_role(columns: Sequence[str]) -> dict[str, str]:
    spelled: dict[str, str] = {}
    for column in columns:
        spelled.setdefault(normal(column), column)
    return {
        role: next(spelled[name] for name in names if name in spelled)
        for role, names in NAMES.items()
        if spelled.keys() & set(names)
    }
