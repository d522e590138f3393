"""The table of parameters, as the core has it, and what differs from it: numbers and words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing import _core, given
from farthing.data.coarse.length import Length
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


VOLUMES = ("trades", "tick")
"""What the volume of a market may count."""

WORDS = ("volume", "higher", "benchmark")
"""What is said of a market beside the numbers of the table."""


@dataclass(frozen=True)
class Parameters:
    """What differs from the table, and what is known of a market beside its own bars.

    Args:
        values: by name; ``name.weight`` is a weight.
        volume: ``"trades"``, or ``"tick"`` where volume counts changes of the price: confidence is
            then ``tick_volume_cap`` at most. None goes by the instrument: ticks for a pair.
        higher: the length of longer bars that signals are asked of, such as ``"1w"`` for days.
        benchmark: the symbol, among the bars, that strength is measured against.

    Raises:
        ConfigurationError: there is no such name, or the table does not take the value.

    >>> Parameters({"climax_volume": 2.5})["climax_volume"]
    2.5
    >>> Parameters(volume="tick").described()
    {'volume': 'tick'}
    >>> Parameters({"climax_volume": 0})
    Traceback (most recent call last):
    farthing.errors.ConfigurationError: climax_volume 0 is not from 0.1 to 20 (x average)
    """

    values: Mapping[str, float] = field(default_factory=dict)
    volume: str | None = None
    higher: str | None = None
    benchmark: str | None = None

    def __post_init__(self) -> None:
        """Refuses what the table does not take."""
        for name in WORDS:
            word = getattr(self, name)
            if word is not None:
                given.text(word, name)
        if self.volume not in (None, *VOLUMES):
            raise ConfigurationError(f"volume {self.volume!r} is none of {', '.join(VOLUMES)}")
        if self.higher is not None:
            Length.of(self.higher)
        for name, value in self.values.items():
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise ConfigurationError(f"{name} {value!r} is no number")
        self.rows()

    @classmethod
    def read(
        cls,
        path: str | os.PathLike[str] | None = None,
        changes: Iterable[str] = (),
        **words: str | None,
    ) -> Parameters:
        """Values from a TOML file of ``name = value``, and then from texts ``name=value``.

        Args:
            path: the file; it may have ``volume``, ``higher`` and ``benchmark`` too.
            changes: texts.
            words: ``volume``, ``higher`` and ``benchmark``, where they are given.

        Raises:
            ConfigurationError: the file cannot be read, or a value is not taken.

        >>> Parameters.read(changes=["trend_bars=40"]).values
        {'trend_bars': 40.0}
        """
        found: dict[str, Any] = _toml(Path(path)) if path is not None else {}
        said: dict[str, Any] = {name: found.pop(name, None) for name in WORDS}
        said |= {name: word for name, word in words.items() if word is not None}
        return cls({**found, **_changes(changes)}, **said)

    @classmethod
    def of(cls, told: Parameters | Mapping[str, float] | None) -> Parameters:
        """Parameters as they are, or those of some values."""
        return told if isinstance(told, Parameters) else cls(told or {})

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

    def described(self) -> dict[str, float | str]:
        """All that differs, numbers and words, as manifests keep it."""
        words = {name: getattr(self, name) for name in WORDS}
        return {**self.values, **{name: word for name, word in words.items() if word is not None}}

    def told(self) -> list[tuple[str, float]]:
        """What the core is told."""
        return [(name, float(value)) for name, value in self.values.items()]


def _toml(path: Path) -> dict[str, Any]:
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
