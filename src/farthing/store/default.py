"""Which database is meant where none is named."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE = "FARTHING_DATABASE"


def url_of(home: Path, told: str | None = None) -> str:
    """The URL of the database: as told, else FARTHING_DATABASE, else a file below the home.

    >>> from pathlib import Path
    >>> url_of(Path("home"), "postgresql://user@host/name")
    'postgresql://user@host/name'
    """
    return told or os.environ.get(VARIABLE) or f"sqlite:///{home}/service/farthing.db"
