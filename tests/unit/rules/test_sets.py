"""Parameter sets: grids, lists, and what is refused."""

import pytest

from farthing.errors import ConfigurationError
from farthing.rules import Rules, close, param, percent, sma
from farthing.rules.sets import sets_of

NAMES = ("fast", "slow")
RULES = Rules(entry=sma("close", param("fast")) > sma("close", param("slow")), size=percent(1))


def test_a_grid_is_every_combination_and_the_last_name_varies_fastest():
    sets = sets_of(NAMES, {"slow": [7, 8], "fast": range(1, 4)})
    assert len(sets) == 6
    part = sets.part(1, 5)
    assert part["slow"].tolist() == [7, 7, 8, 8]
    assert part["fast"].tolist() == [2, 3, 1, 2]


def test_a_list_of_sets_keeps_its_order_and_floats():
    sets = sets_of(NAMES, [{"slow": 7, "fast": 1}, {"fast": 2, "slow": 0.5}])
    assert sets.part(0, 2)["slow"].tolist() == [7.0, 0.5]
    assert sets.part(1, 2)["fast"].tolist() == [2]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"fast": [1]}, "no value for slow"),
        ({"fast": [1], "slwo": [2]}, "no parameter 'slwo'; did you mean slow?"),
        ({"fast": 1, "slow": [2]}, "parameter fast is 1; give a list or range of numbers"),
        ({"fast": [], "slow": [2]}, "parameter fast has no values"),
        ({"fast": ["1"], "slow": [2]}, "parameter fast: '1' is no number"),
        ({"fast": [True], "slow": [2]}, "parameter fast: True is no number"),
        ({"fast": [close], "slow": [2]}, "parameter fast is close; give a plain number"),
        ([3], "a parameter set is 3; give"),
        ("fast", "parameters are 'fast'; give"),
    ],
)
def test_what_is_no_set_is_refused_with_its_remedy(given, words: str):
    with pytest.raises(ConfigurationError) as refused:
        sets_of(NAMES, given)
    assert words in str(refused.value)


def test_a_parameter_that_makes_no_window_is_refused_with_the_indicator():
    with pytest.raises(ConfigurationError) as refused:
        RULES.set_of({"fast": 0, "slow": 5})
    assert str(refused.value) == (
        "sma(close, param('fast')): a window of 0 bars; give a whole number from 1 to 2,147,483,648"
    )
