"""A walk forward with the parameters of a study: its strategy, bars and money once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.backtest.config import settings_of
from farthing.errors import ConfigurationError, StudyError
from farthing.optimise.subject import subject
from farthing.optimise.validation.forward import walk_forward
from farthing.optimise.validation.of_study import of_whole_market
from farthing.optimise.values import from_text

if TYPE_CHECKING:
    from farthing.data.bars import Bars
    from farthing.optimise.study import Study
    from farthing.optimise.trial import Trial
    from farthing.optimise.validation.forward import Forward


def walk_of(
    study: Study, strategy: Any, bars: Bars, *, finer: Bars | None = None, **told: Any
) -> Forward:
    """Walks forward with all sets of parameters that a study tried on the whole market.

    The study says what is wanted, with which money, from when to when. Those that were ruined, or
    failed, are among them: in the sessions that are chosen in they may have been the best. Where
    the search learned, it proposed them by the tests too; a verdict says so.

    Args:
        study: that has ended.
        strategy: that of the study: a class or object of ``Strategy``, its file, or ``Rules``.
        bars: those of the study.
        finer: its finer bars, where it had any.
        told: ``train``, ``test`` and what else ``walk_forward`` takes.

    Raises:
        StudyError: strategy, its values or bars are others than those of the study.
        ConfigurationError: its objective is a function, which no study keeps; or a trial did not
            end by itself, and no ``time_limit`` is told.
    """
    manifest, of = study.manifest, subject(strategy)
    wanted = study.objectives[0]
    if wanted.name in manifest["functions"]:
        raise ConfigurationError(
            f"the objective {wanted.name} is a function, which no study keeps: give it to "
            "walk_forward"
        )
    made = manifest["strategy"]
    _check("another strategy", made["code"], of.code)
    _check("other values of the strategy", made.get("told", of.told), of.told)
    _check("other bars", manifest["data"]["digest"], bars.digest)
    then = manifest["config"].get("finer")
    _check("other finer bars", then and then["digest"], finer and finer.digest)
    trials = of_whole_market(study)
    _check_ends(trials, told.get("time_limit"))
    fixed = {name: from_text(f"[{value}]")[0] for name, value in manifest["fixed"].items()}
    return walk_forward(
        strategy,
        [{**fixed, **each.parameters} for each in trials],
        bars=bars,
        objective=str(wanted),
        **{**settings_of(manifest["config"], finer), **told},
    )


def _check(what: str, then: object, now: object) -> None:
    if then != now:
        raise StudyError(
            f"the study was made with {what}: then {_short(then)}, now {_short(now)}; give what it "
            "was made with"
        )


def _check_ends(trials: tuple[Trial, ...], time_limit: float | None) -> None:
    """Refuses to run in this process what hung, or took its worker along."""
    for each in trials:
        if time_limit is None and each.state in {"timed-out", "crashed"}:
            raise ConfigurationError(
                f"trial {each.number} of the study ended as {each.state}, and is run again: give "
                "time_limit=, the seconds that a run may take, and runs have processes of their own"
            )


def _short(told: object) -> str:
    """A digest, or values, as a message has them."""
    return "none" if told is None else str(told)[:60]
