"""Coroutines and generators are refused: called, they would do nothing. And runs within runs."""

from __future__ import annotations

from types import ModuleType

import pytest
import three_months

import farthing as ft
from farthing import api
from farthing.errors import ConfigurationError


async def coroutine(*_):
    """Does nothing until it is awaited."""


def generator(*_):
    """Does nothing until it is asked for a value."""
    yield


async def both(*_):
    """Likewise."""
    yield


SUSPENDED = [coroutine, generator, both]


@pytest.mark.parametrize("function", SUSPENDED)
def test_a_function_is_refused_by_its_name(function):
    with pytest.raises(ConfigurationError, match=f"{function.__name__} is .* write it as a plain"):
        three_months.run(function)


def test_an_object_that_is_called_is_refused():
    called = type("Called", (), {"__call__": coroutine})
    with pytest.raises(ConfigurationError, match="Called is a coroutine"):
        three_months.run(called())


@pytest.mark.parametrize("name", ["on_start", "on_bar", "on_fill", "on_end"])
@pytest.mark.parametrize("function", SUSPENDED)
def test_a_method_is_refused_by_its_name(name, function):
    kind = type("Own", (ft.Strategy,), {name: function})
    for strategy in (kind, kind()):
        with pytest.raises(ConfigurationError, match=rf"Own\.{name} is "):
            three_months.run(strategy)


def module(**functions) -> ModuleType:
    """A program of Zipline's kind."""
    made = ModuleType("steps")
    vars(made).update({"initialize": lambda context: None, **functions})
    return made


@pytest.mark.parametrize("name", ["initialize", "handle_data", "before_trading_start"])
@pytest.mark.parametrize("function", SUSPENDED)
def test_a_function_of_zipline_is_refused_by_its_name(name, function):
    with pytest.raises(ConfigurationError, match=rf"steps\.{name} is "):
        three_months.run(module(**{name: function}))


def test_a_run_within_a_run_leaves_the_outer_one_as_it_was():
    def inner(context, data):
        api.order(api.symbol("A"), 1)

    fills = []

    def outer(context, data):
        fills.append(three_months.run(module(handle_data=inner)).outcome.fills)
        api.order(api.symbol("A"), 2)

    result = three_months.run(module(handle_data=outer))
    assert fills == [6] * 6
    assert result.fills.get_column("quantity").to_list() == [2] * 6
    with pytest.raises(ConfigurationError, match="inside a running program alone"):
        api.symbol("A")
