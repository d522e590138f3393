"""Columns that a person tells: which column of a file is which, where its name does not say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.data.columns import NAMES, Roles, normal, roles
from farthing.errors import ConfigurationError, SourceError, hint, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REMEDY = "say which column is which: farthing ingest csv --map NAME=COLUMN, as --map close=Last"

OTHER_TIMES = {"stamp": {"date", "time"}, "date": {"stamp"}, "time": {"stamp"}}
"""Roles that say when in another way: where one is told, these are not looked for."""


def check_told(told: Mapping[str, str]) -> None:
    """Whether everything that is told is the name of something that a column can be.

    Raises:
        ConfigurationError: it is not, or two names say when in different ways.
    """
    for role, column in told.items():
        if role not in NAMES:
            near = suggestion(role, NAMES)
            raise ConfigurationError(
                f"--map {role}={column}: {role!r} is none of {', '.join(NAMES)}{near}"
            )
        if both := OTHER_TIMES.get(role, set()) & told.keys():
            raise ConfigurationError(
                f"--map has {role} and {both.pop()}: stamp is a column with both date and time"
            )


def roles_with(told: Mapping[str, str], columns: Sequence[str], where: str) -> Roles:
    """The roles of columns: those that are told, the others by their names.

    Args:
        told: columns by what they are; spaces around their names do not count.
        columns: of the file.
        where: the file, for messages.

    Raises:
        ConfigurationError: a column that is told is not there.
        SourceError: a column that is needed is missing.

    >>> roles_with({"close": "Last", "date": "Tag"}, ["Tag", "o", "h", "l", "Last"], "a")["close"]
    'Last'
    """
    mine = {role: _found(role, column, columns, where) for role, column in told.items()}
    called = [NAMES[role][0] for role in mine]
    others = _not_told(columns, mine)
    try:
        found = roles([*called, *others], where).by_role
    except SourceError as error:
        raise SourceError(f"{error}; {REMEDY}") from error
    by_role = {**_without_other_times(found, mine), **mine}
    unused = tuple(column for column in columns if column not in by_role.values())
    return Roles(by_role, unused)


def _not_told(columns: Sequence[str], told: Mapping[str, str]) -> list[str]:
    """The columns that are looked at by their names: of no role that is told."""
    instead = {name for role in told for name in NAMES[role]}
    return [
        column
        for column in columns
        if column not in told.values() and normal(column) not in instead
    ]


def _without_other_times(found: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """What was found by names, but for other ways to say when than the one that is told."""
    others = set().union(*(OTHER_TIMES.get(role, set()) for role in told))
    return {role: column for role, column in found.items() if role not in others}


def _found(role: str, told: str, columns: Sequence[str], where: str) -> str:
    """The column of a file that is meant."""
    for column in columns:
        if column.strip() == told.strip():
            return column
    there = hint(told, columns, f"its columns are {', '.join(columns)}")
    raise ConfigurationError(f"--map {role}={told}: {where} has no column {told!r}{there}")
