"""Strategies that follow each other in one account: one exact run whose parameters change."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from farthing import given
from farthing.backtest.program import Calls, Composed, StrategyProgram, program
from farthing.data.arrays import day_number, days_of
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from farthing import _core
    from farthing.backtest.config import RunConfig
    from farthing.data.bars import Bars
    from farthing.wyckoff.parameters import Parameters

Carry = Literal["positions", "nothing"]
"""What one strategy leaves to the next: its positions and orders, or neither."""

CARRIES: tuple[Carry, ...] = ("positions", "nothing")


@dataclass(frozen=True, slots=True)
class Leg:
    """A strategy and the first session in which it is in charge.

    Attributes:
        first: the session.
        strategy: a ``Strategy`` class or object.
        parameters: values for its parameters.
    """

    first: date
    strategy: Any
    parameters: Mapping[str, Any] = field(default_factory=dict)


class Relay(Composed):
    """Legs of one run: what ``farthing.run`` takes as a strategy.

    Before the first bar of a leg's first session the strategy before is told of its end and the new
    one of its start; from the close of that bar on the new one decides. It has no memory of the one
    before, but sees the account.

    Args:
        legs: in the order of their sessions; the first is in charge from the run's start on.
        carry: ``positions`` leaves positions and open orders as they are; ``nothing`` cancels all
            orders, and closes all positions at the open of the new leg's first bar (at its close
            where the run fills at next closes).

    Raises:
        ConfigurationError: legs are none, or not in the order of time.

    >>> from datetime import date
    >>> import polars as pl
    >>> import farthing as ft
    >>> class Hold(ft.Strategy):
    ...     shares: int = 1
    ...     def on_bar(self, ctx):
    ...         ctx.order_target("A", self.shares)
    >>> days = [date(2024, 1, day) for day in range(2, 6)]
    >>> frame = pl.DataFrame({"date": days, "symbol": "A", "open": 10.0, "close": 10.0})
    >>> relay = Relay([Leg(days[0], Hold), Leg(days[2], Hold, {"shares": 5})])
    >>> ft.run(relay, bars=frame).fills["quantity"].to_list()
    [Decimal('1'), Decimal('4')]
    """

    def __init__(self, legs: Sequence[Leg], carry: Carry = "positions") -> None:
        if carry not in CARRIES:
            raise ConfigurationError(f"carry {carry!r} is none of {', '.join(CARRIES)}")
        if not legs:
            raise ConfigurationError("a relay has no legs: give at least one strategy")
        firsts = [given.date_of(leg.first, "first") for leg in legs]
        for before, after in pairwise(firsts):
            if after <= before:
                raise ConfigurationError(
                    f"a leg begins on {after}, after one of {before}: give legs in the order of "
                    "their sessions"
                )
        self.legs, self.firsts, self.carry = tuple(legs), tuple(firsts), carry

    def program(self, parameters: Mapping[str, Any]) -> RelayProgram:
        """The program of all legs; it takes no parameters besides theirs."""
        if parameters:
            raise ConfigurationError(
                f"a relay has no parameters {', '.join(parameters)}: give them to its legs"
            )
        return RelayProgram(self, [_program(leg) for leg in self.legs])


def _program(leg: Leg) -> StrategyProgram:
    made = program(leg.strategy, dict(leg.parameters))
    if not isinstance(made, StrategyProgram):
        raise ConfigurationError(
            f"{made.name or leg.strategy!r} cannot be a leg of a relay: give a subclass of "
            "farthing.Strategy"
        )
    return made


class RelayProgram:
    """What the core calls: the strategy that is in charge."""

    face = "farthing"

    def __init__(self, relay: Relay, programs: Sequence[StrategyProgram]) -> None:
        self._relay, self._programs = relay, programs
        self.name = programs[0].name
        self.code_hash = programs[0].code_hash
        self.sources = dict(programs[0].sources)
        self.parameters: dict[str, Any] = {"carry": relay.carry} | {
            f"from {first}": " ".join(f"{name}={value}" for name, value in each.parameters.items())
            for first, each in zip(relay.firsts, programs, strict=True)
        }

    def begin(self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig) -> RunConfig:
        """Leaves the configuration as it is."""
        return config

    def calls(self, context: _core.Context, bars: Bars) -> Calls:
        """Calls the strategy that is in charge, and hands over before a session."""
        legs = [each.calls(context, bars) for each in self._programs]
        firsts = [day_number(first) for first in self._relay.firsts]
        baton = _Baton(context, self._relay, legs)
        return Calls(
            on_bar=(baton.on_bar, ()),
            on_fill=baton.on_fill if any(each.on_fill for each in legs) else None,
            before_session=(baton.before_session, ()) if len(legs) > 1 else None,
            warmup=min(each.warmup for each in legs),
            universe=_universe(legs, np.array(firsts), days_of(bars.sessions["session"])),
            said=tuple(dict.fromkeys(said for each in legs for said in each.said)),
            wyckoff=_wyckoff(legs),
            wyckoff_told=legs[0].wyckoff_told,
            start=legs[0].start,
            end=baton.end,
        )


class _Baton:
    """Who is in charge, as the run goes on."""

    def __init__(self, context: _core.Context, relay: Relay, legs: Sequence[Calls]) -> None:
        self._context, self._relay, self._legs, self._at = context, relay, legs, 0

    def on_bar(self) -> None:
        leg = self._legs[self._at]
        if leg.on_bar is not None and self._context.bars_known >= leg.warmup:
            function, arguments = leg.on_bar
            function(*arguments)

    def on_fill(self, context: _core.Context, fill: _core.Fill) -> None:
        told: Callable[..., Any] | None = self._legs[self._at].on_fill
        if told is not None:
            told(context, fill)

    def before_session(self) -> None:
        firsts, session = self._relay.firsts, self._context.session
        while self._at + 1 < len(firsts) and firsts[self._at + 1] <= session:
            self._legs[self._at].end(self._context)
            if self._relay.carry == "nothing":
                self._close()
            self._at += 1
            self._legs[self._at].start(self._context)

    def end(self, context: _core.Context) -> None:
        self._legs[self._at].end(context)

    def _close(self) -> None:
        self._context.cancel_all()
        for asset, position in zip(self._context.assets, self._context.positions, strict=True):
            if position:
                self._context.order_target(asset, 0)


def _universe(
    legs: Sequence[Calls], firsts: NDArray[np.int64], days: NDArray[np.int32]
) -> NDArray[np.bool_] | None:
    """The mask of each session by the leg that is in charge.

    Raises:
        ConfigurationError: some legs have a universe and others have none.
    """
    masks = [each.universe for each in legs]
    there = [mask for mask in masks if mask is not None]
    if not there:
        return None
    if len(there) < len(masks):
        raise ConfigurationError(
            "some legs of the relay have a universe and others have none: give one to all"
        )
    charge = np.maximum(np.searchsorted(firsts, days, side="right") - 1, 0)
    return np.stack([there[leg][session] for session, leg in enumerate(charge.tolist())])


def _wyckoff(legs: Sequence[Calls]) -> Parameters | None:
    """What all legs say of the parameters of ``ctx.wyckoff``.

    Raises:
        ConfigurationError: they differ.
    """
    found = legs[0].wyckoff
    if any(each.wyckoff != found for each in legs):
        raise ConfigurationError(
            "legs of the relay have different wyckoff parameters: a run has one detector; keep "
            "them the same in all trials"
        )
    return found
