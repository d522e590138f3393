"""What rounds a decimal to the precision of the thread is done in one place."""

from __future__ import annotations

import re

from tidy.tree import lines_with

IN_THE_THREAD = re.compile(r"(?<!EXACT)\.(scaleb|normalize|quantize)\(.*")


def test_no_decimal_is_rounded_to_the_precision_of_the_thread() -> None:
    """A strategy may set any: ``farthing.decimals`` has what depends on none."""
    found = lines_with(IN_THE_THREAD)
    assert [line for line in found if line.startswith("src/")] == []
    assert any(line.startswith("tests/") for line in found), "the pattern finds what is there"
