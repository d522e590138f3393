"""A run in the place of another: only over farthing's own files, and never half-way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from farthing.errors import ConfigurationError
from farthing.report import Run, check_folder, save
from farthing.report.folder import replaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from farthing.backtest.result import Result


@pytest.fixture
def earlier(folder_of: Callable[[str], Path], tmp_path: Path) -> Path:
    """A run that may be replaced, alone in its parent."""
    return shutil.copytree(folder_of("partial"), tmp_path / "run")


@pytest.fixture
def result(result_of: Callable[[str], Result]) -> Result:
    """The result that is to be saved."""
    return result_of("nothing")


def content(folder: Path) -> dict[str, bytes]:
    """All that is in a folder and below it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("name", ["thesis.txt", "notes/thesis.txt", "records.parquet/thesis.txt"])
def test_a_run_with_something_else_in_its_folder_is_left_alone(
    earlier: Path, result: Result, name: str
) -> None:
    (earlier / "records.parquet").unlink()
    (earlier / name).parent.mkdir(exist_ok=True)
    (earlier / name).write_text("mine", encoding="utf-8")
    before = content(earlier.parent)
    for refused in (lambda: save(result, earlier), lambda: check_folder(earlier)):
        with pytest.raises(ConfigurationError) as caught:
            refused()
        message = str(caught.value)
        first = name.partition("/")[0]
        assert f"run has {first}, which is not of a run and would be lost" in message
        assert "move it away, or choose another folder" in message
        assert "\n" not in message
    assert content(earlier.parent) == before


def test_the_run_json_of_another_program_is_left_alone(tmp_path: Path, result: Result) -> None:
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is not empty, and not a run's folder"):
        save(result, tmp_path)
    assert content(tmp_path) == {"run.json": b"{}"}


def test_a_file_that_comes_while_the_run_is_written_stays(
    earlier: Path, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(earlier)
    chmod = Path.chmod

    def chmod_late(path: Path, mode: int) -> None:
        (earlier / "thesis.txt").write_text("mine", encoding="utf-8")
        chmod(path, mode)

    monkeypatch.setattr(Path, "chmod", chmod_late)
    with pytest.raises(ConfigurationError, match=r"has thesis\.txt"):
        save(result, earlier)
    assert content(earlier) == {**before, "thesis.txt": b"mine"}
    assert [path.name for path in earlier.parent.iterdir()] == ["run"]


@pytest.mark.parametrize("error", [PermissionError(13, "no", "there"), KeyboardInterrupt()])
@pytest.mark.parametrize("failing", [1, 2])
def test_the_earlier_run_comes_back_when_it_cannot_be_replaced(
    earlier: Path,
    result: Result,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    failing: int,
) -> None:
    before, rename, calls = content(earlier), Path.rename, []

    def rename_fails_once(path: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise error
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", rename_fails_once)
    expected = ConfigurationError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        save(result, earlier)
    assert content(earlier) == before
    assert [path.name for path in earlier.parent.iterdir()] == ["run"]


KILLED = """
import os, signal, sys
from pathlib import Path
from farthing.report.folder import replaced

rename, left = Path.rename, int(sys.argv[3])

def rename_and_die(path, target):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return rename(path, target)

Path.rename = rename_and_die
with replaced(Path(sys.argv[2])) as stage:
    for file in Path(sys.argv[1]).iterdir():
        (stage / file.name).write_bytes(file.read_bytes())
"""


def killed(new: Path, place: Path, renames: int) -> None:
    """Puts a saved run in a folder, in a process that is killed after so many renames."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, new, place, str(renames)], check=False, timeout=60
    )
    assert done.returncode != 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kills otherwise")
@pytest.mark.parametrize("use", ["run", "report", "check"])
@pytest.mark.parametrize("renames", [0, 1])
def test_a_run_that_was_killed_while_it_took_its_place_is_ended_at_the_next_use(
    earlier: Path,
    folder_of: Callable[[str], Path],
    result: Result,
    use: str,
    renames: int,
) -> None:
    runs = content(earlier), content(folder_of("nothing"))
    killed(folder_of("nothing"), earlier, renames)
    assert earlier.exists() == (renames == 0)
    if use == "run":
        save(result, earlier)
        assert Run.load(earlier).manifest["digest"] == result.digest
    else:
        {"check": check_folder, "report": Run.load}[use](earlier)
        assert content(earlier) == runs[renames]
    assert [path.name for path in earlier.parent.iterdir()] == ["run"]


def test_what_another_process_is_writing_is_left_alone(earlier: Path, result: Result) -> None:
    with replaced(earlier) as stage:
        save(result, earlier)
        assert stage.is_dir()
    assert [path.name for path in earlier.parent.iterdir()] == ["run"]


def test_a_hidden_folder_of_that_name_which_is_not_ours_is_left_alone(
    earlier: Path, result: Result
) -> None:
    mine = earlier.parent / ".run.farthing-mine" / "thesis.txt"
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    save(result, earlier)
    assert mine.read_text(encoding="utf-8") == "mine"


def test_the_folder_that_one_is_in_is_refused_in_words(
    earlier: Path, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(earlier)
    before = content(earlier)
    for refused in (lambda: save(result, "."), lambda: check_folder(earlier)):
        with pytest.raises(ConfigurationError, match="is the folder you are in"):
            refused()
    assert content(earlier) == before
    assert [path.name for path in earlier.parent.iterdir()] == ["run"]


def test_a_path_that_goes_up_and_down_is_the_folder_that_it_leads_to(
    earlier: Path, result: Result
) -> None:
    save(result, earlier / ".." / "run")
    assert Run.load(earlier).manifest["digest"] == result.digest
    (earlier.parent / "link").symlink_to(earlier)
    save(result, earlier.parent / "link")
    assert (earlier.parent / "link").is_symlink()
    assert {path.name for path in earlier.parent.iterdir()} == {"run", "link"}


def test_every_file_is_on_the_disk_before_the_folder_is_in_its_place(
    tmp_path: Path, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync, rename, synced, at_rename = os.fsync, Path.rename, set(), []

    def fsync_noted(file: int) -> None:
        synced.add(os.fstat(file).st_ino)
        fsync(file)

    def rename_noted(path: Path, target: Path) -> Path:
        at_rename.extend(inode in synced for inode in inodes(path))
        return rename(path, target)

    def inodes(folder: Path) -> list[int]:
        return [path.stat().st_ino for path in (folder, *folder.iterdir())]

    monkeypatch.setattr(os, "fsync", fsync_noted)
    monkeypatch.setattr(Path, "rename", rename_noted)
    save(result, tmp_path / "run")
    assert len(at_rename) > 10
    assert all(at_rename)
    assert tmp_path.stat().st_ino in synced


def test_a_run_that_stopped_goes_beside_one_that_went_through(
    result_of: Callable[[str], Result], result: Result, tmp_path: Path
) -> None:
    whole = save(result, tmp_path / "run")
    before = content(whole)
    beside = save(result_of("partial"), whole)
    assert beside == tmp_path / "run-2"
    assert Run.load(beside).manifest["error"]
    assert content(whole) == before
    assert save(result, beside) == beside  # one that went through takes any place
