"""Cases that need no farthing, so that a process is there and gone in a moment."""

import itertools
import time

ROUND_SECONDS = 0.002


def wait():
    """Waits for two milliseconds, awake."""
    until = time.perf_counter() + ROUND_SECONDS
    while time.perf_counter() < until:
        pass
    return "done"


def fickle():
    """Gives another answer each time."""
    return str(time.perf_counter_ns())


def raises():
    """Raises."""
    raise ValueError("no such price")


def count():
    """Counts: as many instructions each time."""
    return str(sum(range(20_000)))


def alternating():
    """Gives one of two answers, in turn."""
    return next(TURNS)


TURNS = itertools.cycle(("even", "odd"))


def quick():
    """A quick one."""
    return lambda: "done"


ABOUT = {"wait": "waits for two milliseconds"}

CASES = {
    "quick": quick,
    "alternating": lambda: alternating,
    "speechless": lambda: lambda: {"digest": ""},
    "numbered": lambda: lambda: {"digest": 5},
    "boastful": lambda: lambda: {"digest": "done", "seconds": [1e-9] * 5} if wait() else {},
    "wordy": lambda: lambda: {"digest": "done", "facts": "many"},
    "count": lambda: count,
    "wait": lambda: lambda: wait(),
    "fickle": lambda: fickle,
    "raises": lambda: raises,
}


def answer(result):
    """The digest of an answer is the answer, where it is no answer already."""
    if isinstance(result, dict):
        return result
    return {"digest": result, "facts": {"fills": "3"}}


def other_answer(true):
    """Waits, and gives another answer."""
    return true() + "!"
