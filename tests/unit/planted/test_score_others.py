"""Ranges, phases, signals and the intervals of all."""

import detectors
import numpy as np
import polars as pl
import pytest

from farthing.testing.planted import GENUINE, cases, gather, shuffled, walks
from farthing.testing.planted.score import (
    Detections,
    evaluate,
    evaluate_false_signals,
    evaluate_shuffled,
    score_ranges,
)
from farthing.testing.planted.score.intervals import Clusters, rate_max, wilson


@pytest.fixture(scope="module")
def made():
    """Two rounds of the mixture."""
    return list(cases(21, 40))


def ranges(change, made):
    """The row of ranges when those of the perfect detector are changed."""
    detector = lambda case: Detections(ranges=change(detectors.perfect(case).ranges))  # noqa: E731
    return detectors.scores(detector, made).ranges.row(0, named=True)


def test_perfect_ranges(made):
    row = ranges(lambda frame: frame, made)
    assert (row["precision"], row["recall"]) == (1.0, 1.0)
    assert row["labels"] == 34


def test_a_range_known_a_bar_after_the_breakout_is_not_found(made):
    row = ranges(lambda frame: frame.with_columns(pl.col("known_at") + 1), made)
    assert (row["precision"], row["recall"]) == (0.0, 0.0)


@pytest.mark.parametrize(("share", "recall"), [(0.45, 1.0), (0.55, 0.0)])
def test_a_range_has_to_overlap_by_half_in_time(made, share, recall):
    later = (pl.col("start") + (share * (pl.col("end") - pl.col("start"))).cast(int)).alias("start")
    assert ranges(lambda frame: frame.with_columns(later), made)["recall"] == recall


@pytest.mark.parametrize(("share", "recall"), [(0.45, 1.0), (0.55, 0.0)])
def test_a_range_has_to_overlap_by_half_in_price(made, share, recall):
    height = pl.col("resistance") - pl.col("support")
    higher = (pl.col("support") + (share * height).cast(int)).alias("support")
    assert ranges(lambda frame: frame.with_columns(higher), made)["recall"] == recall


def test_of_a_range_said_several_times_the_last_before_the_breakout_counts(made):
    def often(frame):
        first = frame.with_columns(end=pl.col("start") + 3, known_at=pl.col("start") + 3)
        last = frame.with_columns(support=pl.col("resistance") + 1, known_at=pl.col("breakout") + 1)
        return pl.concat([last, first, frame]).with_columns(range=pl.lit(7))

    row = ranges(often, made)
    assert (row["precision"], row["recall"]) == (1.0, 1.0)


def test_ranges_without_a_number_are_each_its_own(made):
    row = ranges(lambda frame: pl.concat([frame, frame]), made)
    assert (row["precision"], row["recall"]) == (0.5, 1.0)


def test_a_range_where_none_is_planted_is_false():
    walk = list(walks(1, 1_000, length=500))
    found = pl.DataFrame({"case": 0, "start": [5], "end": 50, "support": 1, "resistance": 2})
    given = Detections(ranges=found.with_columns(known_at=60))
    row = score_ranges(gather(case.truth for case in walk), given).row(0, named=True)
    assert (row["labels"], row["detections"], row["precision"], row["recall"]) == (0, 1, 0.0, None)


def phases(change, made):
    """The rows of phases, by phase, when those of the perfect detector are changed."""
    detector = lambda case: Detections(phases=change(detectors.perfect(case).phases))  # noqa: E731
    table = detectors.scores(detector, made).phases
    return {row["phase"]: row for row in table.iter_rows(named=True)}


def test_perfect_phases(made):
    rows = phases(lambda frame: frame, made)
    assert list(rows) == ["A", "B", "C", "D", "E", "all"]
    assert all((row["at_last"], row["on_the_day"]) == (1.0, 1.0) for row in rows.values())
    assert sum(row["bars"] for row in rows.values()) == 2 * rows["all"]["bars"]


def test_at_last_and_on_the_day_are_scored_apart(made):
    blind = pl.lit(None, pl.String).alias("phase_on_the_day")
    rows = phases(lambda frame: frame.with_columns(blind), made)
    assert (rows["all"]["at_last"], rows["all"]["on_the_day"]) == (1.0, 0.0)


def test_a_phase_that_can_be_defended_is_right(made):
    defended = pl.when(pl.col("also") != "").then(pl.col("also").str.head(1)).otherwise("phase")

    def detector(case):
        said = case.truth.phases.select("case", "bar", phase_at_last=defended)
        return Detections(phases=said.with_columns(phase_on_the_day="phase_at_last"))

    assert detectors.scores(detector, made).phases["at_last"][-1] == 1.0


