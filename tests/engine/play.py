"""One market and what is ordered in it, on the oracle and on both drivers of the engine."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import oracle
from scenarios.reader import Cancel, Convert, Modify

import farthing
from farthing.backtest.result import Result
from farthing.data.bars import Bars

from .conditions import account_of, carry_of, commission_of, controls_of
from .market import FIRST_DAY, bars_of, day_of
from .steps import Bracket, Made, follow

Step = tuple[int, oracle.Ticket | Bracket | Cancel | Modify | Convert]
"""What is ordered, changed or cancelled, at the close of a row of the run."""


@dataclass(frozen=True)
class Targets:
    """A target per row of the run and instrument; NaN is none."""

    matrix: list[list[float]]
    unit: str = "weight"
    rebalance: bool = False


Script = Sequence[Step] | Targets


@dataclass(frozen=True)
class Market:
    """Everything of a run but what is ordered; `setup` holds the arguments of `oracle.Setup`."""

    setup: dict[str, object]
    rows: Sequence[oracle.market.Row]
    dividends: Sequence[oracle.Dividend] = ()
    splits: Sequence[oracle.Split] = ()
    start: int = 0

    @cached_property
    def bars(self) -> Bars:
        """The bars in farthing's terms, for every run over this market."""
        return bars_of(self.setup, self.rows, self.dividends, self.splits)

    @property
    def starts_within_a_session(self) -> bool:
        """Whether the run does: one that farthing.run cannot be asked for."""
        before = self.rows[self.start - 1][1] if self.start else None
        return before == self.rows[self.start][1]

    @cached_property
    def settings(self) -> dict[str, object]:
        """The arguments of farthing.run and farthing.simulate but the orders."""
        setup = self.setup
        first = setup.get("first_day", FIRST_DAY)
        return {
            "capital": setup["capital"],
            "fill": setup.get("fill", "next-open"),
            "start": day_of(self.rows[self.start][1], first) if self.start else None,
            "commission": commission_of(setup.get("commission", ("none",))),
            "slippage": ":".join(map(str, setup.get("slippage", ("none",)))),
            "account": account_of(setup),
            "controls": controls_of(setup, first),
            **carry_of(setup),
        }


def play_oracle(market: Market, script: Script) -> oracle.Outcome:
    """What the rules say."""
    return play_recording(market, script)[0]


def play_recording(market: Market, script: Script) -> tuple[oracle.Outcome, Made]:
    """What the rules say, and which of the orders are children."""
    setup = oracle.Setup(**market.setup)
    actions = (market.dividends, market.splits, market.start)
    if isinstance(script, Targets):
        how = (script.matrix, script.unit, script.rebalance)
        return oracle.run_targets(setup, market.rows, *how, *actions), Made()
    steps, made = by_row(script), Made()

    def give(view: oracle.engine.View, row: int) -> None:
        for step in steps[row]:
            follow(view, step, made)

    return oracle.run(setup, market.rows, give, *actions), made


class FollowSteps(farthing.Strategy):
    """Orders and cancels what a script says; the first order is number 1 in it, 0 here.

    A cancel of an order that is not there yet is left out.
    """

    def on_start(self, ctx: farthing.Context) -> None:
        """Sorts the script, which the player has put on the object."""
        self.steps, self.made = by_row(self.script), 0
        self.doors = {
            "quantity": ctx.order,
            "value": ctx.order_value,
            "percent": ctx.order_percent,
            "target_quantity": ctx.order_target,
            "target_value": ctx.order_target_value,
            "target_percent": ctx.order_target_percent,
        }

    def on_bar(self, ctx: farthing.Context) -> None:
        """Plays the steps of the row."""
        for step in self.steps[ctx.row]:
            if not isinstance(step, Cancel):
                prices = {} if step.price is None else {step.type: step.price}
                order = self.doors[step.intent](
                    step.symbol, step.size, duration=step.duration, **prices
                )
                self.made += order is not None
            elif step.order <= self.made:
                ctx.cancel(step.order - 1)


class FollowTargets(farthing.Strategy):
    """Leads the account along an array of targets."""

    def on_bar(self, ctx: farthing.Context) -> None:
        """Gives the targets of the row."""
        lead = {"weight": ctx.target_percent, "shares": ctx.target_shares}[self.targets.unit]
        lead(self.targets.matrix[ctx.row], rebalance=self.targets.rebalance)


def play_event(market: Market, script: Script) -> Result:
    """The event driver: a class strategy that gives each order at the close of its row."""
    if isinstance(script, Targets):
        strategy = FollowTargets()
        strategy.targets = script
    else:
        strategy = FollowSteps()
        strategy.script = script
    return farthing.run(strategy, bars=market.bars, **market.settings)


def play_batch(market: Market, script: Script) -> Result:
    """The batch driver: an array of targets or a tape, which cannot cancel.

    Exact numbers come as `Decimal` here and as text on the event driver: two doors, one meaning.
    """
    if isinstance(script, Targets):
        return farthing.simulate(
            market.bars,
            targets=script.matrix,
            unit=script.unit,
            rebalance=script.rebalance,
            **market.settings,
        )
    return farthing.simulate(market.bars, orders=map(tape_order, script), **market.settings)


def tape_order(step: Step) -> dict[str, object]:
    """A ticket as an order of a tape."""
    row, ticket = step
    order = {
        "row": row,
        "asset": ticket.symbol,
        "size": as_decimal(ticket.size),
        "intent": ticket.intent,
        "duration": ticket.duration,
    }
    return order if ticket.price is None else order | {ticket.type: as_decimal(ticket.price)}


def as_decimal(number: oracle.values.Number) -> float | Decimal:
    """A float as it is, everything else as a decimal."""
    return number if isinstance(number, float) else Decimal(number)


def by_row(script: Sequence[Step]) -> dict[int, list[oracle.Ticket | Cancel]]:
    """The steps of each row, in their order."""
    rows = defaultdict(list)
    for row, step in script:
        rows[row].append(step)
    return rows
