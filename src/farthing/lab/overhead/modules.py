"""Instructions by module: what callgrind counted, by the file that each was compiled from.

Inlined code carries its own file, so that arithmetic inlined into the kernel counts as arithmetic.
Code of Rust's library belongs to the function that it is inlined into.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDERS = {
    "kernel": "kernel",
    "order": "kernel",
    "ledger": "ledger",
    "models": "models",
    "signal": "indicators",
    "metric": "statistics",
    "market": "data",
    "money": "arithmetic",
    "drive": "event loop",
    "portfolio": "event loop",
    "rules": "indicators",
    "wyckoff": "indicators",
}
"""Folders of ``crates/core/src`` by module."""
OTHERS = ("callbacks", "memory", "other")
MODULES = (*dict.fromkeys(FOLDERS.values()), *OTHERS)
"""All modules. Arithmetic is that of exact money, wherever it is inlined; callbacks are Python and
NumPy, the strategy and what prepares a run; memory is the C library's allocation and copies."""

FACE = {
    "indicators": "indicators",
    "statistics": "statistics",
    "outcome": "statistics",
    "window_statistics": "indicators",
    "signals": "indicators",
    "panel": "data",
    "window": "data",
    "views": "data",
    "bar_data": "data",
    "grid": "data",
}
"""Files of ``crates/py/src`` by module; all others are the event loop."""

CORE_FILE = re.compile(r"crates/core/src/(\w+)")
FACE_FILE = re.compile(r"crates/py/src/(?:\w+/)?(\w+)\.rs")
CORE_FUNCTION = re.compile(r"farthing_core::(\w+)")
FACE_FUNCTION = re.compile(r"(?<!\w)_core::(?:\w+::)*?(\w+)::")
INTRINSICS = "compiler-builtins"
"""What the compiler calls for numbers that the processor has no instruction for."""


def module_of(file: str, function: str, binary: str) -> str:
    """The module of an instruction.

    Args:
        file: what it was compiled from.
        function: what it is in.
        binary: the library or program that it is in.

    >>> module_of("/x/crates/core/src/ledger/lots.rs", "fill", "_core.abi3.so")
    'ledger'
    >>> module_of("library/core/src/cmp.rs", "farthing_core::kernel::fill", "_core.abi3.so")
    'kernel'
    >>> module_of("Python/ceval.c", "_PyEval_EvalFrameDefault", "libpython3.11.so")
    'callbacks'
    """
    if found := CORE_FILE.search(file):
        return FOLDERS.get(found[1], "other")
    if found := FACE_FILE.search(file):
        return FACE.get(found[1], "event loop")
    if "_core." in binary:
        return _of_function(file, function)
    if "python" in binary or "numpy" in binary:
        return "callbacks"
    return "memory" if "libc" in binary else "other"


def _of_function(file: str, function: str) -> str:
    """The module of library code that is compiled into ours."""
    if INTRINSICS in file or "::" not in function:
        return "arithmetic"
    if found := CORE_FUNCTION.search(function):
        return FOLDERS.get(found[1], "other")
    if found := FACE_FUNCTION.search(function):
        return FACE.get(found[1], "event loop")
    return "event loop" if "pyo3" in function or "pyo3" in file else "other"


COST = re.compile(r"^(?:[+-]?\d+|\*)(?: (?:[+-]?\d+|\*))* (\d+)$")
NAMED = re.compile(r"^(ob|fl|fi|fe|fn)=\((\d+)\)(?: (.*))?$")
CALLED = re.compile(r"^c(?:ob|fi|fl|fn)=\((\d+)\)(?: (.*))?$")


def by_module(lines: Iterable[str]) -> dict[str, int]:
    """The own instructions of each module in a file that callgrind wrote.

    >>> text = ["ob=(1) /x/_core.abi3.so", "fl=(1) crates/core/src/kernel/fill.rs", "fn=(1) fill",
    ...         "12 7", "fi=(2) crates/core/src/money/exact.rs", "+3 5", "calls=1 9", "12 900"]
    >>> found = by_module(text)
    >>> found["kernel"], found["arithmetic"], sum(found.values())
    (7, 5, 12)
    """
    names: dict[tuple[str, str], str] = {}
    here = {"ob": "", "file": "", "fn": ""}
    found: Counter[str] = Counter()
    is_of_a_call = False
    for line in lines:
        if named := NAMED.match(line):
            kind, number, name = named.groups()
            space = "file" if kind in ("fl", "fi", "fe") else kind
            here[space] = _resolved(names, space, number, name)
        elif called := CALLED.match(line):
            space = {"ob": "ob", "fn": "fn"}.get(line[1:3], "file")
            _resolved(names, space, called[1], called[2])
        elif line.startswith("calls="):
            is_of_a_call = True
        elif cost := COST.match(line):
            if not is_of_a_call:
                found[module_of(here["file"], here["fn"], here["ob"])] += int(cost[1])
            is_of_a_call = False
    return {module: found[module] for module in MODULES}


def _resolved(names: dict[tuple[str, str], str], space: str, number: str, name: str | None) -> str:
    """A name that is written out once, and a number from then on."""
    if name is not None:
        names[space, number] = name
    return names[space, number]
