"""What a trial of a study costs beside its run: it is proposed, executed and stored.

The strategy of these studies gives a result that it has made before, so that nothing but the rest
is left: drawing parameters, the way to a worker and back, the objective, the store. Workers begin
before the clock does.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import workloads

from farthing.backtest.config import run_config
from farthing.backtest.run import run
from farthing.optimise.conduct import planned
from farthing.optimise.execute.pool import Pool
from farthing.optimise.execute.process import LocalCrew
from farthing.optimise.execute.serial import Serial
from farthing.optimise.loop import Loop
from farthing.optimise.rungs import Rungs
from farthing.optimise.search.named import search_named
from farthing.optimise.search.search import Told
from farthing.optimise.space.fields import Field
from farthing.optimise.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.backtest.result import Result
    from farthing.optimise.execute.executor import Executor
    from farthing.optimise.market import Market
    from farthing.optimise.plan import Plan
    from farthing.optimise.trial import Trial

TRIALS = 1_000
ASKED = 200
"""Trials of a sampler of Optuna's, which takes longer for each than for the one before."""

SPACE = ("fast=2:800", "slow=9:3000", "share=0.2:1")


@dataclass(frozen=True, slots=True)
class Conducted:
    """What a study came to."""

    digest: str
    facts: dict[str, str]

    @classmethod
    def of(cls, trials: list[Trial]) -> Conducted:
        """Outcomes of all trials."""
        words = "\n".join(repr(each.outcome) for each in trials)
        digest = hashlib.sha256(words.encode()).hexdigest()
        return cls(digest, {"trials": str(len(trials))})


class Nothing:
    """A strategy whose result was made before the clock began."""

    name, code = "nothing", ""

    def __init__(self) -> None:
        """Has no result yet."""
        self.fields = {"fast": Field(int, 5), "slow": Field(int, 9), "share": Field(float, 1.0)}
        self.told: dict[str, Any] = {}
        self._kept: Result | None = None

    def warm(self, market: Market) -> None:
        """Makes the result."""
        self._kept = run(lambda _: None, bars=market.bars)

    def run(self, market: Market, parameters: Any) -> Result:
        """Gives it."""
        assert self._kept is not None, "warm comes before run"
        return self._kept

    def __getstate__(self) -> dict[str, Any]:
        """Without the result, which each process makes itself."""
        return {"fields": self.fields, "told": self.told, "_kept": None}


def case(search: str, count: int, *, pool: bool) -> Callable[[], Any]:
    """A study of so many trials; its executor begins when it is prepared."""
    plan: Plan = planned(
        Nothing(), workloads.bars("D"), run_config(), space=SPACE, search=search,
        objective="end_equity",
    )  # fmt: skip
    plan.task.warm()
    executor: Executor = (Pool(LocalCrew(plan.task), 1) if pool else Serial(plan.task)).__enter__()
    for _ in executor.run(()):  # until a worker is ready
        raise AssertionError("there was no job")

    def conduct() -> Conducted:
        return Conducted.of(_conducted(plan, search, count, executor))

    return conduct


def _conducted(plan: Plan, search: str, count: int, executor: Executor) -> list[Trial]:
    told = Told(plan.space, plan.seed, ("max",), plan.generation, 0)
    with tempfile.TemporaryDirectory() as folder, Store(folder) as store:
        store.begin(plan.manifest())
        loop = Loop(
            search=search_named(search, told), executor=executor,
            rungs=Rungs(1, plan.task.objectives[0]), store=store, generation=plan.generation,
            known={}, progress=lambda _: None,
        )  # fmt: skip
        return loop.run(count)


CASES: dict[str, Callable[[], Callable[[], Any]]] = {
    "trials-serial": lambda: case("random", TRIALS, pool=False),
    "trials-pool": lambda: case("random", TRIALS, pool=True),
    "trials-tpe": lambda: case("tpe", ASKED, pool=False),
}
