import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_profiles import function_table, made, named

from farthing.lab.flame.text import amount
from farthing.lab.profile import table, views
from farthing.lab.profile.sides import two_shares
from farthing.lab.profile.words import measured
from farthing.lab.results.profile import ProfileResult

LABELS = st.sampled_from(
    ["builtins:len", "farthing.data.bars:x", "farthing._core:run_bars", "a.b:c", "decimal:d", "z:z"]
)
CATEGORIES = [
    "Python loops and callbacks",
    "boundary conversion",
    "calendar and time",
    "data access",
    "exact arithmetic",
    "indicators",
    "ledger and orders",
    "other",
    "statistics",
    "subprocesses and I/O",
    "wrangling",
]
AMOUNTS = st.floats(min_value=1e-6, max_value=1e6)


@settings(max_examples=1000, deadline=None)
@given(st.dictionaries(LABELS, AMOUNTS, min_size=1), AMOUNTS)
def test_shares_sum_to_one_and_survive_json(shares, seconds):
    result = made(shares, seconds)
    found = result.cprofile
    for parts in (found.modules, found.categories):
        assert sum(part.share for part in parts) == pytest.approx(1)
    assert sum(function.own for function in found.functions) == pytest.approx(1)
    assert sorted(part.name for part in found.categories) == CATEGORIES
    assert ProfileResult.model_validate_json(result.model_dump_json()) == result


def test_what_has_the_same_names_is_one_function():
    seen = [
        table.Seen(named("builtins:type.__new__", compiled=True), 1.0, 2.0, calls)
        for calls in (3.0, 4.0)
    ]
    (found,) = table.functions(seen)
    assert (found.own, found.calls) == (1.0, 7.0)


def test_packages_that_are_not_ours_are_one_module():
    found = function_table(
        {"polars.series.utils:a": 1.0, "polars.frame:b": 2.0, "farthing.api:c": 1.0}
    )
    assert [(part.name, part.share) for part in found.modules] == [
        ("polars", 0.75),
        ("farthing.api", 0.25),
    ]


def test_lists_have_whatever_has_five_percent():
    shares = {f"a:f{n}": 0.06 for n in range(15)} | {"a:rest": 0.1}
    found = function_table(shares)
    assert len(found.by_own(3)) == len(found.by_cumulative(3)) == 16
    assert len(function_table({"a:b": 0.99, "a:c": 0.01}).by_own(1)) == 1


def test_the_complete_table_tells_what_it_leaves_out():
    result = made({"a:b": 0.997, "a:c": 0.003}, 1.0)
    sheet = views.complete(result.cprofile, result)
    assert [row[0].words for row in sheet.rows] == ["a:b"]
    assert sheet.note == "1 functions below 0.5 % have 0.3 % together"


def test_a_difference_of_more_than_five_points_is_flagged():
    pairs = two_shares({"a:b": 0.50, "a:c": 0.50}, {"a:b": 0.551, "a:c": 0.449})
    assert [(pair.name, pair.flagged) for pair in pairs] == [("a:b", True), ("a:c", True)]
    assert two_shares({"a:b": 0.5, "a:c": 0.5}, {"a:b": 0.54, "a:c": 0.46})[0].flagged is False


def test_a_function_that_one_profiler_misses_counts_for_nothing_there():
    (first, _) = two_shares({"a:b": 1.0}, {"a:b": 0.7, "a:c": 0.3})
    assert (first.name, first.points) == ("a:b", pytest.approx(30))


def test_samples_tell_how_well_a_share_is_known():
    assert function_table({"a:b": 1.0}, "sampling").margin == pytest.approx(0.098)
    assert function_table({"a:b": 1.0}).margin is None


def test_tiny_modules_are_one_line():
    result = made({"a:b": 0.995, "c:d": 0.003, "e:f": 0.002}, 1.0)
    assert [row[0].words for row in views.modules(result).rows] == ["a", "2 below 0.5 %"]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (1023, "1,023 B"),
        (1024, "1.0 KiB"),
        (12_345_678, "11.8 MiB"),
        (2**31, "2.0 GiB"),
    ],
)
def test_every_report_tells_bytes_in_the_same_words(count, words):
    result = made({"a.b:c": 1.0}, 1.0)
    run = result.unwatched.model_copy(update={"peak_bytes": count})
    facts = views.summary(result.model_copy(update={"unwatched": run}))
    assert {fact.name: fact.value for fact in facts}["Peak memory"] == words
    assert amount(count, "bytes") == words
    assert measured("rise_bytes", count) == words
