"""Parts of charts: ticks with words, means of long lines, readings."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from farthing.report.charts import Area, Dots, Reading, Row, Scale, Timeline
from farthing.report.charts.figure import (
    anchor,
    area,
    line,
    percent_ticks,
    percents,
    plain_ticks,
    spread,
    time_ticks,
)


def timeline(points: int) -> Timeline:
    """Days in a row."""
    return Timeline(np.arange(19_000, 19_000 + points))


def test_ticks_of_money_are_short() -> None:
    words = [tick.label for tick in plain_ticks(Scale.around(900_000.0, 1_200_000.0, 3))]
    assert words == ["0.9m", "1.0m", "1.1m", "1.2m"]


def test_ticks_of_shares_are_percent() -> None:
    words = [tick.label for tick in percent_ticks(Scale.around(-0.02, 0.0, 2))]
    assert words == ["−2\xa0%", "−1\xa0%", "0\xa0%"]  # noqa: RUF001


def test_the_highest_tick_is_at_the_top() -> None:
    ticks = plain_ticks(Scale.around(0.0, 10.0))
    assert (ticks[0].at, ticks[-1].at) == (100, 0)


def test_a_phone_has_at_most_five_dates() -> None:
    for points in (5, 8, 40, 250, 500, 3000):
        shown = [tick for tick in time_ticks(timeline(points)) if not tick.minor]
        assert 1 <= len(shown) <= 4


def test_labels_at_the_edges_stay_inside() -> None:
    assert [anchor(at) for at in (0, 50, 100)] == ["start", "middle", "end"]


def test_an_area_reaches_to_nothing() -> None:
    drawn = area("fall", timeline(2), Scale.around(-1.0, 0.0), np.array([0.0, -1.0]))
    assert drawn.path == "M0 0l2000+1000V0H0z"


def test_a_line_of_one_point_is_a_dot() -> None:
    assert isinstance(line("a", timeline(1), Scale.around(0.0, 1.0), np.array([0.5])), Dots)


def test_a_long_restless_line_is_its_mean_and_its_largest() -> None:
    values = np.tile([0.0, 1.0], 6000)
    below, mean, largest = spread("a", timeline(12_000), Scale.around(0.0, 1.0), values)
    assert isinstance(below, Area)
    assert below.path.startswith(mean.path)
    assert below.path.endswith("V1000H8z")
    assert mean.path == "M8 500l1984+0"
    assert (largest.kind, largest.path) == ("a fine", "M8 0l1984+0")


def test_a_short_line_and_one_with_gaps_keep_their_values() -> None:
    scale = Scale.around(0.0, 1.0)
    assert len(spread("a", timeline(1200), scale, np.zeros(1200))) == 2
    gaps = np.where(np.arange(5000) < 9, np.nan, 0.5)
    assert len(spread("a", timeline(5000), scale, gaps)) == 2


def test_a_reading_keeps_exact_words_and_differences() -> None:
    reading = Reading(
        timeline(10),
        np.array([0, 4, 9]),
        (Row("equity", ["1.00", "2.50", "3.00"]), percents("fall", np.array([0.0, np.nan, -0.5]))),
        marks=((4, "bought 1 at 2.00"),),
    )
    assert reading.plain() == {
        "points": 10,
        "places": [0, 4, 5],
        "unit": "day",
        "when": [19_000, 4, 5],
        "rows": [("equity", "1.00 2.50 3.00", ""), ("fall", "0.00 – −50.00", "\xa0%")],  # noqa: RUF001
        "marks": [[4, 19_004, "bought 1 at 2.00"]],
    }


def test_minutes_are_told_in_minutes() -> None:
    days = np.full(3, 19_000)
    minutes = 19_000 * 1440 + np.arange(3)
    reading = Reading(Timeline(days, minutes * 60 * 10**9), np.arange(3), ())
    plain = reading.plain()
    assert (plain["unit"], plain["when"]) == ("minute", [19_000 * 1440, 1, 1])


def test_a_scale_places_decimals() -> None:
    assert Scale.around(0.0, 10.0).percent(Decimal("2.5")) == 75
