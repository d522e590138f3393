"""Trials of one strategy: each on a copy of the bars, in a folder of its own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from farthing.data.catalog import Catalog
from farthing.trust.check.futures import with_future
from farthing.trust.check.market import write
from farthing.trust.check.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from farthing.trust.check.futures import Future
    from farthing.trust.check.market import Market
    from farthing.trust.check.moment import Moment
    from farthing.trust.check.nursery import Nurseries
    from farthing.trust.check.subject import Subject
    from farthing.trust.check.trial import Heard


@dataclass
class Trials:
    """Makes trials of one strategy.

    Args:
        told: what is checked.
        whole: the market of its bundle.
        base: a folder for copies and for the folders that strategies run in.
        nurseries: where they run.
    """

    told: Subject
    whole: Market
    base: Path
    nurseries: Nurseries
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        """Writes the copy that has everything."""
        self._home = self.base / "home"
        write(self.whole, Catalog(self._home))

    def folder(self) -> Path:
        """A new folder to run in."""
        folder = self.base / "folders" / str(next(self._numbers))
        folder.mkdir(parents=True)
        return folder

    def on_whole(
        self,
        folder: Path | None = None,
        *,
        hash_seed: int = 0,
        times: int = 1,
        **how: Any,
    ) -> list[Heard]:
        """Runs it on the copy that has everything."""
        trial = self.trial(self._home, folder or self.folder(), times=times, **how)
        return self.nurseries.hear(trial, hash_seed)

    def with_future(self, at: Moment, future: Future) -> Heard:
        """Runs it on a copy that has another future; the copy is gone afterwards."""
        return self.on(with_future(self.whole, at, future), is_short=future == "gone")

    def on(self, other: Market, *, is_short: bool = False, **settings: Any) -> Heard:
        """Runs it on a copy of another market; one that is short ends before the run would."""
        home = self.base / "homes" / str(next(self._numbers))
        write(other, Catalog(home))
        told = {**self.told.settings, **settings}
        if is_short:
            told.pop("end", None)
        try:
            return self.nurseries.hear(self.trial(home, self.folder(), settings=told), 0)[0]
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def trial(
        self, home: Path, folder: Path, settings: dict[str, Any] | None = None, **how: Any
    ) -> Trial:
        """A trial on a copy, in a folder; ``how`` is what else a ``Trial`` has."""
        told = self.told
        return Trial(
            file=str(told.file), bundle=told.bundle.name, home=str(home), folder=str(folder),
            parameters=told.parameters, symbols=list(told.bars.symbols),
            frequency=told.bars.frequency,
            settings=told.settings if settings is None else settings, path=list(told.path),
            **how,
        )  # fmt: skip
