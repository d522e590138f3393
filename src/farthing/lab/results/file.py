"""A result file: one JSON document, its kind and the machine it comes from."""

from __future__ import annotations

from typing import Literal

from farthing.lab.results.machine import Machine
from farthing.lab.results.record import Record


class ResultFile(Record):
    """What every result file begins with; each kind of result adds its own fields.

    Attributes:
        kind: such as ``run`` or ``comparison``; each kind narrows it to its own word.
        version: of the layout.
        made: when, UTC, ISO 8601.
        machine: where.
        command: what was typed, without folders.
    """

    kind: str
    version: Literal[1] = 1
    made: str
    machine: Machine
    command: str = ""

    @property
    def exit_code(self) -> int:
        """What a command ends with that made it: 0 where nothing says otherwise."""
        return 0
