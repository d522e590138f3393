"""Result files: written whole, and read as the kind they say they are."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from farthing.data.durable import replace_file
from farthing.errors import ConfigurationError
from farthing.lab.results.file import ResultFile

if TYPE_CHECKING:
    from pathlib import Path

R = TypeVar("R", bound=ResultFile)

KINDS = {
    "run": "farthing.lab.results.run:RunResult",
    "comparison": "farthing.lab.results.comparison:ComparisonResult",
    "overhead": "farthing.lab.results.overhead:OverheadResult",
    "peers": "farthing.lab.results.peers:PeersResult",
    "scale": "farthing.lab.results.scale:ScaleResult",
    "functions": "farthing.lab.results.functions:FunctionsResult",
    "history": "farthing.lab.results.history:HistoryResult",
    "selftest": "farthing.lab.results.selftest:SelftestResult",
    "ledger": "farthing.lab.results.ledger:Report",
    "profile": "farthing.lab.results.profile:ProfileResult",
    "profile-comparison": "farthing.lab.results.profile_comparison:ProfileComparison",
    "memory": "farthing.lab.results.memory:MemoryProfile",
    "contests": "farthing.lab.results.contests:ContestsResult",
    "experiment": "farthing.lab.results.experiment:ExperimentResult",
    "database": "farthing.lab.results.database:DatabaseResult",
    "load": "farthing.lab.results.load:LoadResult",
}
"""Where the type of each kind of result stands; it is imported when there is such a file."""


def read(file: Path) -> ResultFile:
    """A result file.

    Raises:
        ConfigurationError: there is no such file, or it is no result of the lab.
    """
    if not file.is_file():
        raise ConfigurationError(f"there is no result file {file}")
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ConfigurationError(f"{file} is no JSON: {error}") from error
    kind = content.get("kind") if isinstance(content, dict) else None
    if kind not in KINDS:
        raise ConfigurationError(
            f"{file} is no result of the lab: its kind is {kind!r}, not one of {', '.join(KINDS)}"
        )
    try:
        result: ResultFile = kind_of(kind).model_validate(content)
    except ValidationError as error:
        raise ConfigurationError(f"{file} is a damaged {kind} result: {said(error)}") from error
    return result


def read_as(kind: type[R], file: Path, why: str) -> R:
    """A result file of one kind.

    Args:
        kind: its type.
        file: where it is.
        why: what the kind is needed for, such as ``a gate judges a comparison``.

    Raises:
        ConfigurationError: there is no such file, or it is of another kind.
    """
    result = read(file)
    if not isinstance(result, kind):
        raise ConfigurationError(f"{file} is a {result.kind} result: {why}")
    return result


def write(result: ResultFile, file: Path) -> None:
    """Writes a result file; a file of that name is replaced whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(file, result.model_dump_json(indent=1).encode() + b"\n")


def said(error: ValidationError) -> str:
    """The first thing that is wrong, where, and how much more there is."""
    first, *others = error.errors(include_url=False)
    place = ".".join(map(str, first["loc"]))
    more = f", and {len(others)} more" if others else ""
    return f"{place}: {first['msg']}{more}" if place else f"{first['msg']}{more}"


def kind_of(kind: str) -> Any:
    """The type of a kind of result."""
    module, _, name = KINDS[kind].partition(":")
    return getattr(importlib.import_module(module), name)
