"""Continuous futures against a plain reference: which contract is current, and what is seen of it.

The reference asks each session for itself, with dictionaries and fractions, and adjusts a view by
walking back from its last session; it knows no rolls.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import farthing as ft
from farthing.data.continuous import ADJUSTS
from farthing.errors import ConfigurationError, DataError, OutsideData, UnknownSymbol

FIRST = date(2024, 1, 1)  # a Monday
Chain = list[tuple[str, int, dict[int, tuple[int, int]]]]
"""Symbol, day of the expiry, and close in cents and volume by day; every day is a session."""


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def days_of(chain: Chain) -> list[int]:
    """Every day from the first bar to the last."""
    found = [number for _, _, bars in chain for number in bars]
    return list(range(min(found), max(found) + 1))


def bars_of(chain: Chain, until: int | None = None) -> ft.Bars:
    rows = [
        (day(number), symbol, *[Decimal(close) / 100] * 4, volume)
        for symbol, _, bars in chain
        for number, (close, volume) in bars.items()
        if until is None or number <= until
    ]
    names = ("date", "symbol", "open", "high", "low", "close")
    frame = pl.DataFrame(rows, schema=[*names, "volume"], orient="row")
    there = set(frame["symbol"])
    instruments = [
        ft.Instrument(symbol, kind="future", expiry=day(expiry))
        for symbol, expiry, _ in chain
        if symbol in there
    ]
    return ft.bars_from_frame(frame, instruments=instruments, calendar="24/7")


# --- the reference


def current_of(chain: Chain, sessions: list[int], roll: str) -> dict[int, int]:
    """The place of the current contract in each session."""
    found: dict[int, int] = {}
    for at, number in enumerate(sessions):
        if roll == "volume":
            then = sessions[at - 1] if at else None
            found[number] = by_volume(chain, number, then, found.get(then, 0))
        else:
            left = [place for place, one in enumerate(chain) if one[1] - number > int(roll)]
            found[number] = left[0] if left else len(chain) - 1
    return found


def by_volume(chain: Chain, number: int, then: int | None, place: int) -> int:
    """On from the contract of the session before, to one that trades no less than the next."""
    traded = [bars.get(then, (0, 0))[1] for _, _, bars in chain]
    while place + 1 < len(chain):
        if chain[place][1] >= number and (then is None or traded[place + 1] <= traded[place]):
            break
        place += 1
    return place


def seen(chain: Chain, sessions: list[int], roll: str, adjust: str, until: int) -> list[tuple]:
    """Day, contract and adjusted close of the series as it was known on a day."""
    current = current_of(chain, sessions, roll)
    walked = up_to_last_bar(chain, current, until)
    rows: list[tuple] = []
    factor, difference, later = Fraction(1), Fraction(0), None
    for number in reversed(walked):
        place = current[number]
        if later is not None and current[later] != place and adjust != "none":
            old, new = last_of_both(chain[place], chain[current[later]], later)
            factor *= Fraction(round(Fraction(new, old) * 10**12), 10**12)
            difference += Fraction(new - old, 100)
        if number in chain[place][2]:
            close = adjusted(chain[place][2][number][0], adjust, factor, difference)
            rows.append((day(number), chain[place][0], close))
        later = number
    return rows[::-1]


def up_to_last_bar(chain: Chain, current: dict[int, int], until: int) -> list[int]:
    there = [one for one in current if one <= until and one in chain[current[one]][2]]
    return [one for one in current if there and one <= there[-1]]


def last_of_both(old: tuple, new: tuple, before: int) -> tuple[int, int]:
    """The closes of two contracts on the last day before another on which both had bars."""
    known = max(one for one in old[2].keys() & new[2].keys() if one < before)
    return old[2][known][0], new[2][known][0]


def adjusted(cents: int, adjust: str, factor: Fraction, difference: Fraction) -> Fraction:
    if adjust == "ratio":
        return Fraction(round(cents * factor), 100)
    return Fraction(cents, 100) + (difference if adjust == "additive" else 0)


def meet(chain: Chain, sessions: list[int], roll: str) -> bool:
    """Whether both contracts of every roll have had bars in one session before it."""
    current = current_of(chain, sessions, roll)
    rolls = [(a, b) for a, b in pairwise(sessions) if current[a] != current[b]]
    shared = [(b, chain[current[a]][2].keys() & chain[current[b]][2].keys()) for a, b in rolls]
    return all(any(one < day for one in both) for day, both in shared)


def shown(chain: ft.Continuous, until: date | None = None) -> list[tuple]:
    view = chain.view(until)
    return [
        (row["session"], row["contract"], Fraction(row["close"]))
        for row in view.iter_rows(named=True)
    ]


# --- a chain by hand

HAND: Chain = [
    ("FH", 4, {0: (10000, 90), 1: (10100, 80), 2: (10200, 40), 3: (10300, 30), 4: (10250, 5)}),
    ("FM", 9, {1: (10300, 10), 2: (10404, 50), 3: (10500, 60), 4: (10600, 70), 5: (10700, 80)}),
]


@pytest.mark.parametrize(
    ("roll", "contracts"),
    [
        ("calendar:0", ["FH", "FH", "FH", "FH", "FM", "FM"]),
        ("calendar:2", ["FH", "FH", "FM", "FM", "FM", "FM"]),
        # The volume of day 2 is larger in FM: known on day 2, so current from day 3 on.
        ("volume", ["FH", "FH", "FH", "FM", "FM", "FM"]),
    ],
)
def test_a_roll_uses_what_was_known_the_session_before(roll, contracts):
    chain = ft.continuous(bars_of(HAND), roll=roll)
    assert [chain.current_contract(day(number)) for number in range(6)] == contracts
    assert chain.current_contract(day(2), ahead=1) == contracts[3]


def test_views_are_adjusted_by_the_closes_before_the_roll():
    closes = {
        adjust: [
            row[2] * 100
            for row in shown(ft.continuous(bars_of(HAND), roll="volume", adjust=adjust))
        ]
        for adjust in ("none", "additive", "ratio")
    }
    assert closes["none"] == [10000, 10100, 10200, 10500, 10600, 10700]
    # Day 2: 104.04 - 102.00 = 2.04, and 104.04 / 102.00 = 1.02 exactly.
    assert closes["additive"] == [10204, 10304, 10404, 10500, 10600, 10700]
    assert closes["ratio"] == [10200, 10302, 10404, 10500, 10600, 10700]


def test_a_view_before_the_roll_knows_nothing_of_it():
    chain = ft.continuous(bars_of(HAND), roll="volume", adjust="ratio")
    assert [row[2] for row in shown(chain, day(2))] == [100, 101, 102]
    last = datetime(2024, 1, 4, tzinfo=UTC)  # the end of day 2
    assert chain.view(last)["close"].to_list() == [Decimal(100), Decimal(101), Decimal(102)]
    assert chain.view(last, bars=1)["close"].to_list() == [Decimal(102)]
    (roll,) = chain.rolls
    assert (roll.session, roll.known, roll.difference, roll.factor) == (
        day(3), day(2), Decimal("2.04"), Decimal("1.02"),
    )  # fmt: skip


def test_a_ratio_has_twelve_digits_and_prices_are_rounded_once():
    thirds: Chain = [
        ("FH", 2, {0: (300, 1), 1: (300, 1)}),
        ("FM", 9, {1: (100, 1), 2: (100, 1)}),
    ]
    chain = ft.continuous(bars_of(thirds), roll="calendar:0", adjust="ratio", digits=6)
    assert chain.rolls[0].factor == Decimal("0.333333333333")
    assert chain.view()["close"].to_list() == [Decimal(1), Decimal(1), Decimal(1)]


# 101.25 becomes 103.25 in additive views, and a trace more by the ratio's twelfth digit.
@pytest.mark.parametrize(("adjust", "close"), [("additive", "103.20"), ("ratio", "103.30")])
def test_fewer_digits_leave_the_last_contract_as_it_was_traded(adjust, close):
    quarters: Chain = [
        ("FH", 2, {0: (10025, 1), 1: (10125, 1)}),
        ("FM", 9, {1: (10325, 1), 2: (10525, 1)}),
    ]
    chain = ft.continuous(bars_of(quarters), roll="calendar:0", adjust=adjust, digits=1)
    assert [str(price) for price in chain.view()["close"]] == ["102.20", close, "105.25"]
    assert chain.view(bars=1)["close"].to_list() == [Decimal("105.25")]
    assert chain.view().schema == chain.view(bars=1).schema


def test_what_makes_no_chain_is_refused_in_words():
    bars = bars_of(HAND)
    with pytest.raises(ConfigurationError, match="roll 'weekly' is none"):
        ft.continuous(bars, roll="weekly")
    with pytest.raises(ConfigurationError, match="adjust 'log' is none"):
        ft.continuous(bars, adjust="log")
    with pytest.raises(ConfigurationError, match="no future of FH, FM begins with 'X'"):
        ft.continuous(bars, "X")
    with pytest.raises(UnknownSymbol):
        ft.continuous(bars, ["FZ"])
    with pytest.raises(OutsideData, match="is not known"):
        ft.continuous(bars).current_contract(day(30))
    apart: Chain = [("FH", 1, {0: (100, 1)}), ("FM", 9, {1: (100, 1)})]
    with pytest.raises(DataError, match="have no session with bars of both"):
        ft.continuous(bars_of(apart), roll="calendar:0", adjust="additive")
    assert ft.continuous(bars_of(apart), roll="calendar:0").rolls == ()


@st.composite
def chains(draw) -> Chain:
    count, length = draw(st.integers(1, 4)), draw(st.integers(3, 14))
    expiries = draw(st.lists(st.integers(1, 16), min_size=count, max_size=count, unique=True))
    chain = []
    for place, expiry in enumerate(sorted(expiries)):
        closes = st.tuples(st.integers(1, 30_000), st.integers(0, 9))
        bars = {number: draw(closes) for number in range(min(length, expiry + 1))}
        if place and draw(st.booleans()):
            bars.pop(draw(st.integers(0, len(bars) - 1)), None)
        chain.append((f"F{place}", expiry, bars))
    return [one for one in chain if one[2]]


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(chains(), st.sampled_from(["0", "1", "3", "volume"]), st.sampled_from(ADJUSTS))
def test_generated_chains_are_those_of_the_reference(chain, roll, adjust):
    sessions = days_of(chain)
    name = roll if roll == "volume" else f"calendar:{roll}"
    if adjust != "none" and not meet(chain, sessions, roll):
        with pytest.raises(DataError, match="have no session with bars of both"):
            ft.continuous(bars_of(chain), roll=name, adjust=adjust)
        return
    found = ft.continuous(bars_of(chain), roll=name, adjust=adjust)
    places = current_of(chain, sessions, roll)
    assert found.current[: len(sessions)] == tuple(chain[places[one]][0] for one in sessions)
    for until in sessions:
        assert shown(found, day(until)) == seen(chain, sessions, roll, adjust, until)


@settings(max_examples=40, deadline=None)
@given(chains(), st.sampled_from(["calendar:0", "calendar:2", "volume"]), st.data())
def test_bars_that_come_later_change_no_view(chain, roll, data):
    sessions = days_of(chain)
    until = data.draw(st.sampled_from(sessions))
    known = [one for one in chain if any(number <= until for number in one[2])]
    whole = ft.continuous(bars_of(known), roll=roll)
    cut = ft.continuous(bars_of(known, until), roll=roll)
    assert shown(cut) == shown(whole, day(until))
    assert cut.current_contract(day(until)) == whole.current_contract(day(until))


def test_a_strategy_looks_at_the_chain_and_trades_the_current_contract():
    bars = bars_of(HAND)
    chain = ft.continuous(bars, roll="volume", adjust="ratio")

    def on_bar(ctx):
        ctx.record(close=chain.view(ctx.time)["close"][-1])
        current = chain.current_contract(ctx.session, ahead=1)
        for asset in ctx.assets:
            ctx.order_target(asset, 1 if asset.symbol == current else 0)

    result = ft.run(on_bar, bars=bars, capital=1000)
    assert result.fills.select("symbol", "quantity").rows() == [
        ("FH", Decimal(1)), ("FH", Decimal(-1)), ("FM", Decimal(1)),
    ]  # fmt: skip
    assert result.records["close"].to_list()[2:4] == [Decimal("102.00"), Decimal("105.00")]
