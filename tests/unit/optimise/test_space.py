"""Spaces: ranges, choices, conditions, constraints, and how they are written."""

import re
from decimal import Decimal
from random import Random
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

import farthing as ft
from farthing.errors import SpaceError
from farthing.optimise import Categorical, Float, Int, Space
from farthing.optimise.space.constraint import constraint
from farthing.optimise.space.fields import Field, fields_of_class, space_of_fields
from farthing.optimise.space.words import read
from farthing.optimise.values import from_text, key_of, to_text

FIELDS = {
    "fast": Field(int, 10), "slow": Field(int, 30), "share": Field(float, 1.0),
    "rate": Field(Decimal, Decimal("0.1")), "kind": Field(str, "sma"), "loud": Field(bool, True),
}  # fmt: skip


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(1, 7), st.integers(0, 2**32))
def test_a_draw_of_whole_numbers_is_one_of_their_places(low, more, step, seed):
    each = Int(low, low + more, step)
    every = [each.at(place) for place in range(each.count)]
    assert every == list(range(low, low + more + 1, step))
    assert each.drawn(Random(seed)) in every


@given(st.integers(0, 40), st.integers(1, 30), st.integers(0, 2**32))
def test_steps_of_floats_are_those_of_their_decimals(low, steps, seed):
    each = Float(low / 10, (low + steps) / 10, 0.1)
    assert [each.at(place) for place in range(each.count)] == [
        float(Decimal(low + place) / 10) for place in range(steps + 1)
    ]
    assert each.drawn(Random(seed)) in {each.at(place) for place in range(each.count)}


@given(st.floats(1e-6, 1e3), st.floats(1, 1e6), st.booleans(), st.integers(0, 2**32))
def test_a_draw_of_floats_lies_between_the_ends(low, times, log, seed):
    each = Float(low, low * times, log=log)
    assert each.count is None
    assert low <= each.drawn(Random(seed)) <= low * times


def test_logarithms_draw_small_numbers_as_often_as_large_ones():
    random, each = Random(1), Int(1, 10_000, log=True)
    drawn = [each.drawn(random) for _ in range(2_000)]
    below = sum(value < 100 for value in drawn) / len(drawn)
    assert 0.45 < below < 0.55
    assert all(1 <= value <= 10_000 for value in drawn)


def test_decimals_stay_decimals():
    each = Float(Decimal("0.10"), Decimal("0.30"), Decimal("0.05"))
    assert [each.at(place) for place in range(each.count)] == [
        Decimal(text) for text in ("0.10", "0.15", "0.20", "0.25", "0.30")
    ]


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("fast=5:44", "5:44"),
        ("slow=50:98:2", "50:98:2"),
        ("fast=1:64:log", "1:64:log"),
        ("share=0.1:1", "0.1:1"),
        ("share=0.1:1:0.1", "0.1:1:0.1"),
        ("share=1:8:log", "1:8:log"),
        ("rate=0.01:0.05:0.01", "0.01:0.05:0.01"),
        ("kind=sma|ema", "sma|ema"),
        ("kind=a:b|c", "a:b|c"),
        ("loud=true|false", "True|False"),
        ("fast=7", "7"),
        ("fast=3|5|8", "3|5|8"),
        ("fast", "5:20"),
        ("share", "0.5:2"),
        ("loud", "False|True"),
    ],
)
def test_words_are_read_and_written(word, shown):
    [each] = read([word], FIELDS).values()
    assert str(each) == shown


