"""What is compared: a git revision, a wheel, or an environment, ready to run.

Revisions are built in one and the same folder, so that the same source gives the same library, and
kept by what they are made of. Both are loaded in the same way, from a folder that comes before the
packages of this interpreter: what differs between two sides is farthing alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from farthing.errors import ConfigurationError
from farthing.lab.extra import need
from farthing.lab.process import Environment

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKING_TREE = "."
BUILD_VARIABLES = ("RUSTFLAGS", "CARGO_BUILD_", "CARGO_PROFILE_", "CARGO_ENCODED_")
"""What these begin with decides how a library is compiled."""
ASKED = """
import platform, farthing
print(platform.python_version(), farthing.__version__, farthing.__file__)
"""


class BuildFailed(ConfigurationError):  # noqa: N818 - what happened
    """A side could not be built."""


def cache() -> Path:
    """The folder of what is built: ``FARTHING_LAB``, else the user's cache folder."""
    named = os.environ.get("FARTHING_LAB")
    return Path(named) if named else platformdirs.user_cache_path("farthing") / "lab"


def side(asked: str, checkout: Path, folder: Path | None = None) -> tuple[Environment, str]:
    """What runs a side, and what it is in words.

    Args:
        asked: a git revision, ``.`` (the checkout as it is), a wheel, or a Python of an environment
            (its program or its folder).
        checkout: whose revisions are meant.
        folder: where builds are kept; by default ``cache()``.

    Raises:
        ConfigurationError: it is none of these.
        BuildFailed: it could not be built; the message has the builder's last lines.
    """
    folder = folder or cache()
    path = Path(asked)
    if asked.endswith(".whl"):
        if not path.is_file():
            raise ConfigurationError(f"there is no wheel {asked}")
        return Environment(path=(_unpacked(path, folder),)), path.name
    if python := _python_of(asked):
        return Environment(python=python.absolute()), asked
    tree, words = tree_of(asked, checkout)
    return built(tree, checkout, folder), words


def is_installed(asked: str) -> bool:
    """Whether a side is a wheel or an environment, and no revision."""
    return asked.endswith(".whl") or _python_of(asked) is not None


def _python_of(asked: str) -> Path | None:
    """The Python of an environment, named by its program or its folder."""
    path = Path(asked)
    places = (path, path / "bin" / "python", path / "Scripts" / "python.exe")
    return next((each for each in places if asked != WORKING_TREE and each.is_file()), None)


def facts(environment: Environment) -> dict[str, str]:
    """The versions of Python and farthing that an environment runs, and where the latter lies.

    Raises:
        BuildFailed: it has no farthing.
    """
    done = subprocess.run(
        [str(environment.python), "-P", "-c", ASKED],
        env=environment.variables(), check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise BuildFailed(f"{environment.python} has no farthing: {' '.join(last)}")
    python, version, place = done.stdout.strip().split(" ", 2)
    return {"python": python, "farthing": version, "place": place}


def tree_of(asked: str, checkout: Path) -> tuple[str, str]:
    """The tree of a revision, and the revision in short."""
    if asked == WORKING_TREE:
        return _tree_of_files(checkout), "working tree"
    tree = asked_of_git(checkout, "rev-parse", "--verify", "--quiet", f"{asked}^{{tree}}")
    if not tree:
        raise ConfigurationError(
            f"{asked!r} is no git revision of {checkout.name}, no wheel and no environment"
        )
    return tree, git(checkout, "rev-parse", "--short=12", asked)


def _tree_of_files(checkout: Path) -> str:
    """The files as they are now, as a git tree; the index and the branch are left alone."""
    if not asked_of_git(checkout, "rev-parse", "--git-dir"):
        raise ConfigurationError(f"{checkout} is no git checkout: name a wheel or an environment")
    with tempfile.TemporaryDirectory() as scratch:
        index = {"GIT_INDEX_FILE": str(Path(scratch) / "index")}
        git(checkout, "read-tree", "HEAD", **index)
        git(checkout, "add", "--all", **index)
        return git(checkout, "write-tree", **index)


def git(checkout: Path, *words: str, **variables: str) -> str:
    """What git says.

    Raises:
        BuildFailed: it fails; nothing that is built or compared may rest on half an answer.
    """
    done = _git(checkout, *words, **variables)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise BuildFailed(f"git {words[0]} in {checkout.name} failed: {' '.join(last)}")
    return done.stdout.strip()


def asked_of_git(checkout: Path, *words: str) -> str:
    """What git says to a question; nothing where it does not know."""
    done = _git(checkout, *words)
    return done.stdout.strip() if done.returncode == 0 else ""


def _git(checkout: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-C", str(checkout), *words],
        env={**os.environ, **variables}, check=False, capture_output=True, text=True,
    )  # fmt: skip


def _unpacked(wheel: Path, folder: Path) -> Path:
    """A wheel's packages in a folder of their own."""
    name = hashlib.sha256(wheel.read_bytes()).hexdigest()[:24]
    place = folder / "sides" / name
    with _alone(folder):
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
                whole = Path(scratch) / "whole"
                with zipfile.ZipFile(wheel) as packed:
                    packed.extractall(whole)  # noqa: S202 - a wheel that the user chose, or ours
                whole.rename(place)
    return place


def built(tree: str, checkout: Path, folder: Path | None = None) -> Environment:
    """What runs a tree; it is built once, and kept."""
    folder = folder or cache()
    wheels = folder / "wheels" / f"{tree}{_flags()}"
    found = sorted(wheels.glob("*.whl"))
    if not found:
        with _alone(folder):
            found = sorted(wheels.glob("*.whl")) or [_build(tree, checkout, folder, wheels)]
    return Environment(path=(_unpacked(found[0], folder),))


def _flags() -> str:
    """A mark of the variables that change what is built; empty where none is set."""
    told = sorted(
        f"{name}={value}" for name, value in os.environ.items() if name.startswith(BUILD_VARIABLES)
    )
    return f"-{hashlib.sha256(' '.join(told).encode()).hexdigest()[:12]}" if told else ""


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One build at a time: they share a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(tree: str, checkout: Path, folder: Path, wheels: Path) -> Path:
    """Builds the wheel of a tree in the one folder of all builds."""
    need("maturin")
    source = folder / "source"
    shutil.rmtree(source, ignore_errors=True)
    packed = subprocess.run(
        ["git", "-C", str(checkout), "archive", tree], check=True, stdout=subprocess.PIPE
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extractall(source, filter="data")
    with tempfile.TemporaryDirectory(dir=folder) as made:
        done = subprocess.run(
            [sys.executable, "-m", "maturin", "build", "--release", "--quiet", "--locked",
             "--interpreter", sys.executable, "--out", made],
            cwd=source, env={**os.environ, "CARGO_TARGET_DIR": str(folder / "target")},
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        built = sorted(Path(made).glob("*.whl"))
        if done.returncode or not built:
            last = "\n".join(done.stderr.strip().splitlines()[-15:])
            raise BuildFailed(f"{tree[:12]} of {checkout.name} could not be built:\n{last}")
        wheels.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(built[0], wheels / built[0].name))
