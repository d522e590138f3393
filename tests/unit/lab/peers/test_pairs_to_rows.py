"""What pairs of processes say: medians, ratios with their intervals, and notes of equity."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from peer_lines import WORK, line, ours

from farthing.lab.peers.failure import PeerFailed
from farthing.lab.peers.pairs import check_answers, note, our_row, peer_row, ratio


def test_a_row_has_the_median_of_the_processes_and_its_ends() -> None:
    row = peer_row(WORK, [(ours(), line(total)) for total in (30.0, 10.0, 20.0)])
    assert (row.total.median, row.total.low, row.total.high) == (20.0, 10.0, 30.0)
    assert row.bars_per_second == 50_000
    assert (row.engine, row.version, row.processes) == ("tortoise", "1.2.3", 3)


def test_our_row_has_no_ratio_and_keeps_the_digest() -> None:
    row = our_row(WORK, [ours(1.0), ours(3.0)])
    assert (row.engine, row.ratio, row.digest) == ("farthing", None, "d1")
    assert row.end_equity == "1010.50"


def test_the_ratio_is_theirs_by_ours_in_pairs() -> None:
    """A machine that is twice as slow for one pair does not move it."""
    found = ratio([(ours(1.0), line(10.0)), (ours(2.0), line(20.0))], lambda each: each.total_ms)
    assert (found.estimate, found.low, found.high) == pytest.approx((10, 10, 10))
    assert found.pairs == 2


def test_one_pair_has_no_interval() -> None:
    found = ratio([(ours(1.0), line(10.0))], lambda each: each.total_ms)
    assert found.estimate == pytest.approx(10)
    assert (found.low, found.high) == (None, None)


@given(st.lists(st.floats(0.01, 1e4), min_size=2, max_size=8))
def test_the_interval_is_that_of_scipy(times: list[float]) -> None:
    pairs = [(ours(1.0), line(time)) for time in times]
    logs = np.log(times)
    error = scipy.stats.sem(logs)
    found = ratio(pairs, lambda each: each.total_ms)
    assert found.estimate == pytest.approx(math.exp(logs.mean()))
    if error > 1e-12:
        expected = scipy.stats.t.interval(0.95, len(times) - 1, logs.mean(), error)
        assert np.log([found.low, found.high]) == pytest.approx(expected, abs=1e-9)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Three pairs of a true ratio of 20, each side with 5 % of noise."""
    generator = random.Random(7)
    covered = 0
    for _ in range(1_000):
        sides = [(generator.gauss(0, 0.05), generator.gauss(math.log(20), 0.05)) for _ in range(3)]
        pairs = [(ours(math.exp(mine)), line(math.exp(theirs))) for mine, theirs in sides]
        found = ratio(pairs, lambda each: each.total_ms)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 20 <= found.high
    assert 925 <= covered <= 975


def test_arrays_have_a_ratio_of_the_simulation_alone() -> None:
    row = peer_row(WORK, [(ours(3.0, signals=2.0), line(10.0, signals=6.0))])
    assert row.simulation_ratio is not None
    assert row.ratio is not None
    assert row.simulation_ratio.estimate == pytest.approx(4)
    assert row.ratio.estimate == pytest.approx(10 / 3)


def test_without_signals_there_is_one_ratio() -> None:
    assert peer_row(WORK, [(ours(), line())]).simulation_ratio is None


@pytest.mark.parametrize(
    ("equity", "words"),
    [
        (1010.5, "the same to the cent"),
        (1010.4999999999, "the same to the cent"),
        (9.5, "-1,001.00 from ours"),
        (1010.52, "+0.02 from ours"),
        (None, "no end equity"),
    ],
)
def test_a_note_says_how_the_end_equity_stands_to_ours(equity: float | None, words: str) -> None:
    assert note(ours(), line(end_equity=equity)).startswith(words)
    assert note(ours(), line(end_equity=equity)).endswith("same close, fractions of shares")


@pytest.mark.parametrize("other", [{"fills": 5}, {"end_equity": 7.0}, {"digest": "d2"}])
def test_an_answer_that_changes_is_a_failure(other: dict[str, object]) -> None:
    check_answers("tortoise", [line(1.0), line(2.0)])
    with pytest.raises(PeerFailed, match="its answer changes between processes: "):
        check_answers("tortoise", [line(), line(**other)])
