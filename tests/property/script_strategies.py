"""What is ordered in a generated market: tickets and cancels of every kind, and targets."""

from fractions import Fraction

import oracle
from engine import Bracket, Script, Step, Targets
from engine.market import decimal
from features import ON_DRIVERS
from hypothesis import strategies as st
from market_strategies import Scene, parts, product, signed
from oracle.values import half_even_to
from order_strategies import NEW_DIGITS, STEP_KINDS, bracket_of, change_of, varied
from scenarios.reader import Cancel, Modify

INTENTS = ("quantity", "quantity", "value", "percent")
TYPES = ("market", "limit", "stop", "limit", "stop", "market")
TICKET_DIGITS = (2, 4, 2, 6, 4, 17, 8)
"""The parts of a ticket's integer: side, measure, target, type, duration, price, price's kind."""

ODD_SIZES = (0, 0.0, -0.0, "0.4", 1e-9, 1e300, "1e30", "4611686018427387904", 0.1 + 0.2)
FLOAT_SIZES = (1.0, 7.3, 10.0, 0.999999999999, 2.675, 250.5)
SHARES = (0.5, 0.1, 1 / 3, 1.0, "0.25", 0.07, "1.5", 2.0)
AMOUNTS = (1000.0, "2500.005", 333.333, "49.99", 1e6, "0.01")

ticket_codes = st.integers(0, product(TICKET_DIGITS) - 1)
size_codes = st.integers(0, 399)


new_codes = st.integers(0, product(NEW_DIGITS) - 1)


def steps(scene: Scene, features: frozenset[str] = ON_DRIVERS) -> st.SearchStrategy[Step]:
    """A ticket in four of five cases, else a cancel, at the close of some row.

    With the features for it a ticket may be varied, a bracket, or a change of another order.
    """
    symbols = [instrument.symbol for instrument in scene.market.setup["instruments"]]
    new = new_codes if features else st.just(0)
    return st.builds(
        lambda row, symbol, code, size, cancels, new: (
            row,
            Cancel(size % 7 + 1)
            if cancels > 8
            else step_of(scene, features, row, symbol, (code, size, new)),
        ),
        st.integers(0, scene.rows - 1),
        st.sampled_from(symbols),
        ticket_codes,
        size_codes,
        st.integers(0, 9),
        new,
    )


def step_of(
    scene: Scene, features: frozenset[str], row: int, symbol: str, codes: tuple[int, int, int]
) -> oracle.Ticket | Bracket | Modify:
    """What three integers stand for: a ticket as the first ones are, where the third is 0."""
    code, size, new = codes
    ticket = ticket_of(scene, row, symbol, code, size)
    kind, *digits = parts(new, NEW_DIGITS)
    instrument = next(i for i in scene.market.setup["instruments"] if i.symbol == symbol)
    base = scene.bases[symbol][row]
    if STEP_KINDS[kind] == "bracket" and "brackets" in features:
        return bracket_of(ticket, instrument, base, digits)
    if STEP_KINDS[kind] == "change" and "changes" in features:
        return change_of(instrument, base, size, digits)
    return varied(ticket, instrument, base, features, digits)


def scripts(scene: Scene, features: frozenset[str] = ON_DRIVERS) -> st.SearchStrategy[Script]:
    """Up to a dozen steps in the order of their rows."""
    return st.lists(steps(scene, features), min_size=1, max_size=12).map(
        lambda all_of: sorted(all_of, key=_row)
    )


def targets(scene: Scene) -> st.SearchStrategy[Targets]:
    """An array of weights or shares, of which many are the same as before or NaN."""
    columns = len(scene.market.setup["instruments"])
    row = st.lists(
        st.sampled_from((0.0, float("nan"), 0.5, 0.25, -0.3, 1 / 3, 10.0, 7.3)),
        min_size=columns,
        max_size=columns,
    )
    matrix = st.lists(row, min_size=scene.rows, max_size=scene.rows)
    return st.builds(Targets, matrix, st.sampled_from(("weight", "shares")), st.booleans())


def ticket_of(scene: Scene, row: int, symbol: str, code: int, size: int) -> oracle.Ticket:
    """The ticket that two integers stand for."""
    side, measure, target, kind, duration, near, how = parts(code, TICKET_DIGITS)
    instrument = next(i for i in scene.market.setup["instruments"] if i.symbol == symbol)
    intent = INTENTS[measure]
    asked = _size(instrument, intent, size)
    asked = _negated(asked) if side else asked
    price = None
    if TYPES[kind] != "market":
        price = _price(instrument, scene.bases[symbol][row], signed(near), how)
    return oracle.Ticket(
        symbol,
        f"target_{intent}" if target else intent,
        asked,
        TYPES[kind],
        price,
        "day" if duration == 3 else "gtc",
    )


def _row(step: Step) -> int:
    return step[0]


def _size(instrument: oracle.Instrument, intent: str, code: int) -> oracle.values.Number:
    """Mostly whole lots; now and then a float, a share, an amount, or nonsense."""
    if code >= 390:
        return ODD_SIZES[code % len(ODD_SIZES)]
    if intent == "percent":
        return SHARES[code % len(SHARES)]
    if intent == "value":
        return AMOUNTS[code % len(AMOUNTS)]
    if code >= 340:
        return FLOAT_SIZES[code % len(FLOAT_SIZES)]
    return f"{decimal((code % 40 + 1) * instrument.lot):f}"


def _price(
    instrument: oracle.Instrument, base: Fraction, steps_away: int, how: int
) -> oracle.values.Number:
    """Some ticks away from the base: exact, as a float, a float between ticks, or off the tick."""
    price = base + steps_away * instrument.tick_at(base)
    if how == 7:
        price += instrument.tick_at(base) / 2
        exact = half_even_to(price, Fraction(1, 10**9))
        return f"{decimal(exact):f}"
    if how >= 5:
        return float(price + instrument.tick_at(base) / 3)
    if how >= 3:
        return float(price)
    return f"{decimal(price):f}"


def _negated(size: oracle.values.Number) -> oracle.values.Number:
    return f"-{size}" if isinstance(size, str) else -size
