"""Slowdowns that are intended: ``benchmarks/accepted.toml``, which the gate prints."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError

from farthing.errors import ConfigurationError
from farthing.lab.results.record import Record

if TYPE_CHECKING:
    from pathlib import Path

FILE = "accepted.toml"


class Accepted(Record):
    """One intended slowdown.

    Attributes:
        case: its name.
        ratio: the largest ratio of head to base that passes, such as 1.2.
        reason: why it is worth it.
    """

    case: str
    ratio: float = Field(gt=1)
    reason: str = Field(min_length=10)


def accepted(folder: Path) -> dict[str, Accepted]:
    """The intended slowdowns of a folder of benchmarks, by case; none where it has no such file.

    Raises:
        ConfigurationError: the file says something else than case, ratio and reason.
    """
    file = folder / FILE
    if not file.is_file():
        return {}
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("accepted", [])
        found = [Accepted.model_validate(entry) for entry in entries]
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationError(f"{file}: {error}") from error
    if len({entry.case for entry in found}) != len(found):
        raise ConfigurationError(f"{file}: a case is accepted twice")
    return {entry.case: entry for entry in found}
