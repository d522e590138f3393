"""Nurseries: processes in which strategies are run, that know nothing of one another."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.errors import StrategyError
from farthing.trust.check.trial import Heard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from farthing.trust.check.trial import Trial

CHILD = "farthing.trust.check.child"
CAN_FORK = hasattr(os, "fork")


def processors() -> int:
    """How many processes run beside each other here."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Nursery:
    """A process that knows farthing and no strategy, and makes a fresh one for each trial.

    Args:
        folder: where it stands.
        hash_seed: what its hashes of text begin with, and so the order of its sets.
        is_alone: whether it runs a trial by itself and ends, as where a system cannot fork.
    """

    def __init__(self, folder: Path, hash_seed: int, *, is_alone: bool = not CAN_FORK) -> None:
        self._folder, self._hash_seed, self._is_alone = folder, hash_seed, is_alone
        self._process: subprocess.Popen[str] | None = None
        self._count = 0

    def hear(self, trial: Trial) -> list[Heard]:
        """Makes a trial; one ``Heard`` for each of its runs.

        Raises:
            StrategyError: its process ended without a word, as a crash of its own code does.
        """
        self._count += 1
        heard = Path(trial.folder).parent / f"heard-{self._hash_seed}-{id(self)}-{self._count}.json"
        asked = {"trial": asdict(trial), "heard": str(heard), "is_alone": self._is_alone}
        answer = self._asked(json.dumps(asked))
        if answer != "0" or not heard.is_file():
            raise StrategyError(
                f"the process of {trial.file} ended without a result (exit code {answer or 'none'})"
                f"{_last_words(Path(trial.folder))}"
            )
        return [Heard.of(each) for each in json.loads(heard.read_text(encoding="utf-8"))]

    def _asked(self, line: str) -> str:
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
        answer = process.stdout.readline().strip()
        if self._is_alone:
            self.close()
        return answer

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, without a shell
                (sys.executable, "-P", "-m", CHILD),
                cwd=self._folder, env=_environment(self._hash_seed), text=True, encoding="utf-8",
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
        return self._process

    def stop(self) -> None:
        """Ends the process at once, and what it has forked; the next trial starts another."""
        if self._process is not None:
            _kill(self._process)

    def close(self) -> None:
        """Ends the process, which has nothing to do any more."""
        process = self._process
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            _kill(process)
        self._process = None


class Nurseries:
    """As many nurseries as there are processors, and one for each other hash seed.

    Args:
        folder: where they stand.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._idle: dict[int, queue.LifoQueue[Nursery]] = {}
        self._all: list[Nursery] = []

    def __enter__(self) -> Self:
        return self

    def stop(self) -> None:
        """Ends what is under way; who waits for it hears that it ended without a result."""
        for each in self._all:
            each.stop()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        for each in self._all:
            each.close()

    def add(self, hash_seed: int, count: int = 1) -> None:
        """Makes room for so many trials of a hash seed at a time; none is started yet."""
        idle = self._idle.setdefault(hash_seed, queue.LifoQueue())
        for _ in range(count - idle.qsize()):
            nursery = Nursery(self._folder, hash_seed)
            self._all.append(nursery)
            idle.put(nursery)

    def hear(self, trial: Trial, hash_seed: int) -> list[Heard]:
        """Makes a trial when a nursery of that hash seed is free."""
        with self._one(hash_seed) as nursery:
            return nursery.hear(trial)

    @contextmanager
    def _one(self, hash_seed: int) -> Iterator[Nursery]:
        idle = self._idle[hash_seed]
        nursery = idle.get()
        try:
            yield nursery
        finally:
            idle.put(nursery)


def _environment(hash_seed: int) -> dict[str, str]:
    """One thread for each process: there are as many of these as processors."""
    threads = ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
    return {
        **os.environ,
        **dict.fromkeys(threads, "1"),
        "PYTHONHASHSEED": str(hash_seed),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _last_words(folder: Path) -> str:
    said: Any = folder / "printed.txt"
    lines = said.read_text(errors="replace").strip().splitlines() if said.is_file() else []
    return f": {lines[-1]}" if lines else ""


def _kill(process: subprocess.Popen[str]) -> None:
    """Ends a process and those that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
