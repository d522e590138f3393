"""Whose turn it is in a bar (section 4, step 2): groups, and children in their parent's bar."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from .account import Account
from .finer import Decision, Fill, Found, decide, worse_one
from .market import Bar
from .orders import Order
from .tickets import ON_CLOSE, ON_OPEN
from .triggers import Trigger, remember, trigger_after_fill, trigger_of

Family = tuple[int | None, str | int]  # a parent, and the group of its children or the only child


class Turns:
    """The choices of one row. `finer` gives the finer bars of an instrument, where there are some.

    `ambiguous` says of each instrument whose bar is ambiguous whether all of that was decided.
    """

    def __init__(
        self, account: Account, bars: dict[str, Bar], finer: Callable, first: bool
    ) -> None:
        self.account, self.bars, self.finer, self.first = account, bars, finer, first
        self.groups: set[str] = set()  # that had their turn
        self.ambiguous: dict[str, bool] = {}

    def trigger(self, order: Order) -> Trigger | None:
        """How the order's bar triggers it."""
        instrument = self.account.instruments[order.symbol]
        bar = self.bars[order.symbol]
        if not self.fills_at_close(order):
            return trigger_of(order, bar, instrument, first=self.first)
        found = trigger_of(order, bar.at_close(), instrument, first=self.first)
        return found and replace(found, at_open=False)

    def fills_at_close(self, order: Order) -> bool:
        """Whether the run has the order see nothing of a bar but its close."""
        is_asked = self.account.setup.fill == "next-close"
        return is_asked and order.type not in (*ON_OPEN, *ON_CLOSE)

    def triggered(self, orders: Iterable[Order]) -> Found:
        """The orders that their bars trigger."""
        return triggered((order, self.trigger(order)) for order in orders)

    def one_of_each_group(self, found: Found) -> Found:
        """At most one order of a group fills in a bar."""
        turns = []
        for group, rivals in _by_group(self._that_fill(found)).items():
            if group is None:
                turns += rivals
            elif group not in self.groups:
                self.groups.add(group)
                turns.append(self._first_of(rivals))
        return sorted(turns, key=_number)

    def _that_fill(self, found: Found) -> Found:
        """What has a price; a stop_limit that is triggered without one is remembered."""
        for order, trigger in found:
            if not trigger.fills:
                remember(order, self.account.instruments[order.symbol])
        return [pair for pair in found if pair[1].fills]

    def _first_of(self, rivals: Found) -> tuple[Order, Trigger]:
        """Of the orders of a group, the one that has the bar."""
        chosen = worse_one(rivals)
        symbol = chosen[0].symbol
        in_this_bar = [order for order, _ in rivals if order.symbol == symbol]
        if len(in_this_bar) < 2 or chosen[1].opened:
            return chosen
        decision = self._decide(in_this_bar, None)
        if decision is None or decision.winner is None:
            return chosen
        return (decision.winner, decision.trigger)

    def _decide(self, orders: list[Order], parent: Fill | None) -> Decision | None:
        """Ask the finer bars, and count the bar as ambiguous."""
        symbol = orders[0].symbol
        instrument = self.account.instruments[symbol]
        decision = decide(orders, self.finer(symbol), instrument, parent)
        is_decided = decision is not None and decision.is_decided
        self.ambiguous[symbol] = self.ambiguous.get(symbol, True) and is_decided
        return decision

    def of_children(self, children: list[Order], at: dict[int, Trigger]) -> Found:
        """Children in their parent's bar (section 5); `at` says how each parent filled."""
        whole = [child for child in children if at[child.ticket.parent].at_open]
        turns = self.one_of_each_group(self.triggered(whole))
        families: dict[Family, list[Order]] = {}
        for child in children:
            if child not in whole:
                families.setdefault(_family_of(child), []).append(child)
        for (parent, group), family in families.items():
            if group not in self.groups:
                turns += self._first_of_family(family, at[parent])
        return sorted(turns, key=_number)

    def _first_of_family(self, family: list[Order], filled: Trigger) -> Found:
        """Of children of one parent and group, the stop that the bar reaches, or what is finer."""
        symbol = family[0].symbol
        instrument, bar = self.account.instruments[symbol], self.bars[symbol]
        stops = triggered(
            (one, trigger_after_fill(one, bar, instrument, filled.price)) for one in family
        )
        if not stops:
            return []
        self.groups.update(one.ticket.group for one, _ in stops if one.ticket.group)
        decision = self._decide(family, Fill(filled.price, filled.falls))
        if decision is None:
            filling = self._that_fill(stops)
            return [worse_one(filling)] if filling else []
        for order in decision.triggered:
            remember(order, instrument)
        return [(decision.winner, decision.trigger)] if decision.winner else []


def triggered(pairs: Iterable[tuple[Order, Trigger | None]]) -> Found:
    """The pairs of what is triggered."""
    return [(order, trigger) for order, trigger in pairs if trigger is not None]


def _by_group(found: Found) -> dict[str | None, Found]:
    """The orders of each group; those without one under None."""
    groups: dict[str | None, Found] = {}
    for pair in found:
        groups.setdefault(pair[0].ticket.group, []).append(pair)
    return groups


def _family_of(child: Order) -> Family:
    return (child.ticket.parent, child.ticket.group or child.id)


def _number(pair: tuple[Order, Trigger]) -> int:
    return pair[0].id
