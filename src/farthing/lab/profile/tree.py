"""pyinstrument: the tree of calls, as a page and for speedscope."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from farthing.lab.profile.fresh import fresh

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.lab.profile.work import Work

PAGE, SPEEDSCOPE = "tree.html", "tree.speedscope.json"
INTERVAL = 0.001
"""Seconds between two samples."""
FETCHED = re.compile(r"https://fonts\.[^\"]*")
"""The typeface that the page would fetch."""
NOTHING = "data:text/css,"


def tree(work: Work, folder: Path, seconds: float) -> str:
    """Writes ``tree.html`` and ``tree.speedscope.json``; gives the digest of the run.

    The page stands alone: the typeface that it would fetch from elsewhere is taken out.
    """
    page = folder / PAGE
    files = {"html": page, "speedscope": folder / SPEEDSCOPE}
    found = fresh(work, "tree", seconds, files=files, interval=INTERVAL)
    page.write_text(FETCHED.sub(NOTHING, page.read_text(encoding="utf-8")), encoding="utf-8")
    digest: str = found["digest"]
    return digest
