"""Where a run goes: one that stopped never takes the place of one that went through."""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from farthing.report.folder import MANIFEST, restored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from farthing.backtest.result import Result

MADE_OF = ("strategy", "data", "config", "error", "digest")
"""Entries of a manifest that are equal where it is the same run once more."""


class Place(NamedTuple):
    """A folder for a run.

    Attributes:
        folder: where it goes.
        said: what became of a run that was there, or why it goes elsewhere; empty where nothing
            needs to be said.
    """

    folder: Path
    said: str = ""


def place_of(result: Result, asked: Path) -> Place:
    """Where a run goes that was asked to go to a folder.

    One that went through takes the place of an earlier run; one that stopped only that of another
    that stopped, else it goes beside it.
    """
    there = _manifest(restored(asked))
    if not there or there.get("error") or _is_free(asked, result):
        return Place(asked)  # what is no run is refused when it is written
    name = there.get("strategy", {}).get("name", "a strategy")
    if not result.is_partial:
        return Place(asked, f"replaced the run of {name} that was there")
    beside = free_beside(asked, result)
    return Place(beside, f"{asked} keeps its finished run of {name}; this one is in {beside}")


def free_beside(asked: Path, result: Result) -> Path:
    """The first of a folder, its -2, -3 and so on in which nothing is, or the same run."""
    return next(place for place in _places(asked) if _is_free(place, result))


def _places(asked: Path) -> Iterator[Path]:
    yield asked
    yield from (asked.with_name(f"{asked.name}-{number}") for number in count(2))


def _is_free(place: Path, result: Result) -> bool:
    """Whether nothing is there, or the same run."""
    if not restored(place).exists():
        return True
    there = _manifest(place)
    mine = json.loads(json.dumps(result.manifest()))
    return bool(there) and all(there.get(name) == mine[name] for name in MADE_OF)


def _manifest(place: Path) -> dict[str, Any]:
    """What ``run.json`` of a folder says; nothing where there is none that can be read."""
    try:
        there = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return there if isinstance(there, dict) else {}
