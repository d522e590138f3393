"""The strategies of a portfolio as one: what the core calls at each bar."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from farthing import _core
from farthing.decimals import shifted
from farthing.portfolio.actions import Actions
from farthing.portfolio.allocators.allocator import WHOLE
from farthing.portfolio.context import StrategyContext
from farthing.portfolio.desk import Desk
from farthing.portfolio.diary import Diary
from farthing.portfolio.ledger import Dividend, Event, Ledger
from farthing.portfolio.netting import Wish
from farthing.portfolio.plan import without_money
from farthing.portfolio.risk.manager import RiskManager
from farthing.portfolio.shown import FillShown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from farthing.backtest.program import Calls, Program
    from farthing.data.bars import Bars
    from farthing.portfolio.book import Entry
    from farthing.portfolio.grid import Grid
    from farthing.portfolio.plan import Plan


NO_ORDER = -1
"""The number of what a strategy has not ordered."""


class Composite:
    """Calls strategies in turn, allots what happens, and gives their orders to one account.

    At the close of each bar: the events since the last one go into the books, and what nets to
    nothing crosses, before instruments end; the books are marked; at the first bar of a session
    money is moved where that is due; each strategy is told its fills and called, in the order of
    the portfolio; then the orders of all are given.
    """

    def __init__(
        self, core: _core.Context, bars: Bars, grid: Grid, plan: Plan, capital: int, *,
        at_close: bool,
    ) -> None:  # fmt: skip
        """Opens the books and shares the capital."""
        self._core, self._plan = core, plan
        self._desk = Desk(core, grid, at_close=at_close)
        self.ledger = Ledger(plan.names, grid)
        self.diary = Diary()
        self._actions = Actions(bars)
        self._seen = 0
        self._today: date | None = None
        self.ledger.deposit(0, capital)
        self._share()
        self.diary.begin(self.ledger)
        self._contexts = [
            StrategyContext(core, self._desk, self.ledger, place, self._judged)
            for place in range(len(plan.names))
        ]
        self._calls: list[Calls] = []
        self.risk = RiskManager(plan.risk, self.ledger, bars.sessions_per_year)

    def employ(self, programs: Sequence[Program], bars: Bars) -> None:
        """Learns what the strategies want to be called for."""
        self._calls = [
            each.calls(context, bars)  # type: ignore[arg-type]  # it has what a strategy may use
            for each, context in zip(programs, self._contexts, strict=True)
        ]
        for calls, context in zip(self._calls, self._contexts, strict=True):
            context.masks, context.wyckoff_parameters = calls.universe, calls.wyckoff

    @property
    def wyckoff(self) -> dict[str, dict[str, Any]]:
        """What strategies say of the parameters of ``ctx.wyckoff``, each under its name."""
        named = zip(self._plan.names, self._calls, strict=True)
        told = {name: calls.wyckoff for name, calls in named}
        return {name: each.described() for name, each in told.items() if each is not None}

    @property
    def said(self) -> tuple[str, ...]:
        """What a reader of the result should know of the strategies, each under its name."""
        named = list(zip(self._plan.names, self._calls, strict=True))
        own = [f"{name}: {note}" for name, calls in named for note in calls.said]
        given = [shares for _, shares in self.diary.shares]
        return (*own, *without_money(self._plan, given))

    def start(self, _: _core.Context) -> None:
        """Called once, before the first bar."""
        for calls, context in zip(self._calls, self._contexts, strict=True):
            calls.start(context)  # type: ignore[arg-type]

    def on_bar(self) -> None:
        """Called at the close of each bar."""
        today = self._core.session
        opens, before = today != self._today, self._today
        if opens:
            self.diary.end_session()
        self._read(today if opens else None)
        self.ledger.mark(self._core)
        if opens and before is not None and self._is_due(before, today):
            self._share()
        self._today = today
        self._call()
        wishes = self._wishes()
        if self._plan.risk:
            self._judge(wishes)
        self._desk.give(wishes)
        self.diary.mark(self._core.time_ns, today, self.ledger)

    def end(self, _: _core.Context) -> None:
        """Called once, after the last bar."""
        for calls, context in zip(self._calls, self._contexts, strict=True):
            calls.end(context)  # type: ignore[arg-type]

    def close(self) -> None:
        """Ends the books, also where a strategy did not let the last bar come to its end."""
        if self._today is not None and len(self.diary.times) <= self._core.row:
            self.diary.mark(self._core.time_ns, self._today, self.ledger)
        self.diary.end_session()

    def _read(self, opening: date | None) -> None:
        """Puts what happened since the last bar into the books."""
        told = [Event(*each) for each in _core.events_since(self._core, self._seen)]
        self._seen += len(told)
        if opening is not None:
            self._act(opening, told)
        for event in told:
            if event.kind == "fill":
                self.ledger.fill(event, self._desk)
            else:
                self.ledger.other(event)
        for parts, quantities, price in self._desk.crossed():
            fees = [0] * len(parts)
            self.ledger.exchange("crossing", self._core.row, price, parts, quantities, fees)
        self._end(told)
        self._desk.look()
        self._desk.closing = self._closing()

    def _end(self, told: Sequence[Event]) -> None:
        """Ends of instruments, also those that the sum of all strategies does not notice."""
        own = {event.asset: event for event in told if event.kind == "end"}
        for asset, price in _core.ended(self._core):
            if asset not in self._desk.ended:
                self.ledger.end(self._core.row, asset, price, own.get(asset))
                self._desk.end(asset)

    def _closing(self) -> list[Wish]:
        """What liquidations that are under way will take from each strategy."""
        return [
            Wish(place, NO_ORDER, asset, units)
            for asset, quantity in _core.liquidations(self._core)
            if sum(self.ledger.held(asset)) * quantity < 0
            for place, units in enumerate(self.ledger.closed(asset, quantity))
            if units
        ]

    def _act(self, opening: date, told: Sequence[Event]) -> None:
        """Dividends and splits, also those that the sum of all strategies does not notice."""
        # An action that comes to nothing has no event: each event names the one that it is of.
        events = {(event.kind, event.order): event for event in told}
        row = self._core.row
        for number, action in self._actions.due(opening):
            kind = "dividend" if isinstance(action, Dividend) else "split"
            own = events.get((kind, number))
            if isinstance(action, Dividend):
                self.ledger.dividend(row, action, own)
            else:
                self.ledger.split(row, action, own, self._desk)

    def _is_due(self, before: date, today: date) -> bool:
        _, shares = self.diary.shares[-1]
        return self._plan.rebalance.is_due(before, today, self.ledger.equities, shares)

    def _share(self) -> None:
        """Moves money until each strategy has its share of the whole; the rest is in reserve."""
        names, allocator = self._plan.names, self._plan.allocator
        shares = allocator.shares(self.diary.returns, len(names))
        equities = list(self.ledger.equities)
        total = sum(equities)
        if total <= 0:
            return
        wanted = [total * share // WHOLE for share in shares]
        wanted.append(total - sum(wanted))
        changes = [want - has for want, has in zip(wanted, equities, strict=True)]
        self.ledger.transfer(self._row, changes)
        self.diary.shares.append((self._row, shares))
        if self._today is None:
            return
        self.diary.moved(changes)
        for context, change in zip(self._contexts, changes, strict=False):
            if change:
                context.sheet.forget()

    @property
    def _row(self) -> int:
        return 0 if self._today is None else self._core.row

    def _call(self) -> None:
        """Tells each strategy its fills, and calls it."""
        told, self.ledger.told = self.ledger.told, []
        known = self._core.bars_known
        for calls, context in zip(self._calls, self._contexts, strict=True):
            context.forget_ended()
            if calls.on_fill is not None:
                for wish, entry in told:
                    if entry.book == context.place:
                        value = -entry.cash - entry.fee
                        calls.on_fill(context, self._shown(entry.asset, wish.id, entry, value))
            if calls.on_bar is not None and known >= calls.warmup:
                function, arguments = calls.on_bar
                function(*arguments)
            context.give_targets()

    def _shown(self, asset: int | None, order: int, entry: Entry, value: int) -> FillShown:
        assert asset is not None, "a fill is of an instrument"
        grid = self.ledger.grid
        return FillShown(
            asset=self._core.assets[asset],
            order=order,
            quantity=grid.quantity(asset, entry.quantity),
            price=shifted(Decimal(entry.price), -grid.price_scales[asset]),
            value=grid.money(value),
            fee=grid.money(entry.fee),
        )

    def _judge(self, wishes: Sequence[Wish]) -> None:
        """Lets the risk manager look at the orders of the bar."""
        flying, prices = self._desk.in_flight(), self.ledger.prices
        self.risk.judge(self._core.row, wishes, flying, prices, self.diary.returns)

    def _judged(self, wish: Wish, added: Wish) -> Wish:
        """What the limits make of an order's growth, beside it and the orders of the bar so far."""
        if self._plan.risk and added.quantity:
            given = [each for context in self._contexts for each in context.waiting]
            flying = list(dict.fromkeys([*self._desk.in_flight(), wish, *given]))
            prices = self.ledger.prices
            self.risk.judge(self._core.row, [added], flying, prices, self.diary.returns)
        return added

    def _wishes(self) -> list[Wish]:
        """What the strategies have ordered in this bar."""
        found: list[Wish] = []
        for context in self._contexts:
            found += context.waiting
            context.waiting = []
        return found