def test_b_alone_is_right_where_b_is(made):
    rows = phases(lambda frame: frame.with_columns(phase_at_last=pl.lit("B")), made)
    assert rows["B"]["at_last"] == 1.0
    assert rows["A"]["at_last"] == rows["E"]["at_last"] == 0.0
    assert 0.3 < rows["all"]["at_last"] < 0.7
    assert rows["all"]["at_last_low"] < rows["all"]["at_last"] < rows["all"]["at_last_high"]


def test_bars_of_which_nothing_is_said_are_wrong(made):
    rows = phases(lambda frame: frame.clear(), made)
    assert rows["all"]["at_last"] == 0.0


def test_perfect_patterns(made):
    row = detectors.scores(detectors.perfect, made).patterns.row(-1, named=True)
    assert (row["precision"], row["recall"]) == (1.0, 1.0)
    assert row["labels"] > 60


def everywhere(case):
    """Buys a spring at every hundredth bar."""
    bars = case.bars.gather_every(100, 99)
    told = bars.select(case=pl.lit(case.number, pl.Int64), at="bar", known_at="bar")
    signals = told.with_columns(pattern=pl.lit("spring"), side=pl.lit("long"))
    return Detections(signals=signals)


def test_signals_where_nothing_is_are_counted_by_kind(made):
    kinds = evaluate(everywhere, made).kinds
    assert kinds["cases"].sum() == 40
    row = kinds.row(by_predicate=pl.col("kind") == "walk", named=True)
    assert (row["cases"], row["bars"], row["signals"], row["per_thousand"]) == (2, 500, 4, 8.0)


def test_a_signal_on_a_walk_is_false():
    rate = evaluate_false_signals(everywhere, walks(1, 50_000))
    assert (rate.bars, rate.signals, rate.per_thousand) == (50_000, 500, 10.0)
    assert 10.5 < rate.per_thousand_max < 11.0


def test_no_signal_on_so_many_bars_bounds_the_rate():
    rate = evaluate_false_signals(detectors.nothing, walks(1, 50_000))
    assert rate.signals == 0
    assert rate.per_thousand_max == pytest.approx(0.0599, abs=1e-4)


def test_signals_that_heed_no_volume_are_all_left_when_it_is_shuffled(made):
    share = evaluate_shuffled(everywhere, made, seed=1)
    assert share.value == share.high == 1.0
    assert share.low > 0.8


def heeding(case):
    """Sells each bar whose volume is six times that of the one before."""
    told = case.bars.filter(pl.col("volume") > 6 * pl.col("volume").shift(1))
    told = told.select(case=pl.lit(case.number, pl.Int64), at="bar", known_at="bar")
    return Detections(signals=told.with_columns(pattern=pl.lit("sow"), side=pl.lit("short")))


def test_the_share_that_is_left_is_that_of_the_same_cases(made):
    genuine = [case for case in made if case.kind in GENUINE]
    share = evaluate_shuffled(heeding, made, seed=1)
    before, after = (
        sum(
            heeding(case).signals.filter(pl.col("at") >= given.truth.cases["warmup"][0]).height
            for case, given in zip(cases_made, genuine, strict=True)
        )
        for cases_made in (genuine, [shuffled(case, 1) for case in genuine])
    )
    assert before > 0
    assert share.value == after / before
    assert share.low <= share.value <= share.high


def test_clustered_intervals_are_wider_than_wilson_where_cases_agree_with_themselves():
    rows = np.array([10, 0] * 50)
    clustered = Clusters(100).ratio(rows, np.full(100, 10))
    single = wilson(500, 1_000)
    assert clustered.value == single.value == 0.5
    assert clustered.high - clustered.low > 2.5 * (single.high - single.low)


def test_clustered_intervals_hold_what_they_promise():
    """Of 200 samples of a share of 0.7, about 190 have it within their bounds."""
    held = 0
    shares = np.random.Generator(np.random.PCG64(3))
    clusters = Clusters(80)
    for _ in range(200):
        hits = shares.binomial(5, np.clip(shares.normal(0.7, 0.1, 80), 0, 1))
        bounds = clusters.ratio(hits, np.full(80, 5))
        held += bounds.low <= 0.699 <= bounds.high
    assert 180 <= held <= 199


@pytest.mark.parametrize(("count", "bound"), [(0, 2.9957), (1, 4.7439), (5, 10.513), (100, 118.08)])
def test_the_bound_of_a_rate_is_that_of_the_tables(count, bound):
    assert rate_max(count) == pytest.approx(bound, rel=1e-4)


def test_nothing_counted_has_no_share():
    assert wilson(0, 0) == (None, None, None)
    assert Clusters(2).ratio(np.zeros(2, int), np.zeros(2, int)) == (None, None, None)
