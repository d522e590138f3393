"""What a row of a table expects to come out, see README.md for the grammar."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Expected:
    """The cells of what is expected, as items; see README.md for the grammar of each."""

    events: list[dict[str, object]]
    states: list[dict[str, object]]
    cash: Decimal
    receivable: Decimal
    positions: list[tuple[str, Decimal, Decimal]]  # symbol, quantity, cost
    trades: list[tuple[str, *tuple[Decimal, ...]]]  # quantity, cost, proceeds, fees, profit
    equity: list[Decimal]
    marks: list[tuple[Decimal, ...]] | None
    holdings: list[tuple[int, str, *tuple[Decimal, ...]]] | None  # quantity, price, value, cost
    postings: list[tuple[int, str, str | None, str, Decimal]] | None
    cash_in: list[tuple[str, Decimal]] | None = None  # of other currencies
    profits: list[tuple[str, Decimal, Decimal]] | None = None  # price part, currency part
    refusals: list[tuple[int, int, str]] | None = None  # row, order, reason
    ambiguous: tuple[int, int] | None = None  # decided by finer bars, and not


def items(cell: str) -> list[str]:
    """The items of a cell; `-` is none."""
    return [item.strip() for item in cell.split(";") if item.strip() not in ("", "-")]


def expected_of(cells: dict[str, str]) -> Expected:
    def taken(column: str, reader) -> list:
        return [reader(item.split()) for item in items(cells.get(column, "-"))]

    def money(column: str) -> Decimal:
        return Decimal(cells.get(column, "0"))

    def optional(column: str, reader) -> list | None:
        return taken(column, reader) if column in cells else None

    return Expected(
        events=taken("events", _event),
        states=taken("states", _state),
        cash=money("cash"),
        receivable=money("receivable"),
        positions=taken("positions", lambda w: (w[0], Decimal(w[1]), Decimal(w[3]))),
        trades=taken("trades", lambda w: (w[0], *map(Decimal, w[1::2]))),
        equity=taken("equity", lambda w: Decimal(w[0])),
        marks=optional("marks", lambda w: tuple(map(Decimal, w))),
        holdings=optional("holdings", lambda w: (int(w[0]), w[1], *map(Decimal, w[2::2]))),
        postings=optional("postings", _posting),
        cash_in=optional("cash_in", lambda w: (w[0], Decimal(w[1]))),
        profits=optional("profits", lambda w: (w[0], Decimal(w[2]), Decimal(w[4]))),
        refusals=optional("refusals", lambda w: (int(w[0][:-1]), int(w[1][1:]), w[2])),
        ambiguous=_counts(cells["ambiguous"]) if "ambiguous" in cells else None,
    )


def _event(words: list[str]) -> dict[str, object]:
    event: dict[str, object] = {"row": int(words[0].removesuffix(":")), "kind": words[1]}
    event |= {"order": None, "quantity": None, "price": None, "fee": Decimal(0)}
    if event["kind"] == "margin_call":
        return event | {"symbol": None, "value": Decimal(words[2])}
    rest = iter(words[2:])
    for word in rest:
        if word.startswith("#"):
            event["order"] = int(word[1:])
        elif word == "@":
            event["price"] = Decimal(next(rest))
        elif word in ("=", "pays", "for"):
            event["value"] = Decimal(next(rest))
        elif word == "fee":
            event["fee"] = Decimal(next(rest))
        elif "symbol" not in event:
            event["symbol"] = word
        elif event["kind"] in ("fill", "split", "end", "conversion"):
            event["quantity"] = Decimal(word)
        else:
            event["value"] = Decimal(word)
    return event


def _state(words: list[str]) -> dict[str, object]:
    state: dict[str, object] = {"id": int(words[0][1:]), "quantity": Decimal(words[1])}
    rest = words[2:]
    state["price"] = None
    if rest[0] == "@":
        prices = tuple(map(Decimal, rest[1].split("/")))
        state["price"] = prices if len(prices) > 1 else prices[0]
        rest = rest[2:]
    filled = state["quantity"] if rest[0] == "filled" else Decimal(0)
    if "filled" in rest[1:]:
        *rest, _, units = rest
        filled = Decimal(units)
    name, row, reason = [*rest, None, None][:3]
    closed = None if row is None else int(row)
    return state | {"state": name, "closed": closed, "reason": reason, "filled": filled}


def _posting(words: list[str]) -> tuple[int, str, str | None, str, Decimal]:
    event, account, commodity, amount = words
    name, _, symbol = account.partition("/")
    return int(event), name, symbol or None, commodity, Decimal(amount)


def _counts(cell: str) -> tuple[int, int]:
    decided, undecided = cell.split("/")
    return int(decided), int(undecided)
