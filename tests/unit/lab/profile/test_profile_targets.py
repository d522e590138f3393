import pytest
from made_profiles import function_table

from farthing.lab.profile.targets import targets
from farthing.lab.results.profile import Target


def target(share, **more):
    fields = {"name": "a:b", "category": "other", "seconds": 1.0, "compiled": False, "rust": "pays"}
    return Target(**{**fields, "share": share, **more})


@pytest.mark.parametrize(
    ("share", "twice", "tenfold", "without"),
    [
        (0.5, 1 / 0.75, 1 / 0.55, 2.0),
        (0.8, 1 / 0.6, 1 / 0.28, 5.0),
        (0.2, 1 / 0.9, 1 / 0.82, 1.25),
        (0.0, 1.0, 1.0, 1.0),
    ],
)
def test_amdahls_bounds_are_those_computed_by_hand(share, twice, tenfold, without):
    found = target(share)
    assert found.speedup(2) == pytest.approx(twice)
    assert found.speedup(10) == pytest.approx(tenfold)
    assert found.speedup(None) == pytest.approx(without)


def test_without_all_there_is_no_bound():
    assert target(1.0).speedup(None) is None
    assert target(1.0).speedup(10) == pytest.approx(10)


def test_targets_are_ranked_and_say_whether_rust_pays():
    table = function_table({"a:loop": 0.5, "a:sleep": 0.3, "c:core:fast": 0.15, "a:small": 0.05})
    found = targets(table, 0.01, {"a:loop": 0.9, "a:sleep": 0.1})
    assert [(each.name, each.rust, each.bound) for each in found] == [
        ("a:loop", "pays", "CPU"),
        ("a:sleep", "waits", "waiting"),
        ("core:fast", "compiled already", "unknown"),
        ("a:small", "too small", "unknown"),
    ]
    assert [each.seconds for each in found] == pytest.approx([0.005, 0.003, 0.0015, 0.0005])
    assert found[0].seconds_per_call == pytest.approx(0.0005)


def test_what_has_less_than_one_percent_is_no_target():
    assert [t.name for t in targets(function_table({"a:b": 0.995, "a:c": 0.005}), 1.0, {})] == [
        "a:b"
    ]


def test_time_per_call_is_unknown_where_nobody_counted():
    assert target(0.5).seconds_per_call is None
