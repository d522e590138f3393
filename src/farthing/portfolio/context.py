"""The context of one strategy of a portfolio: the market as it is, and an account of its own."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import _core
from farthing.errors import OrderError
from farthing.portfolio.netting import Wish
from farthing.portfolio.sheet import TargetSheet
from farthing.portfolio.shown import AccountShown, OrderShown

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from farthing.portfolio.desk import Desk
    from farthing.portfolio.ledger import Ledger
    from farthing.wyckoff.live import Live
    from farthing.wyckoff.parameters import Parameters

OF_THE_MARKET = frozenset({
    "adx", "aroon", "asset", "assets", "atr", "bars_known", "bollinger", "current", "donchian",
    "ema", "history", "ichimoku", "keltner", "macd", "obv", "returns", "rolling_max",
    "rolling_min", "row", "rsi", "session", "session_index", "sma", "std", "stochastic", "time",
    "time_ns", "vwap", "wma", "zscore",
})  # fmt: skip
"""What every strategy sees alike."""

OF_THE_ACCOUNT = ("reduce_only", "group", "parent", "schedule")
"""Conditions that an order within a portfolio may not have."""

TARGET = "target_"
"""What intents begin with whose size is what is to be held."""

NETTED = (
    "it goes by what the account holds, and that is the sum of all strategies; "
    "run this strategy alone, or order without it"
)


class StrategyContext:
    """What one strategy of a portfolio sees and does.

    Market and indicators are those of the run; the account, the orders and the records are the
    strategy's own. Orders at market are netted with those of other strategies in the same bar.
    """

    def __init__(
        self, core: _core.Context, desk: Desk, ledger: Ledger, place: int,
        judged: Callable[[Wish, Wish], Wish],
    ) -> None:  # fmt: skip
        """Gives the strategy of a place its books, and a desk for its orders.

        Args:
            core: the account.
            desk: where its orders go.
            ledger: the books of all strategies.
            place: of the strategy.
            judged: what the limits of risk make of what a change adds to an order.
        """
        self._judged = judged
        self._core, self._desk, self._ledger, self.place = core, desk, ledger, place
        self._book, self._grid = ledger.books[place], ledger.grid
        self.portfolio = AccountShown(core, ledger, place)
        self.sheet = TargetSheet(len(ledger.grid.symbols))
        self.masks: NDArray[np.bool_] | None = None
        """Truths of sessions x assets, where the strategy has a universe."""
        self.wyckoff_parameters: Parameters | None = None
        self.wishes: list[Wish] = []
        self.waiting: list[Wish] = []
        self._working: dict[int, list[Wish]] = {}

    def __getattr__(self, name: str) -> Any:
        """What is of the market."""
        if name in OF_THE_MARKET:
            return getattr(self._core, name)
        if name in ("bracket", "convert", "place_order"):
            raise AttributeError(f"ctx.{name} is not there within a portfolio: {NETTED}")
        raise AttributeError(f"the context of a strategy in a portfolio has no {name!r}")

    @property
    def core(self) -> _core.Context:
        """The context of the account: rules read exact bars of it."""
        return self._core

    @property
    def universe(self) -> NDArray[np.bool_]:
        """Which assets are in the strategy's own universe; see ``farthing.Context.universe``.

        Raises:
            ConfigurationError: the strategy has no universe.
        """
        if self.masks is None:
            return self._core.universe  # the run has none, and says so
        row: NDArray[np.bool_] = self.masks[self._core.session_index]
        return row

    @property
    def wyckoff(self) -> Live:
        """What Wyckoff's method finds in the bars so far; see ``farthing.Context.wyckoff``.

        Strategies whose parameters are alike see the same detectors: one for each asset.
        """
        return _core.wyckoff_of(self._core, self.wyckoff_parameters)

    @property
    def positions(self) -> NDArray[np.float64]:
        """Units held of each asset: a new float64 array."""
        held = np.zeros(len(self._grid.symbols))
        for asset, digits in self._book.units.items():
            held[asset] = float(self._grid.quantity(asset, digits))
        return held

    @property
    def expected_sides(self) -> NDArray[np.int8]:
        """The side of what is held of each asset and of what its open orders will make of it."""
        expected = [
            self._book.units.get(asset, 0) + self.in_flight(asset)
            for asset in range(len(self._grid.symbols))
        ]
        return np.array([(units > 0) - (units < 0) for units in expected], dtype=np.int8)

    def make_way(self, asset: Any) -> None:
        """Takes back what is in the way of a target; see ``farthing.Context.make_way``."""
        self.cancel_all(asset)

    def close_position(self, asset: Any) -> int | None:
        """Gives a position up; see ``farthing.Context.close_position``."""
        self.cancel_all(asset)
        return self.order_target(asset, 0)

    def order(
        self, asset: Any, amount: Any, limit: Any = None, stop: Any = None, duration: str = "gtc",
        **conditions: Any,
    ) -> int | None:  # fmt: skip
        """Orders so many units of an asset; see ``farthing.Context.order``."""
        terms = {"limit": limit, "stop": stop, "duration": duration, **conditions}
        return self._give(asset, amount, "quantity", terms)

    def order_value(
        self, asset: Any, value: Any, limit: Any = None, stop: Any = None, duration: str = "gtc",
        **conditions: Any,
    ) -> int | None:  # fmt: skip
        """Orders units for so much money, at the last price."""
        terms = {"limit": limit, "stop": stop, "duration": duration, **conditions}
        return self._give(asset, value, "value", terms)

    def order_percent(
        self, asset: Any, percent: Any, limit: Any = None, stop: Any = None, duration: str = "gtc",
        **conditions: Any,
    ) -> int | None:  # fmt: skip
        """Orders units for such a share of the strategy's own equity."""
        terms = {"limit": limit, "stop": stop, "duration": duration, **conditions}
        return self._give(asset, percent, "percent", terms)

    def order_target(
        self, asset: Any, target: Any, limit: Any = None, stop: Any = None, duration: str = "gtc",
        **conditions: Any,
    ) -> int | None:  # fmt: skip
        """Orders what leads to so many units in the strategy's own books."""
        terms = {"limit": limit, "stop": stop, "duration": duration, **conditions}
        return self._give(asset, target, TARGET + "quantity", terms)

    def order_target_value(
        self, asset: Any, target: Any, limit: Any = None, stop: Any = None, duration: str = "gtc",
        **conditions: Any,
    ) -> int | None:  # fmt: skip
        """Orders what leads to holding so much money's worth."""
        terms = {"limit": limit, "stop": stop, "duration": duration, **conditions}
        return self._give(asset, target, TARGET + "value", terms)

    def order_target_percent(
        self, asset: Any, target: Any, limit: Any = None, stop: Any = None, duration: str = "gtc",
        **conditions: Any,
    ) -> int | None:  # fmt: skip
        """Orders what leads to holding such a share of the strategy's own equity."""
        terms = {"limit": limit, "stop": stop, "duration": duration, **conditions}
        return self._give(asset, target, TARGET + "percent", terms)

    def target_percent(
        self, weights: Any, where: Any = None, rebalance: bool = False,
        otherwise: float | None = None,
    ) -> None:  # fmt: skip
        """Leads positions to shares of the strategy's equity; see ``farthing.Context``."""
        self.sheet.state(TARGET + "percent", weights, where, rebalance, otherwise)

    def target_shares(
        self, shares: Any, where: Any = None, rebalance: bool = False,
        otherwise: float | None = None,
    ) -> None:  # fmt: skip
        """Leads positions to so many units."""
        self.sheet.state(TARGET + "quantity", shares, where, rebalance, otherwise)

    def cancel(self, order: OrderShown | int) -> bool:
        """Takes an order back; False when it does not work any more."""
        wish = self.wish(order)
        if wish.state != "open":
            return False
        self._desk.cancel(wish)
        return True

    def modify(
        self, order: OrderShown | int, amount: Any = None, limit: Any = None, stop: Any = None,
        trail: Any = None, trail_percent: Any = None,
    ) -> str | None:  # fmt: skip
        """Changes an order that works by itself; see ``farthing.Context.modify``.

        What makes an order larger is asked of the limits of risk at once.

        Raises:
            OrderError: the order is one with those of others, or was given in this bar.
        """
        wish = self.wish(order)
        if wish.state == "open" and not self._desk.is_alone(wish):
            raise OrderError(
                f"order {wish.id} is not at the market by itself: one that was given in this bar, "
                "or is one with those of other strategies, can be cancelled and ordered anew"
            )
        if wish.state != "open":
            return "not_open"
        changes = {
            "amount": amount, "limit": limit, "stop": stop, "trail": trail,
            "trail_percent": trail_percent,
        }  # fmt: skip
        if amount is not None:
            added = self._judged(wish, self._added(wish, amount))
            if added.state == "refused":
                return added.reason
            if added.quantity:
                scale = self._grid.quantity
                changes["amount"] = scale(wish.asset, wish.quantity + added.quantity)
        return self._desk.change(wish, changes)

    def _added(self, wish: Wish, amount: Any) -> Wish:
        """What a change makes an order larger by, as an order; nothing where it does not."""
        _, units, _, _ = _core.read_order(self._core, 0, "quantity", wish.asset, amount)
        grows = units * wish.quantity > 0 and abs(units) > abs(wish.quantity)
        return Wish(self.place, wish.id, wish.asset, units - wish.quantity if grows else 0)

    def cancel_all(self, asset: Any = None) -> int:
        """Takes every order back, of one asset or of all: how many that were."""
        return sum(self.cancel(order) for order in self.open_orders(asset))

    def get_order(self, order: int) -> OrderShown:
        """An order by its number."""
        wish = self.wish(order)
        asset, scale = self._core.assets[wish.asset], self._grid.quantity
        common: dict[str, Any] = {
            "id": wish.id, "asset": asset, "quantity": scale(wish.asset, wish.quantity),
            "filled": scale(wish.asset, wish.filled), "state": wish.state, "reason": wish.reason,
            "tag": wish.terms.get("tag"),
        }  # fmt: skip
        if wish.is_at_market or wish.sent is None:
            return OrderShown(**common, type="market" if wish.is_at_market else "waiting")
        own = self._core.get_order(wish.sent)
        more: dict[str, Any] = {"limit": own.limit, "stop": own.stop, "duration": own.duration}
        return OrderShown(**common, type=own.type, **more)

    def open_orders(self, asset: Any = None) -> list[OrderShown]:
        """The orders that work, oldest first, of one asset or of all."""
        place = None if asset is None else self._place(asset)
        return [
            self.get_order(wish.id)
            for wish in sorted(chain.from_iterable(self._working.values()), key=_by_id)
            if wish.state == "open" and place in (None, wish.asset)
        ]

    def record(self, **values: Any) -> None:
        """Keeps values under the strategy's name and theirs."""
        self._core.record(**{f"{self._book.name}.{name}": each for name, each in values.items()})

    def wish(self, order: OrderShown | int) -> Wish:
        """The order of a number, or as it was shown.

        Raises:
            OrderError: the strategy has no such order.
        """
        number = order.id if isinstance(order, OrderShown) else order
        if not 0 <= number < len(self.wishes):
            raise OrderError(f"order {number} of a strategy that has {len(self.wishes)} so far")
        return self.wishes[number]

    def give_targets(self) -> None:
        """Orders what was stated in the bar."""
        for asset, intent, target in self.sheet.given():
            self._read(asset, target, intent, {})

    def in_flight(self, asset: int) -> int:
        """What open orders at market, and those of a liquidation, will still buy, or sell."""
        mine = self._working.get(asset, ())
        own = sum(wish.left for wish in mine if wish.state == "open" and wish.flies)
        closing = (wish for wish in self._desk.closing if wish.book == self.place)
        return own + sum(wish.left for wish in closing if wish.asset == asset)

    def forget_ended(self) -> None:
        """Looks no more at orders that have ended."""
        if not self._working:
            return
        alive = {
            asset: [wish for wish in wishes if wish.state == "open"]
            for asset, wishes in self._working.items()
        }
        self._working = {asset: wishes for asset, wishes in alive.items() if wishes}

    def _give(self, asset: Any, size: Any, intent: str, given: dict[str, Any]) -> int | None:
        for name in OF_THE_ACCOUNT:
            if given.get(name) is not None:
                raise OrderError(f"an order with {name} is not there within a portfolio: {NETTED}")
        self.sheet.forget(self._place(asset))
        return self._read(asset, size, intent, given)

    def _read(self, asset: Any, size: Any, intent: str, given: dict[str, Any]) -> int | None:
        """Lets the core read an order, for who has the strategy's equity, and notes it."""
        equity = self._ledger.equities[self.place]
        place, units, refusal, flies = _core.read_order(
            self._core, equity, intent, asset, size, **given
        )
        terms = {name: value for name, value in given.items() if value is not None}
        if terms.get("duration") == "gtc":
            del terms["duration"]
        wish = Wish(self.place, len(self.wishes), place, units, terms, flies)
        if refusal is None and intent.startswith(TARGET):
            wish.quantity -= self._book.units.get(place, 0) + self.in_flight(place)
            if abs(wish.quantity) > _core.QUANTITY_MAX:
                size, intent, refusal = VAST, "quantity", "quantity_too_large"
        if refusal is not None:
            wish.quantity, wish.state, wish.reason = 0, "refused", refusal
            wish.unreadable = _refused(size, intent, refusal)
        elif not wish.quantity:
            return None
        self.waiting.append(wish)
        self.wishes.append(wish)
        self._working.setdefault(place, []).append(wish)
        return wish.id

    def _place(self, asset: Any) -> int:
        return self._core.portfolio.positions[asset].asset.index


VAST = "1e38"
"""More units than any instrument has."""


def _refused(size: Any, intent: str, reason: str) -> tuple[Any, str]:
    """A size that the core refuses for the same reason, and what it is of."""
    if intent.endswith("quantity"):
        return size, "quantity"
    if intent.endswith("percent") and reason == "quantity_too_large":
        return VAST, "quantity"  # the share of an equity that the core does not know
    return size, "value"


def _by_id(wish: Wish) -> int:
    return wish.id
