"""How runs are generated: the seed, how many examples, and which of them count."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from farthing.errors import LedgerOverflow, StrategyError

SEED = int(os.environ.get("FARTHING_PROPERTY_SEED", "20260102"))
"""The same runs each time, unless another seed is asked for."""

PARTS = 2
"""Into so many tests the longest list of generated runs is split, to run beside each other."""

# Hypothesis also draws numbers that it finds in the modules around, and has no setting for it: what
# a seed gives would hang on the tests that ran before in the same process.
assert callable(providers._get_local_constants)
providers._get_local_constants = providers.Constants


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
