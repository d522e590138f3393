"""Where the orders of all strategies come together, and go to the account as few as possible."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from farthing import _core
from farthing.portfolio.grid import mantissa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from farthing.portfolio.grid import Grid
    from farthing.portfolio.netting import Wish

ALIVE = ("open", "waiting")


class Desk:
    """The orders that are under way, and which strategies are behind each.

    Attributes:
        grid: of the run.
        again: orders whose common order was taken back, to be given anew.
        closing: what open orders of liquidations will take from each strategy.
        ended: the instruments that have ended.
    """

    def __init__(self, core: _core.Context, grid: Grid, *, at_close: bool = False) -> None:
        """No order was given yet.

        Args:
            core: the account.
            grid: of the run.
            at_close: whether orders cross at closes, as the run fills, and not at opens.
        """
        self._core, self.grid, self._at_close = core, grid, at_close
        self._parts: dict[int, list[Wish]] = {}
        self._crossings: list[list[Wish]] = []
        self._changed: set[Wish] = set()
        self.again: list[Wish] = []
        self.closing: list[Wish] = []
        self.ended: set[int] = set()

    def give(self, wishes: Iterable[Wish]) -> None:
        """Gives the orders of a bar, in their order: those at market of several strategies as one.

        The common order stands at the place of its first part.
        """
        every = (*self._taken_again(), *wishes)
        netted = _netted(wish for wish in every if wish.state == "open")
        for wish in every:
            if wish.state != "open":
                self._show_refused(wish)
                continue
            parts = netted.get(wish.asset) if wish.is_at_market else None
            if parts is None:
                self._send([wish])
            elif parts[0] is wish:
                self._send(parts)

    def _taken_again(self) -> list[Wish]:
        again, self.again = self.again, []
        self._changed.clear()
        return again

    def _show_refused(self, wish: Wish) -> None:
        """Gives the core what it refuses, so that it is among the orders of the run."""
        if wish.unreadable is None:
            return
        size, kind = wish.unreadable
        order = self._core.place_order(wish.asset, size, intent=kind, **wish.terms)
        if order is not None:
            reason = self._core.get_order(order).reason
            assert reason == wish.reason, "the core refuses what the doors of a portfolio refuse"

    def _send(self, parts: list[Wish]) -> None:
        """Gives one order for its parts; what comes to nothing waits for a bar to cross in."""
        asset, units = parts[0].asset, sum(part.left for part in parts)
        if not units and asset in self.ended:
            _drop(parts)
            return
        if not units:
            self._crossings.append(parts)
            return
        terms = parts[0].terms if len(parts) == 1 else {}
        order = self._core.place_order(asset, self.grid.quantity(asset, units), **terms)
        assert order is not None, "an order of something is an order"
        self._parts[order] = parts
        for part in parts:
            part.sent = order
        self._look_at(order)

    def cancel(self, wish: Wish) -> None:
        """Takes the order of one strategy back; others that were one with it are given anew."""
        wish.state = "cancelled"
        parts = self._parts.pop(wish.sent, []) if wish.sent is not None else []
        if wish.sent is not None:
            self._core.cancel(wish.sent)
        for crossing in self._crossings:
            if wish in crossing:
                parts = crossing
        self._crossings = [crossing for crossing in self._crossings if crossing is not parts]
        for part in parts:
            if part is not wish:
                part.sent = None
                self.again.append(part)

    def is_alone(self, wish: Wish) -> bool:
        """Whether an order is at the market, and nobody else is behind it."""
        return wish.sent is not None and self._parts.get(wish.sent) == [wish]

    def parts(self, order: int) -> list[Wish]:
        """The orders of strategies behind one of the account; none where the engine made it."""
        return self._parts.get(order, [])

    def in_flight(self) -> list[Wish]:
        """What was given and fills whatever the prices, and what was changed in this bar."""
        given = chain(*self._parts.values(), *self._crossings, self.again, self.closing)
        is_open = (wish for wish in given if wish.state == "open")
        return [wish for wish in is_open if wish.flies or wish in self._changed]

    def change(self, wish: Wish, changes: dict[str, Any]) -> str | None:
        """Changes an order that is at the market by itself; gives the reason where it is not."""
        assert wish.sent is not None, "it is at the market"
        refused = self._core.modify(wish.sent, **changes)
        if refused is None:
            quantity = self._core.get_order(wish.sent).quantity
            wish.quantity = mantissa(quantity, self.grid.quantity_scales[wish.asset])
            self._changed.add(wish)
        return refused

    def end(self, asset: int) -> None:
        """An instrument has ended: what waits to cross in it is dropped, now and later."""
        self.ended.add(asset)
        for parts in self._crossings:
            if parts[0].asset == asset:
                _drop(parts)
        self._forget_dropped()

    def _forget_dropped(self) -> None:
        """What crosses has parts on both sides, or none."""
        crossings = ([part for part in parts if part.state == "open"] for parts in self._crossings)
        self._crossings = [parts for parts in crossings if parts]

    def look(self) -> None:
        """Learns which orders have ended, and how."""
        for order in list(self._parts):
            self._look_at(order)

    def _look_at(self, order: int) -> None:
        own, parts = self._core.get_order(order), self._parts[order]
        if own.state in ALIVE:
            return
        del self._parts[order]
        for part in parts:
            if part.state == "open":
                part.state, part.reason = own.state, own.reason

    def split(self, asset: int, new: int, old: int) -> None:
        """Takes the orders of an instrument over a split, as the account has taken them.

        What the account's order still wants is multiplied and goes to the lot towards zero. It is
        not read from the order, which may have filled in the same bar. Who is left without units
        is dropped.
        """
        lot = self.grid.lots[asset]
        for parts in (*self._parts.values(), *self._crossings):
            if parts[0].asset != asset:
                continue
            net = sum(part.left for part in parts)
            whole = abs(net) * new // (old * lot) * lot
            left = [whole if net > 0 else -whole]
            if len(parts) > 1:
                left = _core.after_split([part.left for part in parts], left[0], new, old, lot)
            for part, units in zip(parts, left, strict=True):
                part.quantity = part.filled + units
            _drop([part for part in parts if not part.left])
        self._forget_dropped()

    def crossed(self) -> Iterator[tuple[list[Wish], list[int], int]]:
        """Orders that net to nothing and can cross in this bar: parts, quantities and price.

        They do where the market would fill an order of their instrument: at the open of a bar that
        has volume, or at its close where the run fills at closes.
        """
        waiting, self._crossings = self._crossings, []
        for parts in waiting:
            price = _core.fill_price(self._core, parts[0].asset, self._at_close)
            if price is None:
                self._crossings.append(parts)
                continue
            yield parts, _core.parts_of_fill([part.left for part in parts], 0, 1), price


def _drop(parts: Iterable[Wish]) -> None:
    for part in parts:
        if part.state == "open":
            part.state = "dropped"


def _netted(wishes: Iterable[Wish]) -> dict[int, list[Wish]]:
    """The orders at market, by instrument, of those instruments that several strategies order."""
    found: dict[int, list[Wish]] = {}
    for wish in wishes:
        if wish.is_at_market:
            found.setdefault(wish.asset, []).append(wish)
    return {
        asset: parts for asset, parts in found.items() if len({part.book for part in parts}) > 1
    }
