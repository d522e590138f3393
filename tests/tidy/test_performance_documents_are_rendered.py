"""What docs/performance says is what its results say."""

from __future__ import annotations

from tools.performance import main


def test_no_document_differs_from_what_its_results_give() -> None:
    """A figure that was edited by hand, or outlived its result, is nobody's figure."""
    assert main(["--check"]) == 0
