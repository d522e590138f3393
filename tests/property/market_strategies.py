"""Markets that hypothesis makes: instruments of many grids, bars around one price, actions.

Prices stay within a few ticks of a base, so that limits and stops near it are reached, passed in
a gap, or missed; a split moves the base. One integer stands for a bar: it shrinks to a flat one.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

import oracle
from engine import Market
from features import ON_DRIVERS
from hypothesis import strategies as st
from model_strategies import (
    counts_days,
    ends_of,
    finer_of,
    fundings_of,
    models,
    own_terms,
    rates_of,
)
from oracle.values import exact, floor_to, step_of


@dataclass(frozen=True)
class Kind:
    """An instrument without its name, and a price that it has."""

    base: str
    grid: dict[str, object]


KINDS = (
    Kind("100.00", {}),
    Kind("1.0002", {"price_scale": 4, "tick_below": ("1", "0.0001")}),
    Kind("1500", {"price_scale": 0, "tick": "1", "lot": "100"}),
    Kind("30000.00", {"quantity_scale": 8, "lot": "0.00000001"}),
    Kind("0.00000012", {"price_scale": 8, "tick": "0.00000001"}),
    Kind("4000.00", {"tick": "0.25", "multiplier": "50"}),
    Kind("110.00390625", {"price_scale": 8, "tick": "0.00390625", "multiplier": "10"}),
    Kind("0.03", {"multiplier": "1000", "negative_price_allowed": True}),
    Kind(
        "20.005",
        {"price_scale": 3, "tick": "0.005", "quantity_scale": 3, "lot": "0.5", "multiplier": "0.1"},
    ),
)
FUTURE_KINDS = (
    Kind("4000.00", {"tick": "0.25", "multiplier": "50", "kind": "future"}),
    Kind(
        "110.00",
        {"multiplier": "10", "kind": "future", "initial": "200", "maintenance": "200"},
    ),
    Kind("100.00", {"kind": "perpetual", "quantity_scale": 3, "lot": "0.001"}),
    Kind("20.00", {"kind": "perpetual", "initial": "4", "maintenance": "3"}),
)
SYMBOLS = "ABCD"
RATIOS = ((2, 1), (3, 2), (1, 2), (1, 10), (7, 1), (21, 20), (1, 3))
COMMISSIONS = (
    ("none",),
    ("per-share", "0.005", "1"),
    ("per-share", "0.0035", "0"),
    ("per-trade", "4.95"),
    ("bps", "10", "0"),
    ("bps", "2.5", "1.25"),
)
SLIPPAGES = (("none",), ("bps", "0"), ("bps", "5"), ("bps", "12.5"), ("bps", "250"))
ACCOUNTS = (("unlimited",), ("cash",), ("margin", "2"), ("margin", "1"), ("margin", "0.75"))
CURRENCIES = (("USD", 2), ("JPY", 0), ("BTC", 8))
CAPITALS = ("100000", "1000", "9999.99", "5000000")  # rounded to the unit of the currency

BAR_DIGITS = (13, 13, 4, 4, 12, 24)
"""The parts of a bar's integer: open, close, how far high and low are, presence, oddity."""


@dataclass(frozen=True)
class Scene:
    """A market, and by instrument and row the price that its bars are around."""

    market: Market
    bases: dict[str, list[Fraction]]

    @property
    def rows(self) -> int:
        """The rows of the run."""
        return len(self.market.rows) - self.market.start


def parts(number: int, digits: tuple[int, ...]) -> list[int]:
    """The digits of a number of mixed radix, the last one first."""
    found = []
    for radix in digits:
        number, digit = divmod(number, radix)
        found.append(digit)
    return found


def signed(digit: int) -> int:
    """0, 1, -1, 2, -2, ... for 0, 1, 2, 3, 4, ..."""
    return (digit + 1) // 2 * (1 if digit % 2 else -1)


def product(digits: tuple[int, ...]) -> int:
    """How many numbers have these digits."""
    count = 1
    for radix in digits:
        count *= radix
    return count


bar_codes = st.integers(0, product(BAR_DIGITS) - 1)


