"""The command line: ``farthing``."""

from __future__ import annotations

import sys

INTERRUPTED = 130

try:
    from farthing.cli.main import main
except KeyboardInterrupt:  # while the program loads there is nothing yet that could answer
    sys.stderr.write("error: interrupted\n")
    sys.exit(INTERRUPTED)

__all__ = ["main"]
