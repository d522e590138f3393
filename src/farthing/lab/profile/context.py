"""A user's own block, timed under a name while somebody asks for it, and nearly free otherwise."""

from __future__ import annotations

import functools
import inspect
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from farthing import _core
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from farthing.lab.results.blocks import BlocksReport

Function = TypeVar("Function", bound="Callable[..., Any]")

NANO = 1e-9


class ProfileContext(_core.Block):
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

    __slots__ = ()

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
        if not _core.begin_blocks():
            raise ConfigurationError(
                "ProfileContext is enabled already: take the report of the outer one"
            )
        gathering = Gathering()
        try:
            yield gathering
        finally:
            gathering.close()


class Gathering:
    """What is gathered between switching on and off."""

    def __init__(self) -> None:
        """Begins with nothing."""
        self._kept: list[tuple[str, int, int, int, int, int]] | None = None

    def close(self) -> None:
        """Switches off, and keeps what was found."""
        _core.end_blocks()
        self._kept = _core.block_times()

    def report(self) -> BlocksReport:
        """What was found so far, blocks that are still open left out."""
        from farthing.lab.extra import need

        results: Any = need("farthing.lab.results.blocks")
        together: dict[str, tuple[int, int, int, int, int]] = {}
        rows = _core.block_times() if self._kept is None else self._kept
        for name, count, total, own, least, most in rows:
            before = together.get(name, (0, 0, 0, least, most))
            together[name] = (
                before[0] + count, before[1] + total, before[2] + own,
                min(before[3], least), max(before[4], most),
            )  # fmt: skip
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
