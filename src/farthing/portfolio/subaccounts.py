"""What became of each strategy of a portfolio: tables of exact values that add up to the run's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from farthing.decimals import shifted
from farthing.errors import ConfigurationError
from farthing.portfolio.allocators.allocator import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from farthing.portfolio.book import Entry
    from farthing.portfolio.diary import Diary, SessionEnd
    from farthing.portfolio.grid import Grid
    from farthing.portfolio.plan import Plan
    from farthing.portfolio.risk.manager import Remark

Key = Callable[[int, "int | None"], "str | None"]

DIGITS_MAX = 38

By = Literal["strategy", "symbol", "sector", "cost"]
BYS: tuple[By, ...] = ("strategy", "symbol", "sector", "cost")

COSTS = ("trading", "fees", "dividends", "borrow", "interest", "financing")
"""What profit is made of: what prices did, and what it cost or brought to hold and to trade."""

_COST_OF = {
    "fill": "trading", "crossing": "trading", "split": "trading", "end": "trading",
    "dividend": "dividends", "payment": "dividends",
    "borrow": "borrow", "interest": "interest", "financing": "financing",
}  # fmt: skip
"""Which part of the profit an entry belongs to; deposits and transfers are none."""


@dataclass(frozen=True)
class SubAccounts:
    """The books of a portfolio, as tables; the reserve is the last of the strategies.

    Attributes:
        plan: by which rules they were kept.
        entries: every change of every book, in last digits.
        diary: the books bar by bar, in last digits.
        grid: what these digits are.
        remarks: what limits of risk have said.

    Tables (polars, made when first asked for):
        equity: ``time session strategy equity cash``, one row a bar and strategy.
        positions: ``session strategy symbol quantity price value`` at each session's end.
        fills: ``time strategy order symbol kind quantity price value fee``: parts of the account's
            fills, and ``crossing`` for what strategies exchanged among themselves.
        journal: ``time strategy kind symbol quantity cash receivable``: every change.
        allocations: ``time strategy share moved``, where money was shared.
        risk: ``time limit measure action orders``: where a limit was exceeded, and how many orders
            that was for.
    """

    plan: Plan
    grid: Grid
    diary: Diary
    entries: Sequence[Entry]
    remarks: tuple[Remark, ...] = ()

    def describe(self) -> dict[str, Any]:
        """The plan, and the profit of each strategy and of each cost, as ``run.json`` keeps it."""
        by = {name: self.attribution(name).select(name, "profit") for name in ("strategy", "cost")}
        profits = {
            name: {key: str(profit) for key, profit in table.iter_rows()}
            for name, table in by.items()
        }
        return {
            **self.plan.describe(),
            "profit": {name: profits["strategy"].get(name, "0") for name in self.names},
            "profit_by_cost": profits["cost"],
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The strategies, and the reserve."""
        return (*self.plan.names, "reserve")

    @cached_property
    def equity(self) -> pl.DataFrame:
        """What each is worth at the close of each bar."""
        diary, count = self.diary, len(self.names)
        return pl.DataFrame({
            "time": self._times([row for row in range(len(diary.times)) for _ in range(count)]),
            "session": [day for day in diary.sessions for _ in range(count)],
            "strategy": list(self.names) * len(diary.times),
            "equity": self._money(value for row in diary.equity for value in row),
            "cash": self._money(value for row in diary.cash for value in row),
        })  # fmt: skip

    @cached_property
    def positions(self) -> pl.DataFrame:
        """What each held at the end of each session."""
        held, grid = list(self._held(self.diary.ends)), self.grid
        return pl.DataFrame({
            "session": pl.Series([day for day, *_ in held], dtype=pl.Date),
            "strategy": self._strategies(book for _, book, *_ in held),
            "symbol": self._symbols(asset for _, _, asset, *_ in held),
            "quantity": self._quantities((asset, units) for _, _, asset, units, _ in held),
            "price": self._prices((asset, price) for _, _, asset, _, price in held),
            "value": self._money(grid.value(a, units, price) for _, _, a, units, price in held),
        })  # fmt: skip

    @cached_property
    def fills(self) -> pl.DataFrame:
        """What each has of the fills, and of what strategies exchanged."""
        mine = [entry for entry in self.entries if entry.kind in ("fill", "crossing")]

        def column(name: str) -> list[Any]:
            return [getattr(entry, name) for entry in mine]

        assets = column("asset")
        values = (-entry.cash - entry.fee for entry in mine)
        return pl.DataFrame({
            "time": self._times(column("row")),
            "strategy": self._strategies(column("book")),
            "order": pl.Series(column("order"), dtype=pl.UInt32),
            "symbol": self._symbols(assets),
            "kind": pl.Series(column("kind"), dtype=pl.String),
            "quantity": self._quantities(zip(assets, column("quantity"), strict=True)),
            "price": self._prices(zip(assets, column("price"), strict=True)),
            "value": self._money(values),
            "fee": self._money(column("fee")),
        })  # fmt: skip

    @cached_property
    def journal(self) -> pl.DataFrame:
        """Every change of every book."""
        every = self.entries
        return pl.DataFrame({
            "time": self._times([entry.row for entry in every]),
            "strategy": self._strategies(entry.book for entry in every),
            "kind": pl.Series([entry.kind for entry in every], dtype=pl.String),
            "symbol": self._symbols(entry.asset for entry in every),
            "quantity": self._quantities((entry.asset or 0, entry.quantity) for entry in every),
            "cash": self._money(entry.cash for entry in every),
            "receivable": self._money(entry.receivable for entry in every),
        })  # fmt: skip

    @cached_property
    def allocations(self) -> pl.DataFrame:
        """The share of each strategy where money was shared, and what was moved."""
        moved = {
            (entry.row, entry.book): entry.cash
            for entry in self.entries
            if entry.kind == "transfer"
        }
        given = [
            (row, book, share)
            for row, shares in self.diary.shares
            for book, share in enumerate((*shares, WHOLE - sum(shares)))
        ]
        return pl.DataFrame({
            "time": self._times([row for row, *_ in given]),
            "strategy": self._strategies(book for _, book, _ in given),
            "share": _decimals((Decimal(share) / WHOLE for *_, share in given), 9),
            "moved": self._money(moved.get((row, book), 0) for row, book, _ in given),
        })  # fmt: skip

    @cached_property
    def risk(self) -> pl.DataFrame:
        """Where a limit of risk was exceeded, and what was done."""
        said = self.remarks
        return pl.DataFrame({
            "time": self._times([each.row for each in said]),
            "limit": pl.Series([each.limit for each in said], dtype=pl.String),
            "measure": pl.Series([each.measure for each in said], dtype=pl.Float64),
            "action": pl.Series([each.action for each in said], dtype=pl.String),
            "orders": pl.Series([each.orders for each in said], dtype=pl.UInt32),
        })  # fmt: skip

    def attribution(self, by: By = "strategy") -> pl.DataFrame:
        """Whose, or which, profit it was: rows that add up to the run's profit to the last digit.

        Args:
            by: ``strategy``; ``symbol`` (null is what is of no instrument, such as interest);
                ``sector`` (null likewise, and for symbols without one); or ``cost``: what prices
                did (``trading``), ``fees``, ``dividends``, ``borrow``, ``interest``, ``financing``.

        Returns:
            The key, a column for each of the costs, and ``profit``; by ``cost`` the profit alone.

        Raises:
            ConfigurationError: ``by`` is none of these.
        """
        if by not in BYS:
            raise ConfigurationError(f"attribution by {by!r}: it is one of {', '.join(BYS)}")
        if by == "cost":
            totals = self._grouped(lambda _book, _asset: "")
            found = totals.get("", dict.fromkeys(COSTS, 0))
            return pl.DataFrame({"cost": list(COSTS), "profit": self._money(found.values())})
        groups = self._grouped(self._key(by))
        rows = list(groups.values())
        return pl.DataFrame({
            by: pl.Series(list(groups), dtype=pl.String),
            **{cost: self._money(row[cost] for row in rows) for cost in COSTS},
            "profit": self._money(sum(row.values()) for row in rows),
        })  # fmt: skip

    def _held(self, ends: Sequence[SessionEnd]) -> Iterator[tuple[date, int, int, int, int]]:
        """Session, book, instrument, units and price of what was held at these ends of sessions.

        What a book held is the sum of its entries up to then.
        """
        units: dict[tuple[int, int], int] = {}
        entries = iter(self.entries)
        entry = next(entries, None)
        for day, row, prices in ends:
            while entry is not None and entry.row <= row:
                if entry.asset is not None and entry.quantity:
                    place = (entry.book, entry.asset)
                    units[place] = units.get(place, 0) + entry.quantity
                entry = next(entries, None)
            units = {place: held for place, held in sorted(units.items()) if held}
            for (book, asset), held in units.items():
                yield day, book, asset, held, int(prices[asset])

    def _key(self, by: By) -> Key:
        if by == "strategy":
            return lambda book, _: self.names[book]
        if by == "symbol":
            return lambda _, asset: None if asset is None else self.grid.symbols[asset]
        sectors = self.plan.sectors
        return lambda _, asset: None if asset is None else sectors.get(self.grid.symbols[asset])

    def _grouped(self, key: Key) -> dict[str | None, dict[str, int]]:
        """The parts of the profit by a key of book and instrument, in last digits."""
        groups: dict[str | None, dict[str, int]] = {}
        for entry in self.entries:
            cost = _COST_OF.get(entry.kind)
            if cost is None:
                continue
            row = groups.setdefault(key(entry.book, entry.asset), dict.fromkeys(COSTS, 0))
            row[cost] += entry.cash + entry.receivable + entry.fee
            row["fees"] -= entry.fee
        for _, book, asset, units, price in self._held(self.diary.ends[-1:]):
            row = groups.setdefault(key(book, asset), dict.fromkeys(COSTS, 0))
            row["trading"] += self.grid.value(asset, units, price)
        return groups

    def _times(self, rows: list[int]) -> pl.Series:
        times = self.diary.times
        known = [times[row] if row < len(times) else None for row in rows]
        return pl.Series(known, dtype=pl.Int64).cast(pl.Datetime("ns", "UTC"))

    def _strategies(self, books: Iterable[int]) -> pl.Series:
        return pl.Series([self.names[book] for book in books], dtype=pl.String)

    def _symbols(self, assets: Iterable[int | None]) -> pl.Series:
        symbols = self.grid.symbols
        found = [None if asset is None else symbols[asset] for asset in assets]
        return pl.Series(found, dtype=pl.String)

    def _money(self, values: Iterable[int]) -> pl.Series:
        return _decimals(map(self.grid.money, values), self.grid.ledger_scale)

    def _quantities(self, values: Iterable[tuple[int, int]]) -> pl.Series:
        scale = max(self.grid.quantity_scales)
        return _decimals((self.grid.quantity(asset, units) for asset, units in values), scale)

    def _prices(self, values: Iterable[tuple[int, int]]) -> pl.Series:
        scales = self.grid.price_scales
        found = (shifted(Decimal(price), -scales[asset]) for asset, price in values)
        return _decimals(found, max(scales))


def _decimals(values: Iterable[Decimal], scale: int) -> pl.Series:
    return pl.Series(list(values), dtype=pl.Decimal(DIGITS_MAX, scale))
