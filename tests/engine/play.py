"""One market and what is ordered in it, on the oracle and on both drivers of the engine."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import oracle
from scenarios.reader import Cancel, Convert, Modify

import farthing
from farthing.backtest.result import Result
from farthing.data.bars import Bars
from farthing.types import Currency

from .conditions import account_of, carry_of, commission_of, controls_of
from .days import Days, days_of
from .market import bars_of, finer_bars_of, minutes_of, rates_of
from .orders import EngineView, as_decimal, tape_of, tape_order
from .steps import Bracket, Made, follow

__all__ = [
    "Market",
    "Script",
    "Step",
    "Targets",
    "as_decimal",
    "by_row",
    "play_batch",
    "play_event",
]
__all__ += ["play_oracle", "play_recording", "tape_order"]

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
    def days(self) -> Days:
        """The days of the sessions."""
        return days_of(self.setup, (*self.dividends, *self.splits))

    @cached_property
    def bars(self) -> Bars:
        """The bars in farthing's terms, for every run over this market."""
        return bars_of(self.setup, self.rows, self.dividends, self.splits)

    @cached_property
    def finer(self) -> Bars | None:
        """The finer bars in farthing's terms, where there are some."""
        return finer_bars_of(self.setup, self.bars, self.days)

    @property
    def starts_within_a_session(self) -> bool:
        """Whether the run does: one that farthing.run cannot be asked for."""
        before = self.rows[self.start - 1][1] if self.start else None
        return before == self.rows[self.start][1]

    @cached_property
    def settings(self) -> dict[str, object]:
        """The arguments of farthing.run and farthing.simulate but the orders."""
        setup, days = self.setup, self.days
        return {
            "capital": setup["capital"],
            "currency": Currency(setup.get("currency", "USD"), setup.get("unit_scale", 2)),
            "fill": setup.get("fill", "next-open"),
            "start": days(self.rows[self.start][1]) if self.start else None,
            "finer": self.finer,
            "volume_limit": setup.get("volume_limit"),
            "latency": latency_of(setup),
            "commission": commission_of(setup.get("commission", ("none",))),
            "slippage": ":".join(map(str, setup.get("slippage", ("none",)))),
            "account": account_of(setup),
            "controls": controls_of(setup, days),
            "convert": setup.get("convert", "none"),
            "rates": rates_of(setup, days),
            **carry_of(setup),
        }


def latency_of(setup: dict[str, object]) -> str | None:
    """The latency in farthing's words; a minute of the oracle is a bar."""
    stages = setup.get("latency")
    if stages is None:
        return None
    scale = minutes_of(setup)

    def delay(words: str) -> str:
        kind, *times = words.split(":") if ":" in words else ("", words)
        return ":".join([*([kind] if kind else []), *(f"{int(time) * scale}ns" for time in times)])

    named = zip(("submit", "modify", "cancel"), stages, strict=True)
    parts = [f"{stage}={delay(words)}" for stage, words in named]
    return ",".join([*parts, f"seed={setup.get('seed', 0)}"])


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
    """Does what a script says; the first order is number 1 in it, 0 here.

    A step that names an order which is not there yet is left out.
    """

    def on_start(self, ctx: farthing.Context) -> None:
        """Sorts the script, which the player has put on the object."""
        self.steps, self.made, self.view = by_row(self.script), Made(), EngineView(ctx, self.days)

    def on_bar(self, ctx: farthing.Context) -> None:
        """Plays the steps of the row."""
        for step in self.steps[ctx.row]:
            follow(self.view, step, self.made)


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
        strategy.script, strategy.days = script, market.days
    return farthing.run(strategy, bars=market.bars, **market.settings)


def play_batch(market: Market, script: Script) -> Result:
    """The batch driver: an array of targets, or a tape of tickets and brackets.

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
    return farthing.simulate(market.bars, orders=tape_of(script, market.days), **market.settings)


def by_row(script: Sequence[Step]) -> dict[int, list[oracle.Ticket | Cancel]]:
    """The steps of each row, in their order."""
    rows = defaultdict(list)
    for row, step in script:
        rows[row].append(step)
    return rows
