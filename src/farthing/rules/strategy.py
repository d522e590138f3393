"""The same rules in the event driver: evaluated in Python, bar by bar, for debugging.

It shares no code with the core's way of running rules but the kernel, the door by which prices
come to it, and the indicators.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import _core
from farthing.backtest.strategy import Strategy
from farthing.rules.expression import (
    Ago,
    Arithmetic,
    BarsInPosition,
    BarsSince,
    Before,
    Combined,
    Compared,
    Constant,
    Expression,
    Field,
    Indicator,
    InPosition,
    Negated,
    Parameter,
    walked,
)
from farthing.rules.sets import arithmetic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from farthing._core import Context
    from farthing.rules.rules import Rules

Values = dict[Expression, Any]
Levels = dict[str, Decimal]

UNITS = "target_quantity"
"""The intent of sizes that are units; others are money's worth."""

ORDERS = {
    UNITS: "order_target",
    "target_value": "order_target_value",
    "target_percent": "order_target_percent",
}
"""What gives an order of an intent."""


class RulesStrategy(Strategy):
    """Rules with one parameter set, as a strategy."""

    def __init__(self, rules: Rules, parameters: Mapping[str, int | float]) -> None:
        """Takes the numbers of the set; nothing has happened yet."""
        super().__init__()
        self.rules = rules
        self.set = dict(parameters)
        self.nodes = tuple(walked(rules.roots))
        self.memories: dict[Expression, Any] = {}
        self.side: NDArray[np.float64] = np.empty(0)
        self.bars: NDArray[np.float64] = np.empty(0)

    def on_start(self, ctx: Context) -> None:
        """Makes room for the assets."""
        count = len(ctx.assets)
        self.side, self.bars = np.zeros(count), np.zeros(count)
        for node in self.nodes:
            if isinstance(node, Before):
                self.memories[node] = np.zeros(count, dtype=bool)
            elif isinstance(node, BarsSince):
                self.memories[node] = np.full(count, np.nan)
            elif isinstance(node, Ago):
                self.memories[node] = [[] for _ in range(count)]

    def on_bar(self, ctx: Context) -> None:
        """Evaluates every expression and orders what follows from it."""
        present = ~np.isnan(ctx.current("close"))
        self._count(ctx.positions, present)
        values: Values = {}
        for node in self.nodes:
            values[node] = self._value(ctx, node, values, present)
        expected = ctx.expected_sides
        for place in np.flatnonzero(present):
            self._decide(ctx, int(place), int(expected[place]), values)

    def _count(self, positions: NDArray[np.float64], present: NDArray[np.bool_]) -> None:
        side = np.sign(positions)
        bars = np.where(side == 0, 0.0, np.where(side == self.side, self.bars + 1, 1.0))
        self.bars = np.where(present, bars, self.bars)
        self.side = np.where(present, side, self.side)

    def _value(
        self, ctx: Context, node: Expression, values: Values, present: NDArray[np.bool_]
    ) -> Any:
        if isinstance(node, Constant):
            return float(node.value)
        if isinstance(node, Parameter):
            return float(self.set[node.name])
        if isinstance(node, Field):
            return ctx.current(node.name)
        if isinstance(node, Indicator):
            return _said(ctx, node, values)
        if isinstance(node, InPosition):
            return self.side != 0
        if isinstance(node, BarsInPosition):
            return self.bars
        return self._made(ctx, node, values, present)

    def _made(
        self, ctx: Context, node: Expression, values: Values, present: NDArray[np.bool_]
    ) -> Any:
        if isinstance(node, Arithmetic):
            return arithmetic(node.sign, values[node.one], values[node.other])
        if isinstance(node, Compared):
            return _compared(ctx, node, values)
        if isinstance(node, Combined):
            one, other = values[node.one], values[node.other]
            return one & other if node.sign == "&" else one | other
        if isinstance(node, Negated):
            return ~values[node.one]
        return self._remembered(node, values, present)

    def _remembered(self, node: Expression, values: Values, present: NDArray[np.bool_]) -> Any:
        memory = self.memories[node]
        if isinstance(node, Before):
            self.memories[node] = np.where(present, values[node.one], memory)
            return memory
        if isinstance(node, BarsSince):
            since = np.where(values[node.one], 0.0, memory + 1)
            self.memories[node] = np.where(present, since, memory)
            return self.memories[node]
        assert isinstance(node, Ago), "every other kind has no memory"
        bars, now = int(values[node.bars]), np.broadcast_to(values[node.one], present.shape)
        found = np.full(present.shape, np.nan)
        for place in np.flatnonzero(present):
            ring = memory[place]
            ring.append(float(now[place]))
            found[place] = ring.pop(0) if len(ring) > bars else np.nan
        return found

    def _at(self, values: Values, node: Expression, place: int) -> Any:
        """The value of an expression for one asset."""
        return np.broadcast_to(values[node], self.side.shape)[place]

    def _decide(self, ctx: Context, place: int, side: int, values: Values) -> None:
        """Orders what is to be held instead of what is expected, where that is something else."""
        held = {
            word: condition is not None and bool(self._at(values, condition, place))
            for word, condition in zip(
                ("long", "exit", "short", "cover"), self.rules.sides, strict=True
            )
        }
        wanted = _wanted(side, held)
        if wanted is not None:
            self._order(ctx, place, (wanted, side), values)

    def _order(self, ctx: Context, place: int, sides: tuple[int, int], values: Values) -> None:
        wanted, side = sides
        entry = self._entry(ctx, place, wanted, values) if wanted else None
        if entry is not None:
            if side != 0:
                ctx.make_way(ctx.assets[place])
            target, levels = entry
            give = getattr(ctx, ORDERS[self.rules.sizing[0].intent])
            parent = give(ctx.assets[place], target)
            if parent is not None:
                _give_ways_out(ctx, place, parent, levels)
        elif side != 0:
            ctx.close_position(ctx.assets[place])

    def _entry(
        self, ctx: Context, place: int, wanted: int, values: Values
    ) -> tuple[float, Levels] | None:
        """The target and the levels of its ways out; None where size or distance is none.

        So much money's worth at a price below nothing would be a position on the other side.
        """
        size, stop, profit = self.rules.sizing
        if size.intent != UNITS and ctx.current("close")[place] <= 0:
            return None
        asked = {"size": size.amount, "stop": stop, "limit": profit}
        numbers = {
            word: float(self._at(values, node, place))
            for word, node in asked.items()
            if node is not None
        }
        if not all(0 < number < np.inf for number in numbers.values()):
            return None
        signs = {"stop": -wanted, "limit": wanted}
        target = wanted * numbers.pop("size")
        return target, {
            word: _core.level_beside(
                _core_of(ctx), place, signs[word] * number, wanted < 0, word == "stop"
            )
            for word, number in numbers.items()
        }


