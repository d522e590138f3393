"""Parameters of a strategy: which fields are some, and what values they take."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import numpy as np
import pytest
import three_months

import farthing as ft
from farthing.backtest.strategy import overrides
from farthing.errors import ConfigurationError


class Every(ft.Strategy):
    """A parameter of each type, and fields that are none."""

    warmup: int = 2
    fast: int = 3
    rate: float = 0.5
    hedged: bool = False
    word: str = "a"
    money: Decimal = Decimal("1.5")
    bare: int
    _own: int = 4
    untyped = 5
    shared: ClassVar[int] = 6
    lengths: tuple[int, ...] = (1, 2)
    maybe: int | None = None


class Derived(Every):
    """Changes a default, and adds a parameter."""

    fast: int = 9
    slow: int = 30


DEFAULTS = {
    "fast": 3, "rate": 0.5, "hedged": False, "word": "a", "money": Decimal("1.5"),
}  # fmt: skip


def test_typed_fields_with_defaults_are_parameters_and_others_are_not():
    assert Every().parameters == DEFAULTS
    assert ft.Strategy().parameters == {}


def test_a_subclass_has_those_of_its_base_and_its_own():
    assert Derived().parameters == {**DEFAULTS, "fast": 9, "slow": 30}
    assert Every().parameters == DEFAULTS


TAKEN = [
    ("fast", 5, 5),
    ("fast", "5", 5),
    ("fast", "-5", -5),
    ("rate", 0.25, 0.25),
    ("rate", 2, 2.0),
    ("rate", "1e-3", 0.001),
    ("rate", np.float64(0.25), 0.25),
    ("hedged", True, True),
    ("hedged", "true", True),
    ("hedged", "False", False),
    ("hedged", "1", True),
    ("hedged", "0", False),
    ("word", "5", "5"),
    ("word", "", ""),
    ("money", Decimal("0.10"), Decimal("0.10")),
    ("money", "0.1", Decimal("0.1")),
    ("money", 3, Decimal(3)),
]


@pytest.mark.parametrize(("name", "value", "expected"), TAKEN)
def test_a_value_comes_in_the_type_of_its_parameter(name, value, expected):
    strategy = Every(**{name: value})
    assert strategy.parameters == {**DEFAULTS, name: expected}
    assert isinstance(strategy.parameters[name], type(expected))
    assert Every().parameters == DEFAULTS, "values belong to one strategy"


REFUSED = [
    ("fast", 5.0, "int"),
    ("fast", "5.0", "int"),
    ("fast", "five", "int"),
    ("fast", True, "int"),
    ("fast", None, "int"),
    ("rate", True, "float"),
    ("rate", "half", "float"),
    ("rate", Decimal("0.5"), "float"),
    ("hedged", 1, "bool"),
    ("hedged", "yes", "bool"),
    ("word", 5, "str"),
    ("money", 0.1, "Decimal"),
    ("money", "much", "Decimal"),
    ("money", False, "Decimal"),
]


@pytest.mark.parametrize(("name", "value", "kind"), REFUSED)
def test_a_value_of_another_type_is_refused_and_nothing_is_rounded(name, value, kind):
    with pytest.raises(ConfigurationError) as caught:
        Every(**{name: value})
    assert str(caught.value) == f"parameter {name} is {value!r}; it must be of type {kind}"


@pytest.mark.parametrize("name", ["bare", "_own", "untyped", "shared", "lengths", "maybe"])
def test_a_field_that_is_no_parameter_cannot_be_set(name):
    with pytest.raises(ConfigurationError, match=f"Every has no parameter '{name}'"):
        Every(**{name: 1})


def test_an_attribute_without_a_type_is_told_how_to_become_a_parameter():
    class Plain(ft.Strategy):
        fast = 3

    with pytest.raises(ConfigurationError) as caught:
        Plain(fast=5)
    assert str(caught.value) == (
        "Plain has no parameter 'fast': its fast has no type; write it as `fast: int = 3`"
    )


def test_warmup_belongs_to_the_class():
    with pytest.raises(ConfigurationError, match="has no parameter 'warmup'"):
        Every(warmup=5)


def test_an_unknown_name_is_named_with_what_comes_near_and_what_there_is():
    with pytest.raises(ConfigurationError) as caught:
        Derived(fsat=5)
    assert str(caught.value) == (
        "Derived has no parameter 'fsat'; did you mean fast? "
        "It has fast, rate, hedged, word, money, slow"
    )
    with pytest.raises(ConfigurationError, match="Strategy has no parameter 'fast'; it has none"):
        ft.Strategy(fast=5)


def test_warmup_may_follow_from_a_parameter():
    class Waits(ft.Strategy):
        length: int = 3

        @property
        def warmup(self) -> int:
            return self.length + 1

        def on_bar(self, ctx: ft.Context) -> None:
            ctx.record(bar=ctx.row)

    for length in (1, 3):
        records = three_months.run(Waits, parameters={"length": length}).records
        assert records.get_column("bar").to_list() == list(range(length, 6))


def test_parameters_of_a_run_change_those_of_a_strategy_and_leave_it_as_it_was():
    given = three_months.Given(size=2)
    assert three_months.run(given).parameters == {"size": 2}
    changed = three_months.run(given, parameters={"size": "3"})
    assert changed.parameters == {"size": 3}
    assert changed.fills.get_column("quantity").to_list() == [30, -12, -18]
    assert given.size == 2


def test_a_method_of_its_own_is_told_from_an_inherited_one():
    class Waits(ft.Strategy):
        def on_bar(self, ctx: ft.Context) -> None: ...

    class Inherits(Waits):
        def on_end(self, ctx: ft.Context) -> None: ...

    names = ("on_start", "on_bar", "on_fill", "on_end")
    assert [overrides(ft.Strategy(), name) for name in names] == [False] * 4
    assert [overrides(Waits(), name) for name in names] == [False, True, False, False]
    assert [overrides(Inherits(), name) for name in names] == [False, True, False, True]


def test_methods_are_called_in_the_order_of_a_run():
    told = []

    class Tells(three_months.Given):
        def on_start(self, ctx: ft.Context) -> None:
            told.append("start")

        def on_bar(self, ctx: ft.Context) -> None:
            told.append(f"bar {ctx.row}")
            if ctx.row == 0:
                ctx.order("A", 3)

        def on_fill(self, ctx: ft.Context, fill: ft.Fill) -> None:
            told.append(f"fill of {fill.quantity} at {fill.price}")

        def on_end(self, ctx: ft.Context) -> None:
            told.append("end")

    three_months.run(Tells, fill="next-open")
    bars = [f"bar {row}" for row in range(6)]
    assert told == ["start", bars[0], "fill of 3 at 52.00", *bars[1:], "end"]
