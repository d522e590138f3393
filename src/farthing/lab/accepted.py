"""Slowdowns that are intended: ``benchmarks/accepted.toml``, which the gate prints."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints, ValidationError

from farthing.errors import ConfigurationError, suggestion
from farthing.lab.results.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

FILE = "accepted.toml"
RATIO_MAX = 10.0
"""What takes longer than that is another piece of work: it gets another case."""


class Accepted(Record):
    """One intended slowdown.

    Attributes:
        case: its name.
        ratio: the largest ratio of head to base that passes, such as 1.2.
        reason: why it is worth it.
    """

    case: str
    ratio: float = Field(gt=1, le=RATIO_MAX)
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]


class AcceptedFile(Record):
    """The whole file: ``[[accepted]]`` tables, and nothing else."""

    accepted: tuple[Accepted, ...] = ()


def accepted(folder: Path, known: Collection[str]) -> dict[str, Accepted]:
    """The intended slowdowns of a folder of benchmarks, by case; none where it has no such file.

    Args:
        folder: of the benchmarks.
        known: the names of its cases.

    Raises:
        ConfigurationError: the file says something else than case, ratio and reason, or names a
            case that is not there.
    """
    file = folder / FILE
    if not file.is_file():
        return {}
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        found = AcceptedFile.model_validate(content).accepted
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationError(f"{file}: {error}") from error
    if len({entry.case for entry in found}) != len(found):
        raise ConfigurationError(f"{file}: a case is accepted twice")
    for entry in found:
        if entry.case not in known:
            near = suggestion(entry.case, known) or f"; there are {', '.join(known)}"
            raise ConfigurationError(f"{file}: there is no case {entry.case!r}{near}")
    return {entry.case: entry for entry in found}
