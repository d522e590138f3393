"""A thousand pairs of averages over a month of minutes: every order, fill and cent is right.

What is right comes from whole cents in Python integers. The same in plain floats is wrong here and
there, and is counted.
"""

import sys
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from farthing.backtest.config import run_config
from farthing.backtest.result import Result
from farthing.backtest.simulate import Prepared
from farthing.signals import sma

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
FAST, SLOW = range(5, 45), range(50, 100, 2)
PAIRS = [(fast, slow) for fast in FAST for slow in SLOW]
ORDERS = 137_334
CAPITAL = 1_000_000
FEE_RATE = 1_000
"""A thousandth of the value: 10 basis points."""

Fill = tuple[int, int, int, int]
"""Row, signed quantity, price and fee in cents."""


@pytest.fixture(scope="module")
def workloads():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        import workloads

        yield workloads
        sys.modules.pop("workloads")


@dataclass(frozen=True)
class Cents:
    """Opens and closes of the one asset."""

    opens: list[int]
    closes: np.ndarray


@pytest.fixture(scope="module")
def cents(workloads) -> Cents:
    data = workloads.arrays("M").cents
    return Cents(data["open"][:, 0].tolist(), data["close"][:, 0])


@pytest.fixture(scope="module")
def prepared(workloads) -> Prepared:
    bars = workloads.bars("M")
    first = bars.instruments[0]
    one = replace(bars, instruments=(first,), tables={first.symbol: bars.tables[first.symbol]})
    return Prepared(one, run_config(capital=CAPITAL, commission="bps:10"))


def changes(above: np.ndarray) -> list[int]:
    """The rows at which a signal that begins with False changes."""
    return np.flatnonzero(np.diff(above, prepend=False)).tolist()


def exact_sums(closes: np.ndarray) -> dict[int, np.ndarray]:
    """Sums of so many closes, in cents; before there are as many, nothing."""
    summed = np.concatenate([[0], np.cumsum(closes)])
    sums = {}
    for length in (*FAST, *SLOW):
        sums[length] = np.zeros(len(closes), dtype=np.int64)
        sums[length][length - 1 :] = summed[length:] - summed[:-length]
    return sums


@pytest.fixture(scope="module")
def right(cents) -> dict[tuple[int, int], list[int]]:
    """The rows at whose close an order is given, for each pair."""
    sums = exact_sums(cents.closes)
    found = {}
    for fast, slow in PAIRS:
        above = sums[fast] * slow > sums[slow] * fast
        above[: slow - 1] = False
        found[fast, slow] = changes(above)
    return found


def right_fills(cents: Cents, rows: list[int]) -> tuple[list[Fill], int]:
    """Everything into the asset, everything out of it, in turn; and the equity at the end."""
    cash, held, fills = CAPITAL * 100, 0, []
    for row in rows:
        quantity = -held if held else cash // int(cents.closes[row])
        price = cents.opens[row + 1]
        whole, rest = divmod(abs(quantity) * price, FEE_RATE)
        fee = whole + (2 * rest > FEE_RATE or (2 * rest == FEE_RATE and whole % 2))
        cash -= quantity * price + fee
        held += quantity
        fills.append((row + 1, quantity, price, int(fee)))
    return fills, cash + held * int(cents.closes[-1])


def in_cents(amount: Decimal) -> int:
    assert amount * 100 == int(amount * 100)
    return int(amount * 100)


def test_all_orders_are_counted(right):
    assert sum(map(len, right.values())) == ORDERS
    assert len(right) == 1_000


def test_every_order_fill_and_fee_of_a_thousand_runs_is_right(prepared, cents, right):
    averages = {length: sma(cents.closes, length, scale=2) for length in (*FAST, *SLOW)}
    row_of = {time: row for row, time in enumerate(prepared.panel.times)}
    wrong = []
    for fast, slow in PAIRS:
        above = averages[fast] > averages[slow]
        result = prepared.targets(above[:, None].astype(float))
        fills, equity = right_fills(cents, right[fast, slow])
        if found(result, row_of) != fills or in_cents(result.end_equity) != equity:
            wrong.append((fast, slow))
    assert wrong == []


def found(result: Result, row_of: dict[int, int]) -> list[Fill]:
    """The fills of a result, each of whose orders has filled."""
    assert set(result.orders["state"]) == {"filled"}
    assert result.orders.height == result.fills.height
    fills = result.fills.with_columns(pl.col("time").to_physical())
    return [
        (row_of[time], int(quantity), in_cents(price), in_cents(fee))
        for time, quantity, price, fee in fills.select("time", "quantity", "price", "fee").rows()
    ]


# --- the same in plain floats


def difference_of_sums(prices: np.ndarray, length: int) -> np.ndarray:
    """An average as the difference of two running totals."""
    totals = np.concatenate([[0.0], np.cumsum(prices)])
    return padded((totals[length:] - totals[:-length]) / length, length)


def rolling_sum(prices: np.ndarray, length: int) -> np.ndarray:
    """An average of a sum that each price enters and leaves."""
    total, averages = 0.0, []
    for place, price in enumerate(prices.tolist()):
        total += price
        total -= prices[place - length].item() if place >= length else 0.0
        averages.append(total / length)
    return padded(np.array(averages[length - 1 :]), length)


def padded(averages: np.ndarray, length: int) -> np.ndarray:
    return np.concatenate([np.full(length - 1, np.nan), averages])


@pytest.mark.parametrize(
    ("average", "orders", "wrong", "pairs"),
    [(difference_of_sums, 137_324, 164, 75), (rolling_sum, 137_332, 72, 31)],
)
def test_averages_in_floats_get_orders_wrong(cents, right, average, orders, wrong, pairs):
    """On another bar, or not at all, or where there is none: 164 and 72 of them."""
    averages = {length: average(cents.closes / 100, length) for length in (*FAST, *SLOW)}
    rows = {pair: changes(averages[pair[0]] > averages[pair[1]]) for pair in PAIRS}
    off = [len(set(rows[pair]) ^ set(right[pair])) for pair in PAIRS]
    assert sum(map(len, rows.values())) == orders
    assert (sum(off), sum(map(bool, off))) == (wrong, pairs)


def test_cash_in_floats_is_off_after_most_fills(cents, right):
    """Orders, sizes and fees are the right ones here: the sums alone drift."""
    off = drifted = 0
    for pair in PAIRS:
        cash, exact = float(CAPITAL), CAPITAL * 100
        for _, quantity, price, fee in right_fills(cents, right[pair])[0]:
            cash -= quantity * (price / 100)
            cash -= fee / 100
            exact -= quantity * price + fee
            off += cash != exact / 100
        drifted += cash != exact / 100
    assert (off, drifted) == (129_657, 931)
