"""The planted cases are frozen: a detector is tuned and judged on the same ones.

A change of the generator after a detector was tuned is a new test, whose results compare with no
older ones. Where it has to be, the failure shows the new digests; say in the changelog what became
different.
"""

import hashlib

import pytest

from farthing.testing.planted import HELD_OUT, HELD_OUT_SEED, NOISES, OPEN, SEED, cases, walks

COUNT = 50

FROZEN = {
    "none": "d82c3a0a78c33ec89878dae14583d04fa1534f7f07770562a02d5ff5aef1e9a0",
    "low": "34ae515853f3e1882e109869ce3cdaccc34a12642048458a545775cae0cc481b",
    "moderate": "2c4762d62c5e366d52796654ee1fa0205b2e46972913c058e49f8d78992d3c99",
    "high": "cd5865c6a058cc436a9b501c77eccc14ee2596d29bd934b5d59c90ad6015f037",
}
FROZEN_HELD_OUT = "215ba6d6c9c6b5aa9691d7587b9ba88eea48e64a06721d36099f8b743d9df8b8"
FROZEN_WALKS = "6a7d74265ba8773c094f4d0f2987888af14f1d7f61e0ed4567f5111c2d1ab9bb"


def digest(made):
    """One hash over the digests of cases in their order."""
    return hashlib.sha256("".join(case.digest for case in made).encode()).hexdigest()


def test_every_level_of_noise_is_frozen():
    assert set(FROZEN) == set(NOISES)
    assert len({*FROZEN.values(), FROZEN_HELD_OUT, FROZEN_WALKS}) == len(FROZEN) + 2


@pytest.mark.parametrize("noise", FROZEN)
def test_the_first_cases_are_what_they_were(noise):
    assert digest(cases(SEED, COUNT, noise, region=OPEN)) == FROZEN[noise]


def test_the_cases_held_out_are_what_they_were():
    assert digest(cases(HELD_OUT_SEED, COUNT, region=HELD_OUT)) == FROZEN_HELD_OUT


def test_the_walks_are_what_they_were():
    assert digest(walks(SEED, 6_000)) == FROZEN_WALKS
