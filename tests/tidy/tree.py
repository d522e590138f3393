"""The files of the checkout: all but those that .gitignore names."""

from __future__ import annotations

import os
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

ROOT = Path(__file__).parents[2]


def ignored(path: str, patterns: list[str]) -> bool:
    """Whether one of .gitignore's patterns names this path; a folder ends with a slash."""
    name = path.rstrip("/").rpartition("/")[2] + "/" * path.endswith("/")
    return any(
        fnmatch("/" + path, pattern) if pattern.startswith("/") else fnmatch(name, pattern)
        for pattern in patterns
    )


@cache
def files() -> tuple[Path, ...]:
    """Every file of the checkout, sorted."""
    patterns = ["/.git/", *(ROOT / ".gitignore").read_text().split()]
    found = []
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        folders[:] = [
            name for name in folders if not ignored(f"{(here / name).as_posix()}/", patterns)
        ]
        found += [here / name for name in names if not ignored((here / name).as_posix(), patterns)]
    return tuple(sorted(found))


@cache
def texts() -> dict[str, str]:
    """The text of every file that is ours and text, by its path: no lock file, not the licence."""
    found = {}
    for path in files():
        data = (ROOT / path).read_bytes()
        if b"\0" not in data and path.suffix != ".lock" and path.name != "LICENSE":
            found[path.as_posix()] = data.decode("utf-8")
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where the pattern is found: path, line number and what was found."""
    return [
        f"{path}:{number}: {match[0].strip()}"
        for path, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := pattern.search(line))
    ]
