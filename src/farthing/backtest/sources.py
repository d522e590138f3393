"""A strategy file with what it imports from its own folder: loaded anew, and kept to run again."""

from __future__ import annotations

import importlib.util
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
    folder = path.resolve().parent
    before = dict(sys.modules)
    # A strategy may look itself up, as dataclasses and pickle do.
    sys.modules[path.stem] = module
    sys.path.insert(0, str(folder))
    try:
        spec.loader.exec_module(module)
        own = _of(folder, before)
        texts = {
            file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
            for file in own.values()
        }
        return Source(module, {path.name: text, **texts})
    finally:
        sys.path.remove(str(folder))
        # Another file may have a module of the same name in its folder.
        for name in _of(folder, before):
            del sys.modules[name]
        if path.stem in before:
            sys.modules[path.stem] = before[path.stem]


def _of(folder: Path, before: dict[str, ModuleType]) -> dict[str, Path]:
    """The modules of a folder that were not loaded before, and their files."""
    found = {}
    for name in [name for name in sys.modules if name not in before]:
        file = getattr(sys.modules[name], "__file__", None)
        if isinstance(file, str) and file.endswith(".py"):
            path = Path(file).resolve()
            if path.is_relative_to(folder) and "site-packages" not in path.parts:
                found[name] = path
    return found
