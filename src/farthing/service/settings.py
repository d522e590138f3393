"""The settings of the service: everything that an operator decides, in one value."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

SECRET_VARIABLE = "FARTHING_SECRET"  # noqa: S105 - the name of one

SECRET_LENGTH_MIN = 32
"""Bytes of the secret that signs tokens (RFC 7518, 3.2: as long as the hash)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a caller may ask of the service.

    Attributes:
        body_bytes_max: of a request.
        depth_max: of lists and objects in each other.
        seconds_max: that a request may take.
        at_once_max: requests under way.
        rate: requests a second, of a caller.
        burst: requests at once, of a caller who was quiet.
        wrong_keys: a second, from an address; ``wrong_keys_burst`` at once.
        streams_max: WebSockets that are open.
    """

    body_bytes_max: int = 16 * 2**20
    depth_max: int = 32
    seconds_max: int = 30
    at_once_max: int = 200
    rate: int = 100
    burst: int = 400
    wrong_keys: int = 1
    wrong_keys_burst: int = 10
    streams_max: int = 500


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an operator decides.

    Attributes:
        database: its URL.
        home: the catalog's folder; the service keeps its own things in ``service`` below it.
        secret: signs tokens; it is never shown.
        workers: processes that do jobs.
        origins: of pages that may write, beside the service's own.
        sources: a folder from which files may be taken in; None for none.
        limits: of what may be asked.
        lease_s: seconds after which the job of a silent worker is taken up by another.
    """

    database: str = field(repr=False)
    home: Path
    secret: str = field(repr=False)
    workers: int = 1
    origins: tuple[str, ...] = ()
    sources: Path | None = None
    limits: Limits = field(default_factory=Limits)
    lease_s: int = 30

    @property
    def folder(self) -> Path:
        """Where the service keeps its own things."""
        return folder_of(self.home)


def folder_of(home: Path) -> Path:
    """Where the service keeps its own things, below the catalog's folder."""
    return home / "service"


def secret_of(home: Path) -> str:
    """The secret that signs tokens: FARTHING_SECRET, else one that is made once and kept.

    Raises:
        ConfigurationError: the one that is told or kept is too short.
    """
    told = os.environ.get(SECRET_VARIABLE)
    if told is not None:
        if len(told.encode()) < SECRET_LENGTH_MIN:
            raise ConfigurationError(
                f"{SECRET_VARIABLE} has {len(told.encode())} bytes; it needs {SECRET_LENGTH_MIN}"
            )
        return told
    path = folder_of(home) / "secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_secret(path)
    kept = path.read_text()
    if len(kept.encode()) < SECRET_LENGTH_MIN:
        raise ConfigurationError(
            f"{path} has {len(kept.encode())} bytes; it needs {SECRET_LENGTH_MIN}: remove it, and "
            "another one is made"
        )
    return kept


def _make_secret(path: Path) -> None:
    """Makes the file whole or not at all; where two do, the first one's stays."""
    with NamedTemporaryFile("w", dir=path.parent) as file:  # nobody else may read such a file
        file.write(secrets.token_hex(SECRET_LENGTH_MIN))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
