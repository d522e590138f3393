import json

import pytest
from made_profiles import made

from farthing.errors import ConfigurationError
from farthing.lab.profile import compare
from farthing.lab.profile.comparison import flame_graphs
from farthing.lab.profile.page import page_of_comparison
from farthing.lab.profile.views_of_comparison import headline, markdown, warnings
from farthing.lab.results.profile_comparison import ProfileComparison
from farthing.lab.results.read import write

BEFORE = {"a:hot": 0.5, "a:same": 0.3, "a:gone": 0.2}
AFTER = {"a:hot": 0.25, "a:same": 0.5, "a:new": 0.25}
"""Of 10 s and of 6 s: hot 5 -> 1.5, same 3 -> 3, gone 2 -> 0, new 0 -> 1.5."""


@pytest.fixture
def folder(tmp_path):
    """Writes a profile to a folder of this name."""

    def folder(name, result):
        write(result, tmp_path / name / "profile.json")
        return tmp_path / name

    return folder


@pytest.fixture
def places(folder):
    """The two profiles, sampled."""
    return (
        folder("before", made(BEFORE, 10.0, profiler="sampling")),
        folder("after", made(AFTER, 6.0, profiler="sampling")),
    )


@pytest.fixture
def compared(places):
    return compare(*places)


def names(changes):
    return [(each.name, pytest.approx(each.before), pytest.approx(each.after)) for each in changes]


def test_functions_are_faster_new_and_gone(compared):
    assert names(compared.faster) == [("a:hot", 5.0, 1.5)]
    assert compared.slower == ()
    assert names(compared.new) == [("a:new", 0.0, 1.5)]
    assert names(compared.gone) == [("a:gone", 2.0, 0.0)]
    assert compared.faster[0].times == pytest.approx(10 / 3)
    assert names(compared.modules) == [("a", 10.0, 6.0)]


def test_the_way_back_is_slower(places):
    back = compare(*reversed(places))
    assert names(back.slower) == [("a:hot", 1.5, 5.0)]
    assert back.faster == ()


def test_what_was_expected_stands_beside_what_was_achieved(compared):
    expected = {each.name: each.expected for each in compared.expectations}
    assert expected == {
        "a:hot": pytest.approx(10 / 6.5),
        "a:same": pytest.approx(1.0),
        "a:gone": pytest.approx(10 / 8),
    }
    assert compared.expected == pytest.approx(10 / 4.5)
    assert compared.achieved == pytest.approx(10 / 6)
    assert compared.expectations[0].bound == pytest.approx(2.0)


def test_no_bound_where_nothing_is_left(folder):
    found = compare(
        folder("a", made({"a:all": 1.0}, 1.0)), folder("b", made({"a:other": 1.0}, 1.0))
    )
    assert found.expected is None
    assert found.expectations[0].bound is None


def test_small_changes_are_not_listed(folder):
    places = (
        folder("a", made({"a:b": 0.5, "a:c": 0.5}, 1.0)),
        folder("b", made({"a:b": 0.504, "a:c": 0.496}, 1.0)),
    )
    assert compare(*places).undecided == ()
    smaller = compare(*places, least=0.001).undecided
    assert sorted(names(smaller)) == [("a:b", 0.5, 0.504), ("a:c", 0.5, 0.496)]


@pytest.mark.parametrize(("samples", "is_shown"), [(100, False), (10_000, True)])
def test_a_function_is_slower_only_where_its_interval_excludes_zero(folder, samples, is_shown):
    more = {"profiler": "sampling", "samples": samples}
    found = compare(
        folder("a", made({"a:b": 0.40, "a:c": 0.60}, 1.0, **more)),
        folder("b", made({"a:b": 0.45, "a:c": 0.55}, 1.0, **more)),
    )
    change = found.slower[0] if is_shown else next(c for c in found.undecided if c.name == "a:b")
    assert (len(found.slower), len(found.faster)) == ((1, 1) if is_shown else (0, 0))
    assert change.seconds == pytest.approx(0.05)
    assert change.low < change.seconds < change.high
    assert (change.low > 0) is is_shown is change.is_shown
    assert ("Not shown to have changed" in markdown(found)) is not is_shown


def test_a_function_that_one_sample_saw_is_not_new(folder):
    more = {"profiler": "sampling"}
    found = compare(
        folder("a", made({"a:b": 1.0}, 1.0, **more)),
        folder("b", made({"a:b": 0.99, "a:c": 0.01}, 1.0, **more)),
    )
    assert found.new == ()
    assert "a:c" in {change.name for change in found.undecided}


def test_among_many_functions_a_few_samples_are_no_proof(folder):
    """Five of a hundred samples are clear of none; of forty functions one is so by chance."""
    more = {"profiler": "sampling"}
    others = {f"a:n{number}": 0.01 for number in range(40)}
    found = compare(
        folder("a", made({"a:b": 0.6, **others}, 1.0, **more)),
        folder("b", made({"a:b": 0.55, "a:new": 0.05, **others}, 1.0, **more)),
    )
    (change,) = (each for each in found.undecided if each.name == "a:new")
    assert change.low > 0
    assert change.q_value > 0.05
    assert found.new == ()
    alone = compare(
        folder("c", made({"a:b": 1.0}, 1.0, **more)),
        folder("d", made({"a:b": 0.95, "a:new": 0.05}, 1.0, **more)),
    )
    assert names(alone.new) == [("a:new", 0.0, 0.05)]


