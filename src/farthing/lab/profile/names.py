"""What profilers call a function, and what we call it: a module and a qualified name."""

from __future__ import annotations

import re
import sysconfig
from functools import cache
from pathlib import Path
from typing import NamedTuple

import farthing
from farthing.lab.flame.symbols import readable

CORE = "farthing._core"
METHOD = re.compile(r"<method '(?P<name>[^']+)' of '(?P<owner>[^']+)' objects>")
BUILT_IN = re.compile(r"<built-in method (?P<path>.+)>")
NEW = re.compile(r"__new__ of type object at 0x\w+")
POLARS = re.compile(r"builtins\.Py[A-Z]")
PYTHON_FRAME = re.compile(r"(?P<name>.*) \((?P<file>.*\.py|<[^)]*>):(?P<line>\d+)\)")
NATIVE_FRAME = re.compile(r"(?P<name>.*) \((?P<file>[^()]*)\)")
BINDINGS = re.compile(r"(?<!\w)_core::")
CRATE = re.compile(r"<?(\w+)::")
OUR_CRATES = re.compile(r"\bfarthing_(?:core|py)(?:::\w+)?")


class Named(NamedTuple):
    """A function by its names.

    Attributes:
        module: dotted, or a crate's.
        name: qualified.
        place: short file and first line; of compiled code the file alone, or nothing.
        label: by which the mapping to categories knows it.
        compiled: whether it is Rust or C.
    """

    module: str
    name: str
    place: str
    label: str
    compiled: bool


@cache
def python_function(file: str, line: int, name: str) -> Named:
    """A Python function by its file, first line and qualified name.

    What belongs neither to farthing nor to Python or an installed package is the user's.

    >>> python_function("/any/cross.py", 12, "Cross.on_bar")[:4]
    ('cross', 'Cross.on_bar', 'cross.py:12', 'strategy:Cross.on_bar')
    >>> python_function("<frozen importlib._bootstrap>", 1, "_find")[0]
    'importlib._bootstrap'
    """
    if file.startswith("<"):
        module = file.strip("<>").removeprefix("frozen ")
        return Named(module, name, f"{file}:{line}", f"{module}:{name}", compiled=False)
    path = Path(file)
    for root in _roots():
        if path.is_relative_to(root):
            short = path.relative_to(root)
            parts = short.with_suffix("").parts
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            place = f"{short.as_posix()}:{line}"
            return Named(module, name, place, f"{module}:{name}", compiled=False)
    return Named(path.stem, name, f"{path.name}:{line}", f"strategy:{name}", compiled=False)


@cache
def _roots() -> tuple[Path, ...]:
    """Folders of packages, the innermost first."""
    folders = {Path(sysconfig.get_path(key)) for key in ("purelib", "platlib", "stdlib")}
    package = farthing.__file__
    assert package is not None
    folders.add(Path(package).parents[1])
    folders |= {folder.resolve() for folder in folders}
    return tuple(sorted(folders, key=lambda folder: -len(folder.parts)))


@cache
def built_in(words: str) -> Named:
    """A compiled function as cProfile words it.

    >>> built_in("<built-in method farthing._core.run_bars>")[:2]
    ('farthing._core', 'run_bars')
    >>> built_in("<method 'sma' of 'farthing.Context' objects>")[:2]
    ('farthing._core', 'Context.sma')
    >>> built_in("<method 'collect' of 'builtins.PyLazyFrame' objects>")[:2]
    ('polars', 'PyLazyFrame.collect')
    """
    if found := METHOD.fullmatch(words):
        path = f"{found['owner']}.{found['name']}"
        owner, name = found["owner"], found["name"]
        module, _, kind = owner.rpartition(".")
        module, name = _home(owner, module), f"{kind}.{name}"
    elif found := BUILT_IN.fullmatch(words):
        path = NEW.sub("type.__new__", found["path"])
        module, _, name = path.rpartition(".")
        if path == "type.__new__":
            module, name = "", path
        module = _home(path, module)
    else:
        module, name = "builtins", words.strip("<>")
    return Named(module, name, "", f"{module}:{name}", compiled=True)


def _home(path: str, module: str) -> str:
    """The module of compiled code; its own word for it may be another."""
    if POLARS.match(path):
        return "polars"
    return CORE if module == "farthing" else module or "builtins"


@cache
def frame(words: str) -> Named:
    """A frame as py-spy words it, with ``--function --full-filenames``.

    >>> frame("Cross.on_bar (/any/cross.py:12)").place
    'cross.py:12'
    >>> frame("farthing_core::signal::panel::quote::h94393256287dab09 (/any/panel.rs:202)")[:2]
    ('farthing_core::signal', 'panel::quote')
    """
    if found := PYTHON_FRAME.fullmatch(words):
        return python_function(found["file"], int(found["line"]), found["name"])
    found = NATIVE_FRAME.fullmatch(words)
    symbol, file = (found["name"], found["file"]) if found else (words, "")
    name = BINDINGS.sub("farthing_py::", readable(symbol).replace(";", ","))
    place = re.sub(r":\d+$", "", file).rpartition("/")[2]
    if ours := OUR_CRATES.search(name):
        module, kind, place = ours.group(), "rust", ""  # it may be inlined into any file
    else:
        crate = CRATE.match(name)
        module, kind = crate[1] if crate else place or "native", "native"
    return Named(module, name.removeprefix(f"{module}::"), place, f"{kind}:{name}", compiled=True)
