"""The table of parameters, as the core has it, and values that differ from it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing import _core
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the table.

    Attributes:
        name: what it is called everywhere.
        value: what it is.
        default: what it is unless told otherwise.
        weight: its weight among the evidence of a rule; 0 for what is no evidence.
        sense: ``at least``, ``at most``, or ``is`` for what nothing is compared with.
        unit: such as ``x average`` or ``bars``.
        low: the least value that it takes.
        high: the largest one.
        source: who says so.
        meaning: what it is.
    """

    name: str
    value: float
    default: float
    weight: float
    sense: str
    unit: str
    low: float
    high: float
    source: str
    meaning: str


@dataclass(frozen=True)
class Parameters:
    """Values that differ from those of the table, by name; ``name.weight`` is a weight.

    Raises:
        ConfigurationError: there is no such name, or the table does not take the value.

    >>> Parameters({"climax_volume": 2.5})["climax_volume"]
    2.5
    >>> Parameters({"climax_volume": 0})
    Traceback (most recent call last):
    farthing.errors.ConfigurationError: climax_volume 0 is not from 0.1 to 20 (x average)
    """

    values: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuses what the table does not take."""
        for name, value in self.values.items():
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise ConfigurationError(f"{name} {value!r} is no number")
        self.rows()

    @classmethod
    def read(
        cls, path: str | os.PathLike[str] | None = None, changes: Iterable[str] = ()
    ) -> Parameters:
        """Values from a TOML file of ``name = value``, and then from texts ``name=value``.

        Raises:
            ConfigurationError: the file cannot be read, or a value is not taken.

        >>> Parameters.read(changes=["trend_bars=40"]).values
        {'trend_bars': 40.0}
        """
        return cls({**(_toml(Path(path)) if path is not None else {}), **_changes(changes)})

    def __getitem__(self, name: str) -> float:
        """The value of a name.

        Raises:
            ConfigurationError: there is none.
        """
        for row in self.rows():
            if row.name == name:
                return row.value
        raise ConfigurationError(
            f"there is no parameter {name!r}; `farthing wyckoff parameters` lists all"
        )

    def rows(self) -> tuple[Parameter, ...]:
        """The whole table, with these values in it."""
        return tuple(Parameter(*row) for row in _core.wyckoff_parameters(self.told()))

    def told(self) -> list[tuple[str, float]]:
        """What the core is told."""
        return [(name, float(value)) for name, value in self.values.items()]


def _toml(path: Path) -> dict[str, float]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ConfigurationError(f"{path} is no TOML: {error}") from error
    return _flat(found)


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """Dotted names of TOML are tables: ``climax_volume.weight`` is one of these."""
    flat: dict[str, Any] = {}
    for name, value in found.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": each for inner, each in value.items()}
        else:
            flat[name] = value
    return flat


def _changes(changes: Iterable[str]) -> dict[str, float]:
    found = {}
    for change in changes:
        name, equals, text = change.partition("=")
        try:
            found[name.strip()] = float(text)
        except ValueError as error:
            raise ConfigurationError(
                f"{change!r} is not name=value with a number, such as climax_volume=2.5"
            ) from error
        assert equals
    return found
