"""From a study to its verdict: the returns that it kept, and what is to be said of its best."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing import metrics
from farthing.errors import ConfigurationError, StudyError, TooFewTrials
from farthing.optimise.returns import BENCHMARK, unpacked
from farthing.optimise.search.named import FIXED
from farthing.optimise.validation.paths import max_drawdown, return_spread
from farthing.optimise.validation.slices import sensitivities_of
from farthing.optimise.validation.spread import Spread
from farthing.optimise.validation.validate import LEVEL, YEAR, validate
from farthing.optimise.validation.verdict import Verdict, document
from farthing.optimise.validation.words import UNKEPT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from numpy.typing import NDArray

    from farthing.optimise.study import Study
    from farthing.optimise.trial import Trial
    from farthing.optimise.validation.forward import Forward

STOPPED = "stopped on a smaller market"
RUINED = "ruined"


@dataclass(frozen=True, slots=True, eq=False)
class StudyReturns:
    """What the trials of a study returned in the same sessions.

    Attributes:
        sessions: those of the whole market.
        returns: sessions x trials, simple.
        trials: those with returns, in the order of their numbers; each set of parameters once.
        benchmark: one return a session, of holding the study's benchmark; None where it has none.
        missing: how many sets of parameters have none, by what became of them.
    """

    sessions: tuple[date, ...]
    returns: NDArray[np.float64]
    trials: tuple[Trial, ...]
    benchmark: NDArray[np.float64] | None
    missing: dict[str, int]

    @property
    def names(self) -> tuple[str, ...]:
        """What each trial is called: its number and its parameters."""
        return tuple(map(name_of, self.trials))

    @property
    def tried(self) -> int:
        """How many sets of parameters were tried, with those that are missing."""
        return len(self.trials) + sum(self.missing.values())


@dataclass(frozen=True, slots=True)
class StudyVerdict:
    """What is to be believed of the best of a study.

    ``str`` writes it in words; ``to_json`` and ``from_json`` lose nothing.

    Attributes:
        verdict: that of its trials.
        trials: how many the study had when it was validated, with those of parameters that were
            tried before.
        best: what the study's best trial by its objective is called; empty where none finished.
        missing: sets of parameters without returns, by what became of them.
        spreads: what the best might as well have come to: its Sharpe ratio and its drawdown, of its
            sessions drawn anew in blocks.
    """

    verdict: Verdict
    trials: int
    best: str
    missing: dict[str, int]
    spreads: tuple[Spread, ...]

    def to_json(self) -> str:
        """The verdict as a JSON document."""
        own = {"trials": self.trials, "best": self.best, "missing": self.missing}
        own["spreads"] = [asdict(each) for each in self.spreads]
        return document({**json.loads(self.verdict.to_json()), "study": own})

    @classmethod
    def from_json(cls, text: str) -> StudyVerdict:
        """The verdict that a document holds.

        Raises:
            ConfigurationError: it is no such document.
        """
        try:
            plain: dict[str, Any] = dict(json.loads(text))
            own = plain.pop("study")
            own["spreads"] = tuple(Spread(**each) for each in own["spreads"])
            return cls(verdict=Verdict.from_json(json.dumps(plain)), **own)
        except (ValueError, TypeError, KeyError) as error:
            raise ConfigurationError(
                f"the text is no verdict of a study ({error}): validate the study again"
            ) from error

    def __str__(self) -> str:
        """The verdict in words."""
        from farthing.optimise.validation.words import study_words

        return study_words(self)


def returns_of(study: Study) -> StudyReturns:
    """The returns that a study kept of its trials.

    Of parameters that were tried more than once the first trial stands for all. A trial that failed
    or was stopped, or whose account came to nothing on the way, has no returns; it was tried all
    the same, and is counted as missing. So is one that never came to the whole market: the trials
    that did were chosen before it.

    Args:
        study: that has ended; see ``farthing.optimise.opened``.

    Raises:
        TooFewTrials: no trial has returns.
        StudyError: what is kept is damaged.
    """
    kept = study.returns()
    trials, columns, missing = [], [], Counter[str]()
    days: NDArray[np.int32] | None = None
    for each in _each_once(study):
        found = _found(each, kept, study)
        if isinstance(found, str):
            missing[found] += 1
            continue
        days = _same(days, found[0], name_of(each))
        trials.append(each)
        columns.append(found[1])
    if days is None:
        raise TooFewTrials(_none_of(missing))
    return StudyReturns(
        sessions=tuple(days.astype("datetime64[D]").tolist()),
        returns=np.column_stack(columns),
        trials=tuple(trials),
        benchmark=_benchmark(kept, days),
        missing=dict(missing),
    )


def of_whole_market(study: Study) -> tuple[Trial, ...]:
    """Each set of parameters that was run on the whole market, whatever became of it there.

    A walk forward chooses among these: what was ruined or failed at the end of the market could
    not be known before, and is left out by no honest choice.
    """
    return tuple(each for each in _each_once(study) if each.rung == study.last_rung)


def validate_study(
    study: Study,
    *,
    level: float = LEVEL,
    forward: Forward | None = None,
    **settings: Any,
) -> StudyVerdict:
    """Says whether the best of a study is to be believed.

    All trials of the whole market are tested by their kept returns, beside the study's benchmark
    where it has one. The trial that is judged is the one with the largest mean in its own
    deviations, whatever the objective was. A year has as many sessions as the study's calendar.
    Of a search that learns from its trials, in these same sessions, no edge is believed.

    Args:
        study: that has ended; see ``farthing.optimise.opened``.
        level: how often an edge may be found where there is none; it holds of trials that were
            fixed beforehand, as those of ``grid`` and ``random`` are.
        forward: a walk forward with its parameters.
        settings: ``block``, ``resamples``, ``seed``, ``periods_per_year`` and ``progress`` of
            ``validate``.

    Raises:
        ValidationRefused: the returns are such that nothing can be said of them.
        StudyError: what is kept is damaged.
        ConfigurationError: a setting makes no sense.
    """
    found = returns_of(study)
    settings.setdefault("periods_per_year", study.manifest["data"].get("sessions_per_year", YEAR))
    verdict = validate(
        found.returns, found.names, benchmark=found.benchmark, tried=found.tried,
        is_adaptive=study.manifest["search"] not in FIXED, level=level, forward=forward,
        sensitivities=sensitivities_of(study), **settings,
    )  # fmt: skip
    best = found.returns[:, found.names.index(verdict.best)]
    own = {name: settings[name] for name in ("block", "resamples", "seed") if name in settings}
    return StudyVerdict(
        verdict=verdict,
        trials=len({each.number for each in study.trials}),
        best="" if study.best is None else name_of(study.best),
        missing=found.missing,
        spreads=tuple(
            return_spread(best, statistic, **own)
            for statistic in (_sharpe(verdict.periods_per_year), max_drawdown)
        ),
    )


def _sharpe(periods_per_year: int) -> Callable[[NDArray[np.float64]], float | None]:
    """The Sharpe ratio of a year with so many sessions."""

    def sharpe_ratio(returns: NDArray[np.float64]) -> float | None:
        return metrics.sharpe_ratio(returns, periods_per_year=periods_per_year)

    return sharpe_ratio


def name_of(trial: Trial) -> str:
    """What a trial is called in a verdict."""
    return f"trial {trial.number} ({', '.join(f'{k}={v}' for k, v in trial.parameters.items())})"


def _each_once(study: Study) -> list[Trial]:
    """Each set of parameters once, on the largest market that it came to."""
    last = {each.number: each for each in study.trials}  # rungs ascend
    return [each for each in last.values() if each.same_as is None]


def _found(
    trial: Trial, kept: Any, study: Study
) -> tuple[NDArray[np.int32], NDArray[np.float64]] | str:
    """The days and returns of a trial; in words, why there are none."""
    if trial.state not in {"finished", "undefined"}:
        return trial.state
    if trial.rung < study.last_rung:
        return STOPPED
    if trial.number not in kept:
        return UNKEPT
    try:
        found = unpacked(kept[trial.number])
    except ValueError as error:
        raise StudyError(f"the returns of trial {trial.number} are damaged: {error}") from error
    return RUINED if np.isnan(found[1]).any() else found


def _same(days: NDArray[np.int32] | None, own: NDArray[np.int32], name: str) -> NDArray[np.int32]:
    """The days of a trial, which all trials have."""
    if days is not None and not np.array_equal(days, own):
        raise StudyError(f"{name} has other sessions than the trials before it: it is damaged")
    return own


def _benchmark(kept: Any, days: NDArray[np.int32]) -> NDArray[np.float64] | None:
    if BENCHMARK not in kept:
        return None
    own, returns = unpacked(kept[BENCHMARK])
    _same(days, own, "the benchmark")
    return returns


def _none_of(missing: Counter[str]) -> str:
    became = ", ".join(f"{n:,} {name}" for name, n in missing.items()) or "there was none"
    return (
        f"no trial of the study has returns ({became}): a verdict needs trials that ran over the "
        "whole market to the end"
    )
