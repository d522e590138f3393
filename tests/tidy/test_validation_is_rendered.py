"""What docs/validation/evidence.md says is what its result says."""

from __future__ import annotations

from farthing.testing.kept import kept
from farthing.testing.validation.__main__ import NAME, PAGE
from farthing.testing.validation.kept_level import TESTS, failures, keeps_level
from farthing.testing.validation.page import page
from tidy.tree import ROOT

FOLDER = ROOT / "docs" / "validation"


def test_the_page_is_that_of_its_result() -> None:
    """A figure that was edited by hand, or outlived its result, is nobody's figure."""
    assert (FOLDER / PAGE).read_text(encoding="utf-8") == page(kept(FOLDER, NAME))


def test_the_tests_keep_what_they_promise() -> None:
    result = kept(FOLDER, NAME)
    assert result["studies"] >= 500
    assert failures(result) == []


def test_single_days_mislead_where_returns_are_autocorrelated() -> None:
    result = kept(FOLDER, NAME)
    row = result["kinds"]["autocorrelated"]["single_days"]
    assert not any(keeps_level(row[test], result["studies"], result["level"]) for test in TESTS)
