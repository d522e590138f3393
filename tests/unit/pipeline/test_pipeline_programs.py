"""Programs with pipelines: ``farthing.api``, and files that import from ``zipline.pipeline``."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from universes import plain

import farthing as ft
from farthing import api
from farthing.backtest.run import run_program
from farthing.errors import ConfigurationError, StrategyError
from farthing.pipeline import AverageDollarVolume, Pipeline, Returns, USEquityPricing
from farthing.universe.market import Market
from farthing.zipline import zipline_config, zipline_program

CLOSE = USEquityPricing.close
MARKET = plain.made(3).without_gaps()


def run(initialize, look=None):
    """A run of a program that looks in ``before_trading_start`` and in ``handle_data``."""
    made = ModuleType("looks")
    made.initialize = initialize
    made.before_trading_start = made.handle_data = look or (lambda context, data: None)
    return ft.run(made, bars=MARKET.for_farthing())


def made() -> Pipeline:
    """Two columns of the two most liquid assets."""
    volume = AverageDollarVolume(window_length=3)
    return Pipeline(
        columns={"close": CLOSE.latest, "is_up": Returns(window_length=2) > 0},
        screen=volume.top(2),
    )


def test_a_program_is_told_of_each_session_by_those_before_it():
    market = Market.of(MARKET.for_farthing())
    pipeline, seen = made(), []
    run(
        lambda context: api.attach_pipeline(pipeline, "liquid"),
        lambda context, data: seen.append(api.pipeline_output("liquid")),
    )
    sessions = [session for session in range(market.count) for _ in range(2)]
    assert len(seen) == len(sessions)
    for session, frame in zip(sessions, seen, strict=True):
        places = np.flatnonzero(market.row(pipeline.screen, session))
        assert frame["symbol"].to_list() == [market.symbols[place] for place in places]
        assert frame.columns == ["symbol", "close", "is_up"]
        for name, term in pipeline.columns.items():
            expected = market.row(term, session)[places]
            np.testing.assert_array_equal(frame[name].to_numpy(), expected)


def test_without_a_screen_all_listed_assets_are_shown():
    seen = []
    run(
        lambda context: api.attach_pipeline(Pipeline({"close": CLOSE.latest}), "all"),
        lambda context, data: seen.append(api.pipeline_output("all")["symbol"].to_list()),
    )
    for session, symbols in enumerate(seen[::2]):
        listed = plain.listed(MARKET, session)
        assert symbols == [s for s, is_in in zip(MARKET.symbols, listed, strict=True) if is_in]


PROGRAM = """
from zipline.api import attach_pipeline, pipeline_output, order_target_percent, record
from zipline.pipeline import CustomFactor, Pipeline
from zipline.pipeline.data import USEquityPricing
from zipline.pipeline.factors import RSI, AverageDollarVolume, Returns, SimpleMovingAverage, VWAP


class Spread(CustomFactor):
    inputs = [USEquityPricing.high, USEquityPricing.low]
    window_length = 2

    def compute(self, today, assets, out, high, low):
        out[:] = (high - low).mean(axis=0)


def make_pipeline():
    close = USEquityPricing.close.latest
    mean = SimpleMovingAverage(inputs=[USEquityPricing.close], window_length=3)
    pipe = Pipeline(screen=AverageDollarVolume(window_length=3).top(2) & (close > 3))
    pipe.add(close, "close")
    pipe.add(mean, "mean")
    pipe.add(Spread(), "spread")
    pipe.add(RSI(window_length=4).rank(ascending=False), "rank")
    return pipe


def initialize(context):
    attach_pipeline(make_pipeline(), "pipe")
    context.seen = SEEN


def before_trading_start(context, data):
    context.output = pipeline_output("pipe")
    context.seen.append(context.output)


def handle_data(context, data):
    for asset in context.output.index:
        order_target_percent(asset, 0.1)
    record(held=len(context.output))
"""


def test_a_file_of_zipline_is_given_a_frame_by_asset(tmp_path):
    file = tmp_path / "pipe.py"
    file.write_text(PROGRAM.replace("SEEN", "[]"))
    program = zipline_program(file)
    result = run_program(program, MARKET.for_farthing(), zipline_config(capital=100_000))
    seen = program._algorithm.context.seen
    whole = Market.of(MARKET.for_farthing(), "all")
    assert len(seen) == len(plain.DAYS)
    assert len(result.orders)
    for session, frame in enumerate(seen):
        assert isinstance(frame, pd.DataFrame)
        assert list(frame.columns) == ["close", "mean", "spread", "rank"]
        symbols = [asset.symbol for asset in frame.index]
        places = [whole.symbols.index(symbol) for symbol in symbols]
        expected = whole.row(CLOSE.latest, session)[places]
        np.testing.assert_array_equal(frame["close"].to_numpy(), expected)


def test_what_zipline_has_beyond_is_said_to_be_missing(tmp_path):
    file = tmp_path / "pipe.py"
    file.write_text("from zipline.pipeline.classifiers import Latest\ndef initialize(c): pass\n")
    with pytest.raises(StrategyError, match=r"farthing has no zipline\.pipeline\.classifiers"):
        zipline_program(file)


WRONG = {
    "no pipeline": (lambda c: api.attach_pipeline({}, "x"), "is no Pipeline"),
    "no name": (lambda c: api.attach_pipeline(Pipeline(), 5), "name of a pipeline 5 is no text"),
    "twice": (
        lambda c: [api.attach_pipeline(Pipeline(), "x") for _ in range(2)],
        "there is a pipeline 'x'; take another name",
    ),
    "too early": (lambda c: api.pipeline_output("x"), "has no session in initialize"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_initialize_cannot_do_is_refused(name: str):
    initialize, words = WRONG[name]
    with pytest.raises(ConfigurationError, match=words):
        run(initialize)


def test_an_output_has_the_name_of_a_pipeline():
    with pytest.raises(StrategyError, match="there is no pipeline 'y', but x"):
        run(
            lambda context: api.attach_pipeline(Pipeline(), "x"),
            lambda context, data: api.pipeline_output("y"),
        )


def test_a_pipeline_is_attached_in_initialize():
    with pytest.raises(StrategyError, match="attach_pipeline belongs in initialize"):
        run(
            lambda context: None,
            lambda context, data: api.attach_pipeline(Pipeline(), "x"),
        )


def test_columns_are_added_once_and_taken_away():
    close, pipeline = CLOSE.latest, Pipeline()
    pipeline.add(close, "close")
    with pytest.raises(ConfigurationError, match="there is a column 'close'"):
        pipeline.add(close, "close")
    pipeline.add(close * 2, "close", overwrite=True)
    assert pipeline.remove("close") is not close
    with pytest.raises(ConfigurationError, match="no column 'close'; there are none"):
        pipeline.remove("close")
    with pytest.raises(ConfigurationError, match="of a column of data take .latest"):
        pipeline.add(CLOSE, "close")
    pipeline.set_screen(close > 5)
    with pytest.raises(ConfigurationError, match="there is a screen"):
        pipeline.set_screen(close > 6)
    pipeline.set_screen(close > 6, overwrite=True)
    with pytest.raises(ConfigurationError, match="domain='US' is not there"):
        Pipeline(domain="US")
