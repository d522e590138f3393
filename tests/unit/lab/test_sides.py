"""What a side of a comparison is made of."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from farthing.errors import ConfigurationError
from farthing.lab import sides
from farthing.lab.sides import BuildFailed, facts, side


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A git checkout with one file, one commit, and a change that is not committed."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "one.py").write_text("one = 1\n")
    git(folder, "add", "one.py")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "One")
    (folder / "two.py").write_text("two = 2\n")
    return folder


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_an_environment_is_its_python(tmp_path: Path) -> None:
    for asked in (sys.executable, str(Path(sys.prefix))):
        environment, words = side(asked, tmp_path, tmp_path)
        assert environment.path == ()
        assert words == asked
        assert facts(environment)["farthing"]


def test_a_wheel_is_unpacked_once(tmp_path: Path) -> None:
    wheel = tmp_path / "some-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("some/__init__.py", "")
    environment, words = side(str(wheel), tmp_path, tmp_path / "lab")
    again, _ = side(str(wheel), tmp_path, tmp_path / "lab")
    assert words == wheel.name
    assert (environment.path[0] / "some" / "__init__.py").is_file()
    assert again == environment
    assert environment.variables()["PYTHONPATH"] == str(environment.path[0])


def test_a_wheel_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no wheel"):
        side(str(tmp_path / "some.whl"), tmp_path)


def test_what_is_nothing_is_refused(checkout: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="'nothing' is no git revision of checkout"):
        side("nothing", checkout, tmp_path / "lab")


def test_a_folder_without_git_has_no_working_tree(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is no git checkout"):
        side(".", tmp_path, tmp_path / "lab")


def test_the_working_tree_has_what_is_not_committed_and_stays_as_it_is(checkout: Path) -> None:
    before = git(checkout, "status", "--porcelain")
    tree, words = sides.tree_of(".", checkout)
    assert words == "working tree"
    assert git(checkout, "ls-tree", "--name-only", tree).split() == ["one.py", "two.py"]
    assert git(checkout, "status", "--porcelain") == before
    assert sides.tree_of("HEAD", checkout)[0] != tree


def test_what_cannot_be_built_says_why(checkout: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="could not be built"):
        side("HEAD", checkout, tmp_path / "lab")


def test_an_environment_without_farthing_is_refused(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    with pytest.raises(BuildFailed, match="has no farthing: ModuleNotFoundError"):
        facts(side(str(tmp_path / "bare"), tmp_path)[0])
