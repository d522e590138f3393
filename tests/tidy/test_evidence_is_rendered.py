"""What docs/wyckoff/evidence.md says is what its result says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from farthing.testing.evidence import page, verdict
from farthing.testing.evidence.kept import PAGE, RESULT, kept
from farthing.testing.evidence.verdict import NONE
from tidy.tree import ROOT
from tools.evidence import DATA, FOLDER, main

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_is_that_of_its_result() -> None:
    """A figure that was edited by hand, or outlived its result, is nobody's figure."""
    assert (FOLDER / PAGE).read_text(encoding="utf-8") == page(kept(FOLDER))
    assert (FOLDER / RESULT).is_file()


def test_the_guide_says_what_the_page_says() -> None:
    """Its sentence is written by hand, and holds as long as no edge is found."""
    guide = (ROOT / "docs" / "guide" / "wyckoff.md").read_text(encoding="utf-8")
    is_none = verdict(kept(FOLDER)).startswith(NONE)
    assert ("signals together did no better than chance can" in guide) == is_none


def test_without_real_bars_the_study_says_how_to_name_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(DATA, raising=False)
    for arguments in ([], [str(tmp_path / "nowhere")]):
        with pytest.raises(SystemExit):
            main(arguments)
        assert f"set {DATA}" in capsys.readouterr().err