def bar_of(code: int, instrument: oracle.Instrument, base: Fraction, *, volumes: bool):
    """The bar that an integer stands for; None where there is none."""
    first, last, up, down, presence, oddity = parts(code, BAR_DIGITS)
    if presence == 11:
        return None
    step = step_of(instrument.price_scale)
    shift = step if oddity == 22 else 0  # off the tick, where the tick is coarser
    prices = [base + signed(digit) * instrument.tick_at(base) + shift for digit in (first, last)]
    tick = instrument.tick_at(base)
    high, low = max(prices) + up * tick, min(prices) - down * tick
    if oddity == 23:
        high, low = low, high
    if not instrument.negative_price_allowed:
        prices, high, low = [max(p, step) for p in prices], max(high, step), max(low, step)
    volume = (0 if presence == 10 else 1000) if volumes else None
    return oracle.Bar(prices[0], high, low, prices[1], volume)


@st.composite
def setups(draw, features: frozenset[str]) -> dict[str, object]:
    """The arguments of `oracle.Setup`."""
    kinds_there = KINDS + FUTURE_KINDS * 3 if "futures" in features else KINDS
    kinds = draw(st.lists(st.sampled_from(kinds_there), min_size=1, max_size=4))
    currency, unit_scale = draw(st.sampled_from(CURRENCIES))
    return {
        "kinds": kinds,
        "currency": currency,
        "unit_scale": unit_scale,
        "capital": str(round(Decimal(draw(st.sampled_from(CAPITALS))), unit_scale)),
        "commission": draw(st.sampled_from(COMMISSIONS)),
        "slippage": draw(st.sampled_from(SLIPPAGES)),
        "account": draw(st.sampled_from(ACCOUNTS)),
        "fill": draw(st.sampled_from(("next-open", "next-open", "next-close", "close"))),
        **draw(models(features)),
    }


@st.composite
def scenes(draw, features: frozenset[str] = ON_DRIVERS) -> Scene:
    """A market of up to 4 instruments, some 4 to 16 rows, and its actions."""
    setup = draw(setups(features))
    kinds = setup.pop("kinds")
    setup["instruments"] = instruments = _instruments(draw, features, kinds, setup)
    lengths = draw(st.lists(st.sampled_from((1, 1, 2, 0, 3)), min_size=3, max_size=9))
    sessions = [session for session, length in enumerate(lengths) for _ in range(length)]
    symbols = "".join(one.symbol for one in instruments if not one.pays_variation)
    between = not counts_days(setup)
    some = 3 if symbols else 0
    splits = draw(
        st.lists(
            _splits(symbols, len(lengths), between=between),
            max_size=some,
            unique_by=lambda split: (split.symbol, split.session),
        )
    )
    dividends = draw(
        st.lists(
            _dividends(symbols, len(lengths), between=between), max_size=some, unique_by=_payment
        )
    )
    by_session = {
        one.symbol: _bases(one, kind.base, splits, draw(_jumps(len(lengths), features)))
        for one, kind in zip(instruments, kinds, strict=False)
    }
    rows = _rows(draw, sessions, instruments, by_session)
    setup |= _later(draw, features, instruments, by_session, rows)
    start = _start(draw, rows)
    order = (sorted(dividends, key=lambda d: d.session), sorted(splits, key=lambda s: s.session))
    market = Market(setup, rows, *order, start)
    run = rows[start:]
    bases = {symbol: [of[session] for _, session, _ in run] for symbol, of in by_session.items()}
    return Scene(market, bases)


def _instruments(
    draw, features: frozenset[str], kinds: list[Kind], setup: dict[str, object]
) -> list[oracle.Instrument]:
    """An instrument of each kind, with terms of its own where they are on."""
    account = (setup["currency"], setup["unit_scale"])
    return [
        oracle.Instrument(symbol, **kind.grid, **own_terms(draw, features, account))
        for symbol, kind in zip(SYMBOLS, kinds, strict=False)
    ]


def _later(
    draw,
    features: frozenset[str],
    instruments: list[oracle.Instrument],
    by_session: dict[str, list[Fraction]],
    rows: list[oracle.market.Row],
) -> dict[str, object]:
    """What of a setup depends on its bars: rates, fundings, ends, finer bars."""
    sessions = len(next(iter(by_session.values())))
    found = rates_of(draw, instruments, sessions)
    if "futures" in features:
        found["fundings"] = fundings_of(draw, instruments, sessions)
    if "ends" in features:
        found["ends"] = ends_of(draw, instruments, by_session)
    if "finer bars" in features and draw(st.sampled_from((True, True, True, False))):
        found["finer"] = finer_of(draw, rows)
    return found


