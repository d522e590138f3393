"""The engines that a folder of benchmarks knows: ``peers/engines.toml``, read and checked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from farthing.errors import ConfigurationError, suggestion
from farthing.lab.results.peers import OURS, Way
from farthing.lab.results.record import Record

FOLDER = "peers"
FILE = "engines.toml"
WAYS: tuple[Way, ...] = get_args(Way)


class Engine(Record):
    """A peer, or ours.

    Attributes:
        name: as it is asked for.
        runner: the script that its own Python runs.
        environment: the name of the environment it has; several engines may share one.
        workloads: what it can do in each way.
    """

    name: str
    runner: Path
    environment: str
    workloads: dict[Way, tuple[str, ...]]


class Engines(Record):
    """All that can be run.

    Attributes:
        folder: of runners and requirements.
        python: the version that the requirements are pinned for.
        ours: our own side, by the same protocol.
        bars: the script that writes bars.
        peers: in the file's order.
    """

    folder: Path
    python: str
    ours: Engine
    bars: Path
    peers: tuple[Engine, ...]

    def requirements(self, engine: Engine) -> Path:
        """The pinned packages of an engine's environment."""
        return self.folder / "requirements" / f"{engine.environment}.txt"

    def chosen(self, names: list[str]) -> list[Engine]:
        """The engines of these names; all where none is named.

        Raises:
            ConfigurationError: a name that is no engine.
        """
        check_known("engine", names, [engine.name for engine in self.peers])
        return [engine for engine in self.peers if not names or engine.name in names]


def engines(benchmarks: Path) -> Engines:
    """The engines of a folder of benchmarks.

    Raises:
        ConfigurationError: it has no such file, or one that cannot be understood.
    """
    folder = Path(benchmarks, FOLDER).resolve()
    file = folder / FILE
    if not file.is_file():
        raise ConfigurationError(
            f"{benchmarks} has no {FOLDER}/{FILE}: name the folder of benchmarks of a checkout"
        )
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        return Engines(
            folder=folder,
            python=told["python"],
            bars=folder / told["bars"],
            ours=_engine(folder, OURS, {"runner": told["ours"]}),
            peers=tuple(_engine(folder, *each) for each in told["engines"].items()),
        )
    except (tomllib.TOMLDecodeError, KeyError, ValidationError) as error:
        raise ConfigurationError(f"{FOLDER}/{FILE} cannot be understood: {error}") from error


def _engine(folder: Path, name: str, told: dict[str, Any]) -> Engine:
    workloads = {way: words for way, words in told.items() if way not in {"runner", "environment"}}
    return Engine.model_validate(
        {
            "name": name,
            "runner": folder / told["runner"],
            "environment": told.get("environment", name),
            "workloads": workloads,
        }
    )


def check_known(what: str, names: list[str], known: list[str]) -> None:
    """Whether each name is a known one.

    >>> check_known("way", ["clas"], ["class"])
    Traceback (most recent call last):
        ...
    farthing.errors.ConfigurationError: there is no way 'clas'; did you mean class?

    Raises:
        ConfigurationError: one is not; the message says what there is.
    """
    for name in names:
        if name not in known:
            near = suggestion(name, known) or f"; there are {', '.join(known)}"
            raise ConfigurationError(f"there is no {what} {name!r}{near}")
