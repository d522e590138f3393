"""A trial once more, as a whole run: what a study keeps of it has no trades and no journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.errors import StudyError
from farthing.optimise.returns import packed

if TYPE_CHECKING:
    from farthing.backtest.result import Result
    from farthing.optimise.plan import Plan
    from farthing.optimise.study import Study
    from farthing.optimise.trial import Trial


def run_again(plan: Plan, study: Study, trial: Trial) -> Result:
    """Runs a trial of the whole market again, and checks that it is the same one.

    Args:
        plan: of the study.
        study: whose trial it is.
        trial: one that ended.

    Raises:
        StudyError: it came to another end, or to other returns on the way.
    """
    parameters = {**plan.task.fixed, **trial.parameters}
    result = plan.task.subject.run(plan.task.markets[-1], parameters)
    number = trial.number if trial.same_as is None else trial.same_as
    returns = study.returns(number).get(number)
    is_same = returns is None or returns == packed(result)
    if not is_same or result.end_equity != trial.end_equity:
        raise StudyError(
            f"trial {trial.number} came to {trial.end_equity}, and to {result.end_equity} when it "
            "was run again, or went another way there: the strategy depends on something besides "
            "bars and parameters; `farthing check` looks for it"
        )
    return result
