"""A strategy file with what it imports from its own folder: loaded anew, and kept to run again."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, ModuleType

SITE_PACKAGES = f"{os.sep}site-packages{os.sep}"
"""What is installed is no strategy's own, also where its environment is in the folder."""

Place = tuple[str, str]
"""A folder that ends with its separator, and a path in it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A strategy file as it was when it was loaded.

    Attributes:
        module: what it defines.
        files: its text, and that of each module that it imported from its folder, by relative path;
            the file itself is the first, the others are in order.
    """

    module: ModuleType
    files: dict[str, str]


def load(path: Path) -> Source:
    """Runs a strategy file, which may import from its own folder when it is loaded.

    The modules of its folder are its own: they are loaded anew, and no other file gets them.

    Raises:
        ConfigurationError: it is no Python file.
        Exception: whatever the file raises.
    """
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ConfigurationError(f"{path} is no Python file")
    if isinstance(spec.loader, SourceFileLoader):
        spec.loader = AsItStands(path.stem, str(path))
    text = _text(path)
    module = importlib.util.module_from_spec(spec)
    folder = str(path.resolve().parent)
    before = dict(sys.modules)
    # A strategy may look itself up, as dataclasses and pickle do.
    sys.modules[path.stem] = module
    sys.path.insert(0, folder)
    try:
        with _as_they_stand(folder):
            spec.loader.exec_module(module)
    finally:
        # Before its folder is off the path: a package without a file looks there for itself.
        own = _of((folder, str(path.absolute().parent)), before)
        sys.path.remove(folder)
        # Another file may have a module of the same name in its folder.
        for name in (path.stem, *own):
            sys.modules.pop(name, None)
        if path.stem in before:
            sys.modules[path.stem] = before[path.stem]
    own.pop(path.stem, None)
    return Source(module, {path.name: text, **_texts(own.values())})


class AsItStands(SourceFileLoader):
    """Runs the text of a file: bytecode of before, of a text as long and as old, is not looked at.

    None is written either: a strategy's folder is its author's.
    """

    def get_code(self, fullname: str) -> CodeType:
        """The code of what the file says now."""
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


@contextmanager
def _as_they_stand(folder: str) -> Iterator[None]:
    """Loads the modules of a folder from their text."""
    kinds = (
        (ExtensionFileLoader, EXTENSION_SUFFIXES),
        (AsItStands, SOURCE_SUFFIXES),
        (SourcelessFileLoader, BYTECODE_SUFFIXES),
    )

    def finder(path: str) -> FileFinder:
        is_own = f"{path}{os.sep}".startswith(f"{folder}{os.sep}")
        if not is_own or SITE_PACKAGES in f"{path}{os.sep}" or not Path(path).is_dir():
            raise ImportError(path)  # for whoever is asked next
        return FileFinder(path, *kinds)

    def forget() -> None:
        for path in [each for each in sys.path_importer_cache if each.startswith(folder)]:
            del sys.path_importer_cache[path]

    forget()
    sys.path_hooks.insert(0, finder)
    try:
        yield
    finally:
        sys.path_hooks.remove(finder)
        forget()


def _of(folders: tuple[str, ...], before: dict[str, ModuleType]) -> dict[str, Place | None]:
    """The modules of a folder that were not loaded before, and where each was found in it.

    What lies in a package of the folder is the folder's, wherever it was found.
    """
    insides = tuple(f"{folder}{os.sep}" for folder in folders)
    found: dict[str, Place | None] = {}
    for name in [name for name in sys.modules if name not in before]:
        place = _inside(sys.modules[name], insides)
        if place is not None or name.rpartition(".")[0] in found:
            found[name] = place
    return found


def _inside(module: ModuleType, insides: tuple[str, ...]) -> Place | None:
    """Where in a folder a module was found; None where it was found elsewhere.

    Paths are text: ``Path`` takes as long as all else that loading a small file does. They are as
    they were found: what a link names may lie anywhere.
    """
    for path in _paths(module):
        for inside in insides:
            if path.startswith(inside) and SITE_PACKAGES not in path:
                return inside, path.removeprefix(inside)
    return None


def _paths(module: ModuleType) -> list[str]:
    """The file of a module, and where its package looks: one without a file does that alone."""
    told = getattr(module, "__dict__", {})  # as it stands: a module may compute its attributes
    search = getattr(told.get("__spec__"), "submodule_search_locations", None)
    found = [told.get("__file__"), *_listed(told.get("__path__")), *_listed(search)]
    return [each for each in found if isinstance(each, str)]


def _listed(paths: object) -> Iterable[object]:
    """The paths of a package; none of what is no package."""
    return paths if isinstance(paths, Iterable) and not isinstance(paths, str) else ()


def _texts(places: Iterable[Place | None]) -> dict[str, str]:
    """The text of each module that has a file of Python, by its path in the folder, in order."""
    files = sorted(place for place in places if place is not None and place[1].endswith(".py"))
    return {file.replace(os.sep, "/"): _text(Path(f"{inside}{file}")) for inside, file in files}


def _text(file: Path) -> str:
    """The text of a file of Python, in the encoding that it names."""
    return importlib.util.decode_source(file.read_bytes())
