"""The models of generated runs beyond the first ones: each only where its feature is on."""

from fractions import Fraction
from itertools import pairwise

import oracle
from hypothesis import strategies as st
from oracle.values import digits_after_point, floor_to, step_of

VOLUME_LIMITS = (None, "0.005", "0.01", "0.02", "0.5")
COMMISSIONS = (
    ("per-share", "0.01", "1", "5"),
    ("bps", "10", "1", "2.5"),
    ("maker-taker", "-1", "5"),
    ("maker-taker", "2", "7.5"),
    ("tiered", "0:0.01", "20:0.005", "50:0.001", "minimum", "0.35"),
)
SLIPPAGES = (
    ("fixed", "0.01"),
    ("spread", "0.03"),
    ("volume-share", "0.1"),
    ("volatility", "0.5", "2"),
    ("volatility", "1", "3"),
    ("spread-estimate", "2"),
)
ACCOUNTS = (("reg-t",), ("portfolio", "2", "2"), ("portfolio", "4", "4"), ("portfolio", "6", "8"))
RATES = ("0", "0.036", "0.5", "36")
LATENCIES = ("0", "0", "1", "60000000000", "uniform:0:150000000000", "exponential:60000000000")
CONTROLS = (
    ("too_many_orders", "3"),
    ("restricted", "A", "1-2"),
    ("order_units", "30"),
    ("order_value", "2000"),
    ("position_units", "40"),
    ("position_value", "3000"),
    ("long_only",),
    ("leverage", "1.5"),
    ("drawdown", "0.05"),
    ("daily_loss", "0.01"),
)
rate = st.sampled_from(RATES)
some_controls = st.lists(st.sampled_from(CONTROLS), max_size=3, unique_by=lambda c: c[0]).map(tuple)
OF_ACCOUNTS = {
    "account": st.sampled_from(ACCOUNTS),
    "grace": st.sampled_from((0, 0, 1, 2)),
    "capital": st.sampled_from(("3000", "20000", "1000000")),
}
OF_LATENCY = {
    "latency": st.tuples(*[st.sampled_from(LATENCIES)] * 3),
    "seed": st.integers(0, 2**64 - 1),
}
TABLE_OF_RATES = (("EUR", "1.10"), ("EUR", "0.93"), ("JPY", "0.0067"), ("JPY", "0.0071"))
OTHER_CURRENCIES = (None, ("EUR", 2), ("JPY", 0))


@st.composite
def models(draw, features: frozenset[str]) -> dict[str, object]:
    """Arguments of `oracle.Setup` for the features that are on."""
    found: dict[str, object] = {}
    if "volume limits" in features:
        found["volume_limit"] = draw(st.sampled_from(VOLUME_LIMITS))
    for feature, drawn in (
        ("commission", {"commission": st.sampled_from(COMMISSIONS)}),
        ("slippage", {"slippage": st.sampled_from(SLIPPAGES)}),
        ("accounts", OF_ACCOUNTS),
        ("carry", {"borrow": rate, "interest": st.tuples(rate, rate)}),
    ):
        if feature in features and draw(st.sampled_from((True, True, False))):
            found |= {name: draw(values) for name, values in drawn.items()}
    for feature, drawn in (("latency", OF_LATENCY), ("controls", {"controls": some_controls})):
        if feature in features and draw(st.integers(0, 3)) == 3:
            found |= {name: draw(values) for name, values in drawn.items()}
    return found


def own_terms(draw, features: frozenset[str], account: tuple[str, int]) -> dict[str, object]:
    """Arguments of an instrument: its currency, what borrowing and holding it costs."""
    found: dict[str, object] = {}
    if "currencies" in features and account[0] == "USD":
        other = draw(st.sampled_from(OTHER_CURRENCIES))
        if other is not None:
            found |= {"currency": other[0], "unit_scale": other[1]}
    if "carry" in features:
        for name in ("borrow_rate", "financing_long", "financing_short"):
            least = "0.036" if name == "borrow_rate" else "-0.036"  # who lends is not paid for it
            rate = draw(st.sampled_from((None, None, None, "0.72", least)))
            if rate is not None:
                found[name] = rate
        if draw(st.integers(0, 7)) == 7:
            found["borrowable"] = "10"
    return found


