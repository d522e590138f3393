"""The folder of a profile: written beside its place, put there whole, and only over another one."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.results.profile import ProfileResult
from farthing.lab.results.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator

RESULT, PAGE, FOLDED, FLAME = "profile.json", "index.html", "sampling.folded", "flame.svg"


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A new folder to write in, which takes the place of an earlier profile if all goes well.

    Raises:
        ConfigurationError: the folder has something that no profile wrote.
    """
    check_folder(folder)
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield stage
        if target.exists():
            shutil.rmtree(target)
        stage.chmod(0o755)
        stage.rename(target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)  # which is still there where something failed


def check_folder(folder: Path) -> None:
    """Whether a profile can be written there: worth asking before a long run.

    Raises:
        ConfigurationError: the folder has something that no profile wrote.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ConfigurationError(f"{folder} is a file: name a folder for the profile")
    found = {path.name for path in folder.iterdir()}
    if not found:
        return
    if RESULT not in found:
        raise ConfigurationError(f"{folder} is not empty and no profile: choose another folder")
    foreign = sorted(found - {RESULT, *profile_in(folder).files})
    if foreign or folder.samefile(Path()):
        what = f"has {foreign[0]}, which is of no profile" if foreign else "is where you are"
        raise ConfigurationError(f"{folder} {what} and would be lost: choose another folder")


def profile_in(place: Path) -> ProfileResult:
    """The profile of a folder, or of its ``profile.json``.

    Raises:
        ConfigurationError: there is none, or it is damaged; the message names the file.
    """
    file = place / RESULT if place.is_dir() else place
    result = read(file)
    if not isinstance(result, ProfileResult):
        raise ConfigurationError(f"{file} is the result of a {result.kind}, not of a profile")
    return result


def folded_in(place: Path, result: ProfileResult) -> str | None:
    """The folded stacks of a profile; None where nothing was sampled.

    Raises:
        ConfigurationError: they are missing from its folder.
    """
    if FOLDED not in result.files:
        return None
    file = (place if place.is_dir() else place.parent) / FOLDED
    if not file.is_file():
        raise ConfigurationError(f"there is no {file}, which {RESULT} names: profile again")
    return file.read_text(encoding="utf-8")
