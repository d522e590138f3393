"""Embargoes and gaps begin where trades end, and not where a test does."""

from __future__ import annotations

import pytest
import validation_market as market

from farthing.optimise.validation import combinatorial, walks

DAYS = market.sessions(120)


def test_an_embargo_begins_behind_the_trades_of_a_test() -> None:
    """Those of 39 reach 44: 45 to 47 are embargoed, and of 15 to 19 trades reach into the test."""
    fold = combinatorial(DAYS, groups=6, tests=1, holding=5, embargo=3).folds[1]
    assert fold.test == (range(20, 40),)
    assert fold.purged == (range(15, 20), range(40, 45))
    assert fold.embargoed == (range(45, 48),)
    assert fold.train == (range(15), range(48, 120))


def test_an_embargo_without_trades_begins_behind_the_test() -> None:
    fold = combinatorial(DAYS, groups=6, tests=1, embargo=3).folds[1]
    assert (fold.purged, fold.embargoed) == ((), (range(40, 43),))


def test_an_embargo_of_a_trade_that_was_opened_early_begins_where_that_ends() -> None:
    holding = [0] * 120
    holding[25] = 25
    fold = combinatorial(DAYS, groups=6, tests=1, holding=holding, embargo=3).folds[1]
    assert fold.purged == (range(40, 51),)
    assert fold.embargoed == (range(51, 54),)


@pytest.mark.parametrize("kind", ["rolling", "anchored"])
def test_a_gap_ends_where_trades_reach_into_the_test(kind: str) -> None:
    """Trades of 85 to 89 reach 90 and later ones, those of 82 to 84 the three sessions before."""
    fold = walks(DAYS, train=90, test=30, holding=5, gap=3, kind=kind)[0]
    assert fold.test == (range(90, 120),)
    assert fold.purged == (range(85, 90),)
    assert fold.embargoed == (range(82, 85),)
    assert fold.train == (range(82),)


def test_a_gap_leaves_out_a_trade_that_was_opened_early_and_ends_in_it() -> None:
    holding = [0] * 120
    holding[50], holding[60] = 38, 30
    fold = walks(DAYS, train=90, test=30, holding=holding, gap=3)[0]
    assert fold.purged == (range(60, 61),)
    assert fold.embargoed == (range(50, 51), range(87, 90))