def _rows(
    draw, sessions: list[int], instruments: list[oracle.Instrument], by_session: dict
) -> list[oracle.market.Row]:
    """The bars of each row; rows without a bar are left out, but one row there is."""
    without_volumes = draw(st.sampled_from(("", "", "A", "AC", "B")))

    def bar(code, one: oracle.Instrument, session: int) -> oracle.Bar | None:
        volumes = one.symbol not in without_volumes
        return bar_of(code, one, by_session[one.symbol][session], volumes=volumes)

    rows = []
    for time, session in enumerate(sessions):
        bars = {one.symbol: bar(draw(bar_codes), one, session) for one in instruments}
        rows.append((time, session, {symbol: bar for symbol, bar in bars.items() if bar}))
    first = instruments[0]
    return [row for row in rows if row[2]] or [(0, 0, {first.symbol: bar(0, first, 0)})]


def _start(draw, rows: list[oracle.market.Row]) -> int:
    """The row at which the run starts: the first of a session."""
    begins = [i for i in range(len(rows)) if i == 0 or rows[i - 1][1] != rows[i][1]]
    return begins[min(draw(st.sampled_from((0, 0, 0, 1, 2))), len(begins) - 1)]


def _splits(symbols: str, sessions: int, *, between: bool) -> st.SearchStrategy[oracle.Split]:
    return st.builds(
        lambda symbol, session, ratio: oracle.Split(symbol, session, *ratio),
        st.sampled_from(symbols or SYMBOLS),
        _days(sessions, between=between),
        st.sampled_from(RATIOS),
    )


def _days(sessions: int, *, between: bool) -> st.SearchStrategy[int | Fraction]:
    """Sessions after the first, and now and then a day before one that is no session."""
    days = (Fraction("0.3"), Fraction("0.7")) if between else (0, 0)
    before = st.sampled_from((0, 0, 0, 0, 0, 0, *days))
    return st.builds(lambda session, days: session - days, st.integers(1, sessions - 1), before)


def _dividends(symbols: str, sessions: int, *, between: bool) -> st.SearchStrategy[oracle.Dividend]:
    return st.builds(
        lambda symbol, session, amount, wait: oracle.Dividend(
            symbol, session, amount, None if wait is None else session + wait
        ),
        st.sampled_from(symbols or SYMBOLS),
        _days(sessions, between=between),
        st.sampled_from(("0.25", "1", "0.0725", "0.005", "0.333333")),
        st.sampled_from(
            (None, 0, 1, 2, 5, *((Fraction("0.7"), Fraction("1.3")) if between else ()))
        ),
    )


def _payment(paid: oracle.Dividend) -> tuple[object, ...]:
    """What no two dividends have in common; one without a pay date is paid on its ex-date."""
    pay = paid.session if paid.pay_session is None else paid.pay_session
    return paid.symbol, paid.session, paid.amount, pay


def _jumps(sessions: int, features: frozenset[str]) -> st.SearchStrategy[list[str]]:
    """By how much the price jumps before each session: margin calls need more than ticks."""
    if "accounts" not in features:
        return st.just(["1"] * sessions)
    factor = st.sampled_from(("1", "0.4", "1", "2.5", "0.9"))
    return st.lists(factor, min_size=sessions, max_size=sessions)


def _bases(
    instrument: oracle.Instrument, base: str, splits: list[oracle.Split], jumps: list[str]
) -> list[Fraction]:
    """The base of each session: splits and jumps move it, and it stays a tick or more."""
    price, found = exact(base), []
    for session, jump in enumerate(jumps):
        price *= exact(jump)
        for split in splits:
            if (split.symbol, ceil(split.session)) == (instrument.symbol, session):
                price = price * split.old / split.new
        on_tick = floor_to(price, instrument.tick_at(price))
        found.append(max(on_tick, instrument.tick_at(price)))
    return found
