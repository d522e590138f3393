"""A diary: what a strategy decides, written down when it does, before anything comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from farthing.backtest.records import plain
from farthing.trust.check.trial import AT_BAR, BEFORE_SESSION, Decision

if TYPE_CHECKING:
    from farthing import _core
    from farthing.backtest.config import RunConfig
    from farthing.backtest.program import Calls, Program
    from farthing.backtest.result import Result
    from farthing.data.bars import Bars

BEFORE_ALL = -1
"""The time of what is decided before the first bar."""


class Diary:
    """What a strategy decides, in its order.

    Orders are read as they are given: what becomes of them later, such as a split, is not theirs.
    """

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self.reached_ns = BEFORE_ALL
        self._orders = 0
        self._open: dict[int, str] = {}

    def note(self, context: _core.Context, time_ns: int, phase: int) -> None:
        """Writes down which orders are new, and which have changed."""
        while (order := _order(context, self._orders)) is not None:
            text = words(order)
            self.decisions.append(Decision(time_ns, phase, "order", f"{order.id}: {text}"))
            self._open[order.id] = text
            self._orders += 1
        now = {each.id: words(each) for each in context.open_orders()}
        for number, text in now.items():
            if self._open.get(number) != text:
                self.decisions.append(Decision(time_ns, phase, "change", f"{number}: {text}"))
        for number in [each for each in self._open if each not in now]:
            del self._open[number]
        self._open.update(now)
        self.reached_ns = max(self.reached_ns, time_ns)

    def records(self, recorded: list[tuple[int, str, Any]], times: list[int]) -> None:
        """Writes down what was recorded, under the times of its bars."""
        self.decisions += [
            Decision(times[row], AT_BAR, "record", f"{name} = {plain(value)!r}")
            for row, name, value in recorded
            if row < len(times)
        ]


def words(order: _core.Order) -> str:
    """An order as it was given.

    Of one that is refused at once the reason belongs to it.
    """
    told = [f"{order.quantity:+f} {order.asset.symbol} {order.type}"]
    for name in ("limit", "stop", "group", "parent", "tag"):
        value = getattr(order, name)
        if value is not None:
            told.append(f"{name} {value}")
    if order.duration != "gtc":
        told.append(order.duration)
    if order.state == "refused":
        told.append(f"refused {order.reason}")
    return " ".join(told)


def _order(context: _core.Context, number: int) -> _core.Order | None:
    try:
        return context.get_order(number)
    except IndexError:
        return None


class Watched:
    """A program whose decisions are written down; it is run as it is, otherwise."""

    def __init__(self, inner: Program, diary: Diary) -> None:
        self.name = inner.name
        self.parameters = inner.parameters
        self.code_hash = inner.code_hash
        self.sources = inner.sources
        self.face = inner.face
        self.warmup = 0
        self._inner = inner
        self._diary = diary
        self._times: list[int] = []

    def begin(self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig) -> RunConfig:
        """Lets the program begin."""
        return self._inner.begin(assets, bars, config)

    def calls(self, context: _core.Context, bars: Bars) -> Calls:
        """The program's calls, each followed by a look at what it decided."""
        own, diary, times = self._inner.calls(context, bars), self._diary, self._times
        self.warmup = own.warmup

        def on_bar() -> None:
            if own.on_bar is not None:
                own.on_bar[0](*own.on_bar[1])
            diary.note(context, context.time_ns, AT_BAR)
            times.append(context.time_ns)

        def before_session() -> None:
            assert own.before_session is not None
            own.before_session[0](*own.before_session[1])
            # The context has the time of the bar to come, of which nothing is known yet.
            diary.note(context, times[-1] if times else BEFORE_ALL, BEFORE_SESSION)

        def end(_: _core.Context) -> None:
            diary.records(context.records, self._rows(context))
            own.end(context)

        return replace(
            own,
            on_bar=(on_bar, ()),
            before_session=None if own.before_session is None else (before_session, ()),
            end=end,
            analyze=_nothing,
        )

    def _rows(self, context: _core.Context) -> list[int]:
        """The times of the bars of the run, those before the first call by the first's."""
        missing = context.row + 1 - len(self._times)
        return [BEFORE_ALL] * missing + self._times


def _nothing(_: Result) -> None:
    """What a program makes of its result decides nothing."""
