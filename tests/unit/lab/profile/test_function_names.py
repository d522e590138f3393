import json

import pytest

from farthing.backtest import run
from farthing.lab.profile.names import built_in, frame, python_function


def test_a_function_of_farthing_has_its_module():
    found = python_function(run.__file__, 53, "run_program")
    assert found[:4] == (
        "farthing.backtest.run",
        "run_program",
        "farthing/backtest/run.py:53",
        "farthing.backtest.run:run_program",
    )


def test_a_package_is_named_without_its_init():
    assert python_function(json.__file__, 10, "dumps").module == "json"


def test_what_is_in_no_package_is_the_users():
    assert python_function("/any/where/cross.py", 9, "Cross.on_bar").label.startswith("strategy:")


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("<built-in method builtins.len>", "builtins:len"),
        ("<method 'sma' of 'farthing.Context' objects>", "farthing._core:Context.sma"),
        ("<method 'digest' of 'farthing._core.Outcome' objects>", "farthing._core:Outcome.digest"),
        ("<method 'append' of 'list' objects>", "builtins:list.append"),
        ("<built-in method __new__ of type object at 0x7f00aa>", "builtins:type.__new__"),
        ("<method 'collect' of 'builtins.PyLazyFrame' objects>", "polars:PyLazyFrame.collect"),
        ("<built-in method now>", "builtins:now"),
        ("something else", "builtins:something else"),
    ],
)
def test_compiled_functions_as_cprofile_words_them(words, label):
    assert built_in(words).label == label
    assert built_in(words).compiled


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("_find (<frozen importlib._bootstrap>:1147)", "importlib._bootstrap:_find"),
        (
            "farthing_core::signal::panel::quote::h94393256287dab09 (/any/panel.rs:202)",
            "rust:farthing_core::signal::panel::quote",
        ),
        (
            "_$LT$f64$u20$as$u20$farthing_core..a..Spread$GT$::write::h0b91c3ccc54fdf99 (a.rs:9)",
            "rust:<f64 as farthing_core::a::Spread>::write",
        ),
        (
            "_core::run::run_bars::hbda3e2b006190436 (/any/run.rs:148)",
            "rust:farthing_py::run::run_bars",
        ),
        ("malloc (/usr/lib/libc.so.6)", "native:malloc"),
        ("0x7f0c2964524a (/usr/lib/libc.so.6)", "native:no symbol"),
        ("nothing known", "native:nothing known"),
    ],
)
def test_frames_as_the_sampler_words_them(words, label):
    assert frame(words).label == label


def test_a_rust_function_is_one_wherever_it_is_inlined():
    symbol = "farthing_core::signal::panel::quote::h94393256287dab09"
    assert frame(f"{symbol} (/any/panel.rs:202)") == frame(f"{symbol} (/any/other.rs:7)")
