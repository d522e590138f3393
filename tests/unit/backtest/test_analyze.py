"""``analyze`` of a Zipline program, and what it is given."""

from datetime import date, timedelta
from types import ModuleType

import polars as pl
import pytest

import farthing
from farthing.api import order, record, symbol
from farthing.errors import Interrupted, StrategyError


@pytest.fixture
def bars():
    days = [date(2024, 1, 2) + timedelta(days=day) for day in range(4)]
    return pl.DataFrame(
        {"date": days, "symbol": "A", "open": 10.0, "high": 12.0, "low": 9.0, "close": 11.0}
    )


def program(analyze):
    module = ModuleType("program")

    def handle_data(context, data):
        if data.current(symbol("A"), "open") == 10 and not context.portfolio.positions:
            order(symbol("A"), 5)
        record(cash=context.portfolio.cash)

    vars(module).update(initialize=lambda context: None, handle_data=handle_data, analyze=analyze)
    return module


def test_it_is_called_once_with_a_row_per_session(bars):
    seen = []
    result = farthing.run(program(lambda *given: seen.append(given)), bars=bars, capital=1_000)
    ((context, performance),) = seen
    assert context.portfolio is not None
    assert performance["portfolio_value"].to_list() == [1_000.0, 1_005.0, 1_005.0, 1_005.0]
    assert performance["ending_cash"].iloc[-1] == float(result.equity["cash"][-1])
    assert performance["returns"].round(6).to_list() == [0.0, 0.005, 0.0, 0.0]
    assert performance["cash"].to_list() == result.records["cash"].to_list()


def test_what_it_raises_keeps_the_result(bars):
    def analyze(context, performance):
        raise ValueError("no such column")

    with pytest.raises(StrategyError, match="program analyzes its result.*no such column") as told:
        farthing.run(program(analyze), bars=bars, capital=1_000)
    assert told.value.result is not None
    assert len(told.value.result.fills) == 1


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SystemExit(3), StrategyError),
        (GeneratorExit(), StrategyError),
        (KeyboardInterrupt(), Interrupted),
    ],
    ids=repr,
)
def test_what_ends_it_keeps_the_result_too(bars, error, kind):
    def analyze(context, performance):
        raise error

    with pytest.raises(kind, match="program analyzes its result") as told:
        farthing.run(program(analyze), bars=bars, capital=1_000)
    assert len(told.value.result.fills) == 1
