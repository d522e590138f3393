"""How long one waits for farthing before it does anything, each in a Python of its own."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

COMMANDS = {
    "start-python": ("-c", "pass"),
    "start-import": ("-c", "import farthing"),
    "start-help": ("-c", "from farthing.cli import main; main()", "--help"),
}
"""The first is Python's own part of the others."""


@dataclass(frozen=True, slots=True)
class Started:
    """A process that ended."""

    printed: bytes

    @property
    def digest(self) -> str:
        """Of what it printed."""
        return hashlib.sha256(self.printed).hexdigest()

    @property
    def facts(self) -> dict[str, str]:
        """How much it printed."""
        return {"printed": f"{len(self.printed)} bytes"}


def start(*words: str) -> Callable[[], Started]:
    """A Python with these words."""
    command = (sys.executable, *words)
    return lambda: Started(subprocess.run(command, check=True, capture_output=True).stdout)


CASES = {name: lambda words=words: start(*words) for name, words in COMMANDS.items()}