def counts_days(setup: dict[str, object]) -> bool:
    """Whether anything is paid by the day or the month: then every day is a session."""
    rates = ("borrow_rate", "financing_long", "financing_short")
    own = (getattr(one, name) for one in setup["instruments"] for name in rates)
    by_the_day = "borrow" in setup or any(rate is not None for rate in own)
    return by_the_day or setup["commission"][0] == "tiered"


def rates_of(draw, instruments: list[oracle.Instrument], sessions: int) -> dict[str, object]:
    """A table of rates for the currencies that are there, and whether cash is converted."""
    there = {one.currency for one in instruments} - {None}
    if not there:
        return {}
    rates = [
        (currency, "USD", 0, rate) for currency, rate in TABLE_OF_RATES[::2] if currency in there
    ]
    later = st.tuples(st.sampled_from(TABLE_OF_RATES), st.integers(1, sessions))
    once = {"max_size": 3, "unique_by": lambda one: (one[0][0], one[1])}  # a pair has one a day
    for (currency, rate), session in draw(st.lists(later, **once)):
        rates += [(currency, "USD", session, rate)] if currency in there else []
    return {"rates": tuple(rates), "convert": draw(st.sampled_from(("each", "each", "none")))}


def fundings_of(draw, instruments: list[oracle.Instrument], sessions: int) -> list[oracle.Funding]:
    """Some fundings of perpetuals."""
    perpetuals = [one.symbol for one in instruments if one.kind == "perpetual"]
    if not perpetuals:
        return []
    times = st.tuples(
        st.sampled_from(perpetuals),
        st.integers(0, sessions - 1),
        st.integers(0, 3),
        st.sampled_from(("0.0001", "-0.0003", "0.01", "0.5")),
    )
    return [oracle.Funding(*terms) for terms in draw(st.lists(times, min_size=2, max_size=5))]


def ends_of(
    draw, instruments: list[oracle.Instrument], by_session: dict[str, list[Fraction]]
) -> list[oracle.End]:
    """Now and then the end of an instrument, at a price of its own or at its last one."""
    found = []
    for one in instruments:
        session = draw(st.sampled_from((None, None, 2, 4)))
        bases = by_session[one.symbol]
        if session is not None and session < len(bases):
            price = draw(st.sampled_from((None, bases[session])))
            found.append(oracle.End(one.symbol, session, price))
    return found


def finer_of(draw, rows: list[oracle.market.Row]) -> dict[tuple[int, int], list[dict]]:
    """Finer bars for the rows of a run: the high first, or the low, in small parts."""
    finer: dict[tuple[int, int], list[dict]] = {}
    number = 0
    for index, (_, session, bars) in enumerate(rows):
        number = number + 1 if index and rows[index - 1][1] == session else 1
        way = draw(st.integers(0, 5))
        if way == 5:
            continue
        parts = [parts_of(bar, high_first=way % 2 > 0) for bar in bars.values()]
        finer[session, number] = [
            {symbol: part[place] for symbol, part in zip(bars, parts, strict=True)}
            for place in range(4 * PARTS_OF_A_LEG)
        ]
    return finer


PARTS_OF_A_LEG = 6


def parts_of(bar: oracle.Bar, *, high_first: bool) -> list[oracle.Bar]:
    """Bars that walk to one end, back, to the other end and to the close, each way in parts."""
    ends = (bar.high, bar.low) if high_first else (bar.low, bar.high)
    corners = [bar.open, ends[0], bar.open, ends[1], bar.close]
    step = step_of(max(digits_after_point(price) for price in corners))
    walk = [corners[0]]
    for one, two in pairwise(corners):
        along = ((two - one) * place / PARTS_OF_A_LEG for place in range(1, PARTS_OF_A_LEG))
        walk += [*(floor_to(one + way, step) for way in along), two]
    volume = None if bar.volume is None else bar.volume // (4 * PARTS_OF_A_LEG)
    return [
        oracle.Bar(one, max(one, two), min(one, two), two, volume) for one, two in pairwise(walk)
    ]
