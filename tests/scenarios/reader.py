"""Read scenario tables: `read(path)` gives the scenarios of one file, see README.md."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from oracle import Bar, Dividend, Instrument, Split, Ticket

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
}
COLUMNS = {
    *SETTINGS,
    *("name", "orders", "targets"),
    *("events", "states", "cash", "receivable", "positions", "trades", "equity"),
    *("marks", "holdings", "postings", "error"),
}


@dataclass(frozen=True)
class Cancel:
    """Cancel the order with this number."""

    order: int


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


@dataclass(frozen=True)
class Scenario:
    """One row of a table. `script` is what is ordered, in this order, at the close of a row."""

    name: str
    file: str
    line: int
    setup: dict[str, object]  # the arguments of oracle.Setup: a setup itself may be the error
    bars: list[tuple[int, int, dict[str, Bar]]]
    dividends: list[Dividend]
    splits: list[Split]
    start: int
    script: list[tuple[int, Ticket | Cancel]]
    targets: list[list[float]] | None
    unit: str
    rebalance: bool
    expected: Expected | None  # None: the run ends with an error
    cells: dict[str, str] = field(repr=False)

    @property
    def tickets(self) -> list[tuple[int, Ticket]]:
        """The tickets of the script by row."""
        return [(row, step) for row, step in self.script if isinstance(step, Ticket)]

    @property
    def cancels(self) -> list[tuple[int, int]]:
        """The numbers of the orders that are cancelled, by row."""
        return [(row, step.order) for row, step in self.script if isinstance(step, Cancel)]


def read(path: str | Path) -> list[Scenario]:
    """The scenarios of one file in the order of its rows."""
    blocks: dict[tuple[str, str], list[list[str]]] = {}
    given = dict(SETTINGS)
    block: list[list[str]] | None = None
    columns: list[str] | None = None
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(Path(path).read_text().splitlines(), 1):
        words = line.split()
        if not line.startswith("|"):
            columns = None
        if not words:
            block = None
        elif line.startswith("|"):
            columns = _table_line(path, number, line, columns, given, rows)
        elif line.startswith("#"):
            continue
        elif block is not None:
            block.append(words)
        elif words[0] == "given" and words[1] in SETTINGS:
            given[words[1]] = " ".join(words[2:])
        elif words[0] in ("bars", "instruments") and len(words) == 2:
            block = blocks[words[0], words[1]] = []
        else:
            raise ValueError(f"{path}:{number}: {line!r} is no line of a scenario file")
    return [_scenario(Path(path).name, number, cells, blocks) for number, cells in rows]


def items(cell: str) -> list[str]:
    """The items of a cell; `-` is none."""
    return [item.strip() for item in cell.split(";") if item.strip() not in ("", "-")]


def _table_line(path, number, line, columns, given, rows) -> list[str]:
    """Take in a line of a table: its header, its rule, a row, or more items of the row above."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if columns is None:
        unknown = set(cells) - COLUMNS
        if unknown:
            raise ValueError(f"{path}:{number}: no column is called {sorted(unknown)}")
        return cells
    if all(set(cell) <= {"-"} and cell for cell in cells) and len(cells) > 1:
        return columns
    if len(cells) != len(columns):
        raise ValueError(f"{path}:{number}: {len(cells)} cells for {len(columns)} columns")
    row = dict(zip(columns, cells, strict=True))
    if row["name"]:
        rows.append((number, {**given, **row}))
        return columns
    for column, cell in row.items():
        if cell:
            rows[-1][1][column] += f"; {cell}"
    return columns


def _scenario(file: str, number: int, cells: dict[str, str], blocks) -> Scenario:
    targets = cells.get("targets")
    instruments = [_instrument(words) for words in blocks["instruments", cells["instruments"]]]
    bars = _bars(blocks["bars", cells["bars"]])
    currency, unit_scale = cells["currency"].split()
    actions = [item.split() for item in items(cells["actions"])]
    start = int(cells["start"])
    setup = {
        "instruments": instruments,
        "capital": cells["capital"],
        "currency": currency,
        "unit_scale": int(unit_scale),
        **{name: tuple(cells[name].split()) for name in ("account", "commission", "slippage")},
        "fill": cells["fill"],
    }
    return Scenario(
        name=cells["name"],
        file=file,
        line=number,
        setup=setup,
        bars=bars,
        dividends=[_dividend(words) for words in actions if words[0] == "dividend"],
        splits=[_split(words) for words in actions if words[0] == "split"],
        start=start,
        script=[_step(item) for item in items(cells.get("orders", "-"))],
        targets=targets and _targets(targets, len(bars) - start, len(instruments)),
        unit=cells["unit"],
        rebalance={"yes": True, "no": False}[cells["rebalance"]],
        expected=None if "error" in cells else _expected(cells),
        cells=cells,
    )


