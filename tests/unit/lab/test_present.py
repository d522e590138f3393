"""How every command of ``farthing bench`` ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typer

from farthing.cli.bench.present import present
from farthing.lab.results.read import read
from farthing.lab.results.run import RunResult
from tests.unit.lab.report.lab_results import run, scale

if TYPE_CHECKING:
    from pathlib import Path


def test_a_result_is_kept_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    present(scale(), tmp_path / "deep" / "scale.json", as_json=False)
    assert read(tmp_path / "deep" / "scale.json") == scale()
    assert capsys.readouterr().out.startswith("Scale\n")


def test_a_result_is_printed_as_it_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        present(run(), None, as_json=True)
    assert ended.value.exit_code == run().exit_code == 1
    assert RunResult.model_validate_json(capsys.readouterr().out) == run()
