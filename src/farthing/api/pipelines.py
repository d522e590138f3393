"""``attach_pipeline`` and ``pipeline_output``: what a pipeline says of the present session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.backtest import active
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    import polars as pl

    from farthing._core import Asset
    from farthing.pipeline import Pipeline
    from farthing.pipeline.attached import Output


def attach_pipeline(
    pipeline: Pipeline, name: str, chunks: Any = None, eager: bool = True
) -> Pipeline:
    """Gives the program a pipeline under a name; in ``initialize`` alone.

    Args:
        pipeline: of ``farthing.pipeline``.
        name: what ``pipeline_output`` asks for.
        chunks: any; a session is computed when it is asked for.
        eager: any, likewise.

    Raises:
        ConfigurationError: it is no pipeline, the name is taken, or the run is under way.
    """
    return active.in_initialize("attach_pipeline").pipelines.attach(pipeline, name)


def pipeline_output(name: str) -> pl.DataFrame:
    """What a pipeline says of the present session, by what was known before it opened.

    Returns:
        A row for each asset that its screen lets in: ``symbol``, and the pipeline's columns.

    Raises:
        ConfigurationError: there is no such pipeline, or no session yet.
    """
    return output_of(name)[0].frame()


def output_of(name: str) -> tuple[Output, list[Asset]]:
    """The same in arrays, and the assets of its rows."""
    algorithm = active.algorithm()
    if algorithm.core is None:
        raise ConfigurationError(
            f"pipeline_output({name!r}) has no session in initialize(): ask for it in "
            "before_trading_start, handle_data or a scheduled function"
        )
    output = algorithm.pipelines.output(name, algorithm.core.session_index)
    return output, [algorithm.assets[symbol] for symbol in output.symbols]