def test_a_condition_is_read_with_its_types():
    found = read(["loud=true|false", "fast=2:9@loud=true", "slow=2:9@fast=3|4"], FIELDS)
    assert found["fast"].condition.values == (True,)
    assert found["slow"].condition.values == (3, 4)
    assert str(found["slow"]) == "2:9@fast=3|4"
    assert isinstance(read(["rate=0.01:0.05:0.01"], FIELDS)["rate"].low, Decimal)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Int(5, 4), "5:4 has no value: the least is above the largest; swap them"),
        (lambda: Int(1, 5, 0), "1:5:0: a step must be above 0"),
        (lambda: Int(0, 5, log=True), "0:5:log: only numbers above 0 have a logarithm"),
        (lambda: Int(1, 5, 2, log=True), "log and step 2: leave one of them out"),
        (lambda: Int(1.0, 5), "low is 1.0; give a whole number, or use Float"),
        (lambda: Float(0, float("inf")), "inf is no finite number"),
        (lambda: Float("0", 1), "'0' is no finite number"),
        (lambda: Float(Decimal(0), Decimal(1)), "are decimals: give a step"),
        (lambda: Categorical(()), "there is no choice"),
        (lambda: Categorical("abc"), "are no choices; give a list"),
        (lambda: Categorical((1, 1)), "1 is there twice"),
        (lambda: Categorical((None,)), "None is of type NoneType"),
        (lambda: Int(1, 5).when("kind"), "when('kind') has no value"),
        (lambda: Space({}), "the space has no parameter"),
        (lambda: Space({"a": 5}), "parameter a is 5; give Int, Float or Categorical"),
        (lambda: Space({"a": Int(1, 2).when("b", 1)}), "no parameter 'b'; before it stand none"),
        (lambda: Space({"b": Categorical(("x",)), "a": Int(1, 2).when("b", "y")}),
         "b is never 'y', but x"),
        (lambda: Space({"fast": Int(1, 2)}, "fats < 2"), "no parameter 'fats'; did you mean fast?"),
        (lambda: Space({"a": Int(1, 2)}, "1 < 2"), "names no parameter"),
        (lambda: Space({"a": Int(1, 2)}, "a <"), "is no expression"),
        (lambda: Space({"a": Int(1, 2)}, "a.real < 2"), "has Attribute: it may compare"),
        (lambda: Space({"a": Int(1, 2)}, "exit(a)"), "has Call: it may compare"),
        (lambda: Space({"a": Int(1, 2)}, [5]), "constraint 5 is none"),
        (lambda: list(Space({"a": Float(0, 1)}).grid()), "grid: a=0:1 has no step: give one"),
        (lambda: Space({"a": Int(1, 9)}, "a > 9").drawn(Random(1)), "none of 10,000 draws"),
        (lambda: Space({"a": Int(0, 9)}, "1 / a > 1").allows({"a": 0}),
         "constraint 1 / a > 1 fails at a=0: ZeroDivisionError"),
        (lambda: read(["fats=1:2"], FIELDS), "no parameter 'fats'; did you mean fast?"),
        (lambda: read(["fast=1:2", "fast=1:3"], FIELDS), "fast is there twice"),
        (lambda: read(["fast=1:2:3:4"], FIELDS), "write it as name=LOW:HIGH"),
        (lambda: read(["fast=1.5:2"], FIELDS), "'1.5' is no int"),
        (lambda: read(["rate=0:NaN:1"], FIELDS), "'NaN' is no finite number"),
        (lambda: read(["loud=0:1"], FIELDS), "write true|false"),
        (lambda: read(["fast=1:2@kind"], FIELDS), "write its condition as @NAME=VALUE"),
        (lambda: read(["kind"], FIELDS), "parameter kind is 'sma', from which no range follows"),
        (lambda: space_of_fields({"kind": FIELDS["kind"]}), "has no parameter to search"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_with_a_remedy(make, words):
    with pytest.raises(SpaceError, match=re.escape(words)):
        make()


def test_a_grid_leaves_out_what_does_not_exist_or_is_not_allowed():
    space = Space(
        {"kind": Categorical(("a", "b")), "n": Int(1, 3).when("kind", "a"), "m": Int(1, 2)},
        ["n != m", lambda values: values["m"] < 2 or values["kind"] == "b"],
    )
    assert list(space.grid()) == [
        {"kind": "a", "n": 2, "m": 1}, {"kind": "a", "n": 3, "m": 1},
        {"kind": "b", "m": 1}, {"kind": "b", "m": 2},
    ]  # fmt: skip


def test_a_constraint_says_nothing_of_what_does_not_exist():
    assert constraint("n > 5").allows({"m": 1})
    assert not constraint("n > 5").allows({"n": 1})


def test_a_strategy_names_its_own_ranges():
    class Named(ft.Strategy):
        fast: Annotated[int, Int(5, 44)] = 10
        slow: int = 30
        word: str = "a"

        def on_bar(self, ctx):
            """Does nothing."""

    fields = fields_of_class(Named, Named().parameters)
    assert space_of_fields(fields) == {"fast": Int(5, 44)}
    assert str(read(["fast", "slow"], fields)["slow"]) == "15:60"
    assert {name: str(each) for name, each in space_of_fields(
        {"fast": FIELDS["fast"], "kind": FIELDS["kind"], "share": FIELDS["share"]}
    ).items()} == {"fast": "5:20", "share": "0.5:2"}  # fmt: skip


VALUES = st.dictionaries(
    st.text(min_size=1, max_size=5),
    st.one_of(
        st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.text(),
        st.decimals(allow_nan=False, allow_infinity=False),
    ),
)  # fmt: skip


@given(VALUES)
def test_values_come_back_from_their_text_as_they_were(values):
    again = from_text(to_text(values))
    assert again == values
    assert [type(value) for value in again.values()] == [type(each) for each in values.values()]
    assert list(map(str, again.values())) == list(map(str, values.values()))
    assert key_of(again) == key_of(dict(reversed(values.items())))


def test_keys_tell_types_apart():
    keys = {key_of({"a": each}) for each in (1, 1.0, True, "1", Decimal(1), Decimal("1.0"))}
    assert len(keys) == 6
