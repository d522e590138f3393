"""The pipelines of a program under way, and what they say of the session that it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing import given
from farthing.errors import ConfigurationError
from farthing.pipeline.pipeline import Pipeline
from farthing.universe.market import Market

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from farthing.data.bars import Bars
    from farthing.universe.adjustment import Adjust


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """What a pipeline says of a session.

    Args:
        symbols: of the assets that are shown, in the order of the run.
        columns: by name, one value per asset that is shown.
    """

    symbols: tuple[str, ...]
    columns: dict[str, NDArray[Any]]

    def frame(self) -> pl.DataFrame:
        """A row for each asset: ``symbol``, and the columns."""
        shown = {name: pl.Series(name, column) for name, column in self.columns.items()}
        return pl.DataFrame({"symbol": pl.Series(self.symbols, dtype=pl.String), **shown})


class Attached:
    """Pipelines by name, over the bars of a run; a session is computed when it is asked for.

    Args:
        bars: of the run.
        adjust: what windows are adjusted for.
    """

    def __init__(self, bars: Bars, adjust: Adjust) -> None:
        """Has no pipeline yet; nothing is loaded."""
        self._bars, self._adjust = bars, adjust
        self._pipelines: dict[str, Pipeline] = {}
        self._market: Market | None = None
        self._outputs: dict[str, tuple[int, Output]] = {}

    def attach(self, pipeline: Any, name: str) -> Pipeline:
        """Takes a pipeline, and gives it.

        Raises:
            ConfigurationError: it is none, or the name is taken.
        """
        given.text(name, "name of a pipeline")
        if not isinstance(pipeline, Pipeline):
            raise ConfigurationError(
                f"attach_pipeline: {given.shown(pipeline)} is no Pipeline(columns, screen)"
            )
        if name in self._pipelines:
            raise ConfigurationError(
                f"attach_pipeline: there is a pipeline {name!r}; take another name"
            )
        self._pipelines[name] = pipeline
        return pipeline

    def output(self, name: str, session: int) -> Output:
        """What a pipeline says of a session, by what was known before it opened.

        Raises:
            ConfigurationError: there is no pipeline of that name.
        """
        if name not in self._pipelines:
            there = ", ".join(self._pipelines) or "none"
            raise ConfigurationError(
                f"pipeline_output: there is no pipeline {name!r}, but {there}; attach_pipeline in "
                "initialize"
            )
        kept = self._outputs.get(name)
        if kept is None or kept[0] != session:
            kept = session, self._computed(self._pipelines[name], session)
            self._outputs[name] = kept
        return kept[1]

    def _computed(self, pipeline: Pipeline, session: int) -> Output:
        if self._market is None:
            self._market = Market.of(self._bars, self._adjust)
        market, screen = self._market, pipeline.screen
        is_shown = market.listed(session) if screen is None else market.row(screen, session)
        shown = np.flatnonzero(is_shown)
        said = {name: market.row(term, session) for name, term in pipeline.columns.items()}
        columns = {name: row[shown] for name, row in said.items()}
        return Output(tuple(market.symbols[place] for place in shown.tolist()), columns)
