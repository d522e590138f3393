"""What a run leaves behind; every number is a Decimal, rows count from the run's first row."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Outcome:
    """The tables of a run.

    - `orders`: one dict per order, see `orders.order_row`.
    - `events`: dicts of kind, row (None for the deposit), symbol, order, quantity, price, value,
      fee. A fill's value is signed as its quantity; any other value is what is received.
      The quantity of a split is the change of the position.
    - `postings`: (index of the event, account, symbol or None, commodity, amount).
    - `marks`: (equity, cash, gross, largest, held) per row: gross is the sum of the magnitudes of
      the holdings, largest the largest of them, held how many there are.
    - `trades`: dicts of symbol, opened, closed (rows), quantity, cost, proceeds, fees, profit.
    - `positions`: (session, symbol, quantity, price, value, cost) at the end of each session.
    - `balances`: what the postings sum up to by (account, symbol or None, commodity).
    """

    ledger_scale: int
    orders: list[dict[str, object]] = field(default_factory=list)
    events: list[dict[str, object]] = field(default_factory=list)
    postings: list[tuple[int, str, str | None, str, Decimal]] = field(default_factory=list)
    marks: list[tuple[Decimal, Decimal, Decimal, Decimal, int]] = field(default_factory=list)
    trades: list[dict[str, object]] = field(default_factory=list)
    positions: list[tuple[int, str, Decimal, Decimal, Decimal, Decimal]] = field(
        default_factory=list
    )
    balances: dict[tuple[str, str | None, str], Decimal] = field(default_factory=dict)
