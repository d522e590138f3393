"""What a study is asked as."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from farthing.optimise.conduct import GENERATION
from farthing.service.backtests.schemas import Market, Settings
from farthing.service.fields import Asked, Name, Told, Value, Words

TRIALS_MAX = 100_000


class Study(Asked):
    """A search of a named strategy's parameters; words are those of ``farthing optimise``."""

    strategy: Name
    market: Market
    settings: Settings = Settings()
    parameters: Annotated[dict[Name, Value], Field(max_length=100)] = {}
    space: Annotated[tuple[Words, ...], Field(max_length=50)] = ()
    where: Annotated[tuple[Words, ...], Field(max_length=20)] = ()
    search: Literal["grid", "random", "tpe", "gp", "cma-es", "nsga-ii", "hyperband"] = "tpe"
    trials: Annotated[int, Field(ge=1, le=TRIALS_MAX)] | None = None
    objective: Annotated[tuple[Words, ...], Field(min_length=1, max_length=4)] = ("sharpe_ratio",)
    fidelity: Words | None = None
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0
    generation: Annotated[int, Field(ge=1, le=1000)] = GENERATION


class Trials(Told):
    """Some trials of a study; exact numbers are text."""

    columns: list[str]
    rows_count: int
    rows: list[dict[str, Any]]
    next: str | None