def test_the_interval_is_one_of_seconds_of_both_runs(compared):
    """By hand: 0.404 to 0.596 of 10 s before, 0.1755 to 0.343 of 6 s after."""
    (hot,) = compared.faster
    assert (hot.low, hot.high) == pytest.approx((-4.561, -2.388), abs=1e-3)
    assert (compared.before.samples, compared.after.samples) == (100, 100)
    assert all(change.low < change.seconds < change.high for change in compared.modules[:1])


def test_counted_calls_have_no_interval_and_call_nothing_faster(folder):
    found = compare(folder("before", made(BEFORE, 10.0)), folder("after", made(AFTER, 6.0)))
    assert (found.faster, found.slower) == ((), ())
    assert names(found.undecided) == [("a:hot", 5.0, 1.5)]
    assert names(found.new) == [("a:new", 0.0, 1.5)]
    assert names(found.gone) == [("a:gone", 2.0, 0.0)]
    changes = (*found.undecided, *found.new, *found.gone, *found.modules, *found.categories)
    assert {(change.low, change.high) for change in changes} == {(None, None)}
    assert "no function is called faster or slower" in markdown(found)
    assert "### Without an interval" in markdown(found)
    assert 'class="gain"' not in page_of_comparison(found, {})


def test_of_two_profilers_the_one_with_intervals_is_compared(folder):
    both = made(BEFORE, 1.0).model_copy(
        update={"sampling": made({"r:x": 1.0}, 1.0, profiler="sampling").sampling}
    )
    found = compare(folder("a", both), folder("b", both))
    assert found.profiler == "sampling"
    assert [each.name for each in found.expectations] == ["r:x"]


def test_another_answer_is_no_gain(folder):
    found = compare(folder("a", made(BEFORE, 2.0)), folder("b", made(BEFORE, 1.0, digest="other")))
    assert (found.answer_changed, found.exit_code) == (True, 1)
    assert "THE ANSWER CHANGED" in warnings(found)[0]
    assert "THE ANSWER CHANGED" in markdown(found)


def test_another_machine_is_refused_unless_it_is_asked_for(folder):
    here = made(BEFORE, 1.0)
    there = here.model_copy(update={"machine": here.machine.model_copy(update={"cpu": "other"})})
    places = folder("here", here), folder("there", there)
    with pytest.raises(ConfigurationError, match="across-machines"):
        compare(*places)
    assert compare(*places, across_machines=True).across_machines


def test_a_missing_profile_is_named(folder, tmp_path):
    with pytest.raises(ConfigurationError, match=r"no result file .*nowhere"):
        compare(folder("a", made(BEFORE, 1.0)), tmp_path / "nowhere")


@pytest.mark.parametrize("damage", ["", "{", '{"kind": "profile"}', '{"kind": "song"}', "[]"])
def test_a_damaged_profile_is_named(folder, damage):
    place = folder("a", made(BEFORE, 1.0))
    (place / "profile.json").write_text(damage)
    with pytest.raises(ConfigurationError, match=r"a.profile\.json"):
        compare(place, place)


def test_a_profile_with_a_number_that_is_none_is_damaged(folder):
    place = folder("a", made(BEFORE, 1.0))
    content = json.loads((place / "profile.json").read_text())
    content["unwatched"]["seconds"] = -1
    (place / "profile.json").write_text(json.dumps(content))
    with pytest.raises(ConfigurationError, match=r"damaged profile result"):
        compare(place, place)


def test_two_profilers_with_nothing_in_common_are_refused(folder):
    places = folder("a", made(BEFORE, 1.0)), folder("b", made(BEFORE, 1.0, profiler="sampling"))
    with pytest.raises(ConfigurationError, match="both with cprofile, or both with sampling"):
        compare(*places)


def test_stacks_that_the_profile_names_and_nobody_has_are_missing(folder):
    sampled = made(BEFORE, 1.0, profiler="sampling", files={"sampling.folded": ""})
    place = folder("a", sampled)
    with pytest.raises(ConfigurationError, match=r"no .*sampling\.folded"):
        flame_graphs(place, place)


def test_flame_graphs_count_time_and_not_samples(folder):
    """A run of half the time with as many samples: every frame has halved."""
    files = {"sampling.folded": ""}
    places = [
        folder(name, made(BEFORE, seconds, profiler="sampling", files=files))
        for name, seconds in (("a", 2.0), ("b", 1.0))
    ]
    for place in places:
        (place / "sampling.folded").write_text("run (a.py);hot (a.py) 100\n")
    graphs = flame_graphs(places[0], places[1] / "profile.json")
    assert set(graphs) == {"flame-after.svg", "flame-before.svg"}
    assert "100 samples after, 200 samples before" in graphs["flame-after.svg"]


def test_no_flame_graph_without_samples(folder):
    place = folder("a", made(BEFORE, 1.0))
    assert flame_graphs(place, place) == {}


def test_markdown_has_every_table(compared):
    text = markdown(compared)
    assert text.startswith("**trial: a run takes 6.00 s after 10.0 s (-40.0 %)")
    for title in ("Faster", "New", "Gone", "Expected and achieved", "By module", "By category"):
        assert f"### {title}\n" in text
    assert "100 samples before and 100 after; the interval of a change at 95 %" in text
    assert "### Slower" not in text
    assert "| `achieved` |  |  |  | 1.67x |  |" in text


def test_the_page_stands_alone(compared):
    page = page_of_comparison(compared, {"flame-after.svg": "<svg/>"})
    assert headline(compared) in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_it_survives_json(compared):
    assert ProfileComparison.model_validate_json(compared.model_dump_json()) == compared
