"""What is to be believed of a study: one word, and every number that it rests on."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from farthing.optimise.validation.forward import Forward

Outcome = Literal["edge", "none", "unknown"]

FORM = 2
"""Of the JSON document; another number is another form."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk forward kept.

    Attributes:
        windows: how many.
        failed: how many of the runs that were chosen by ended with an error.
        expected: mean objective of what was chosen, where it was chosen.
        reached: objective of all tests as one run; None where undefined.
        kept: reached over expected; None where nothing was expected, or it is no rate.
        is_rate: whether runs of other lengths can be compared by the objective.
        carry: what a window left to the next.
        agreement: by parameter, share of windows that chose the value which was chosen most.
    """

    windows: int
    failed: int
    expected: float
    reached: float | None
    kept: float | None
    is_rate: bool
    carry: str
    agreement: dict[str, float]

    @classmethod
    def of(cls, forward: Forward) -> Walk:
        """The numbers of a walk forward."""
        return cls(
            windows=len(forward.windows),
            failed=sum(window.failed for window in forward.windows),
            expected=forward.expected,
            reached=None if forward.objective is None else float(forward.objective),
            kept=forward.kept,
            is_rate=forward.is_rate,
            carry=forward.carry,
            agreement={each.name: each.agreement for each in forward.stability},
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be believed of the best of many trials.

    Sharpe ratios are of a year. ``str`` writes it in words; ``to_json`` and ``from_json`` lose
    nothing but numbers that are not finite, which become None.

    Attributes:
        outcome: ``edge`` where Hansen's consistent p-value is at most the level; ``none`` where it
            is not; ``unknown`` where the study cannot tell: beside an edge trials are missing, or
            were proposed by what others returned; or even a Sharpe ratio of 3 would not have been
            seen.
        level: how often an edge may be found where there is none. It holds where trials were fixed
            before any of their returns was seen.
        sessions: of all trials.
        tried: how many trials there were, with those that are idle and those that are missing.
        idle: trials that returned what the benchmark did in every session.
        missing: trials whose returns are not there.
        is_adaptive: whether trials were proposed by what earlier ones returned.
        has_benchmark: whether trials are held to a benchmark; else to cash that earns nothing.
        best: name of the trial with the largest mean in its own deviations.
        sharpe: of the best.
        periods_per_year: sessions of a year.
        reality_check: p-value of White's reality check.
        lower: p-value of Hansen's test, its smallest.
        consistent: the one to go by.
        upper: its largest.
        block: mean length of a block of the bootstrap, in sessions.
        resamples: of the bootstrap.
        seed: of the bootstrap.
        sharpe_needed: what the best had to exceed for a consistent p-value of the level.
        probability: the probabilistic Sharpe ratio of the best, as if it were the only trial.
        deflated: its deflated Sharpe ratio, of the number that was tried; None where that is
            several, and one alone returned anything: no spread of Sharpe ratios is known then.
        clusters: trials that stand for themselves.
        deflated_clusters: the deflated Sharpe ratio of them, their number and their spread.
        overfitting: the probability of backtest overfitting; None of a single trial, and of too few
            sessions.
        walk: what a walk forward kept; None where there was none.
        fragile: what to be careful of, a sentence each.
    """

    outcome: Outcome
    level: float
    sessions: int
    tried: int
    idle: int
    missing: int
    is_adaptive: bool
    has_benchmark: bool
    best: str
    sharpe: float
    periods_per_year: int
    reality_check: float
    lower: float
    consistent: float
    upper: float
    block: float
    resamples: int
    seed: int
    sharpe_needed: float
    probability: float | None
    deflated: float | None
    clusters: int
    deflated_clusters: float | None
    overfitting: float | None
    walk: Walk | None
    fragile: tuple[str, ...] = ()

    def to_json(self) -> str:
        """The verdict as a JSON document."""
        return document({"form": FORM, **asdict(self)})

    @classmethod
    def from_json(cls, text: str) -> Verdict:
        """The verdict that a document holds.

        Raises:
            ConfigurationError: it is no such document.
        """
        try:
            plain: dict[str, Any] = dict(json.loads(text))
            form = plain.pop("form")
        except (ValueError, TypeError, KeyError):
            raise ConfigurationError(
                "the text is no verdict: give what Verdict.to_json wrote"
            ) from None
        names = {each.name for each in fields(cls)}
        if form != FORM or plain.keys() != names:
            raise ConfigurationError(
                f"the document has form {form!r} and not {FORM}: validate the study again"
            )
        walk = plain["walk"]
        plain |= {
            "walk": None if walk is None else Walk(**walk),
            "fragile": tuple(plain["fragile"]),
        }
        return cls(**plain)

    def __str__(self) -> str:
        """The verdict in words."""
        from farthing.optimise.validation.words import words

        return words(self)


def document(plain: dict[str, Any]) -> str:
    """Plain values as a JSON document; JSON has no NaN and no infinity, which are null there.

    >>> print(document({"a": float("nan")}))
    {
     "a": null
    }
    """
    return json.dumps(_finite(plain), indent=1, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
