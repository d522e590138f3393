"""Generated runs with all features on the oracle alone: what is true whatever the rules say."""

from collections import Counter, defaultdict
from decimal import Decimal, localcontext
from fractions import Fraction

import oracle
import pytest
import tally
from engine import Made, Market, play_recording
from features import TOGETHER
from generated import SEED, few
from hypothesis import given, seed
from hypothesis import strategies as st
from market_strategies import scenes
from oracle.account import Account
from oracle.values import exact, floor_to
from script_strategies import scripts

DIGITS = 100
MARKETS = 1_600
"""In each of them some five scripts are played."""


@seed(SEED)
@few(MARKETS)
@given(st.data())
def every_run_keeps_its_books(data: st.DataObject) -> None:
    features = data.draw(st.sampled_from(TOGETHER))
    scene = data.draw(scenes(features))
    for script in data.draw(st.lists(scripts(scene, features), min_size=4, max_size=8)):
        try:
            outcome, made = play_recording(scene.market, script)
        except oracle.OutOfRangeError:
            continue
        tally.count(scene.market, script, outcome, made, tally.ALONE)
        with localcontext(prec=DIGITS):
            check_the_journal(outcome)
            check_the_equity(scene.market, outcome)
            check_the_orders(outcome, made)
            check_the_volume(scene.market, outcome)


def check_the_journal(outcome: oracle.Outcome) -> None:
    """Every event sums to nothing in each currency and each commodity."""
    sums: Counter[tuple[int, str]] = Counter()
    for event, _, _, commodity, amount in outcome.postings:
        assert amount != 0
        sums[event, commodity] += amount
    assert not any(sums.values())


def check_the_equity(market: Market, outcome: oracle.Outcome) -> None:
    """The last equity is cash, receivable and holdings at the rates of the last mark.

    The last row ends its session, so futures and perpetuals are settled and add nothing.
    """
    setup = oracle.Setup(**market.setup)
    account = Account(setup)
    for _, session, bars in market.rows:
        account.session = session
        account.take_prices(bars)
    sums = dict.fromkeys(setup.currencies, Fraction(0))
    for (name, _, commodity), amount in outcome.balances.items():
        if name in ("cash", "receivable"):
            sums[commodity] += Fraction(amount)
    for day, symbol, _, _, value, _ in outcome.positions:
        if day == market.rows[-1][1] and not account.instruments[symbol].pays_variation:
            sums[account.currency_of(symbol)] += Fraction(value)
    assert Fraction(outcome.marks[-1][0]) == account.total(sums)


def check_the_orders(outcome: oracle.Outcome, made: Made) -> None:
    """What an order says of itself is the sum of its fills, which are on its side."""
    fills: dict[int, list[dict]] = defaultdict(list)
    for event in outcome.events:
        if event["kind"] == "fill":
            fills[event["order"]].append(event)
    for order in outcome.orders:
        parts = fills[order["id"]]
        for name, total in (("quantity", "filled"), ("value", "value"), ("fee", "fee")):
            assert sum((part[name] for part in parts), Decimal(0)) == order[total]
        assert all(part["quantity"] * order["quantity"] > 0 for part in parts)
        assert abs(order["filled"]) <= abs(order["quantity"])
        assert (order["state"] == "filled") == (order["filled"] == order["quantity"] != 0) or (
            order["state"] == "dropped"  # what a split has left of it was less than a lot
        )
        assert order["state"] != "waiting" or order["id"] in made.children


def check_the_volume(market: Market, outcome: oracle.Outcome) -> None:
    """The fills of a bar take no more than its share of the volume."""
    limit = market.setup.get("volume_limit")
    if limit is None:
        return
    lots = {one.symbol: one.lot for one in market.setup["instruments"]}
    taken: Counter[tuple[int, str]] = Counter()
    for event in outcome.events:
        if event["kind"] == "fill":
            taken[event["row"], event["symbol"]] += abs(event["quantity"])
    for (row, symbol), units in taken.items():
        bar = market.rows[market.start + row][2][symbol]
        if bar.volume is not None:
            allowed = floor_to(exact(bar.volume) * exact(limit), lots[symbol])
            assert Fraction(units) <= allowed


@pytest.mark.slow
def test_every_generated_run_keeps_its_books(tell):
    every_run_keeps_its_books()
    counts = tally.told(tally.ALONE, tally.NEW)
    tell(f"generated runs on the oracle alone, FARTHING_PROPERTY_SEED={SEED}", counts)
    assert tally.missing(tally.ALONE, tally.NEW) == []
