"""How runs are generated: the seed, how many examples, and which of them count."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, settings

from farthing.errors import LedgerOverflow, StrategyError

SEED = int(os.environ.get("FARTHING_PROPERTY_SEED", "20260102"))
"""The same runs in a process that has imported the same modules, unless another seed is asked for:
hypothesis also draws numbers that it finds in the modules around, so that counts vary a little."""

PARTS = 2
"""Into so many tests the longest list of generated runs is split, to run beside each other."""


@contextmanager
def where_numbers_fit() -> Iterator[None]:
    """Leaves out a run that ends because a number does not fit: tests of something else."""
    try:
        yield
    except LedgerOverflow:
        pass
    except StrategyError as error:
        if not isinstance(error.__cause__, LedgerOverflow):
            raise


def few(examples: int) -> settings:
    """So many examples, however long each takes, and none from an earlier session."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
