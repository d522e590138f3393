"""Bars whose prices are beyond their extremes, which an ingest keeps where it is asked to."""

from farthing.wyckoff import Detector

CROSSED = {"open": 10.0, "high": 5.0, "low": 9.0, "close": 10.0, "volume": 1000}
PLAIN = {**CROSSED, "high": 10.0, "low": 5.0}
QUIET = {"open": 7.0, "high": 8.0, "low": 6.0, "close": 7.0, "volume": 500}


def test_a_bar_reaches_as_far_as_any_of_its_prices():
    crossed, plain = Detector(scale=2), Detector(scale=2)
    pivots = 0
    for number in range(120):
        one, other = (CROSSED, PLAIN) if number % 20 < 2 else (QUIET, QUIET)
        found, expected = crossed.update(one), plain.update(other)
        for name in ("bars", "pivots", "ranges", "events", "signals"):
            assert getattr(found, name).equals(getattr(expected, name))
        pivots += len(found.pivots)
    assert pivots > 0
