"""What a run leaves behind; every number is a Decimal, rows count from the run's first row."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Outcome:
    """The tables of a run.

    - `orders`: one dict per order, see `orders.order_row`.
    - `events`: dicts of kind, row (None for the deposit), symbol, order, quantity, price, value,
      fee. A fill's value is signed as its quantity; any other value is what is received.
      The quantity of a split or an end is the change of the position. Interest has its currency
      as symbol; so has a conversion, whose quantity is the change of that currency's cash and
      whose value is that of the account's. The value of a margin call is what is missing.
    - `postings`: (index of the event, account, symbol or None, commodity, amount).
    - `marks`: (equity, cash, gross, largest, held) per row: gross is the sum of the magnitudes of
      the holdings, largest the largest of them, held how many there are. All are in the account's
      currency.
    - `trades`: dicts of symbol, opened, closed (rows), quantity, cost, proceeds, fees, profit.
    - `positions`: (session, symbol, quantity, price, value, cost) at the end of each session.
    - `balances`: what the postings sum up to by (account, symbol or None, commodity).
    - `profits`: (symbol, price part, currency part) of the trades in other currencies, in order.
    - `refusals`: (row, order, reason) of changes that were refused.
    - `ambiguous`: how many bars were, that finer ones decided, and that they did not.
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
    profits: list[tuple[str, Decimal, Decimal]] = field(default_factory=list)
    refusals: list[tuple[int, int, str]] = field(default_factory=list)
    ambiguous: tuple[int, int] = (0, 0)
