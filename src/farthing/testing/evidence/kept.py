"""A result of the study and its page in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.testing import kept as files
from farthing.testing.evidence.page import page

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.testing.evidence.measure import Result

NAME = "evidence"
RESULT, PAGE = f"{NAME}.json", f"{NAME}.md"


def keep(result: Result, folder: Path) -> None:
    """Writes a result, and the page that is made of it."""
    files.keep(result, page(result), folder, NAME)


def kept(folder: Path) -> Result:
    """Reads a result.

    Raises:
        FileNotFoundError: the folder has none.
    """
    found: Result = files.kept(folder, NAME)
    return found
