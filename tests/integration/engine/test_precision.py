"""Where floats are known to go wrong: each case exact here, and wrong in plain floats beside it."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import pytest
from engine import Market, differences, outcome_of, play_batch, play_event, play_oracle
from oracle import Bar, Instrument, Ticket

import farthing
from farthing.backtest.result import Result
from farthing.errors import IngestRefused

DRIVERS = [play_event, play_batch]
Steps = list[tuple[int, Ticket]]


def market(instrument: Instrument, prices: Sequence[str], capital: str = "1000") -> Market:
    """A session a price: open, high, low and close are the same."""
    bars = [Bar(price, price, price, price) for price in prices]
    rows = [(0, session, {instrument.symbol: bar}) for session, bar in enumerate(bars)]
    return Market({"instruments": [instrument], "capital": capital}, rows)


def played(market: Market, script: Steps, play) -> Result:
    """The run, which is to the last digit what the rules say."""
    result = play(market, script)
    assert differences(play_oracle(market, script), outcome_of(result)) == []
    return result


def buy(row: int, symbol: str, size, **more) -> tuple[int, Ticket]:
    return row, Ticket(symbol, "quantity", size, **more)


@pytest.mark.parametrize("play", DRIVERS)
def test_a_size_a_hair_above_300_is_300(play):
    size = (1 - 6 / 7) * 2100
    assert size != 300
    result = played(
        market(Instrument("STOCK"), ["10", "10"], "10000"), [buy(0, "STOCK", size)], play
    )
    assert result.orders["quantity"].to_list() == [300]
    assert result.orders["asked"].to_list() == [size]


@pytest.mark.parametrize("play", DRIVERS)
def test_a_size_a_hair_below_a_whole_number_is_not_rounded_up(play):
    size = 0.57 * 100
    assert size != 57
    result = played(
        market(Instrument("STOCK"), ["10", "10"], "10000"), [buy(0, "STOCK", size)], play
    )
    assert result.orders["quantity"].to_list() == [56]


@pytest.mark.parametrize("play", DRIVERS)
def test_a_tick_of_one_256th_is_exact(play):
    bond = Instrument("BOND", price_scale=8, tick="0.00390625")
    one = market(bond, ["100.00390625", "100.00390625", "100.01171875"], "200000")
    result = played(
        one,
        [
            buy(0, "BOND", 1000),
            buy(1, "BOND", -1000, type="limit", price=100.01),
            buy(1, "BOND", 1, type="limit", price="100.01"),
        ],
        play,
    )
    assert result.orders["limit"].to_list() == [None, Decimal("100.01171875"), None]
    assert result.orders["reason"].to_list() == [None, None, "off_tick"]
    assert result.end_equity == Decimal("200007.8125")


@pytest.mark.parametrize("play", DRIVERS)
def test_a_tenth_and_two_tenths_are_three_tenths(play):
    coin = Instrument("COIN", quantity_scale=1, lot="0.1", tick="0.01")
    assert 0.1 + 0.2 != 0.3
    one = market(coin, ["0.1", "0.1", "0.2", "0.3"], "1")
    script = [buy(0, "COIN", 0.1), buy(0, "COIN", 0.2), buy(1, "COIN", -0.3)]
    result = played(one, script, play)
    assert result.positions["quantity"].to_list() == [Decimal("0.3")]
    assert result.end_equity == Decimal("1.03")


@pytest.mark.parametrize("play", DRIVERS)
def test_ten_times_a_tenth_is_one(play):
    coin = Instrument("COIN", quantity_scale=1, lot="0.1")
    assert sum([0.1] * 10) != 1
    one = market(coin, ["1.10", *["1.10"] * 11], "100")
    result = played(one, [buy(row, "COIN", 0.1) for row in range(10)], play)
    assert result.positions["quantity"][-1] == 1
    assert result.equity["cash"][-1] == Decimal("98.90")


@pytest.mark.parametrize("play", DRIVERS)
def test_a_coin_at_twelve_hundred_millionths(play):
    coin = Instrument("COIN", price_scale=8, tick="0.00000001")
    one = market(coin, ["0.00000012", "0.00000012", "0.00000013"], "100")
    result = played(one, [buy(0, "COIN", 123_456_789)], play)
    assert result.fills["value"].to_list() == [Decimal("14.81481468")]
    assert result.end_equity == Decimal("101.23456789")


@pytest.mark.parametrize("play", DRIVERS)
def test_a_thousand_million_shares_keep_their_cents(play):
    shares = 1_000_000_001
    one = market(Instrument("STOCK"), ["99999.99", "99999.99", "100000.01"], "100000000000000000")
    result = played(one, [buy(0, "STOCK", shares)], play)
    value = Decimal("99999.99") * shares
    assert result.fills["value"].to_list() == [value]
    assert result.end_equity == 10**17 + Decimal("0.02") * shares
    assert Decimal(repr(99999.99 * shares)) != value
    assert Decimal(1e17 - 99999.99 * shares + 100000.01 * shares) != result.end_equity


ODD = Bar("10.50", "10.60", "10.30", "10.10")
"""Its low is above its close."""


@pytest.mark.parametrize("play", DRIVERS)
def test_a_bar_whose_low_is_above_its_close_fills_as_the_rules_say(play):
    quiet = Bar("11", "11", "11", "11")
    rows = [(0, day, {"STOCK": bar}) for day, bar in enumerate((quiet, ODD, quiet))]
    one = Market({"instruments": [Instrument("STOCK")], "capital": "1000"}, rows)
    script = [
        buy(0, "STOCK", 1, type="limit", price=price) for price in ("10.20", "10.30", "10.55")
    ]
    result = played(one, script, play)
    assert result.orders["state"].to_list() == ["open", "filled", "filled"]
    # The limit of 10.55 has the open, and so comes before that of 10.30, which has the low.
    assert result.fills["price"].to_list() == [Decimal("10.50"), Decimal("10.30")]
    assert result.equity["equity"][1] == 1000 - Decimal("20.80") + 2 * Decimal("10.10")


def test_a_frame_with_such_a_bar_is_refused_with_its_row_and_numbers():
    frame = pl.DataFrame(
        {
            "date": ["2024-01-02", "2024-01-03"],
            "symbol": ["STOCK"] * 2,
            "open": [10.5, 10.5],
            "high": [10.6, 10.6],
            "low": [10.1, 10.3],
            "close": [10.2, 10.1],
        }
    )
    with pytest.raises(IngestRefused, match=r"frame:2: low 10\.30 is above close 10\.10"):
        farthing.run(lambda ctx: None, bars=frame)
