"""Where two runs part: the earliest decision up to a bar that is not the same in both."""

from __future__ import annotations

from farthing.trust.check.compare import Parted, parted
from farthing.trust.check.trial import AT_BAR, BEFORE_SESSION, Decision, Heard


def heard(*decisions, error="", reached=9):
    return Heard([Decision(*each) for each in decisions], reached, error=error)


ONE = (1, AT_BAR, "order", "0: +1 A market")
TWO = (2, AT_BAR, "order", "1: +1 B market")
OTHER = (2, AT_BAR, "order", "1: +2 B market")
EARLY = (2, BEFORE_SESSION, "order", "1: +3 B market")
LINE = (1, AT_BAR, "record", "line = 1.0")


def test_the_same_decisions_do_not_part():
    assert parted(heard(ONE, TWO), heard(ONE, TWO)) is None


def test_the_first_that_differs_is_told_with_both_texts():
    assert parted(heard(ONE, TWO), heard(ONE, OTHER)) == Parted(2, "order", TWO[3], OTHER[3])


def test_a_decision_that_the_other_has_not_is_told_alone():
    assert parted(heard(ONE, TWO), heard(TWO)) == Parted(1, "order", ONE[3], "")
    assert parted(heard(ONE), heard(ONE, TWO)) == Parted(2, "order", "", TWO[3])


def test_what_comes_after_the_bar_does_not_count():
    assert parted(heard(ONE, TWO), heard(ONE, OTHER), 1) is None
    assert parted(heard(ONE), heard(ONE, EARLY), 2, AT_BAR) is None
    assert parted(heard(ONE), heard(ONE, EARLY), 2, BEFORE_SESSION) is not None


def test_orders_count_before_records():
    found = parted(heard(ONE, TWO, LINE), heard(ONE, OTHER, (1, AT_BAR, "record", "line = 2.0")))
    assert found is not None
    assert found.what == "order"
    only = parted(heard(ONE, LINE), heard(ONE))
    assert only == Parted(1, "record", LINE[3], "")


def test_a_run_that_stops_before_an_order_parts_there():
    stopped = heard(ONE, error="it stopped", reached=1)
    assert parted(heard(ONE, TWO, LINE), stopped, 2) == Parted(2, "stop", TWO[3], "it stopped")
    assert parted(heard(ONE, TWO), stopped, 1) is None


def test_a_run_that_stops_where_nothing_was_decided_has_too_few_bars():
    assert parted(heard(TWO, reached=9), heard(error="it stopped", reached=0), 1) is None
