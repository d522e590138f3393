"""Folds, for any sessions and holdings: nothing of a test can reach what is chosen in."""

from datetime import date, timedelta
from math import comb

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from farthing.errors import ConfigurationError
from farthing.optimise.validation import combinatorial, walks

COUNTS = st.integers(4, 60)


def days(count):
    return [date(2024, 1, 1) + timedelta(days=day) for day in range(count)]


def parts(fold):
    named = (fold.train, fold.test, fold.purged, fold.embargoed)
    return [[place for stretch in each for place in stretch] for each in named]


def overlaps(train, test, reaches):
    """Whether a trade of one part reaches a session of the other, asked of each pair."""
    return any(
        place <= other <= reaches[place] or other <= place <= reaches[other]
        for place in train
        for other in test
    )


@st.composite
def held(draw):
    count = draw(COUNTS)
    numbers = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    holding = draw(st.sampled_from([numbers[0], numbers]))
    each = numbers if holding is numbers else [holding] * count
    return count, holding, [min(at + long, count - 1) for at, long in enumerate(each)]


@given(held(), st.data())
def test_walks_choose_before_they_judge_and_judge_each_session_once(market, data):
    count, holding, reaches = market
    train, test = data.draw(st.integers(1, count - 1)), data.draw(st.integers(1, count))
    gap, kind = (
        data.draw(st.integers(0, train - 1)),
        data.draw(st.sampled_from(["rolling", "anchored"])),
    )
    try:
        found = walks(days(count), train=train, test=test, kind=kind, holding=holding, gap=gap)
    except ConfigurationError:
        assume(False)
    assert [place for fold in found for place in parts(fold)[1]] == list(range(train, count))
    for fold in found:
        chosen, judged, purged, left = parts(fold)
        together = sorted(chosen + purged + left)
        begin = judged[0] - train if kind == "rolling" else 0
        assert together == list(range(begin, judged[0]))
        assert max(reaches[place] for place in chosen) < judged[0] - gap
        assert all(judged[0] - gap <= reaches[place] < judged[0] for place in left)
        assert not overlaps(chosen, judged, reaches)
        assert all(overlaps([place], judged, reaches) for place in purged)


@given(held(), st.integers(2, 6), st.data())
def test_combinatorial_splits_part_all_sessions_and_paths_go_through_each_once(
    market, groups, data
):
    count, holding, reaches = market
    assume(count >= groups)
    tests, embargo = data.draw(st.integers(1, groups - 1)), data.draw(st.integers(0, 3))
    try:
        found = combinatorial(
            days(count), groups=groups, tests=tests, holding=holding, embargo=embargo
        )
    except ConfigurationError:
        assume(False)
    assert len(found.folds) == comb(groups, tests)
    assert len(found.paths) == comb(groups - 1, tests - 1)
    for fold in found.folds:
        chosen, judged, purged, left = parts(fold)
        assert sorted(chosen + judged + purged + left) == list(range(count))
        assert not overlaps(chosen, judged, reaches)
        assert all(overlaps([place], judged, reaches) for place in purged)
        behind = {reaches[place] + step for place in judged for step in range(1, embargo + 1)}
        assert not behind & set(chosen)
        assert set(left) <= behind
    used = [(fold, group) for path in found.paths for group, fold in enumerate(path)]
    assert len(set(used)) == len(used) == tests * len(found.folds)
    assert all(group in found.tested[fold] for fold, group in used)


@given(st.integers(4, 40), st.integers(2, 5))
def test_returns_of_a_path_are_those_of_the_splits_that_test_its_groups(count, groups):
    assume(count >= groups)
    found = combinatorial(days(count), groups=groups, tests=1)
    returns = np.arange(len(found.folds) * count, dtype=float).reshape(-1, count)
    path = found.path_returns(returns)
    assert path.shape == (1, count)
    for fold, whole in zip(found.folds, returns, strict=True):
        assert path[0, fold.test_places].tolist() == whole[fold.test_places].tolist()
