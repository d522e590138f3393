from collections import Counter

import pytest

from farthing.lab.profile.names import frame
from farthing.lab.profile.sampling import as_folded, seen, stacks_of, with_compiled

RUN = "main (/w/worker.py:1);profiled_rounds (/w/worker.py:9)"
ON_BAR = "Cross.on_bar (/any/cross.py:3)"
SMA = "farthing_core::signal::panel::quote::h94393256287dab09 (/any/panel.rs:7)"
RAW = f"""\
main (/w/worker.py:1);prepared (/w/worker.py:4) 50
{RUN};{ON_BAR} 2
{RUN};{ON_BAR};{SMA} 5
{RUN};{ON_BAR};{SMA};malloc (/usr/lib/libc.so.6) 1
0x7f00 (/usr/lib/libc.so.6);{RUN};{ON_BAR};memmove (/usr/lib/libc.so.6) 1
{RUN} 1
 3
"""


def test_setup_is_in_no_share_and_empty_stacks_are_counted():
    stacks, empty = stacks_of(RAW)
    assert (stacks.total(), empty) == (10, 3)


def test_memory_counts_for_the_function_that_asked():
    own = {each.named.name: each.own for each in seen(stacks_of(RAW)[0])}
    assert own == {"Cross.on_bar": 3, "panel::quote": 6, "profiled_rounds": 1}


def test_cumulative_time_has_all_that_is_called():
    whole = {each.named.name: each.cumulative for each in seen(stacks_of(RAW)[0])}
    assert whole == {"Cross.on_bar": 9, "panel::quote": 6, "profiled_rounds": 1}


def test_compiled_code_counts_for_python_where_profilers_are_compared():
    assert with_compiled(stacks_of(RAW)[0])["cross:Cross.on_bar"] == pytest.approx(0.9)


def test_a_recursive_function_is_counted_once_a_stack():
    (found,) = seen(stacks_of(f"{RUN};{ON_BAR};{ON_BAR};{ON_BAR} 4\n")[0])
    assert (found.own, found.cumulative) == (4, 4)


def test_folded_stacks_name_no_line():
    folded = as_folded(stacks_of(RAW)[0])
    assert folded["Cross.on_bar (cross.py);farthing_core::signal::panel::quote"] == 5
    assert not any("worker.py:" in stack for stack in folded)


def test_stacks_of_the_interpreter_alone_count_for_their_innermost_frame():
    native = frame("_PyEval_EvalFrameDefault (ceval.c:5000)")
    inner = frame("sha256_block (libcrypto.so.3)")
    assert native.compiled
    stacks = Counter({(native, inner): 3})
    assert [(each.named, each.own, each.cumulative) for each in seen(stacks)] == [(inner, 3, 3)]
    assert list(with_compiled(stacks).values()) == [1.0]
