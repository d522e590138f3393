"""Jobs are heard in their order; what goes wrong in one ends all."""

from __future__ import annotations

import pytest

from farthing.trust.check.compare import Parted
from farthing.trust.check.jobs import Job, all_of


def test_jobs_are_heard_in_their_order_and_told_as_they_end():
    told = []
    work = [Job(key, lambda key=key: [Parted(key, "order", "", "")]) for key in range(20)]
    found = all_of(work, 3, lambda *each: told.append(each), lambda: told.append("stopped"))
    assert [(key, differ[0].time_ns) for key, differ in found] == [(n, n) for n in range(20)]
    assert told == [("trials", n, 20) for n in range(1, 21)]


def test_an_error_stops_what_is_under_way():
    stopped = []

    def wrong():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        all_of([Job(0, wrong)], 2, lambda *_: None, lambda: stopped.append(True))
    assert stopped == [True]
