"""The thresholds of a comparison, as they are asked for."""

from __future__ import annotations

from pydantic import ValidationError

from farthing.errors import ConfigurationError
from farthing.lab.results.comparison import Thresholds


def thresholds_of(warn: float, gate: float, hard: float, confidence: float) -> Thresholds:
    """The thresholds as options say; a gate moves those that it would pass.

    Args:
        warn: the share of a slowdown that is told.
        gate: the share that fails.
        hard: the share for which noise is no excuse.
        confidence: of all intervals.

    Raises:
        ConfigurationError: they make no sense.

    >>> thresholds_of(0.05, 0.03, 0.25, 0.95).warn
    0.03
    """
    try:
        return Thresholds(
            warn=min(warn, gate), gate=gate, hard=max(hard, gate), confidence=confidence
        )
    except ValidationError as error:
        raise ConfigurationError(
            f"--warn {warn} --gate {gate} --hard {hard} --confidence {confidence}: "
            f"{error.errors()[0]['msg']}"
        ) from error
