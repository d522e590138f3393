"""A user's own block, timed under a name while somebody asks for it, and nearly free otherwise."""

from __future__ import annotations

import functools
import inspect
import threading
from contextlib import contextmanager
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any, TypeVar

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from farthing.lab.results.blocks import BlocksReport

Function = TypeVar("Function", bound="Callable[..., Any]")

NANO = 1e-9
_here: _Here | None = None
"""Where blocks are kept now; each block looks at this one name."""
_switch = threading.Lock()


class ProfileContext:
    """Times a block, as a context or as a decorator, inside of ``ProfileContext.enabled()``.

    Outside of it nothing is timed or kept. One object may be used again, nested in itself and by
    several threads. Blocks of one name are one row of the report.

    Args:
        name: of the block.

    >>> sizing = ProfileContext("sizing")
    >>> with ProfileContext.enabled() as gathered:
    ...     for _ in range(3):
    ...         with sizing:
    ...             sum(range(100))
    4950
    4950
    4950
    >>> gathered.report().named("sizing").count
    3
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        """Keeps the name."""
        self.name = name

    def __enter__(self) -> None:
        """Begins the block."""
        here = _here
        if here is not None:
            # Name, the time of the blocks inside, which they add to, and the beginning.
            here.stack.append([self.name, 0, perf_counter_ns()])

    def __exit__(self, *_: object) -> None:
        """Ends the block, also by an exception, which goes on."""
        here = _here
        if here is not None:
            end = perf_counter_ns()
            stack = here.stack
            if stack and stack[-1][0] == self.name:  # else it began before it was enabled
                name, inside, begin = stack.pop()
                spent = end - begin
                if stack:
                    stack[-1][1] += spent
                here.add(name, spent, inside)

    def __call__(self, function: Function) -> Function:
        """The function, timed at each call.

        Raises:
            ConfigurationError: it is a generator or a coroutine, whose call only begins it.
        """
        if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
            raise ConfigurationError(
                f"{function.__qualname__} is suspended while it runs: write"
                f" `with ProfileContext({self.name!r}):` around a block inside of it"
            )

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            if _here is None:
                return function(*args, **kwargs)
            with self:
                return function(*args, **kwargs)

        return timed  # type: ignore[return-value]

    @staticmethod
    @contextmanager
    def enabled() -> Iterator[Gathering]:
        """Times all blocks of all threads while it lasts; ``report()`` says what was found.

        Raises:
            ConfigurationError: it is enabled already.
        """
        global _here  # noqa: PLW0603 - one switch that each block looks at: the cheapest there is
        gathering = Gathering()
        with _switch:
            if _here is not None:
                raise ConfigurationError(
                    "ProfileContext is enabled already: take the report of the outer one"
                )
            _here = gathering.here
        try:
            yield gathering
        finally:
            _here = None


class Gathering:
    """What is gathered between switching on and off."""

    def __init__(self) -> None:
        """Begins with nothing."""
        self._threads: list[dict[str, list[int]]] = []
        self.here = _Here(self._threads)

    def report(self) -> BlocksReport:
        """What was found so far, blocks that are still open left out."""
        from farthing.lab.extra import need

        results: Any = need("farthing.lab.results.blocks")
        together: dict[str, list[int]] = {}
        for times in list(self._threads):
            for name, row in list(times.items()):
                count, total, own, least, most = together.get(name, (0, 0, 0, row[3], 0))
                together[name] = [
                    count + row[0], total + row[1], own + row[2], min(least, row[3]),
                    max(most, row[4]),
                ]  # fmt: skip
        blocks = [
            results.BlockTimes(
                name=name, count=count, total_seconds=total * NANO, own_seconds=own * NANO,
                min_seconds=least * NANO, max_seconds=most * NANO,
            )
            for name, (count, total, own, least, most) in together.items()
        ]  # fmt: skip
        ordered = sorted(blocks, key=lambda block: (-block.own_seconds, block.name))
        report: BlocksReport = results.BlocksReport(blocks=tuple(ordered))
        return report


class _Here(threading.local):
    """The open blocks of one thread, and its times: no thread waits for another."""

    def __init__(self, threads: list[dict[str, list[int]]]) -> None:
        self.stack: list[list[Any]] = []
        self.times: dict[str, list[int]] = {}
        threads.append(self.times)

    def add(self, name: str, spent: int, inside: int) -> None:
        """Adds the time of a block."""
        row = self.times.get(name)
        if row is None:
            self.times[name] = [1, spent, spent - inside, spent, spent]
            return
        row[0] += 1
        row[1] += spent
        row[2] += spent - inside
        if spent < row[3]:
            row[3] = spent
        elif spent > row[4]:
            row[4] = spent