# --- what goes in


def _instrument(words: list[str]) -> Instrument:
    arguments: dict[str, object] = {}
    rest = iter(words[1:])
    for key in rest:
        if key == "negative":
            arguments["negative_price_allowed"] = {"yes": True, "no": False}[next(rest)]
        elif key == "below":
            arguments["tick_below"] = (next(rest), next(rest))
        elif key.endswith("_scale"):
            arguments[key] = int(next(rest))
        else:
            arguments[key] = next(rest)
    return Instrument(words[0], **arguments)


def _bars(lines: list[list[str]]) -> list[tuple[int, int, dict[str, Bar]]]:
    rows: dict[tuple[int, int], dict[str, Bar]] = {}
    for session, time, symbol, *prices, volume in lines:
        bar = Bar(*prices, None if volume == "-" else int(volume))
        rows.setdefault((int(session), int(time)), {})[symbol] = bar
    return [(time, session, bars) for (session, time), bars in rows.items()]


def _dividend(words: list[str]) -> Dividend:
    _, symbol, session, amount, *pay = words
    return Dividend(symbol, Fraction(session), amount, Fraction(pay[1]) if pay else None)


def _split(words: list[str]) -> Split:
    _, symbol, session, ratio = words
    new, old = ratio.split(":")
    return Split(symbol, Fraction(session), int(new), int(old))


def number(word: str) -> float | str:
    """A number of an order: with `~` it is a float, without an exact decimal."""
    return float(word[1:]) if word.startswith("~") else word


def _negated(size: float | str) -> float | str:
    return -size if isinstance(size, float) else f"-{size}"


def _step(item: str) -> tuple[int, Ticket | Cancel]:
    row, _, rest = item.partition(":")
    words = rest.split()
    if words[0] == "cancel":
        return int(row), Cancel(int(words[1].removeprefix("#")))
    symbol, side, *words = words
    measure = words.pop(0) if words[0] in ("value", "percent") else "quantity"
    size = number(words.pop(0))
    order_type, price, duration = "market", None, "gtc"
    if words and words[0] in ("limit", "stop"):
        order_type, price = words.pop(0), number(words.pop(0))
    if words:
        (duration,) = words
    intent = {"buy": measure, "sell": measure, "target": f"target_{measure}"}[side]
    size = _negated(size) if side == "sell" else size
    return int(row), Ticket(symbol, intent, size, order_type, price, duration)


def _targets(cell: str, rows: int, columns: int) -> list[list[float]]:
    matrix = [[float("nan")] * columns for _ in range(rows)]
    for item in items(cell):
        row, _, targets = item.partition(":")
        matrix[int(row)] = [float(target) for target in targets.split()]
    return matrix


# --- what is expected


def _expected(cells: dict[str, str]) -> Expected:
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
    )


def _event(words: list[str]) -> dict[str, object]:
    event: dict[str, object] = {"row": int(words[0].removesuffix(":")), "kind": words[1]}
    event |= {"order": None, "quantity": None, "price": None, "fee": Decimal(0)}
    rest = iter(words[2:])
    for word in rest:
        if word.startswith("#"):
            event["order"] = int(word[1:])
        elif word == "@":
            event["price"] = Decimal(next(rest))
        elif word in ("=", "pays"):
            event["value"] = Decimal(next(rest))
        elif word == "fee":
            event["fee"] = Decimal(next(rest))
        elif "symbol" not in event:
            event["symbol"] = word
        elif event["kind"] in ("fill", "split"):
            event["quantity"] = Decimal(word)
        else:
            event["value"] = Decimal(word)
    return event


def _state(words: list[str]) -> dict[str, object]:
    state: dict[str, object] = {"id": int(words[0][1:]), "quantity": Decimal(words[1])}
    rest = words[2:]
    state["price"] = Decimal(rest[1]) if rest[0] == "@" else None
    name, row, reason = [*(rest[2:] if rest[0] == "@" else rest), None, None][:3]
    return state | {"state": name, "closed": None if row is None else int(row), "reason": reason}


def _posting(words: list[str]) -> tuple[int, str, str | None, str, Decimal]:
    event, account, commodity, amount = words
    name, _, symbol = account.partition("/")
    return int(event), name, symbol or None, commodity, Decimal(amount)
