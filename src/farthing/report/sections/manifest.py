"""The manifest of the run, in full but for the statistics, which are the page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from farthing.report import text

if TYPE_CHECKING:
    from farthing.report.run import Run

SHOWN_ELSEWHERE = frozenset({"statistics"})

GROUPS = {"strategy": "Strategy", "data": "Data", "config": "Configuration", "orders": "Orders"}

MONEY = frozenset({"end equity", "capital", "profit", "profit_by_cost"})
"""Entries that are amounts, or amounts by name."""

LIST_LENGTH = 12
"""A longer list is folded away."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and its value; ``more`` is a long list of values, folded away."""

    name: str
    value: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one part of the manifest."""

    name: str
    entries: tuple[Entry, ...]


def manifest(run: Run) -> tuple[Group, ...]:
    """Everything that ``run.json`` says, group by group."""
    plain, groups = [], []
    for name, value in run.manifest.items():
        if name in SHOWN_ELSEWHERE:
            continue
        if isinstance(value, dict):
            entries = tuple(entry for pair in value.items() for entry in _entries(*pair))
            groups.append(Group(GROUPS.get(name, _words(name).capitalize()), entries))
        else:
            plain.append(_entry(_words(name), value))
    return (Group("Run", tuple(plain)), *(group for group in groups if group.entries))


def _entries(name: str, value: Any) -> list[Entry]:
    if isinstance(value, dict):
        return [_entry(f"{name}: {key}", inner) for key, inner in value.items()]
    return [_entry(name if ":" in name else _words(name), value)]


def _entry(name: str, value: Any) -> Entry:
    if value is None or value in ("", []):
        return Entry(name, text.DASH)
    if isinstance(value, bool):
        return Entry(name, "yes" if value else "no")
    if name.split(":")[0] in MONEY:
        return Entry(name, text.money(Decimal(value)))
    if isinstance(value, list):
        names = tuple(str(item) for item in value)
        if len(names) > LIST_LENGTH:
            return Entry(name, f"{len(names):,}", names)
        return Entry(name, ", ".join(names))
    if isinstance(value, int):
        return Entry(name, f"{value:,}")
    return Entry(name, str(value))


def _words(name: str) -> str:
    return name.replace("_", " ")
