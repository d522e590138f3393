"""Precision, recall and timing of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.testing.planted.score.tally import tally

if TYPE_CHECKING:
    import polars as pl

    from farthing.testing.planted.labels import Truth
    from farthing.testing.planted.score.detections import Detections


def score_events(truth: Truth, found: Detections) -> pl.DataFrame:
    """One row an event and side, and a last one over all (`name` `all`).

    An event is found by one detection of its name and side within three bars that was known within
    the bars that `KNOWN_WITHIN` gives its name. Any other detection is false, of which `late` ones
    came too late, and `duplicates` lie beside an event; but one that meets a label which is not
    `scored` is not counted. Shares have intervals of 95 % from a bootstrap over cases.

    `bars_off` is the mean distance of a detection from its event in bars, `shift_mean` the same
    with its sign (late is positive), `delay_median` how many bars after the event it was known.

    Args:
        truth: the labels.
        found: what was detected in these cases.
    """
    labels = truth.events.rename({"event": "name"})
    return tally(labels, found.events.rename({"event": "name"}), truth.cases).table()
