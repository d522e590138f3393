"""The catalog: bundles of bars on disk.

    HOME/catalog/NAME.json           the pointer: which folder is the bundle, and a checksum
    HOME/data/NAME/VERSION/          manifest.json, sessions.parquet, one Parquet file a segment
    HOME/locks/NAME.lock             held while the bundle is written

A bundle's folder is complete before the pointer is replaced, and never changed after: whoever
reads sees the old bundle or the new one. The folder before stays for readers under way, until
the next ingest.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.data.bundle import Bundle
from farthing.data.checksum import bytes_hash, canonical, file_hash
from farthing.data.durable import exclusive, replace_file, sync_folder
from farthing.data.manifest import FORMAT, Manifest, check_format, decode
from farthing.errors import BundleCorrupt, BundleNotFound, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

HOME_VARIABLE = "FARTHING_HOME"

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

MANIFEST = "manifest.json"


def home_folder(home: str | Path | None = None) -> Path:
    """Where the catalog is: as asked, else FARTHING_HOME, else the user's data folder.

    >>> home_folder("somewhere").name
    'somewhere'
    """
    if home is not None:
        return Path(home).expanduser()
    if os.environ.get(HOME_VARIABLE):
        return Path(os.environ[HOME_VARIABLE]).expanduser()
    from platformdirs import user_data_path

    return user_data_path("farthing", appauthor=False)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A file that is not what it must be."""

    file: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which folder is a bundle, and the checksum of the manifest in it."""

    bundle: str
    folder: str
    manifest: str
    format: int = FORMAT

    def encode(self) -> bytes:
        """The pointer as the text of its file, with a checksum over itself."""
        content = {
            "format": self.format,
            "bundle": self.bundle,
            "folder": self.folder,
            "manifest": self.manifest,
        }
        check = bytes_hash(canonical(content))
        return (json.dumps({**content, "check": check}, indent=1) + "\n").encode()


class Catalog:
    """Bundles of bars on disk.

    Args:
        home: its folder; by default FARTHING_HOME, else the user's data folder.

    >>> import tempfile
    >>> Catalog(tempfile.mkdtemp()).names()
    ()
    """

    def __init__(self, home: str | Path | None = None) -> None:
        self.home = home_folder(home)

    def names(self) -> tuple[str, ...]:
        """The names of the bundles, sorted."""
        found = (self.home / "catalog").glob("*.json")
        return tuple(sorted(path.stem for path in found if NAME.fullmatch(path.stem)))

    def bundle(self, name: str) -> Bundle:
        """A bundle, its manifest checked.

        Raises:
            BundleNotFound: there is none of that name.
            BundleCorrupt: its pointer or its manifest is not what was written.
            CatalogVersionError: a newer farthing wrote it.
        """
        pointer = self.pointer(name)
        folder = self.versions(name) / pointer.folder
        content = _content(folder / MANIFEST)
        if bytes_hash(content) != pointer.manifest:
            raise BundleCorrupt(
                f"{folder / MANIFEST} has checksum {bytes_hash(content)}, but {pointer.manifest} "
                f"was written; see `farthing bundles verify {name}`, and ingest it anew"
            )
        return Bundle(name, folder, decode(content, str(folder / MANIFEST)))

    def pointer(self, name: str) -> Pointer:
        """Where the bundle of a name is.

        Raises:
            BundleNotFound: there is none of that name.
            BundleCorrupt: the pointer is not what was written.
            CatalogVersionError: a newer farthing wrote it.
        """
        path = self.pointer_path(name)
        _refuse_folder(path, name)
        if not path.is_file():
            raise BundleNotFound(name, self.names())
        return _pointer(path.read_bytes(), path, name)

    def pointer_path(self, name: str) -> Path:
        """The file that says where a bundle is.

        Raises:
            ConfigurationError: a bundle cannot have that name.
        """
        if not NAME.fullmatch(name):
            raise ConfigurationError(
                f"a bundle cannot be called {name!r}: letters, digits, dots, dashes and "
                "underscores, at most 64"
            )
        return self.home / "catalog" / f"{name}.json"

    def versions(self, name: str) -> Path:
        """The folder that has the bundle's folder, and perhaps one that came before."""
        return self.home / "data" / name

    def point(self, pointer: Pointer) -> None:
        """Makes a complete folder the bundle, at once."""
        path = self.pointer_path(pointer.bundle)
        _refuse_folder(path, pointer.bundle)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, pointer.encode())

    def writing(self, name: str) -> AbstractContextManager[None]:
        """Holds the bundle for writing.

        Raises:
            DataError: another process is writing it.
        """
        self.pointer_path(name)
        return exclusive(self.home / "locks" / f"{name}.lock", f"bundle {name!r}")

    def sweep(self, name: str) -> None:
        """Removes what interrupted ingests and earlier versions have left.

        Nothing is removed beside a pointer that is damaged: nobody knows what belongs to it.

        Raises:
            CatalogVersionError: a newer farthing wrote the bundle.
        """
        path = self.pointer_path(name)
        try:
            kept = self.pointer(name).folder if path.exists() else None
        except BundleCorrupt:
            return
        for entry in _entries(self.versions(name)):
            if entry.name != kept:
                _discard(entry)
        path.with_name(f".{path.name}.new").unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """Removes a bundle: first the pointer, at once, then its files.

        Raises:
            BundleNotFound: there is none of that name.
            DataError: another process is writing it.
        """
        path = self.pointer_path(name)
        if not path.is_file():
            raise BundleNotFound(name, self.names())
        with self.writing(name):
            path.unlink(missing_ok=True)
            sync_folder(path.parent)
            if self.versions(name).is_dir():
                shutil.rmtree(self.versions(name))

    def verify(self, name: str) -> tuple[Mismatch, ...]:
        """Reads every file of a bundle, and names each that is not what was written.

        That is: its pointer, manifest, sessions and segments, files that are missing, and files
        that do not belong.

        Raises:
            BundleNotFound: there is none of that name.
            CatalogVersionError: a newer farthing wrote it.
        """
        path = self.pointer_path(name)
        if not path.exists():
            raise BundleNotFound(name, self.names())
        try:
            pointer = self.pointer(name)
        except BundleCorrupt as error:
            return (Mismatch(str(path), "a pointer as it was written", str(error)),)
        folder = self.versions(name) / pointer.folder
        return (*self._strays(name), *_verified(folder, pointer))

    def _strays(self, name: str) -> Iterator[Mismatch]:
        """Files beside the folders of versions; folders left behind are no part of the bundle."""
        for entry in _entries(self.versions(name)):
            if not entry.is_dir():
                yield Mismatch(str(entry), "no such file", _size(entry))


