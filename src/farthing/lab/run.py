"""``farthing bench run``: each case in fresh processes, into one result file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.lab.cases import chosen, recorded
from farthing.lab.instructions import count_instructions
from farthing.lab.machine import machine
from farthing.lab.process import CaseRaised, Rounds, readings
from farthing.lab.results.run import CaseResult, RunResult
from farthing.lab.sides import facts, side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase
    from farthing.lab.process import Environment
    from farthing.lab.results.reading import Reading

PROCESSES = 3


def now() -> str:
    """The instant at which a result is made."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def bench(
    source: CasesFile | StrategyCase | PytestFolder,
    cases: Sequence[str] = (),
    *,
    processes: int = PROCESSES,
    rounds: Rounds | None = None,
    instructions: bool = False,
    revision: str = "",
    checkout: Path | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> RunResult:
    """Runs cases, each in fresh processes of its own.

    Args:
        source: where the cases come from; see ``farthing.lab.cases.source_in``.
        cases: their names; all where none is named.
        processes: fresh processes a case.
        rounds: how long each of them runs.
        instructions: whether callgrind counts those of one round too (slow).
        revision: whose farthing runs them, as ``farthing.lab.sides.side`` takes it; by default the
            one that is installed. Its commit stands in the result.
        checkout: whose revisions are meant; by default the current folder.
        progress: called with cases done, cases asked and the next case's name.

    A case that raises is an error in the result and no time; so is one whose answer changes from
    one process to the next.
    """
    names = chosen(source, list(cases))
    here, environment = machine(), None
    if revision:
        if progress is not None:
            progress(0, len(names), f"building {revision}")
        environment, words = side(revision, checkout or Path.cwd())
        packages = here.packages | {"farthing": facts(environment)["farthing"]}
        here = here.model_copy(update={"commit": words, "packages": packages})
    found = []
    for done, name in enumerate(names):
        if progress is not None:
            progress(done, len(names), name)
        found.append(_case(source, name, processes, rounds or Rounds(), instructions, environment))
    if progress is not None:
        progress(len(names), len(names), "")
    command = " ".join(
        ["farthing bench run", *cases, *(["--revision", revision] if revision else [])]
    )
    return RunResult(
        made=now(), machine=here, command=command, cases=tuple(found), strategy=recorded(source)
    )


def _case(
    source: CasesFile | StrategyCase | PytestFolder,
    name: str,
    processes: int,
    rounds: Rounds,
    instructions: bool,
    environment: Environment | None,
) -> CaseResult:
    found: list[Reading] = []
    try:
        for _ in range(processes):
            found += readings(source, [name], rounds=rounds, environment=environment)
    except CaseRaised as error:
        return CaseResult(case=name, error=error.words)
    digests = {reading.digest for reading in found}
    if len(digests) > 1:
        words = f"the answer changes between processes: {', '.join(sorted(digests))}"
        return CaseResult(case=name, error=words)
    if instructions:
        counted = count_instructions(source, name, found[0].median)
        found = [reading.model_copy(update={"instructions": counted}) for reading in found]
    return CaseResult(case=name, readings=tuple(found))
