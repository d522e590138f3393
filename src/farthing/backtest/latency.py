"""Latency: how long orders, changes and cancellations take, as text and in nanoseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from farthing import given
from farthing.decimals import EXACT
from farthing.errors import ConfigurationError

UNITS = {
    "ns": 1,
    "us": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
STAGES = ("submit", "modify", "cancel")
NUMBERS = {"fixed": 1, "uniform": 2, "exponential": 1}

TIME_MOST = 2**63 - 1

SEED_MOST = 2**64 - 1
HOW = (
    "write a time (250ms), uniform:1ms:5ms or exponential:2ms for all stages, or "
    "submit=250ms,modify=1s,cancel=1s,seed=7"
)


@dataclass(frozen=True, slots=True)
class Delay:
    """The latency of one stage: a name of ``NUMBERS`` and its times in nanoseconds.

    >>> str(Delay("uniform", (1_000_000, 5_000_000)))
    'uniform:1ms:5ms'
    """

    kind: str = "fixed"
    times: tuple[int, ...] = (0,)

    def __post_init__(self) -> None:
        """Refuses a latency below nothing, and one that ends before it begins."""
        if len(self.times) != NUMBERS.get(self.kind):
            raise ConfigurationError(f"there is no latency {self.kind}:{self.times}: {HOW}")
        if max(self.times) > TIME_MOST:
            raise ConfigurationError(
                f"latency of {given.shown(max(self.times))} nanoseconds: {TIME_MOST} (292 years) "
                "are the most that can be counted"
            )
        if min(self.times) < 0 or list(self.times) != sorted(self.times):
            raise ConfigurationError(f"latency {self}: times are 0 or more, the least one first")

    def __str__(self) -> str:
        """As on the command line."""
        times = [_text(time) for time in self.times]
        return ":".join(times if self.kind == "fixed" else [self.kind, *times])


@dataclass(frozen=True, slots=True)
class Latency:
    """The latency of the three stages of an order; a seed draws what is not fixed.

    >>> latency("submit=250ms,cancel=exponential:1s,seed=7").modify
    Delay(kind='fixed', times=(0,))
    """

    submit: Delay = Delay()
    modify: Delay = Delay()
    cancel: Delay = Delay()
    seed: int = 0

    def __str__(self) -> str:
        """As on the command line."""
        stages = [f"{stage}={getattr(self, stage)}" for stage in STAGES]
        return ",".join([*stages, f"seed={self.seed}"])

    @property
    def for_core(
        self,
    ) -> tuple[tuple[str, list[int]], tuple[str, list[int]], tuple[str, list[int]], int]:
        """The stages and the seed as the core takes them."""
        submit, modify, cancel = (
            (delay.kind, list(delay.times)) for delay in (self.submit, self.modify, self.cancel)
        )
        return submit, modify, cancel, self.seed


def latency(value: str | Latency | None) -> Latency | None:
    """The latency that a text describes; None is none.

    >>> str(latency("5ms"))
    'submit=5ms,modify=5ms,cancel=5ms,seed=0'
    >>> latency("soon")
    Traceback (most recent call last):
    farthing.errors.ConfigurationError: latency 'soon': write a time (250ms), ...
    """
    if value is None or isinstance(value, Latency):
        return value
    if not isinstance(value, str):
        raise ConfigurationError(f"latency {value!r}: {HOW}")
    if "=" not in value:
        delay = _delay(value, value)
        return Latency(delay, delay, delay)
    stages: dict[str, Delay] = {}
    seed = 0
    for name, text in _parts(value):
        if name == "seed" and re.fullmatch(r"\d{1,20}", text) and int(text) <= SEED_MOST:
            seed = int(text)
        elif name in STAGES:
            stages[name] = _delay(text, value)
        else:
            raise ConfigurationError(f"latency {value!r}: {HOW}")
    return Latency(**stages, seed=seed)


def _parts(value: str) -> list[tuple[str, str]]:
    """Names and what is said of them, each name once."""
    parts = [part.strip().partition("=") for part in value.split(",")]
    names = [name for name, _, _ in parts]
    for name in names:
        if names.count(name) > 1:
            raise ConfigurationError(f"latency {value!r} has {name} twice: give one of each")
    return [(name, text) for name, _, text in parts]


def _delay(text: str, whole: str) -> Delay:
    kind, *times = text.split(":")
    if not times:
        kind, times = "fixed", [kind]
    return Delay(kind, tuple(_nanoseconds(time, whole) for time in times))


def _nanoseconds(text: str, whole: str) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([a-z]+)|0", text.strip())
    if found is None or (found[2] is not None and found[2] not in UNITS):
        raise ConfigurationError(f"latency {whole!r}: {HOW}")
    if found[2] is None:
        return 0
    time = EXACT.multiply(Decimal(found[1]), Decimal(UNITS[found[2]]))
    if time != int(time):
        raise ConfigurationError(f"latency {whole!r}: {text} is no whole number of nanoseconds")
    return int(time)


def _text(time: int) -> str:
    unit = next((name for name in reversed(UNITS) if time % UNITS[name] == 0), "ns")
    return f"{time // UNITS[unit]}{unit}" if time else "0"
