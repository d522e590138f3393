"""The command line: ``farthing``."""

from __future__ import annotations

from farthing.cli.main import main

__all__ = ["main"]
