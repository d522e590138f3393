"""Environments of the peers: one for each, of pinned packages, outside of the checkout."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError
from farthing.lab.peers.failure import PeerFailed, last_words

if TYPE_CHECKING:
    from farthing.lab.peers.engines import Engine, Engines

STAMP = "farthing-requirements.sha256"
"""In an environment that is complete: the hash of what was installed into it."""
INSTALL_SECONDS = 1_800


def default_home() -> Path:
    """The folder of environments where none is named: in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "farthing" / "peers"


def checked_home(home: Path | None, benchmarks: Path) -> Path:
    """The folder of environments, outside of the checkout that the benchmarks are in.

    Raises:
        ConfigurationError: it is inside, where tools would walk through it.
    """
    folder = (home or default_home()).expanduser().resolve()
    checkout = benchmarks.resolve().parent
    if folder.is_relative_to(checkout):
        raise ConfigurationError(
            f"the environments would be in {folder}, inside the checkout: name another --home"
        )
    return folder


def python_of(
    engine: Engine, engines: Engines, home: Path, given: dict[str, Path], *, installs: bool = True
) -> Path:
    """The Python of an engine: the one given, the one installed before, or a new one.

    Raises:
        PeerFailed: there is none, or its packages cannot be installed.
    """
    told = given.get(engine.name, given.get(engine.environment))
    if told is not None:
        if not told.is_file():
            raise PeerFailed(engine.name, f"its environment has no Python at {told}")
        return told
    requirements = engines.requirements(engine)
    if not requirements.is_file():
        raise PeerFailed(engine.name, f"there is no {requirements.name} of its requirements")
    folder = home / f"venv-{engine.environment}"
    python = folder / "bin" / "python"
    stamp, digest = folder / STAMP, hashlib.sha256(requirements.read_bytes()).hexdigest()
    if python.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return python
    if not installs:
        raise PeerFailed(engine.name, f"it is not installed in {home}")
    _install(engine, engines.python, folder, requirements)
    stamp.write_text(digest, encoding="utf-8")
    return python


def _install(engine: Engine, version: str, folder: Path, requirements: Path) -> None:
    """A new environment in place of what is there; uv makes it where uv is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    uv = shutil.which("uv")
    interpreter = _interpreter(version)
    python = str(folder / "bin" / "python")
    if uv is not None:
        _run(engine, uv, "venv", "--clear", "--python", interpreter or version, str(folder))
        _run(engine, uv, "pip", "install", "--python", python, "-r", str(requirements))
        return
    if interpreter is None:
        raise PeerFailed(
            engine.name,
            f"its pins are for Python {version}, and no python{version} runs: install it, or uv",
        )
    _run(engine, interpreter, "-m", "venv", "--clear", str(folder))
    _run(engine, python, "-m", "pip", "install", "--quiet", "-r", str(requirements))


def _interpreter(version: str) -> str | None:
    """A Python of that version: this one, or one on the path that runs.

    What stands in for several versions is on the path even where it has none to run.
    """
    if version == f"{sys.version_info[0]}.{sys.version_info[1]}":
        return sys.executable
    found = shutil.which(f"python{version}")
    if (
        found is None
        or subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode
    ):
        return None
    return found


def _run(engine: Engine, *command: str) -> None:
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=INSTALL_SECONDS
    )
    if done.returncode:
        words = last_words(done.stderr or done.stdout)
        raise PeerFailed(engine.name, f"it cannot be installed: {words}")
