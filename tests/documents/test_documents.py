"""The README and each page of the guides run from their first block to their last."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from documents.runner import Runner

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "guide").glob("**/*.md")),
    ROOT / "docs" / "performance" / "guide.md",
    *sorted((ROOT / "docs" / "wyckoff").glob("**/*.md")),
]
PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog with the demo bundle in it, as ``farthing demo`` leaves it."""
    folder = tmp_path_factory.mktemp("documents")
    home = folder / "home"
    subprocess.run(
        (PROGRAMS / "farthing", "demo"),
        cwd=folder,
        env=os.environ | {"FARTHING_HOME": str(home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return home


@pytest.mark.parametrize(
    "path", DOCUMENTS, ids=[path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
)
def test_every_block_runs(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """A block that no longer runs costs each new reader an evening, and their trust."""
    document = path.read_text(encoding="utf-8")
    if "```" not in document:
        return
    home = shutil.copytree(request.getfixturevalue("demo_home"), tmp_path / "home")
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("FARTHING_HOME", str(home))
    path_of_programs = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path_of_programs, "NO_COLOR": "1", "COLUMNS": "100"}
    Runner(path.relative_to(ROOT).as_posix(), folder, environment).run(document)
