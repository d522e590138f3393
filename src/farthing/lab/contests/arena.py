"""The arena: a strategy with a space that is small enough to know all of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from farthing.backtest.config import within
from farthing.errors import ConfigurationError
from farthing.optimise.conduct import Means, conduct, planned
from farthing.optimise.settings import configured
from farthing.optimise.subject import subject
from farthing.optimise.trial import Job

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.data.bars import Bars
    from farthing.optimise.market import Market
    from farthing.optimise.plan import Plan
    from farthing.optimise.study import Study
    from farthing.optimise.trial import Trial

    Key = tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Arena:
    """What searches contend in.

    Attributes:
        strategy: what ``farthing.optimise`` takes.
        bars: of the whole market.
        space: words of its parameters; a grid must end.
        fidelity: of Hyperband, by history or universe.
        about: all of it in words.
        objective: a statistic; more is better.
    """

    strategy: Any
    bars: Bars
    space: Sequence[str]
    fidelity: str
    about: str
    objective: str = "sharpe_ratio"

    def plan(self, search: str, seed: int) -> Plan:
        """The plan of a search."""
        return planned(
            subject(self.strategy), self.bars, configured({}, "optimise"), space=self.space,
            search=search, seed=seed, objective=self.objective,
            fidelity=self.fidelity if search == "hyperband" else None,
        )  # fmt: skip

    def study(self, search: str, seed: int, trials: int | None) -> Study:
        """A search that is conducted, in this process."""
        return conduct(self.plan(search, seed), trials, Means())

    @cached_property
    def costs(self) -> tuple[float, ...]:
        """What a run on each rung costs, in runs over the whole market."""
        bars = [_bars(market) for market in self.plan("hyperband", 0).task.markets]
        return tuple(each / bars[-1] for each in bars)

    @cached_property
    def truth(self) -> tuple[dict[Key, float], ...]:
        """The value of all parameters, on each rung; those without one are left out.

        Raises:
            ConfigurationError: nothing of the space has a value.
        """
        task = self.plan("hyperband", 0).task
        grid = [each.parameters for each in self.study("grid", 0, None).trials]
        found = tuple(
            {
                key_of(parameters): float(done.values[0])
                for number, parameters in enumerate(grid)
                if (done := task.run(Job(number, rung, parameters))).state == "finished"
                and done.values[0] is not None
            }
            for rung in range(len(task.markets))
        )
        if not found[-1]:
            raise ConfigurationError(f"no parameters of {self.about} have a {self.objective}")
        return found

    @property
    def best(self) -> float:
        """The best value of the whole space."""
        return max(self.truth[-1].values())


def key_of(parameters: Any) -> Key:
    """Parameters as the key of a dictionary."""
    return tuple(sorted(parameters.items()))


def in_time(trials: Sequence[Trial]) -> list[Trial]:
    """Trials in the order in which they are run: a rung of a generation after the other."""
    return sorted(trials, key=lambda each: (each.generation, each.rung, each.number))


def _bars(market: Market) -> int:
    """Sessions of a run, times symbols."""
    config = within(market.config, market.bars)
    days = market.bars.sessions.get_column("session")
    first, last = config.start or days[0], config.end or days[-1]
    return int(((days >= first) & (days <= last)).sum()) * len(market.bars.symbols)