def _pointer(content: bytes, path: Path, name: str) -> Pointer:
    """A pointer, if it is to the byte what was written."""
    try:
        record = json.loads(content)
        # The format comes first: a newer one may have another checksum, or none.
        check_format(record["format"], str(path))
        check = record.pop("check")
        is_whole = check == bytes_hash(canonical(record))
        pointer = Pointer(record["bundle"], record["folder"], record["manifest"], record["format"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, name) from error
    if not is_whole or pointer.encode() != content or pointer.bundle != name:
        raise _damaged(path, name)
    return pointer


def _refuse_folder(path: Path, name: str) -> None:
    """A folder in the place of a pointer was put there by nobody of farthing's."""
    if path.is_dir():
        raise BundleCorrupt(f"the pointer {path} is a folder; remove it, and ingest {name!r} anew")


def _damaged(path: Path, name: str) -> BundleCorrupt:
    return BundleCorrupt(f"the pointer {path} is not what was written; ingest {name!r} anew")


def _verified(folder: Path, pointer: Pointer) -> Iterator[Mismatch]:
    """The mismatches inside a bundle's folder."""
    manifest_path = folder / MANIFEST
    if not manifest_path.is_file():
        yield Mismatch(str(manifest_path), pointer.manifest, "missing")
        return
    content = manifest_path.read_bytes()
    if bytes_hash(content) != pointer.manifest:
        yield Mismatch(str(manifest_path), pointer.manifest, bytes_hash(content))
        return
    manifest = decode(content, str(manifest_path))
    yield from _files(folder, manifest)


def _files(folder: Path, manifest: Manifest) -> Iterator[Mismatch]:
    for entry in manifest.files:
        path = folder / entry.name
        found = file_hash(path) if path.is_file() else "a folder" if path.is_dir() else "missing"
        if found != entry.blake2b:
            yield Mismatch(str(path), entry.blake2b, found)
    known = {MANIFEST, *(entry.name for entry in manifest.files)}
    for path in _entries(folder):
        if path.name not in known:
            yield Mismatch(str(path), "no such file", _size(path))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        found = "a folder" if path.is_dir() else "missing"
        raise BundleCorrupt(f"{path} is {found}; ingest the bundle anew") from error


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _size(path: Path) -> str:
    return "a folder" if path.is_dir() else f"{path.stat().st_size} bytes"


def _discard(path: Path) -> None:
    """Removes what is no longer needed; what a reader on Windows still holds stays for later."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def bundle(name: str, home: str | Path | None = None) -> Bundle:
    """A bundle of the catalog.

    Args:
        name: what it is called.
        home: the catalog's folder; by default FARTHING_HOME, else the user's data folder.

    Raises:
        BundleNotFound: there is none of that name.
        BundleCorrupt: its pointer or its manifest is not what was written.

    >>> import tempfile
    >>> bundle("demo", home=tempfile.mkdtemp())  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    farthing.errors.BundleNotFound: no bundle 'demo' in the catalog...
    """
    return Catalog(home).bundle(name)
