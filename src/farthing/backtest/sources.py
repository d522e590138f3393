"""A strategy file with what it imports from its own folder: loaded anew, and kept to run again."""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True, slots=True)
class Source:
    """A strategy file as it was when it was loaded.

    Attributes:
        module: what it defines.
        files: its text, and that of each module that it imported from its folder, by relative path;
            the file itself is the first.
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
    text = path.read_text(encoding="utf-8")
    module = importlib.util.module_from_spec(spec)
    folder = str(path.resolve().parent)
    before = dict(sys.modules)
    # A strategy may look itself up, as dataclasses and pickle do.
    sys.modules[path.stem] = module
    sys.path.insert(0, folder)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(folder)
        own = _of(folder, before)
        # Another file may have a module of the same name in its folder.
        for name in own:
            del sys.modules[name]
        if path.stem in before:
            sys.modules[path.stem] = before[path.stem]
    texts = {
        Path(file).relative_to(folder).as_posix(): Path(file).read_text(encoding="utf-8")
        for name, file in own.items()
        if name != path.stem
    }
    return Source(module, {path.name: text, **texts})


def _of(folder: str, before: dict[str, ModuleType]) -> dict[str, str]:
    """The modules of a folder that were not loaded before, and their files.

    Paths are text: ``Path`` takes as long as all else that loading a small file does.
    """
    inside = f"{folder}{os.sep}"
    found = {}
    for name in [name for name in sys.modules if name not in before]:
        file = getattr(sys.modules[name], "__file__", None)
        if isinstance(file, str) and file.endswith(".py"):
            file = os.path.realpath(file)
            if file.startswith(inside) and "site-packages" not in Path(file).parts:
                found[name] = file
    return found
