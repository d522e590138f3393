"""Pipelines in Zipline's words, over the expressions of ``farthing.universe``.

    from farthing.api import attach_pipeline, pipeline_output
    from farthing.pipeline import Pipeline, SimpleMovingAverage, USEquityPricing

What a pipeline says of a session is computed of the sessions before it, adjusted for what acts with
its open.
"""

from __future__ import annotations

from farthing.pipeline.custom import CustomFactor, CustomFilter
from farthing.pipeline.data import EquityPricing, USEquityPricing
from farthing.pipeline.factors import (
    RSI,
    VWAP,
    AnnualizedVolatility,
    AverageDollarVolume,
    BollingerBands,
    DailyReturns,
    MaxDrawdown,
    Returns,
    SimpleMovingAverage,
)
from farthing.pipeline.filters import StaticAssets
from farthing.pipeline.pipeline import Pipeline
from farthing.universe.expression import Factor, Filter

__all__ = [
    "AnnualizedVolatility",
    "AverageDollarVolume",
    "BollingerBands",
    "CustomFactor",
    "CustomFilter",
    "DailyReturns",
    "EquityPricing",
    "Factor",
    "Filter",
    "MaxDrawdown",
    "Pipeline",
    "RSI",
    "Returns",
    "SimpleMovingAverage",
    "StaticAssets",
    "USEquityPricing",
    "VWAP",
]