def _wanted(side: int, held: Mapping[str, bool]) -> int | None:
    """The side that is to be held instead of the expected one; None where that stays."""
    if side == 0:
        return 1 if held["long"] else -1 if held["short"] else None
    closes, turns = ("exit", "short") if side > 0 else ("cover", "long")
    if not held[closes]:
        return None
    return -side if held[turns] else 0


def _give_ways_out(ctx: Context, place: int, parent: int, levels: Levels) -> None:
    """Orders that give the position of an entry up."""
    for kind, level in levels.items():
        ctx.order(
            ctx.assets[place],
            1,  # what it is for follows from what the entry fills
            limit=level if kind == "limit" else None,
            stop=level if kind == "stop" else None,
            parent=parent,
            reduce_only=True,
            group=f"bracket {parent}",
        )


def _said(ctx: Context, node: Indicator, values: Values) -> Any:
    windows: list[Any] = [int(values[window]) for window in node.windows]
    if node.parameter is not None:
        parameter = values[node.parameter]
        windows.insert(1, int(parameter) if node.name in {"std", "zscore"} else parameter)
    heard = {} if node.heard is None else {"field": node.heard.name}
    said = getattr(ctx, node.name)(*windows, **heard)
    return said if node.output is None else said[node.output]


def _compared(ctx: Context, node: Compared, values: Values) -> Any:
    """Floats decide where they differ; what rounds to one float is compared exactly."""
    one, other = values[node.one], values[node.other]
    with np.errstate(all="ignore"):
        found = np.asarray(_as_asked(node.sign, one, other))
    if not _are_like(node.one, node.other):
        return found
    shape = np.broadcast_shapes(np.shape(one), np.shape(other))
    found = np.broadcast_to(found, shape).copy()
    for place in np.flatnonzero(np.broadcast_to(one == other, shape)):
        exact = [_exact(ctx, part, values, int(place)) for part in (node.one, node.other)]
        found[place] = _as_asked(node.sign, *exact)
    return found


