"""A study that was asked for, with everything that decides what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing.data.checksum import value_hash
from farthing.optimise.conduct import planned as plan_of
from farthing.optimise.subject import subject
from farthing.service.backtests.plan import bars_of, config_of
from farthing.service.strategies.named import named

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.optimise.plan import Plan as Search
    from farthing.service.studies.schemas import Study


@dataclass(frozen=True)
class Plan:
    """A study that can begin.

    Attributes:
        search: what is searched, and how.
        trials: how many; None is as many as ``farthing optimise`` makes by default.
        manifest: what decides its result.
    """

    search: Search
    trials: int | None
    manifest: dict[str, Any]

    @property
    def digest(self) -> str:
        """The hash over the manifest: equal hashes have equal results."""
        return value_hash(self.manifest)


def planned(asked: Study, home: Path) -> Plan:
    """The plan of a study.

    Raises:
        FarthingError: a name is not known, or a setting makes no sense.
    """
    search = plan_of(
        subject(named(asked.strategy).load()),
        bars_of(asked.market, home),
        config_of(asked.settings, asked.market, home),
        space=list(asked.space) or None,
        constraints=asked.where,
        search=asked.search,
        seed=asked.seed,
        objective=list(asked.objective),
        parameters=asked.parameters,
        fidelity=asked.fidelity,
        generation=asked.generation,
    )
    manifest = {"kind": "study", "trials": asked.trials, **search.manifest()}
    return Plan(search, asked.trials, manifest)


def folder_of(folder: Path, digest: str) -> Path:
    """Where a study is kept: equal studies in one place."""
    return folder / "studies" / digest
