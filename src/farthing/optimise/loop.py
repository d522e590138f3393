"""The loop of a study: proposals, runs, answers, generation by generation."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from farthing.errors import StudyError
from farthing.optimise.trial import Job, Trial
from farthing.optimise.values import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from farthing.optimise.execute.executor import Executor
    from farthing.optimise.rungs import Rungs
    from farthing.optimise.search.search import Proposal, Search
    from farthing.optimise.store.store import Store
    from farthing.optimise.trial import Done

BATCH_TRIALS, BATCH_SECONDS = 64, 1.0
"""A batch is written when it has so many trials, or so long after the one before."""

MEMORY_BYTES = 256 * 2**20
"""Returns of a study that is kept nowhere; those of trials after that are not kept."""

ALL = 2**62
"""More trials than any study has."""


@dataclass
class Loop:
    """Conducts a study.

    What an earlier process has stored is not run again: the search is asked anew, proposes the
    same, and is told what is stored.

    Attributes:
        search: what proposes.
        executor: what runs.
        rungs: which trials of a generation go on to a larger part of the market.
        store: where trials are kept; None for nowhere.
        generation: how many trials are asked before any is told.
        known: what is stored, by number and rung.
        progress: is called with each trial that has ended, those of earlier processes too.
        returns: packed, of trials that are not written yet, and of all where there is no store.
    """

    search: Search
    executor: Executor
    rungs: Rungs
    store: Store | None
    generation: int
    known: dict[tuple[int, int], Trial]
    progress: Callable[[Trial], None]
    ended: dict[tuple[int, int], Trial] = field(default_factory=dict)
    returns: dict[int, bytes] = field(default_factory=dict)
    _first: dict[tuple[int, str], int] = field(default_factory=dict)
    _stale: list[tuple[int, int]] = field(default_factory=list)
    _batch: list[Trial] = field(default_factory=list)
    _room: int = field(default_factory=lambda: MEMORY_BYTES)
    _written: float = field(default_factory=time.monotonic)

    def run(self, count: int = ALL) -> list[Trial]:
        """Conducts so many trials, or all that there are; gives each once for each of its rungs.

        A study that goes on has at least the trials that it had.

        Raises:
            StudyError: what is stored is not what is proposed.
            Interrupted: the user stopped it; what had ended is stored.
        """
        count = max(count, 1 + max((number for number, _ in self.known), default=-1))
        begun, more = 0, 1
        try:
            while begun < count and more:
                more = self._generation(begun, count - begun)
                begun += more
        finally:
            self._flush()
        return [self.ended[place] for place in sorted(self.ended)]

    def _generation(self, first: int, left: int) -> int:
        """A generation; of a search that learns nothing, all that is left. How many it had."""
        if not self.search.learns:
            return len(self._rung(self.search.propose(first, left), self.rungs.last))
        proposals = list(self.search.propose(first, min(self.generation, left)))
        found: dict[int, list[Trial]] = {each.number: [] for each in proposals}
        live, rung = proposals, self.rungs.begins(first // self.generation)
        while live:
            trials = self._rung(live, rung)
            for each in trials:
                found[each.number].append(each)
            promoted = self.rungs.promoted(trials)
            live = [each for each in live if each.number in promoted]
            rung += 1
        self._forget(proposals)
        self.search.tell(list(found.values()))
        return len(proposals)

    def _forget(self, proposals: list[Proposal]) -> None:
        """Lets go of what is stored of a generation that ended sooner, and chose other trials."""
        for each in proposals:
            for rung in range(self.rungs.count):
                if (each.number, rung) in self.known and (each.number, rung) not in self.ended:
                    self._stale.append((each.number, rung))

    def _rung(self, proposals: Iterable[Proposal], rung: int) -> list[Trial]:
        """Runs proposals on one rung; gives what came of them, in the order of their numbers."""
        seen: list[int] = []
        waiting: dict[int, Proposal] = {}
        twins: list[tuple[Proposal, int]] = []

        def jobs() -> Iterator[Job]:
            for each in proposals:
                seen.append(each.number)
                first = self._first.setdefault((rung, key_of(each.parameters)), each.number)
                if (each.number, rung) in self.known:
                    self._end(self._stored(each, rung), is_new=False)
                elif first != each.number:
                    twins.append((each, first))
                else:
                    waiting[each.number] = each
                    yield Job(each.number, rung, each.parameters)

        for done in self.executor.run(jobs()):
            self._end(self._trial(waiting.pop(done.number), done))
        for each, first in twins:
            self._end(self._twin(each, self.ended[first, rung]))
        return [self.ended[number, rung] for number in seen]

    def _trial(self, proposal: Proposal, done: Done) -> Trial:
        if done.returns and self._has_room(len(done.returns)):
            self.returns[done.number] = done.returns
        return Trial(
            number=proposal.number,
            generation=proposal.number // self.generation,
            rung=done.rung,
            parameters=proposal.parameters,
            state=done.state,
            values=done.values,
            end_equity=done.end_equity,
            seconds=done.seconds,
            error=done.error,
        )

    def _has_room(self, count: int) -> bool:
        """Whether there is room for so many bytes of returns: always, where they are written."""
        self._room -= count
        return self.store is not None or self._room >= 0

    def _twin(self, proposal: Proposal, first: Trial) -> Trial:
        """The trial of parameters that an earlier one was run with."""
        return replace(
            first,
            number=proposal.number,
            generation=proposal.number // self.generation,
            seconds=0.0,
            same_as=first.number,
        )

    def _stored(self, proposal: Proposal, rung: int) -> Trial:
        """The stored trial of a proposal.

        Raises:
            StudyError: it is of other parameters.
        """
        stored = self.known[proposal.number, rung]
        if key_of(stored.parameters) != key_of(proposal.parameters):
            raise StudyError(
                f"trial {proposal.number} was stored with {stored.parameters}, and the search now "
                f"proposes {proposal.parameters}: another version of it, or of what it is built "
                "on, began this study; go on with that one, or begin anew in another folder"
            )
        return stored

    def _end(self, trial: Trial, *, is_new: bool = True) -> None:
        """Takes in a trial that has ended, and writes a batch when it is time."""
        self.ended[trial.number, trial.rung] = trial
        if is_new:
            self._batch.append(trial)
            late = time.monotonic() - self._written > BATCH_SECONDS
            if late or len(self._batch) >= BATCH_TRIALS:
                self._flush()
        self.progress(trial)

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        if self.store is not None:
            self.store.write(batch, self.returns, self._stale)
            self.returns.clear()
            self._stale.clear()
        self._written = time.monotonic()
