"""What goes into a row besides its orders: instruments, bars, actions, and models."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from oracle import Bar, Dividend, End, Funding, Instrument, Split

from .expected import items

SETTINGS = {  # what a column or a `given` line can set, and what holds when nothing sets it
    "bars": "",
    "instruments": "",
    "capital": "10000",
    "currency": "USD 2",
    "account": "unlimited",
    "commission": "none",
    "slippage": "none",
    "fill": "next-open",
    "start": "0",
    "actions": "-",
    "unit": "weight",
    "rebalance": "no",
    "volume_limit": "-",
    "borrow": "0",
    "interest": "0 0",
    "latency": "0 0 0",
    "seed": "0",
    "controls": "-",
    "first_day": "2020-01-02",
    "convert": "none",
    "rates": "-",
    "finer": "-",
}
LATER = ("volume_limit", "borrow", "interest", "latency", "seed", "first_day", "convert")
"""Settings that are left to the oracle's own defaults where they are not set."""


def setup_of(cells: dict[str, str], blocks: dict) -> dict[str, object]:
    """The arguments of `oracle.Setup`; what is not set is left to its own defaults."""
    currency, unit_scale = cells["currency"].split()
    account, _, grace = cells["account"].partition(" grace ")
    return {
        "instruments": [instrument(words) for words in blocks["instruments", cells["instruments"]]],
        "capital": cells["capital"],
        "currency": currency,
        "unit_scale": int(unit_scale),
        "account": tuple(account.split()),
        **{name: tuple(cells[name].split()) for name in ("commission", "slippage")},
        "fill": cells["fill"],
        **({"grace": int(grace)} if grace else {}),
        **{name: _model(name, cells[name]) for name in LATER if cells[name] != SETTINGS[name]},
        **{name: found for name, found in _lists(cells, blocks).items() if found},
    }


def _lists(cells: dict[str, str], blocks: dict) -> dict[str, object]:
    """Controls, rates, fundings, ends and finer bars."""
    actions = [item.split() for item in items(cells["actions"])]
    finer = {} if cells["finer"] == "-" else finer_bars(blocks["bars", cells["finer"]])
    return {
        "controls": tuple(tuple(item.split()) for item in items(cells["controls"])),
        "rates": tuple(_rate(item.split()) for item in items(cells["rates"])),
        "fundings": [_funding(words) for words in actions if words[0] == "funding"],
        "ends": [_end(words) for words in actions if words[0] == "end"],
        "finer": finer,
    }


def _model(name: str, cell: str) -> object:
    if name in ("interest", "latency"):
        return tuple(cell.split())
    if name == "seed":
        return int(cell)
    return date.fromisoformat(cell) if name == "first_day" else cell


def instrument(words: list[str]) -> Instrument:
    """A line of a block of instruments."""
    arguments: dict[str, object] = {}
    rest = iter(words[1:])
    for key in rest:
        if key == "negative":
            arguments["negative_price_allowed"] = {"yes": True, "no": False}[next(rest)]
        elif key == "below":
            arguments["tick_below"] = (next(rest), next(rest))
        elif key == "currency":
            name, unit_scale = next(rest).split(":")
            arguments |= {"currency": name, "unit_scale": int(unit_scale)}
        elif key.endswith("_scale") or key == "expiry":
            arguments[key] = int(next(rest))
        else:
            arguments[key] = next(rest)
    return Instrument(words[0], **arguments)


def bars_of(lines: list[list[str]]) -> list[tuple[int, int, dict[str, Bar]]]:
    """The rows of a block of bars."""
    rows: dict[tuple[int, int], dict[str, Bar]] = {}
    for session, time, symbol, *numbers in lines:
        rows.setdefault((int(session), int(time)), {})[symbol] = _bar(numbers)
    return [(time, session, bars) for (session, time), bars in rows.items()]


def finer_bars(lines: list[list[str]]) -> dict[tuple[int, int], list[dict[str, Bar]]]:
    """A block of finer bars by session and row of it; its TIME is ROW.PART, both from 1."""
    parts: dict[tuple[int, int, int], dict[str, Bar]] = {}
    for session, time, symbol, *numbers in lines:
        row, part = time.split(".")
        parts.setdefault((int(session), int(row), int(part)), {})[symbol] = _bar(numbers)
    finer: dict[tuple[int, int], list[dict[str, Bar]]] = {}
    for (session, row, _), bars in sorted(parts.items(), key=lambda item: item[0]):
        finer.setdefault((session, row), []).append(bars)
    return finer


def _bar(numbers: list[str]) -> Bar:
    *prices, volume = numbers
    return Bar(*prices, None if volume == "-" else int(volume))


def dividend(words: list[str]) -> Dividend:
    """`dividend SYMBOL SESSION AMOUNT [pay SESSION]`."""
    _, symbol, session, amount, *pay = words
    return Dividend(symbol, Fraction(session), amount, Fraction(pay[1]) if pay else None)


def split(words: list[str]) -> Split:
    """`split SYMBOL SESSION NEW:OLD`."""
    _, symbol, session, ratio = words
    new, old = ratio.split(":")
    return Split(symbol, Fraction(session), int(new), int(old))


def _funding(words: list[str]) -> Funding:
    _, symbol, session, minutes, rate = words
    return Funding(symbol, int(session), int(minutes), rate)


def _end(words: list[str]) -> End:
    _, symbol, session, *price = words
    return End(symbol, int(session), *price)


def _rate(words: list[str]) -> tuple[str, str, int, Decimal]:
    pair, session, rate = words
    base, other = pair.split(":")
    return base, other, int(session), Decimal(rate)


def targets_of(cell: str, rows: int, columns: int) -> list[list[float]]:
    """The targets of each row; those that are not named are NaN."""
    matrix = [[float("nan")] * columns for _ in range(rows)]
    for item in items(cell):
        row, _, targets = item.partition(":")
        matrix[int(row)] = [float(target) for target in targets.split()]
    return matrix
