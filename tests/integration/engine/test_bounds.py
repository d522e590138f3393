"""A quantity is below 2^62 units wherever it comes from: one that does not fit is an error."""

import oracle
import pytest
from engine import Market, play_batch, play_event, play_oracle
from oracle import Bar, Instrument, Split, Ticket

from farthing.errors import LedgerOverflow, StrategyError

DRIVERS = [play_event, play_batch]
HUGE = 2**60


def market(*splits: Split) -> Market:
    """A stock at 1.00 in each of five sessions."""
    rows = [(0, day, {"STOCK": Bar("1", "1", "1", "1")}) for day in range(5)]
    setup = {"instruments": [Instrument("STOCK")], "capital": "1000"}
    return Market(setup, rows, splits=splits)


def held(row: int, size: int) -> tuple[int, Ticket]:
    return row, Ticket("STOCK", "quantity", size)


def waiting(row: int, size: int) -> tuple[int, Ticket]:
    return row, Ticket("STOCK", "quantity", size, "limit", "0.50" if size > 0 else "2.00")


def check_is_too_large(market: Market, script, play) -> None:
    with pytest.raises(oracle.OutOfRangeError):
        play_oracle(market, script)
    with pytest.raises((LedgerOverflow, StrategyError), match="does not fit") as caught:
        play(market, script)
    error = caught.value
    assert isinstance(
        error if isinstance(error, LedgerOverflow) else error.__cause__, LedgerOverflow
    )


@pytest.mark.parametrize("play", DRIVERS)
@pytest.mark.parametrize("size", [HUGE, -HUGE])
@pytest.mark.parametrize("order", [held, waiting])
@pytest.mark.parametrize("new", [4, 7, 50])
def test_a_split_beyond_the_bound_ends_the_run(order, size, new, play):
    check_is_too_large(market(Split("STOCK", 2, new, 1)), [order(0, size)], play)


@pytest.mark.parametrize("play", DRIVERS)
@pytest.mark.parametrize("size", [HUGE, -HUGE])
@pytest.mark.parametrize("order", [held, waiting])
def test_a_split_up_to_the_bound_does_not(order, size, play):
    result = play(market(Split("STOCK", 2, 3, 1)), [order(0, size)])
    after = result.positions["quantity"] if order is held else result.orders["quantity"]
    assert after[-1] == 3 * size


@pytest.mark.parametrize("play", DRIVERS)
@pytest.mark.parametrize("sign", [1, -1])
def test_fills_that_add_up_beyond_the_bound_end_the_run(sign, play):
    check_is_too_large(market(), [held(0, sign * 2**61), held(1, sign * 2**61)], play)


@pytest.mark.parametrize("play", DRIVERS)
def test_a_number_that_does_not_fit_names_its_instrument_and_its_values(play):
    bar = Bar("1", "1", "1", "1")
    rows = [(0, day, {"FIRST": bar, "STOCK": bar}) for day in range(3)]
    instruments = [Instrument("FIRST"), Instrument("STOCK")]
    both = Market({"instruments": instruments, "capital": "1000"}, rows)
    words = (
        rf"the position after a fill of STOCK in row 2 does not fit the ledger "
        rf"\(price 1.00, quantity {2**61}\)$"
    )
    with pytest.raises((LedgerOverflow, StrategyError), match=words) as caught:
        play(both, [held(0, 2**61), held(1, 2**61)])
    assert "FIRST" not in str(caught.value)
