"""What is told of the service's health."""

from __future__ import annotations

from typing import Literal

from farthing.service.fields import Told


class Health(Told):
    """The process answers."""

    status: Literal["alive"] = "alive"
    farthing: str


class Ready(Told):
    """What the service needs to serve.

    Attributes:
        revision: of the database's tables.
        jobs: how many are in each state.
        workers: processes of this server that do jobs; None where others do them.
    """

    status: Literal["ready"] = "ready"
    database: str
    revision: str
    jobs: dict[str, int]
    workers: int | None
