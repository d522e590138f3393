"""A plan: all that decides what a study comes to, and the manifest that says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing.errors import StudyError
from farthing.optimise.subject import source_hash
from farthing.optimise.values import from_text, to_text

if TYPE_CHECKING:
    from farthing.optimise.fidelity import Fidelity
    from farthing.optimise.space.space import Space
    from farthing.optimise.store.place import Place
    from farthing.optimise.task import Task


TRIALS = 100
"""Trials of a search that has no end of its own."""

GRID = "grid"
"""The search that has one."""


@dataclass(frozen=True)
class Plan:
    """A study before it begins.

    Attributes:
        task: what is run, where, and what is wanted of it.
        space: what is searched.
        search: its name.
        seed: from which all chance comes.
        generation: how many trials are asked before any is told.
        fidelity: what the rungs are; None for the whole market alone.
    """

    task: Task
    space: Space
    search: str
    seed: int
    generation: int
    fidelity: Fidelity | None

    def count(self, trials: int | None) -> int | None:
        """How many trials the study has, of so many that were asked; None where nobody knows."""
        if trials is not None:
            return trials
        return None if self.search == GRID else TRIALS

    def manifest(self) -> dict[str, Any]:
        """The plan in plain values: equal ones are the same study."""
        from farthing import __version__

        whole = self.task.markets[-1]
        return {
            "strategy": {
                "name": self.task.subject.name,
                "code": self.task.subject.code,
                "told": self.task.subject.told,
            },
            "fixed": from_plain(self.task.fixed),
            "data": {
                "name": whole.bars.name,
                "digest": whole.bars.digest,
                "frequency": whole.bars.frequency,
                "symbols": list(whole.bars.symbols),
                "sessions": [str(day) for day in whole.bars.range()],
                "sessions_per_year": whole.bars.sessions_per_year,
            },
            "config": whole.config.describe(),
            "space": self.space.describe(),
            "search": self.search,
            "seed": self.seed,
            "generation": self.generation,
            "objectives": [str(each) for each in self.task.objectives],
            "functions": self._functions(),
            "fidelity": None if self.fidelity is None else str(self.fidelity),
            "rungs": len(self.task.markets),
            "versions": {"farthing": __version__, **_versions(self.search)},
        }

    def _functions(self) -> dict[str, str]:
        """Hashes over the sources of objectives and constraints that are functions, by name."""
        wanted = {each.name: each.function for each in self.task.objectives if each.function}
        asked = {each.words: each.predicate for each in self.space.constraints if not each.names}
        return {name: source_hash(each) for name, each in {**wanted, **asked}.items()}


def from_plain(values: dict[str, Any]) -> dict[str, str]:
    """Values as text, each in the type that it has."""
    return {name: to_text([value])[1:-1] for name, value in from_text(to_text(values)).items()}


def check_same(stored: dict[str, Any], now: dict[str, Any], place: Place | None) -> None:
    """Refuses to go on with a study that is another one.

    Raises:
        StudyError: it names what differs first.
    """
    for name in now:
        if stored.get(name) != now[name]:
            raise StudyError(
                f"the study in {place} has another {name}: {_shown(stored.get(name), now[name])}; "
                "go on with what it began with, or choose another place"
            )


def _shown(stored: Any, now: Any) -> str:
    """The first difference of two values."""
    if isinstance(stored, dict) and isinstance(now, dict):
        for name in [*now, *(each for each in stored if each not in now)]:
            if stored.get(name) != now.get(name):
                return f"{name} was {_shown(stored.get(name), now.get(name))}"
    return f"{stored!r}, and is now {now!r}"


def _versions(search: str) -> dict[str, str]:
    """Versions of what proposes: another one may propose something else."""
    if search in {"grid", "random"}:
        return {}
    from importlib.metadata import version

    names = ("optuna", "cmaes") if search == "cma-es" else ("optuna",)
    return {name: version(name) for name in names}
