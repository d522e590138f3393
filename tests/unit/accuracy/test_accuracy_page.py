"""The page of accuracy is what its result says, and nobody has written in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from farthing.testing.accuracy.__main__ import PAGE, RESULT, main

DOCUMENTS = Path(__file__).parents[3] / "docs" / "wyckoff"


def test_the_page_is_made_of_its_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(DOCUMENTS / RESULT, tmp_path)
    assert main(["--read", "--out", str(tmp_path)]) == 0
    made = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert capsys.readouterr().out == made
    assert made == (DOCUMENTS / PAGE).read_text(encoding="utf-8")


def test_a_result_to_read_has_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--read"])
    assert "name it with --out" in capsys.readouterr().err
