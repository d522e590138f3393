"""Instructions are counted for the module that they were written in."""

from pathlib import Path

import pytest

from farthing.lab.overhead.modules import FOLDERS, MODULES, by_module, module_of

CORE = "/x/farthing/_core.abi3.so"
LIBRARY = "/rustc/1/library/core/src/num/int_macros.rs"


@pytest.mark.parametrize(
    ("file", "function", "binary", "module"),
    [
        ("/s/crates/core/src/money/exact.rs", "farthing_core::kernel::fill", CORE, "arithmetic"),
        ("/s/crates/core/src/order/book.rs", "give", CORE, "kernel"),
        ("/s/crates/core/src/lib.rs", "run", CORE, "other"),
        ("/s/crates/py/src/run.rs", "run_bars", CORE, "event loop"),
        ("/s/crates/py/src/context/signals.rs", "row", CORE, "indicators"),
        ("/s/crates/py/src/window_statistics.rs", "of", CORE, "indicators"),
        (LIBRARY, "<impl farthing_core::ledger::Lots<N>>::fill", CORE, "ledger"),
        (LIBRARY, "_core::outcome::Outcome::summary", CORE, "statistics"),
        (LIBRARY, "_core::run::run_bars", CORE, "event loop"),
        (LIBRARY, "core::slice::sort::quicksort", CORE, "other"),
        (LIBRARY, "pyo3::impl_::trampoline", CORE, "event loop"),
        ("/rustc/1/library/compiler-builtins/src/int.rs", "a::b", CORE, "arithmetic"),
        (LIBRARY, "__divti3", CORE, "arithmetic"),
        ("???", "ufunc", "/x/numpy/_core/_multiarray_umath.so", "callbacks"),
        ("memmove.S", "memcpy", "/usr/lib/libc.so.6", "memory"),
        ("???", "exp", "/usr/lib/libm.so.6", "other"),
    ],
)
def test_an_instruction_belongs_to_its_file_and_else_to_its_function(
    file, function, binary, module
):
    assert module_of(file, function, binary) == module


def test_what_a_call_costs_is_not_counted_twice():
    found = by_module(
        [
            "events: Ir", "", f"ob=(1) {CORE}", "fl=(1) /s/crates/core/src/kernel/fill.rs",
            "fn=(1) fill", "10 4", "cob=(2) /usr/lib/libc.so.6", "cfi=(2) memmove.S",
            "cfn=(2) memcpy", "calls=3 0", "10 500", "+2 6", "fe=(1)", "* 1", "",
            "ob=(2)", "fl=(2)", "fn=(2)", "5 500",
        ]
    )  # fmt: skip
    assert found["kernel"] == 11
    assert found["memory"] == 500
    assert set(found) == set(MODULES)
    assert sum(found.values()) == 511


def test_every_folder_of_the_core_is_of_a_module() -> None:
    core = Path(__file__).parents[4] / "crates" / "core" / "src"
    assert {file.name for file in core.iterdir() if file.is_dir()} == set(FOLDERS)
