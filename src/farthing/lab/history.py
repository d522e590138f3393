"""``farthing bench history``: one JSON line per commit and machine, and where levels change.

Absolute times are history, never a verdict: a change point says where to look, a comparison of the
two commits on one machine says what is true.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from farthing.data.durable import replace_file
from farthing.errors import ConfigurationError
from farthing.lab.machine import machine as this_machine
from farthing.lab.results.history import CaseHistory, CaseMedian, HistoryLine, HistoryResult
from farthing.lab.run import now
from farthing.lab.statistics.changes import change_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from farthing.lab.results.run import CaseResult, RunResult

FILE = Path("benchmarks/history.jsonl")
"""Where the lines are, from the current folder on."""
CHANGED = "+"
"""Behind a commit whose checkout has changes."""


def lines(file: Path = FILE) -> list[HistoryLine]:
    """The lines of a history, in its order; none where there is no file.

    Raises:
        ConfigurationError: a line is damaged, or there are two of a commit and machine.
    """
    if not file.exists():
        return []
    found: dict[tuple[str, str], HistoryLine] = {}
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            line = HistoryLine.model_validate_json(text)
        except ValidationError as error:
            raise ConfigurationError(f"{file}:{number} is no line of a history: {error}") from error
        if line.key in found:
            raise ConfigurationError(f"{file}:{number} is a second line of {line.key[0]}")
        found[line.key] = line
    return list(found.values())


def line_of(run: RunResult) -> HistoryLine:
    """The line of a run.

    Raises:
        ConfigurationError: a case raised, or the run is of no commit alone.
    """
    if failed := [case.case for case in run.cases if not case.readings]:
        raise ConfigurationError(
            f"a case without a time has no place in a history: {', '.join(failed)} raised"
        )
    commit = run.machine.commit
    if not commit or commit.endswith(CHANGED):
        what = f"{commit[: -len(CHANGED)]} with changes" if commit else "no checkout"
        raise ConfigurationError(
            f"the run is of {what}: a line of the history is of a commit. Commit, and run again"
        )
    return HistoryLine(
        commit=commit, made=run.made, machine=run.machine, cases=tuple(map(_median, run.cases))
    )


def _median(case: CaseResult) -> CaseMedian:
    return CaseMedian(
        case=case.case, seconds=case.median, low=min(case.medians), high=max(case.medians),
        processes=len(case.readings), digest=case.readings[0].digest,
        peak_bytes=max(reading.peak_bytes or 0 for reading in case.readings) or None,
    )  # fmt: skip


def append(run: RunResult, file: Path = FILE, *, replaces: bool = False) -> HistoryLine:
    """Adds the line of a run to a history; the file is replaced whole.

    Args:
        run: what ``farthing bench run`` found.
        file: one JSON line per commit and machine; made when it is not there.
        replaces: whether a line of the same commit and machine gives way, at its place.

    Raises:
        ConfigurationError: see ``line_of``; or the commit has its line on this machine already.
    """
    new = line_of(run)
    known = {line.key: line for line in lines(file)}
    if new.key in known and not replaces:
        raise ConfigurationError(
            f"{file} has a line of {new.commit} on this machine, made {known[new.key].made}:"
            " ask for --replace to put this one in its place"
        )
    known[new.key] = new
    text = "".join(f"{line.model_dump_json()}\n" for line in known.values())
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(file, text.encode())
    return new


def history(
    file: Path = FILE, *, machine: str | None = None, across_machines: bool = False
) -> HistoryResult:
    """The medians of every case by commit, with voted change points.

    Args:
        file: one JSON line per commit and machine.
        machine: words that are part of the identity of one machine, where there are several.
        across_machines: whether lines of several machines may stand in one series.

    Raises:
        ConfigurationError: there are no lines, or several machines and none was chosen.
    """
    chosen = _chosen(file, machine, across_machines=across_machines)
    names = dict.fromkeys(case.case for line in chosen for case in line.cases)
    return HistoryResult(
        made=now(), machine=this_machine(), command="farthing bench history",
        machines=tuple(_machines(chosen)), across_machines=across_machines, lines=len(chosen),
        cases=tuple(_case(name, chosen) for name in names),
    )  # fmt: skip


def _chosen(file: Path, machine: str | None, *, across_machines: bool) -> list[HistoryLine]:
    """The lines of the machine asked for; of several only where that is asked for."""
    known = lines(file)
    if not known:
        raise ConfigurationError(f"{file} has no lines: add one with `farthing bench history RUN`")
    chosen = _of_machine(known, machine)
    if chosen and (across_machines or len(_machines(chosen)) == 1):
        return chosen
    of = "several machines" if chosen else f"no machine {machine!r}"
    raise ConfigurationError(
        f"{file} has lines of {of}: choose one with --machine WORDS, or mix them with"
        f" --across-machines; there are {'; '.join(_machines(known))}"
    )


def _machines(known: Sequence[HistoryLine]) -> list[str]:
    """The machines of lines, each once."""
    return list(dict.fromkeys(line.machine.identity for line in known))


def _of_machine(known: list[HistoryLine], words: str | None) -> list[HistoryLine]:
    """The lines of the machine that is called so, else of those with these words in their name."""
    if words is None:
        return known
    exact = [line for line in known if line.machine.identity == words]
    return exact or [line for line in known if words in line.machine.identity]


def _case(name: str, known: Sequence[HistoryLine]) -> CaseHistory:
    having = [(line.commit, median) for line in known if (median := line.median(name))]
    return CaseHistory(
        case=name,
        commits=tuple(commit for commit, _ in having),
        medians=tuple(median for _, median in having),
        changes=tuple(change_points([median.seconds for _, median in having])),
        answers=tuple(
            commit
            for (_, before), (commit, after) in pairwise(having)
            if before.digest != after.digest
        ),
    )
