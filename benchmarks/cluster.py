"""A cluster on paper: a scheduler, nodes that are lost, and tasks that all have to be done.

It is a discrete-event simulation: events lie in a queue by their time, and the clock jumps from one
to the next. Each node has slots, and each free slot takes the next task. When a node is lost,
nobody knows at once: after a while the scheduler takes its tasks back, and another node is begun.
A task's result counts when it has reached the scheduler; what a lost node was at is done again from
its beginning. All chance comes from a seed.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from dataclasses import dataclass, field

from farthing.draw import Draw

ENDED, LOST, NOTICED, READY = range(4)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is simulated.

    Attributes:
        tasks: how many.
        seconds: that a task takes in the mean, with all that its slot waits for.
        nodes: how many there are at the same time.
        slots: tasks that a node is at, at the same time.
        start: seconds that a node takes until its slots are ready.
        between: mean seconds until a node is lost; infinite where none is.
        notice: seconds until the scheduler knows that a node is lost.
        replace: seconds from then until another node is there.
        spread: tasks take evenly up to this share more or less.
        seed: of all chance.
    """

    tasks: int
    seconds: float
    nodes: int
    slots: int
    start: float = 0.0
    between: float = math.inf
    notice: float = 0.0
    replace: float = 0.0
    spread: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuses what is no plan."""
        if min(self.tasks, self.nodes, self.slots) < 1:
            raise ValueError(f"{self}: tasks, nodes and slots are 1 at least")
        if self.seconds <= 0 or self.between <= 0 or not 0 <= self.spread < 1:
            raise ValueError(f"{self}: seconds are above 0, and the spread is below 1")
        if min(self.start, self.notice, self.replace) < 0:
            raise ValueError(f"{self}: no time is below 0")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes:
        done: how often the result of each task arrived.
        begun: tasks that were begun, those that are begun again too.
        lost: nodes.
        seconds: until the last result was there.
        busy: seconds of slots whose task was done.
        wasted: seconds of slots whose task died with its node.
        there: seconds of slots of nodes, from when each was asked for until it was lost.
    """

    done: tuple[int, ...]
    begun: int
    lost: int
    seconds: float
    busy: float
    wasted: float
    there: float

    @property
    def utilisation(self) -> float:
        """The share of the slots' time that became results."""
        return self.busy / self.there


@dataclass
class Node:
    """A node: which tasks it is at, and since when."""

    asked: float
    running: dict[int, float] = field(default_factory=dict)
    is_lost: bool = False


def simulate(plan: Plan) -> Outcome:
    """Runs a plan to its end.

    >>> found = simulate(Plan(tasks=5, seconds=2.0, nodes=1, slots=2))
    >>> found.seconds, found.utilisation
    (6.0, 0.8333333333333334)
    """
    return _Simulation(plan).run()


class _Simulation:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.now = plan, 0.0
        self.events: list[tuple[float, int, int, int, int]] = []
        self.nodes: list[Node] = []
        self.waiting = deque(range(plan.tasks))
        self.free: deque[int] = deque()
        self.done = [0] * plan.tasks
        self.left, self.begun, self.count = plan.tasks, 0, 0
        self.busy = self.wasted = self.there = 0.0
        self.lives, self.lengths = Draw(plan.seed, 1), Draw(plan.seed, 2)

    def run(self) -> Outcome:
        for _ in range(self.plan.nodes):
            self._ask(0.0)
        happens = {
            ENDED: self._ended, LOST: self._lose, NOTICED: self._notice, READY: self._ready
        }  # fmt: skip
        while self.left:
            self.now, _, kind, node, task = heapq.heappop(self.events)
            happens[kind](node, task)
        for each in self.nodes:
            if not each.is_lost:
                self.there += max(0.0, self.now - each.asked) * self.plan.slots
        return Outcome(
            tuple(self.done), self.begun, sum(each.is_lost for each in self.nodes), self.now,
            self.busy, self.wasted, self.there,
        )  # fmt: skip

    def _at(self, when: float, kind: int, node: int, task: int = 0) -> None:
        self.count += 1  # the first that was planned comes first, where times are the same
        heapq.heappush(self.events, (when, self.count, kind, node, task))

    def _ask(self, when: float) -> None:
        """A node that is begun at a time, may be lost from then on, and has its slots later."""
        place = len(self.nodes)
        self.nodes.append(Node(when))
        self._at(when + self.plan.start, READY, place)
        if math.isfinite(self.plan.between):
            life = -self.plan.between * math.log1p(-self.lives.shares(1)[0])
            self._at(when + life, LOST, place)

    def _ready(self, place: int, _: int) -> None:
        if not self.nodes[place].is_lost:
            self.free.extend([place] * self.plan.slots)
            self._hand_out()

    def _hand_out(self) -> None:
        while self.waiting and self.free:
            place = self.free.popleft()
            if self.nodes[place].is_lost:
                continue
            task = self.waiting.popleft()
            self.nodes[place].running[task] = self.now
            self.begun += 1
            share = self.plan.spread * (2.0 * float(self.lengths.shares(1)[0]) - 1.0)
            self._at(self.now + self.plan.seconds * (1.0 + share), ENDED, place, task)

    def _ended(self, place: int, task: int) -> None:
        node = self.nodes[place]
        if node.is_lost:
            return
        self.busy += self.now - node.running.pop(task)
        self.done[task] += 1
        self.left -= 1
        self.free.append(place)
        self._hand_out()

    def _lose(self, place: int, _: int) -> None:
        node = self.nodes[place]
        node.is_lost = True
        self.wasted += sum(self.now - since for since in node.running.values())
        self.there += (self.now - node.asked) * self.plan.slots
        self._at(self.now + self.plan.notice, NOTICED, place)

    def _notice(self, place: int, _: int) -> None:
        self.waiting.extendleft(reversed(self.nodes[place].running))  # first what waited longest
        self.nodes[place].running = {}
        self._ask(self.now + self.plan.replace)
        self._hand_out()
