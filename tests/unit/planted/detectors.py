"""Detectors that know the truth, and say it with this or that mistake."""

import polars as pl

from farthing.draw import Draw
from farthing.testing.planted.score import Detections, evaluate


def scores(detector, made):
    """The scores of a detector that is told of each case what no detector is: its labels."""
    return evaluate(knowing(detector, made), made)


def knowing(detector, made):
    """A detector that looks up the labels of what it is told."""
    by_number = {case.number: case for case in made}
    return lambda blind: detector(by_number[blind.number])


def perfect(case):
    """Says every scored label at its bar, known there and then."""
    truth = case.truth
    return Detections(
        events=_known(truth.events.filter("scored").select("case", "event", "side", "at")),
        ranges=truth.ranges.with_columns(known_at=pl.col("breakout")),
        phases=truth.phases.select(
            "case", "bar", phase_at_last=pl.col("phase"), phase_on_the_day=pl.col("phase")
        ),
        signals=_known(truth.patterns.filter("scored").drop("scored")),
    )


def _known(frame, delay=0):
    return frame.with_columns(known_at=pl.col("at") + delay)


def nothing(case):
    """Says nothing."""
    return Detections()


def with_events(change):
    """The perfect detector, with its events changed."""
    return lambda case: Detections(events=change(perfect(case).events))


def shifted(bars):
    """Says each event so many bars too late or too early, at once."""
    return with_events(lambda events: _known(events.with_columns(at=pl.col("at") + bars)))


def delayed(bars):
    """Knows each event so many bars later."""
    return with_events(lambda events: _known(events, bars))


def twice(case):
    """Says each event once more on the bar after."""
    events = perfect(case).events
    return Detections(events=pl.concat([events, _known(events.with_columns(at=pl.col("at") + 1))]))


def guessing(case):
    """Says each event of the case at a bar drawn by lot."""
    events = perfect(case).events
    bars = Draw(99, case.number).integers(0, case.bars.height - 1, events.height)
    return Detections(events=_known(events.with_columns(at=pl.Series(bars))))
