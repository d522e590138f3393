"""The ways in which a strategy may be written, and what is none of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import ModuleType

import pytest
import three_months

import farthing as ft
from farthing.backtest.program import program
from farthing.errors import ConfigurationError, StrategyError

BUYS = """\
import farthing as ft


class Mine(ft.Strategy):
    size: int = 10

    def on_bar(self, ctx):
        if ctx.row == 0:
            ctx.order("A", self.size)
"""


def module(name: str, **content: object) -> ModuleType:
    """A module with this content."""
    made = ModuleType(name)
    vars(made).update(content)
    return made


def of_module(name: str, kind: type) -> type:
    """A class that a module of that name defines."""
    kind.__module__ = name
    return kind


def test_a_class_an_object_a_function_and_a_file_come_to_the_same(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(BUYS, encoding="utf-8")

    class Mine(ft.Strategy):
        size: int = 10

        def on_bar(self, ctx: ft.Context) -> None:
            if ctx.row == 0:
                ctx.order("A", self.size)

    def buys(ctx: ft.Context) -> None:
        if ctx.row == 0:
            ctx.order("A", 10)

    results = [three_months.run(each) for each in (Mine, Mine(), buys, path, str(path))]
    assert len({result.digest for result in results}) == 1
    assert [result.strategy for result in results] == ["Mine", "Mine", "buys", "Mine", "Mine"]
    assert [result.parameters for result in results[:4]] == [{"size": 10}] * 2 + [{}, {"size": 10}]


def test_code_that_can_be_read_has_a_hash(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(BUYS, encoding="utf-8")
    first = program(path, {}).code_hash
    path.write_text(BUYS + "\n# a word\n", encoding="utf-8")
    second = program(path, {}).code_hash
    assert len(first) == len(second) == 64
    assert first != second, "the whole file counts"
    names: dict[str, object] = {}
    exec("def on_bar(ctx): ...", names)
    assert program(names["on_bar"], {}).code_hash == ""
    assert program(three_months.Given, {}).code_hash == program(three_months.Given(), {}).code_hash


def test_a_callable_object_is_named_after_its_class():
    class Calls:
        def __call__(self, ctx: ft.Context) -> None: ...

    assert program(Calls(), {}).name == "Calls"
    assert program(lambda ctx: None, {}).name == "<lambda>"


def test_a_module_may_import_strategies_but_define_one():
    mine = of_module("pack.mine", type("Mine", (ft.Strategy,), {}))
    found = program(module("pack.mine", Mine=mine, Given=three_months.Given), {})
    assert found.name == "Mine"


REFUSED = {
    "a number": (5, {}, "5 is no strategy: give a Strategy class, a function"),
    "a class of another kind": (None, {}, "None is no strategy"),
    "a module of nothing": (module("empty"), {}, "empty has no strategy: define a subclass"),
    "a module with two": (
        module(
            "two",
            A=of_module("two", type("A", (ft.Strategy,), {})),
            B=of_module("two", type("B", (ft.Strategy,), {})),
        ),
        {},
        r"two has several strategies \(A, B\): keep one in a file",
    ),
    "a module with a strategy of another": (
        module("other", Given=three_months.Given),
        {},
        "other has no strategy",
    ),
    "parameters of a function": (
        lambda ctx: None,
        {"fast": 5},
        "takes no parameters; those of a Strategy class can be set",
    ),
    "parameters of a program in zipline's way": (
        module("pack.steps", initialize=lambda context: None),
        {"fast": 5},
        "steps takes no parameters",
    ),
    "no file": ("nowhere/mine.py", {}, "there is no strategy file nowhere/mine.py"),
    "a name too long for a file": ("a" * 300, {}, "there is no strategy file aaa.*: File name too"),
    "a name with nothing in it": ("a\0b", {}, r"there is no strategy file 'a\\x00b'"),
    "a name that is no text": ("\ud800", {}, r"there is no strategy file '\\ud800'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_strategy_is_refused(name):
    strategy, parameters, words = REFUSED[name]
    with pytest.raises(ConfigurationError, match=words):
        program(strategy, parameters)


def test_a_file_of_another_kind_is_no_python(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text(BUYS, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"mine\.txt is no Python file"):
        program(path, {})


BROKEN = {
    "a syntax error": ("class A(:\n", r"is no Python program: .*mine\.py:1: "),
    "an error": ("x = 1\ny = x / 0\n", r"cannot begin, .*mine\.py:2: ZeroDivisionError: div"),
    "an exit": ("raise SystemExit(2)\n", r"cannot begin, .*mine\.py:1: it called exit\(2\)"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_loaded_is_named_with_its_line(name, tmp_path):
    source, words = BROKEN[name]
    path = tmp_path / "mine.py"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(StrategyError, match=words) as caught:
        program(path, {})
    assert caught.value.result is None
    assert caught.value.__cause__ is not None


def test_farthings_own_refusal_while_a_file_loads_comes_as_it_is(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("import farthing as ft\nft.costs.Bps(-1)\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="bps rate is -1"):
        program(path, {})


def test_a_file_named_as_a_library_does_not_take_its_place(tmp_path):
    import json

    path = tmp_path / "json.py"
    path.write_text(BUYS, encoding="utf-8")
    assert program(path, {}).name == "Mine"
    assert sys.modules["json"] is json


@dataclass
class Called:
    """An object that is called, and has no hash."""

    units: int

    def __call__(self, ctx):
        """Holds so many."""
        ctx.target_shares(self.units)


def test_an_object_that_is_called_need_not_have_a_hash():
    assert program(Called(3), {}).code_hash == ""
    plain = three_months.run(lambda ctx: ctx.target_shares(3))
    assert three_months.run(Called(3)).digest == plain.digest


class Needs(ft.Strategy):
    """Has an ``__init__`` of its own."""

    def __init__(self, told):
        self.told = told

    def on_bar(self, ctx):
        """Does nothing."""


class Divides(ft.Strategy):
    def __init__(self):
        self.told = 1 / 0

    def on_bar(self, ctx):
        """Does nothing."""


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Needs, "Needs cannot begin.*missing 1 required positional argument"),
        (Divides, "Divides cannot begin, .*test_program_kinds.py:.*ZeroDivisionError"),
    ],
)
def test_a_class_that_cannot_be_made_says_whose_line_it_was(kind, said):
    with pytest.raises(StrategyError, match=said):
        program(kind, {})


def test_a_file_is_read_in_the_encoding_that_it_names(tmp_path):
    file = tmp_path / "mine.py"
    file.write_bytes(b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + BUYS.encode())
    made = program(file, {})
    assert "caf\u00e9" in made.sources["mine.py"]


class MuteError(Exception):
    """Raises where it is to say what it is."""

    def __str__(self):
        raise ValueError


def test_an_error_that_cannot_say_what_it_is_is_told_by_its_name():
    def on_bar(ctx):
        raise MuteError

    said = r"MuteError: \(its own text raises ValueError\)"
    with pytest.raises(StrategyError, match=said) as raised:
        three_months.run(on_bar)
    assert raised.value.result.is_partial
