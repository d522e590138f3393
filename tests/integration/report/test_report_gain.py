"""The rows of "Where the gain comes from" add up to the gain, to the last digit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import report_runs
from hypothesis import given
from hypothesis import strategies as st
from page_reader import exact
from report_runs import NAMES, Cross, Raises, bars, market, partial, sessions, walk

import farthing as ft
from farthing.report.run import Run
from farthing.report.sections.gain import OF_STOPPED, gain
from farthing.types import Dividend, Split

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.backtest.result import Result


def parts(result: Result, note: str = "") -> dict[str, Decimal]:
    """The amounts of a run's table by their names, but for the sum; it is the gain."""
    table = gain(Run.of(result))
    whole = result.end_equity - Decimal(result.config.capital)
    if table is None:
        assert whole == 0
        return {}
    found = {name.words: exact(amount.words) for name, amount in table.rows}
    assert len(found) == len(table.rows)
    assert found.pop("Gain") == whole == sum(found.values())
    assert table.note == note
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_add_up_to_the_gain(result_of: Callable[[str], Result], name: str) -> None:
    result = result_of(name)
    found = parts(result)
    assert found.get("Closed trades, after their fees", 0) == sum(result.trades["profit"])
    assert bool(found) == bool(len(result.fills) and result.equity["equity"].n_unique() > 1)


@given(
    seeds=st.tuples(st.integers(0, 999), st.integers(0, 999)),
    count=st.integers(1, 80),
    ratio=st.sampled_from([(7, 1), (3, 2), (2, 3), (1, 7), (1, 90), (1, 900)]),
    commission=st.sampled_from(["none", "bps:7", "per-trade:1.25", "per-share:0.005:1"]),
    is_short=st.booleans(),
    interest=st.sampled_from(["none", "0.03:0.06"]),
)
def test_the_parts_add_up_whatever_happened(
    seeds: tuple[int, int],
    count: int,
    ratio: tuple[int, int],
    commission: str,
    is_short: bool,
    interest: str,
) -> None:
    days = sessions(count)
    made = bars(
        {"S00": walk(count, seeds[0]), "S01": walk(count, seeds[1])},
        splits=(Split("S00", days[count // 2], *ratio),),
        dividends=(Dividend("S01", days[count // 3], Decimal("0.37"), days[count // 2]),),
    )
    parts(
        ft.run(
            Cross(fast=2, slow=4) if not is_short else report_runs.Once(size=-0.7),
            bars=made,
            capital=10_000,
            commission=commission,
            interest=interest,
        )
    )


def test_fractions_at_a_split_and_fees_of_open_lots_have_their_rows() -> None:
    day = sessions(5)
    made = bars({"S00": [Decimal(10)] * 5}, splits=(Split("S00", day[2], 3, 2),))
    orders = [{"row": 0, "asset": "S00", "size": 5}]
    found = parts(ft.simulate(made, orders=orders, capital=1000, commission="per-trade:1"))
    # 5 shares of 10 become 7, and half a one that is paid with two thirds of 5
    assert found == {
        "Open positions, value less cost": Decimal(20),
        "Fees of open positions": Decimal(-1),
        "Cash in lieu of fractions at splits": Decimal("3.33"),
    }


def test_a_split_that_leaves_nothing_has_closed_its_trades() -> None:
    day = sessions(5)
    made = bars({"S00": [Decimal(10)] * 5}, splits=(Split("S00", day[2], 1, 10),))
    orders = [{"row": 0, "asset": "S00", "size": 3}]
    result = ft.simulate(made, orders=orders, capital=1000, commission="per-trade:1")
    assert parts(result) == {"Closed trades, after their fees": Decimal(-1)}


def test_a_run_that_stopped_within_a_session_leaves_the_rest_to_open_positions() -> None:
    made = market(2, 3 * 390, per_session=390)
    stopped = partial(Raises, bars=made, parameters={"after": 529}, commission="bps:1")
    name, why = OF_STOPPED
    found = parts(stopped, why)
    assert found.keys() == {"Closed trades, after their fees", name}
    whole = ft.run(Raises, bars=made, parameters={"after": 2000}, commission="bps:1")
    assert parts(whole).keys() - found.keys()


def test_what_happened_in_a_bar_that_has_no_mark_is_no_part() -> None:
    """The limits fill at 10.00 whatever the slippage; the market order after them does not fit."""

    def orders(ctx: ft.Context) -> None:
        if ctx.row in (0, 2):
            ctx.order("S00", 10 if ctx.row == 0 else -10, limit=Decimal(10))
        if ctx.row == 2:
            ctx.order("S01", 1)

    made = bars({"S00": [Decimal(10)] * 6, "S01": [Decimal(10)] * 6})
    stopped = partial(orders, bars=made, slippage="fixed:1e15", commission="per-trade:1")
    assert stopped.trades.get_column("closed").to_list() == [None]
    assert parts(stopped) == {"Fees of open positions": Decimal(-1)}
