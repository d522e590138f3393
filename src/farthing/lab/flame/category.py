"""Whose code a frame is, from its name alone."""

from __future__ import annotations

import re
from typing import Literal

Category = Literal["root", "python", "farthing", "rust", "native"]

TITLES: dict[Category, str] = {
    "python": "Python",
    "farthing": "farthing Python",
    "rust": "farthing Rust",
    "native": "native",
}
"""The categories that have a colour, as the key names them."""

OUTSIDE = re.compile(r"(all|root|threads|import|data|run|result)$|(process|thread) .*[\"(]")
"""What stands around frames: the root, processes, threads and phases."""
RUST = re.compile(r"\b(farthing_core|farthing_py|_core)::|\b_core\.(abi3|cpython)")
OUR_MODULE = re.compile(r"farthing(\.|$)")
OUR_FILE = re.compile(r"(^|[/\\])farthing[/\\]")
MODULE = re.compile(r"(?P<module>[\w.<>-]+):(?P<name>[^:].*)")
"""How a frame is written that has a module in place of its file."""
PYTHON_FILE = re.compile(r"\.pyx?(:\d+)?$|^<.*>(:\d+)?$")


def place_of(name: str) -> tuple[str, str]:
    """A frame's function, and where it stands; the second is empty where it is not told.

    >>> place_of("on_bar (strategies/sma.py:12)")
    ('on_bar', 'strategies/sma.py:12')
    >>> place_of("farthing.backtest.run:run")
    ('run', 'farthing.backtest.run')
    >>> place_of("core::ops::call(u8)")
    ('core::ops::call(u8)', '')
    """
    if found := MODULE.fullmatch(name):
        return found["name"], found["module"]
    function, bracket, place = name.rpartition(" (")
    return (function, place[:-1]) if bracket and place.endswith(")") else (name, "")


def category(name: str) -> Category:
    """Whose code a frame is.

    Frames of Python have a file or a module; compiled code has a symbol, and a library at most.

    >>> [category(name) for name in ("on_bar (sma.py:3)", "run (farthing/backtest/run.py:80)")]
    ['python', 'farthing']
    >>> [category(name) for name in ("farthing_core::kernel::step (step.rs:9)", "0x7f (libc.so.6)")]
    ['rust', 'native']
    """
    if OUTSIDE.match(name):
        return "root"
    if RUST.search(name):
        return "rust"
    if found := MODULE.fullmatch(name):
        return "farthing" if OUR_MODULE.match(found["module"]) else "python"
    _, place = place_of(name)
    if PYTHON_FILE.search(place):
        return "farthing" if OUR_FILE.search(place) else "python"
    return "native"
