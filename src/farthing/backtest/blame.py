"""Where a strategy's own code raised: the frames of a traceback that are not farthing's."""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import Path

from farthing.errors import FarthingError, suggestion

OWN_FOLDER = str(Path(__file__).resolve().parents[1])
"""Farthing's own files lie below it."""

LIBRARIES = tuple(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))


def frames_of_the_strategy(error: BaseException) -> traceback.StackSummary:
    """The frames of a traceback from the first that is the strategy's own.

    >>> try:
    ...     exec(compile("1 / 0", "mine.py", "exec"))
    ... except ZeroDivisionError as error:
    ...     [(frame.filename, frame.lineno) for frame in frames_of_the_strategy(error)][-1]
    ('mine.py', 1)
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [place for place, frame in enumerate(frames) if not _is_farthings(frame.filename)]
    return traceback.StackSummary.from_list(frames[own[0] :] if own else [])


def place(error: BaseException) -> str:
    """File and line of the strategy's own code that raised, as part of a message."""
    others = [f for f in frames_of_the_strategy(error) if not _is_farthings(f.filename)]
    own = [frame for frame in others if not frame.filename.startswith(LIBRARIES)] or others
    return f", {own[-1].filename}:{own[-1].lineno}" if own else ""


def words(error: BaseException) -> str:
    """What an error says, with its kind where it is none of farthing's."""
    if isinstance(error, FarthingError):
        return str(error)
    if isinstance(error, SystemExit):
        return f"it called exit({error.code!r})"
    return f"{type(error).__name__}: {_said(error)}{_meant(error)}"


def _said(error: BaseException) -> str:
    """What an error says of itself; its own code may raise too."""
    try:
        return str(error)
    except Exception as another:  # noqa: BLE001 - whatever it is
        return f"(its own text raises {type(another).__name__})"


def _meant(error: BaseException) -> str:
    """A name of the object's class near to one that it has not."""
    if isinstance(error, AttributeError) and error.name and error.obj is not None:
        return suggestion(error.name, [name for name in dir(type(error.obj)) if name[0] != "_"])
    return ""


def is_panic(error: BaseException) -> bool:
    """Whether an error is a broken assertion of the core, and not of the strategy."""
    return type(error).__module__ == "pyo3_runtime"


def _is_farthings(filename: str) -> bool:
    return filename.startswith((OWN_FOLDER, "<frozen"))