def _as_asked(sign: str, one: Any, other: Any) -> Any:
    if sign == ">":
        return one > other
    if sign == "<":
        return one < other
    return one >= other if sign == ">=" else one <= other


def _are_like(one: Expression, other: Expression) -> bool:
    """Whether two are exact averages in the same digits, or one is a plain number."""
    units = [_unit(one), _unit(other)]
    return None not in units and len({unit for unit in units if unit != "number"}) == 1


def _unit(node: Expression) -> str | None:
    """What an exact number is in: the digits of prices or of volumes, or any; None of a float."""
    if isinstance(node, Field):
        return "volume" if node.name == "volume" else "price"
    if isinstance(node, Ago):
        return _unless(_unit(node.one), "number")
    if isinstance(node, Indicator):
        unit = _unit(node.heard) if node.name in TOLD and node.heard is not None else None
        return unit if node.name == "sma" else _unless(unit, "volume")
    is_number = all(isinstance(e, (Constant, Parameter, Arithmetic)) for e in walked((node,)))
    return "number" if is_number else None


def _unless(unit: str | None, other: str) -> str | None:
    return None if unit == other else unit


def _mean(bars: list[Fraction]) -> Fraction:
    return sum(bars, Fraction()) / len(bars)


TOLD: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "sma": _mean,
    "rolling_max": max,
    "rolling_min": min,
}
"""What indicators say of exact bars."""


def _exact(
    ctx: Context, node: Expression, values: Values, place: int, skipped: int = 0
) -> Fraction:
    """An exact number as it was so many bars of an asset ago."""
    if _unit(node) == "number":
        return Fraction(Decimal(repr(float(values[node]))))
    if isinstance(node, Ago):
        return _exact(ctx, node.one, values, place, skipped + int(values[node.bars]))
    if isinstance(node, Field):
        return _bars(ctx, node.name, place, 1, skipped)[0]
    assert isinstance(node, Indicator), "all other numbers are rounded"
    assert node.heard is not None, "what is told of a field hears one"
    length = int(values[node.windows[0]])
    return TOLD[node.name](_bars(ctx, node.heard.name, place, length, skipped))


def _core_of(ctx: Context) -> Context:
    """The core's context, before which a strategy's own one stands within a portfolio."""
    core: Context = getattr(ctx, "core", ctx)
    return core


def _known(history: NDArray[np.float64], length: int, skipped: int) -> list[Fraction]:
    """The last bars that there are but the newest ones, or fewer."""
    there = history[~np.isnan(history)]
    floats = there[: len(there) - skipped][-length:]
    return [Fraction(Decimal(repr(float(bar)))) for bar in floats]


def _in_shares_of(bars: list[Fraction], last: Fraction) -> list[Fraction]:
    """The same bars where the last one was ``last``, before a later split."""
    return [bar * last / bars[-1] for bar in bars] if bars[-1] else bars


def _bars(ctx: Context, field: str, place: int, length: int, skipped: int) -> list[Fraction]:
    """A field of the last bars of an asset but the newest ones, oldest first.

    Where the asset has splits, bars are those of the adjusted window, in shares of its last bar:
    floats of few digits.
    """
    instrument = ctx.assets[place].instrument
    core = _core_of(ctx)
    scale = instrument.volume_scale if field == "volume" else instrument.price_scale
    rows = length + skipped
    while True:
        history = ctx.history(field, min(rows, ctx.bars_known))[:, place]
        digits = _core.last_bars(core, field, place, length, skipped)
        if digits is None:
            found = _known(history, length, skipped)
            if skipped and len(found) == length:
                whole = ctx.history(field, min(rows, ctx.bars_known), adjust="none")[:, place]
                found = _in_shares_of(found, _known(whole, length, skipped)[-1])
        else:
            found = [Fraction(bar, 10**scale) for bar in digits]
        if len(found) == length:
            return found
        assert rows < ctx.bars_known, "a number that is defined has its bars"
        rows *= 2
