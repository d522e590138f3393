"""Rules: when positions are opened and closed, how large they are, and where they are given up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from farthing import _core
from farthing.backtest.program import Composed, Program, StrategyProgram
from farthing.errors import ConfigurationError
from farthing.rules.expression import (
    Condition,
    Constant,
    Number,
    check_levels,
    condition,
    number,
    walked,
)
from farthing.rules.lowering import lines_of
from farthing.rules.sets import check_names, check_windows, plain

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, repr=False)
class Size:
    """How much is held, and what that means: a target of orders."""

    intent: str
    amount: Number

    def __repr__(self) -> str:
        """The call that makes it."""
        return f"{_WORDS[self.intent]}({self.amount!r})"


_WORDS = {"target_percent": "percent", "target_value": "value", "target_quantity": "shares"}


def percent(share: Any) -> Size:
    """A share of the account's value for each asset: ``percent(0.5)`` is half of it.

    >>> percent(0.5)
    percent(0.5)
    """
    return _size("target_percent", share)


def value(money: Any) -> Size:
    """So much money's worth of each asset.

    >>> value(10_000)
    value(10000)
    """
    return _size("target_value", money)


def shares(units: Any) -> Size:
    """So many units of each asset.

    >>> shares(100)
    shares(100)
    """
    return _size("target_quantity", units)


def _size(intent: str, amount: Any) -> Size:
    word = _WORDS[intent]
    made = number(amount, word)
    if isinstance(made, Constant) and made.value <= 0:
        raise ConfigurationError(f"{word}: {made.value!r} is no size; give one above 0")
    return Size(intent, made)


@dataclass(frozen=True, repr=False)
class Rules(Composed):
    """A strategy as expressions, decided for each asset at the close of each of its bars.

    ``farthing.run(rules, bars=..., parameters=...)`` runs them in the event driver,
    ``farthing.rules.simulate`` in the batch driver, ``farthing.rules.sweep`` for many parameter
    sets: the orders are the same.

    Args:
        entry: while nothing is held, opens a long position.
        exit: closes it; by default when ``entry`` does not hold.
        short: while nothing is held and ``entry`` does not hold, opens a short position. Where it
            holds at an exit, the position is turned round by one order.
        cover: closes a short position; by default when ``short`` does not hold.
        size: how much is held, such as ``percent(1)``, ``value(10_000)`` or ``shares(100)``; it is
            read when a position is opened, and nothing is ordered where it is not defined or not
            above 0.
        stop_loss: how far the price may go against the position from the close at which it is
            ordered, such as ``0.02 * close`` or ``2 * atr(14)``; None is no stop.
        take_profit: how far it has to go with it, likewise.

    What is held counts with what open market orders will still make of it. All is decided at a
    close and filled as the run says, by default at the next open.

    >>> from farthing.rules import param, sma
    >>> rules = Rules(entry=sma("close", param("fast")) > sma("close", 50), size=percent(1))
    >>> print(rules)
    Rules(entry=sma(close, param('fast')) > sma(close, 50), size=percent(1))
    >>> rules.parameters
    ('fast',)
    """

    entry: Condition | None = None
    exit: Condition | None = None
    short: Condition | None = None
    cover: Condition | None = None
    size: Size | None = None
    stop_loss: Number | None = None
    take_profit: Number | None = None

    def __post_init__(self) -> None:
        """Refuses what makes no sense."""
        for name in ("entry", "exit", "short", "cover"):
            if getattr(self, name) is not None:
                condition(getattr(self, name), name)
        for name in ("stop_loss", "take_profit"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, number(getattr(self, name), name))
        self._check_sides()
        if not isinstance(self.size, Size):
            raise ConfigurationError(
                f"size is {self.size!r}; give percent(1), value(10_000), shares(100) or the like"
            )
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        for name, root in {**named, "size": self.size.amount}.items():
            if root is not None:
                check_levels(root, name)

    def _check_sides(self) -> None:
        """Refuses rules that open nothing, and what closes a position that nothing opens."""
        if self.entry is None and self.short is None:
            raise ConfigurationError("rules open no position: give entry, short, or both")
        for closes, opens in (("exit", "entry"), ("cover", "short")):
            if getattr(self, closes) is not None and getattr(self, opens) is None:
                raise ConfigurationError(f"{closes} without {opens}: give {opens} too, or neither")

    def __repr__(self) -> str:
        """The Python that makes it."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        words = [f"{name}={given[name]!r}" for name in given if given[name] is not None]
        return f"Rules({', '.join(words)})"

    def __getstate__(self) -> dict[str, Any]:
        """The rules without what this process has made of them."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def runs_alone_because(self) -> str | None:
        """Its ways out wait for the fill of an entry, which a portfolio nets with others'."""
        given = [name for name in ("stop_loss", "take_profit") if getattr(self, name) is not None]
        return " and ".join(given) or None

    @property
    def sides(self) -> tuple[Condition | None, ...]:
        """What opens and closes a long and a short position, with what is so by default."""
        leave = ~self.entry if self.exit is None and self.entry is not None else self.exit
        cover = ~self.short if self.cover is None and self.short is not None else self.cover
        return self.entry, leave, self.short, cover

    @property
    def sizing(self) -> tuple[Size, Number | None, Number | None]:
        """The size, and the distances of the ways out."""
        assert self.size is not None, "it was refused without"
        return self.size, self.stop_loss, self.take_profit

    @property
    def roots(self) -> tuple[Any, ...]:
        """Every expression that is asked for, in the order in which they are written."""
        size, *exits = self.sizing
        asked = (*self.sides, size.amount, *exits)
        return tuple(each for each in asked if each is not None)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in the order in which they are first written."""
        names = (name for root in self.roots for name in root.parameters)
        return tuple(dict.fromkeys(names))

    @cached_property
    def code_hash(self) -> str:
        """A hash over what they print."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @cached_property
    def compiled(self) -> _core.RulesProgram:
        """The rules as the core takes them."""
        nodes = tuple(walked(self.roots))
        places = {node: place for place, node in enumerate(nodes)}
        size, stop, profit = self.sizing

        def place(root: Any) -> int | None:
            return None if root is None else places[root]

        entry, leave, short, cover = (place(side) for side in self.sides)
        return _core.RulesProgram(
            lines_of(nodes, places, self.parameters),
            len(self.parameters),
            (entry, leave, short, cover),
            (size.intent, places[size.amount], place(stop), place(profit)),
        )

    def set_of(self, parameters: Mapping[str, Any]) -> dict[str, int | float]:
        """One parameter set, checked.

        Raises:
            ConfigurationError: a parameter is missing, unknown or no number, or a window is none.
        """
        check_names(self.parameters, parameters)
        found = {name: plain(name, parameters[name]) for name in self.parameters}
        check_windows(self.roots, found)
        return found

    def program(self, parameters: Mapping[str, Any]) -> Program:
        """The rules as a strategy of the event driver; the command line gives numbers as text."""
        from farthing.rules.strategy import RulesStrategy

        found = self.set_of({name: _of_text(value) for name, value in parameters.items()})
        return StrategyProgram(RulesStrategy(self, found), "rules", self.code_hash, dict(found))


def _of_text(value: Any) -> Any:
    """The number that a text is, and all else as it is."""
    if isinstance(value, str):
        for kind in (int, float):
            try:
                return kind(value)
            except ValueError:
                continue
    return value
