"""Names of compiled code as people write them, the same in every build."""

from __future__ import annotations

import re

HASH = re.compile(r"::h[0-9a-f]{16}\b")
"""What Rust's compiler adds to each name; it changes from build to build."""
ADDRESS = re.compile(r"^0x[0-9a-f]+(?= \(|$)")
"""What stands for the name where a library has no symbols; it changes from run to run."""
ESCAPE = re.compile(r"\$(LT|GT|RF|BP|C|LP|RP|SP|u[0-9a-f]{2,4})\$")
ESCAPED = {"LT": "<", "GT": ">", "RF": "&", "BP": "*", "C": ",", "LP": "(", "RP": ")", "SP": "@"}
MANGLED = re.compile(r"^_R[A-Za-z]\w*")
"""A name in the newer way of Rust's compiler, in which its standard library comes."""
CRATE = re.compile(r"C(s[0-9A-Za-z]*_)?(?=\d)")
"""What stands before the name of a crate there, and tells two of one name apart."""
BETWEEN = re.compile(r"s[0-9A-Za-z]*_(?=\d)|N[a-z]B[0-9A-Za-z]*?_(?=\d)|")
"""What may stand between two words of its path: a count, or a reference back."""
LENGTH = re.compile(r"\d+")
NO_SYMBOL = "no symbol"


def readable(name: str) -> str:
    """A frame with its symbol decoded.

    Frames of Python, and names without what compilers add, stay as they are.

    >>> readable("core::ptr::drop$LT$_core..context..Context$GT$::h0ad948bc5552e271 (a.rs:8)")
    'core::ptr::drop<_core::context::Context> (a.rs:8)'
    >>> readable("_core::grid::view::_$u7b$$u7b$closure$u7d$$u7d$::h05c6e361052588aa")
    '_core::grid::view::{{closure}}'
    >>> readable("_RNvNtNtCsdBezzDwma51_4core3fmt2rt10write_char (rt.rs:5)")
    'core::fmt::rt::write_char (rt.rs:5)'
    >>> readable("0x7fe592a4524a (libc.so.6)")
    'no symbol (libc.so.6)'
    """
    if MANGLED.match(name):
        return MANGLED.sub(_path, name)
    if not HASH.search(name):
        return ADDRESS.sub(NO_SYMBOL, name)
    symbol, bracket, place = HASH.sub("", name).partition(" (")
    symbol = ESCAPE.sub(_character, symbol).replace("..", "::")
    return re.sub(r"(^|::)_(?=[<{])", r"\1", symbol) + bracket + place


def _character(escape: re.Match[str]) -> str:
    word = escape.group(1)
    return ESCAPED[word] if word in ESCAPED else chr(int(word[1:], 16))


def _path(mangled: re.Match[str]) -> str:
    """The path of a mangled name, without what it is generic over."""
    name = mangled.group(0)
    crate = CRATE.search(name)
    words, place = [], crate.end() if crate else len(name)
    while length := LENGTH.match(name, _after(BETWEEN, name, place)):
        begin = length.end() + name.startswith("_", length.end())
        place = begin + int(length.group())
        words.append(name[begin:place])
    return "::".join(word for word in words if word) or name


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place
