"""Events are scored one to one, within three bars, and known in time."""

import detectors
import polars as pl
import pytest

from farthing.errors import ConfigurationError
from farthing.testing.planted import cases
from farthing.testing.planted.score import KNOWN_WITHIN, Detections, evaluate
from farthing.testing.planted.score.matching import matched


@pytest.fixture(scope="module")
def made():
    """Two rounds of the mixture."""
    return list(cases(21, 40))


def whole(detector, made):
    """The last row of the events: all of them together."""
    return detectors.scores(detector, made).events.row(-1, named=True)


def test_a_perfect_detector_has_all_and_nothing_else(made):
    row = whole(detectors.perfect, made)
    assert (row["precision"], row["recall"]) == (1.0, 1.0)
    assert row["labels"] == row["found"] == row["detections"] > 200
    assert (row["missed"], row["false"], row["late"], row["duplicates"]) == (0, 0, 0, 0)
    assert (row["shift_mean"], row["shift_deviation"], row["delay_median"]) == (0, 0, 0)
    assert (row["bars_off"], row["bars_off_low"], row["bars_off_high"]) == (0, 0, 0)
    assert 0.85 < row["recall_low"] < row["recall_high"] <= 1.0


def test_each_event_has_a_row_of_its_own(made):
    table = detectors.scores(detectors.perfect, made).events
    rows = {(row["name"], row["side"]) for row in table.iter_rows(named=True)}
    assert {("spring", "long"), ("utad", "short"), ("ar", "long"), ("ar", "short")} <= rows
    assert ("bu", "long") not in rows
    assert table["labels"][:-1].sum() == table["labels"][-1]


def test_an_empty_detector_finds_nothing_and_says_nothing_false(made):
    row = whole(detectors.nothing, made)
    assert (row["recall"], row["precision"], row["false"]) == (0.0, None, 0)
    assert 0.0 < row["recall_high"] < 0.15


@pytest.mark.parametrize("bars", [-3, 3])
def test_three_bars_away_is_found(made, bars):
    row = whole(detectors.shifted(bars), made)
    assert (row["precision"], row["recall"], row["shift_mean"]) == (1.0, 1.0, bars)
    assert row["bars_off"] == 3.0


@pytest.mark.parametrize("bars", [-4, 4])
def test_four_bars_away_is_not(made, bars):
    row = whole(detectors.shifted(bars), made)
    assert row["found"] == 0
    assert row["false"] > 0.8 * row["labels"]


def test_what_is_said_twice_is_false_the_second_time(made):
    row = whole(detectors.twice, made)
    assert row["recall"] == 1.0
    assert row["precision"] == pytest.approx(0.5, abs=0.05)
    assert row["duplicates"] == row["false"]


def test_what_is_known_in_time_is_found_and_a_bar_later_is_not(made):
    for bars in (5, 6, 10, 11, 20, 21):
        table = detectors.scores(detectors.delayed(bars), made).events[:-1]
        for row in table.iter_rows(named=True):
            assert (row["recall"] == 1.0) == (KNOWN_WITHIN[row["name"]] >= bars), row
            if row["recall"] == 0.0:
                assert row["late"] == row["labels"] == row["false"]


def test_every_event_has_to_be_known_within_five_to_twenty_bars():
    assert {name for name, bars in KNOWN_WITHIN.items() if bars == 5} == {"sos", "sow"}
    slow = {"ps", "psy", "spring", "ut", "utad"}
    assert {name for name, bars in KNOWN_WITHIN.items() if bars == 20} == slow
    assert set(KNOWN_WITHIN.values()) == {5, 10, 20}


def test_a_detector_is_told_no_labels(made):
    told = []
    evaluate(lambda case: told.append(case) or Detections(), made)
    assert [case.number for case in told] == [case.number for case in made]
    assert all(case.bars.equals(given.bars) for case, given in zip(told, made, strict=True))
    assert {case.kind for case in told} == {""}
    assert all(case.truth.events.is_empty() and case.truth.ranges.is_empty() for case in told)
    assert {case.truth.cases["warmup"][0] for case in told} == {0}


def test_a_case_given_twice_is_refused(made):
    with pytest.raises(ConfigurationError, match="case 1 is given 2 times"):
        evaluate(detectors.nothing, [*made[:3], made[1]])


def test_guesses_are_right_as_often_as_chance_has_it(made):
    row = whole(detectors.guessing, made)
    assert row["recall"] < 0.1


def test_a_label_that_is_not_scored_makes_no_detection_false(made):
    def also_free(case):
        free = case.truth.events.filter(~pl.col("scored")).select("case", "event", "side", "at")
        events = free.with_columns(known_at=pl.col("at"))
        return Detections(events=pl.concat([detectors.perfect(case).events, events]))

    assert sum(case.truth.events.filter(~pl.col("scored")).height for case in made) > 50
    row = whole(also_free, made)
    assert (row["precision"], row["recall"]) == (1.0, 1.0)


def test_the_warmup_is_not_scored(made):
    def early(case):
        events = pl.DataFrame({"case": [case.number] * 3, "event": ["spring"] * 3, "side": "long"})
        warmup = case.truth.cases["warmup"][0]
        at = pl.Series([0, warmup - 1, warmup + 2])
        return Detections(events=events.with_columns(at=at, known_at=at).filter(at >= 0))

    with_warmup = [case for case in made if case.truth.cases["warmup"][0] > 0]
    row = whole(early, with_warmup)
    assert row["false"] == len(with_warmup)


def test_a_back_up_and_a_last_point_of_support_are_one_event(made):
    rename = pl.col("event").replace({"bu": "lps", "lps": "bu"})
    row = whole(detectors.with_events(lambda events: events.with_columns(event=rename)), made)
    assert (row["precision"], row["recall"]) == (1.0, 1.0)


def test_an_event_of_the_other_side_is_another_event(made):
    other = pl.col("side").replace({"long": "short", "short": "long"})
    row = whole(detectors.with_events(lambda events: events.with_columns(side=other)), made)
    assert row["found"] == 0


@pytest.mark.parametrize(
    ("labels", "found", "pairs"),
    [
        ([10, 13], [12, 15], {0: 0, 1: 1}),
        ([10, 13], [13, 8], {0: 1, 1: 0}),
        ([10, 13, 16], [13, 16, 19], {0: 0, 1: 1, 2: 2}),
        ([10, 14], [11, 8], {0: 1, 1: 0}),
        ([10], [9, 10, 11], {0: 1}),
        ([], [1], {}),
    ],
)
def test_as_many_pairs_as_there_can_be(labels, found, pairs):
    assert matched(labels, [(at, at) for at in found], 5) == pairs


def test_the_order_of_rows_does_not_matter(made):
    turned = detectors.with_events(lambda events: events.reverse())
    straight = detectors.with_events(lambda events: events)
    assert detectors.scores(turned, made).events.equals(detectors.scores(straight, made).events)


def frame(**columns):
    row = {"case": [0], "event": ["spring"], "side": ["long"], "at": [9], "known_at": [9]}
    return pl.DataFrame(row | columns)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"known_at": [8]}, "known at bar 8 what is at bar 9: nothing is known before its own bar"),
        ({"event": ["Spring"]}, "events.event has 'Spring': it is one of ps, sc"),
        ({"side": ["buy"]}, "events.side has 'buy': it is one of long, short"),
        ({"at": [9.5]}, "events.at is Float64: it has to be Int64"),
    ],
)
def test_what_cannot_be_scored_is_refused(columns, message):
    with pytest.raises(ConfigurationError, match=message):
        Detections(events=frame(**columns))
