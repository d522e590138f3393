"""A result and its page in a folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from farthing.testing.evidence.page import page

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.testing.evidence.measure import Result

RESULT, PAGE = "evidence.json", "evidence.md"


def keep(result: Result, folder: Path) -> None:
    """Writes a result, and the page that is made of it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=1) + "\n"
    (folder / RESULT).write_text(text, encoding="utf-8")
    (folder / PAGE).write_text(page(result), encoding="utf-8")


def kept(folder: Path) -> Result:
    """Reads a result.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     kept(Path(folder))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    FileNotFoundError: ...
    """
    found: Result = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    return found
