"""Where the parts of the checkout lie, and where uv is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
SOURCE = ROOT / "src"


def uv() -> str:
    """The uv that set up the checkout: the one that runs us, the one on PATH, or our own."""
    own = ROOT / ".tools" / "uv" / "bin" / "uv"
    found = os.environ.get("UV") or shutil.which("uv") or (str(own) if own.exists() else None)
    if found is None:
        raise SystemExit("uv is missing: `make setup` installs it")
    return found
