"""What is ordered, changed and cancelled in a row: the items of the column `orders`."""

from dataclasses import dataclass, field
from decimal import Decimal

from oracle import Share, Ticket

DURATIONS = ("gtc", "day", "gtd", "ioc", "fok")


@dataclass(frozen=True)
class Cancel:
    """Cancel the order with this number."""

    order: int


@dataclass(frozen=True)
class Modify:
    """Change an order: `quantity`, `limit`, `stop` and `trail`, those that are given."""

    order: int
    changes: dict[str, object] = field(hash=False)


@dataclass(frozen=True)
class Convert:
    """Turn an amount of a currency into the account's own."""

    currency: str
    amount: str


Step = Ticket | Cancel | Modify | Convert


def number(word: str) -> float | str:
    """A number of an order: with `~` it is a float, without an exact decimal."""
    return float(word[1:]) if word.startswith("~") else word


def step_of(item: str) -> tuple[int, Step]:
    """An item of the column, by its row."""
    row, _, rest = item.partition(":")
    words = rest.split()
    if words[0] == "cancel":
        return int(row), Cancel(_order(words[1]))
    if words[0] == "convert":
        return int(row), Convert(*words[1:])
    if words[0] == "modify":
        return int(row), Modify(_order(words[1]), _changes(words[2:]))
    return int(row), _ticket(words)


def _order(word: str) -> int:
    return int(word.removeprefix("#"))


def _negated(size: float | str) -> float | str:
    return -size if isinstance(size, float) else f"-{size}"


def _trail(word: str) -> object:
    if not word.endswith("%"):
        return number(word)
    part = number(word[:-1])
    return Share(part / 100 if isinstance(part, float) else str(Decimal(part) / 100))


READERS = {  # words with one word behind them: what they name, and how that is read
    "limit": ("limit", number),
    "stop": ("stop", number),
    "offset": ("offset", number),
    "trail": ("trail", _trail),
    "group": ("group", str),
    "of": ("parent", _order),
}


def _changes(words: list[str]) -> dict[str, object]:
    pairs = zip(words[::2], words[1::2], strict=True)
    changes = {name: _trail(word) if name == "trail" else number(word) for name, word in pairs}
    return {"quantity" if name == "size" else name: value for name, value in changes.items()}


def _ticket(words: list[str]) -> Ticket:
    symbol, side, *words = words
    measure = words.pop(0) if words[0] in ("value", "percent") else "quantity"
    size = number(words.pop(0))
    intent = {"buy": measure, "sell": measure, "target": f"target_{measure}"}[side]
    asked = _words_of(words)
    terms = {name: asked.pop(name) for name in ("limit", "stop", "auction") if name in asked}
    size = _negated(size) if side == "sell" else size
    return Ticket(symbol, intent, size, **_type_of(terms, asked), **asked)


def _words_of(words: list[str]) -> dict[str, object]:
    """Everything behind the size, by name."""
    found: dict[str, object] = {}
    rest = iter(words)
    for word in rest:
        if word in READERS:
            name, reader = READERS[word]
            found[name] = reader(next(rest))
        elif word in ("on-open", "on-close"):
            found["auction"] = word.replace("-", "_")
        elif word in DURATIONS:
            found["duration"] = word
            found |= {"until": int(next(rest))} if word == "gtd" else {}
        elif word in ("twap", "vwap"):
            found["schedule"] = (word, *next(rest).split(","))
        elif word == "reduce":
            found["reduce_only"] = True
        else:
            raise ValueError(f"{word} is no word of an order")
    return found


def _type_of(terms: dict[str, object], asked: dict[str, object]) -> dict[str, object]:
    """The type and the prices of a ticket."""
    if "auction" in terms:
        kind = "limit" if "limit" in terms else "market"
        return {"type": f"{kind}_{terms['auction']}", "price": terms.get("limit")}
    if "trail" in asked:
        return {"type": "trailing_stop_limit" if "offset" in asked else "trailing_stop"}
    if {"limit", "stop"} <= set(terms):
        return {"type": "stop_limit", "price": terms["limit"], "stop": terms["stop"]}
    if terms:
        ((kind, price),) = terms.items()
        return {"type": kind, "price": price}
    return {"type": "market"}
