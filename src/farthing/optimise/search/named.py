"""Searches by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.errors import ConfigurationError, hint
from farthing.optimise.search.chance import RandomSearch
from farthing.optimise.search.grid import GridSearch
from farthing.optimise.search.optuna_search import SEEDS, OptunaSearch, loaded
from farthing.optimise.space.parameter import Categorical
from farthing.optimise.trial import seed_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from optuna.samplers import BaseSampler

    from farthing.optimise.search.search import Search, Told

CMA_LEAST = 4
"""Trials of a generation that an evolving normal distribution needs: the better half is two."""

HYPERBAND = "hyperband"
"""The search that has rungs of fidelity."""


def check_search(name: str) -> None:
    """Refuses a search that is none.

    Raises:
        ConfigurationError: there is none of that name.
    """
    if name not in SEARCHES:
        there = f"there are {', '.join(SEARCHES)}"
        raise ConfigurationError(f"no search {name!r}{hint(name, SEARCHES, there)}")


def search_named(name: str, told: Told) -> Search:
    """A search of a study.

    Raises:
        ConfigurationError: it cannot search such a space, or something is not installed.
    """
    made: Search = SEARCHES[name](told)
    return made


def _optuna(sampler: Callable[[Told], BaseSampler]) -> Callable[[Told], Search]:
    return lambda told: OptunaSearch(told, sampler)


def _tpe(told: Told) -> BaseSampler:
    sampler: BaseSampler = loaded().samplers.TPESampler(seed=_seed(told), constant_liar=True)
    return sampler


def _gp(told: Told) -> BaseSampler:
    for needed in ("torch", "scipy"):
        _check_installed(needed)
    found: BaseSampler = loaded().samplers.GPSampler(
        seed=_seed(told), deterministic_objective=True, warn_independent_sampling=False
    )
    return found


def _cma_es(told: Told) -> BaseSampler:
    if len(told.directions) > 1:
        raise ConfigurationError(
            f"search cma-es has one objective, not {len(told.directions)}: use nsga-ii or tpe"
        )
    if told.generation < CMA_LEAST:
        raise ConfigurationError(
            f"search cma-es learns from the better half of a generation: generation "
            f"{told.generation} is too small, have {CMA_LEAST} trials at least"
        )
    if all(isinstance(each, Categorical) for each in told.space.parameters.values()):
        raise ConfigurationError(
            "search cma-es is for numbers, and the space has choices alone: use tpe or grid"
        )
    found: BaseSampler = loaded().samplers.CmaEsSampler(
        seed=_seed(told), popsize=told.generation, warn_independent_sampling=False
    )
    return found


def _nsga_ii(told: Told) -> BaseSampler:
    found: BaseSampler = loaded().samplers.NSGAIISampler(
        seed=_seed(told), population_size=max(2, told.generation)
    )
    return found


def _check_installed(module: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise ConfigurationError(
            f"search gp needs {module}, which is large and in no extra: pip install {module}; "
            "tpe needs it not"
        )


def _seed(told: Told) -> int:
    return seed_of(told.seed, -1) % SEEDS


SEARCHES: dict[str, Any] = {
    "grid": GridSearch,
    "random": RandomSearch,
    "tpe": _optuna(_tpe),
    "gp": _optuna(_gp),
    "cma-es": _optuna(_cma_es),
    "nsga-ii": _optuna(_nsga_ii),
    HYPERBAND: _optuna(_tpe),
}
"""Searches by name. Hyperband proposes with TPE; which trials go on is decided in its rungs."""

FIXED = frozenset(name for name, made in SEARCHES.items() if not getattr(made, "learns", True))
"""Searches that learn nothing: all their trials are fixed before the first one is run."""
