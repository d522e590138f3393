"""The digests of a few runs, frozen: one that changes is a change of results, made on purpose.

Bars, orders and fills of these runs hang on integers and correctly rounded operations alone, so the
digests hold on every machine. Where one changes on purpose, print them anew with `digest_run.py`
and say in the changelog what became different.
"""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from unittest import mock

import digest_run
import polars as pl
import pytest

import farthing
from farthing import _core
from farthing.backtest import feed
from farthing.backtest.config import run_config
from farthing.backtest.program import program
from farthing.backtest.result import Result
from farthing.backtest.run import run_program
from farthing.backtest.simulate import Prepared
from farthing.data.bars import Bars
from farthing.errors import StrategyError
from farthing.signals import sma

FROZEN = {
    "cross": "48bd0b663631a8adeac30a82feff8e0594b774ec054ee2fa9c8e77a5b501651f",
    "working": "71c7cfbbb34c42ad804d69c189d68235d3a19cbf5e143dbe5e0c768648b07282",
    "demo-cross": "d8ab1e76507b10fdd6d02aa3c40d4c2e41a6ed75278c9a6ff14ba414a7e234e4",
    "demo-rotation": "0ac9c4c7ddbbbe94183fff9f4a660c86e1c6764278973a2d4242a2eddccaa2fb",
    "demo-reversion": "ea8ca4ff349706d1f43be4a0a527f55cd18af1f6aba8503cbb29d1fc028a52c0",
    "demo-minutes": "10fbd24802ed17d5b7254786ab38f33067e9cade38e230b4f108826e08058015",
}
ON_A_TAPE = [name for name in FROZEN if name not in ("demo-rotation", "demo-reversion")]
"""The other two record values or cancel orders, which an order tape cannot."""

CHUNK_ROWS = 60


@pytest.fixture(scope="module")
def bars():
    with digest_run.market() as bars:
        yield {name: bars(name) for name in FROZEN}


def run(name: str, bars: Bars) -> Result:
    golden = digest_run.RUNS[name]
    return farthing.run(golden.strategy, bars=bars, **golden.settings)


def test_every_run_is_frozen():
    assert set(FROZEN) == set(digest_run.RUNS)
    assert len(set(FROZEN.values())) == len(FROZEN)


@pytest.mark.parametrize("name", FROZEN)
def test_the_digest_is_the_frozen_one_twice(name, bars):
    first, again = run(name, bars[name]), run(name, bars[name])
    assert first.orders.height > 20
    assert (first.digest, again.digest) == (FROZEN[name], FROZEN[name])


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_another_process_and_hash_seed_print_the_frozen_digests(seed):
    command = [sys.executable, str(Path(digest_run.__file__))]
    environment = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    printed = subprocess.run(
        command,
        env=environment | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert dict(line.split() for line in printed.stdout.splitlines()) == FROZEN


@pytest.mark.parametrize("name", FROZEN)
def test_bars_in_chunks_give_the_frozen_digest(name, bars):
    golden, market = digest_run.RUNS[name], bars[name]
    size = CHUNK_ROWS * feed.CELL_BYTES * len(market.instruments)
    with mock.patch.object(feed, "OVERLAP_ROWS", 1):
        chunks = Counted(market, whole_bytes=0, chunk_bytes=size)
        config = run_config(**golden.settings)
        result = run_program(program(golden.strategy, {}), market, config, feed=chunks)
    assert chunks.asked > 3
    assert result.digest == FROZEN[name]


class Counted(feed.Feed):
    """A feed that counts its chunks."""

    asked = 0

    def next(self) -> tuple[_core.Panel, int, int] | None:
        """The next chunk."""
        self.asked += 1
        return super().next()


@pytest.mark.parametrize("width", ["auto", "narrow", "wide"])
@pytest.mark.parametrize("name", ON_A_TAPE)
def test_the_orders_on_a_tape_give_the_frozen_digest(name, width, bars):
    prepared = Prepared(bars[name], run_config(**digest_run.RUNS[name].settings))
    tape = prepared.order_tape(orders_of(run(name, bars[name])))
    assert prepared.tape(tape, width=width).digest == FROZEN[name]


def orders_of(result: Result) -> list[dict[str, object]]:
    """Every order of a result, as it would be given to the batch driver."""
    rows = {time: row for row, time in enumerate(result.equity["time"])}
    return [
        {
            "row": rows[order["created"]],
            "asset": order["symbol"],
            "size": order["quantity"],
            "limit": order["limit"],
            "stop": order["stop"],
            "duration": order["duration"],
        }
        for order in result.orders.iter_rows(named=True)
    ]


def test_a_class_and_its_targets_as_an_array_give_the_frozen_digest(bars):
    market = bars["cross"]
    closes = [table.collect()["close"].to_list() for table in market.tables.values()]
    above = [sma(c, 5) > sma(c, 20) for c in closes]
    targets = [[up / len(closes) for up in row] for row in zip(*above, strict=True)]
    assert farthing.simulate(market, targets=targets).digest == FROZEN["cross"]


# --- that a digest sees what it should


def less_one_cent(market: Bars) -> Bars:
    """The close of one bar of some fifteen hundred, a cent lower."""
    symbol = market.symbols[0]
    table = market.tables[symbol].collect()
    closes = table["close"].to_list()
    closes[250] -= Decimal("0.01")
    changed = table.with_columns(pl.Series("close", closes, dtype=table.schema["close"]))
    return replace(market, tables={**market.tables, symbol: changed.lazy()})


def test_a_cent_in_one_bar_is_another_digest(bars):
    assert run("cross", less_one_cent(bars["cross"])).digest != FROZEN["cross"]


def test_a_cent_of_capital_is_another_digest(bars):
    result = farthing.run(digest_run.Cross, bars=bars["cross"], capital="100000.01")
    assert result.digest != FROZEN["cross"]


class Waits(farthing.Strategy):
    """Does nothing, and stops at a bar where that is asked for."""

    last: int = -1

    def on_bar(self, ctx: farthing.Context) -> None:
        if ctx.row == self.last:
            raise ValueError("enough")


def stopped(bars: Bars, last: int) -> Result:
    with pytest.raises(StrategyError) as caught:
        farthing.run(Waits, bars=bars, parameters={"last": last})
    return caught.value.result


def test_a_run_that_stopped_is_no_run_that_went_through(bars):
    """None of these has an order; they differ in how far they went, and whether to the end."""
    market = bars["cross"]
    whole = farthing.run(Waits, bars=market)
    rows = whole.outcome.bars
    parts = [stopped(market, last) for last in (0, 1, rows - 1)]
    assert [part.outcome.bars for part in parts] == [1, 2, rows]
    digests = {each.digest for each in (whole, *parts)}
    assert len(digests) == 4
    assert stopped(market, 1).digest in digests


def test_a_run_over_fewer_bars_is_another_digest(bars):
    market = bars["cross"]
    shorter = farthing.run(Waits, bars=market, end=market.range()[1] - timedelta(days=1))
    assert shorter.digest != farthing.run(Waits, bars=market).digest


def test_a_value_within_a_session_is_another_digest(bars):
    """No order, posting or position shows the close of a minute at which nothing was done."""
    market = bars["demo-minutes"]

    def holds(ctx: farthing.Context) -> None:
        if ctx.row == 0:
            ctx.order(market.symbols[0], 10)

    first, second = (farthing.run(holds, bars=b) for b in (market, less_one_cent(market)))
    assert first.events.equals(second.events)
    assert first.positions.equals(second.positions)
    assert first.digest != second.digest
