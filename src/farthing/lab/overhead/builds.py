"""The two builds that are measured: farthing as it is, and one whose event driver is in floats.

Both are compiled here from the same sources in the same way; the twin has the cargo feature
``twin``, which no build of the package has. Each is a folder of its own that comes before all other
packages of a process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import farthing
from farthing.errors import ConfigurationError
from farthing.lab.process import Environment
from farthing.lab.sides import BuildFailed, cache

if TYPE_CHECKING:
    from collections.abc import Sequence

EXACT, TWIN = "exact", "twin"
FEATURES = {EXACT: ("pyo3/extension-module",), TWIN: ("pyo3/extension-module", "twin")}
LIBRARIES = {"linux": "lib_core.so", "darwin": "lib_core.dylib", "win32": "_core.dll"}


def builds(checkout: Path, folder: Path | None = None) -> dict[str, Environment]:
    """The exact and the twin build of a checkout; what is compiled is kept for the next time.

    Args:
        checkout: the sources.
        folder: where builds are kept; by default below ``farthing.lab.sides.cache()``.

    Raises:
        ConfigurationError: there are no sources, or no cargo.
        BuildFailed: they do not compile.
    """
    if not (checkout / "crates" / "py" / "Cargo.toml").is_file():
        raise ConfigurationError(f"{checkout.name} has no sources of farthing to build")
    if shutil.which("cargo") is None:
        raise ConfigurationError("cargo is not installed: see https://rustup.rs")
    folder = folder or cache() / "overhead"
    return {
        name: Environment(path=(_built(name, features, checkout, folder),))
        for name, features in FEATURES.items()
    }


def _built(name: str, features: Sequence[str], checkout: Path, folder: Path) -> Path:
    target = folder / "target"
    done = subprocess.run(
        ["cargo", "build", "--release", "--locked", "--package", "farthing-py", "--quiet",
         "--features", ",".join(features)],
        cwd=checkout, env={**os.environ, **variables(target)},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        last = "\n".join(done.stderr.strip().splitlines()[-15:])
        raise BuildFailed(f"the {name} build failed:\n{last}")
    library = target / "release" / LIBRARIES.get(sys.platform, LIBRARIES["linux"])
    return package(library, folder / name)


def variables(target: Path) -> dict[str, str]:
    """What tells cargo to keep the lines of the sources, by which instructions are counted."""
    return {
        "CARGO_TARGET_DIR": str(target),
        "CARGO_PROFILE_RELEASE_DEBUG": "line-tables-only",
        "CARGO_PROFILE_RELEASE_STRIP": "none",
        "PYO3_PYTHON": sys.executable,
    }


def package(library: Path, folder: Path) -> Path:
    """A folder with the package of this process, whose core is another one."""
    folder.mkdir(parents=True, exist_ok=True)
    source = Path(farthing.__file__).parent
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        made = Path(scratch) / "farthing"
        made.mkdir()
        for entry in source.iterdir():
            if not entry.name.startswith("_core.") and entry.name != "__pycache__":
                (made / entry.name).symlink_to(entry)
        suffix = ".pyd" if sys.platform == "win32" else ".abi3.so"
        shutil.copy2(library, made / f"_core{suffix}")
        place = folder / "farthing"
        if place.exists():
            shutil.rmtree(place)
        made.rename(place)
    return folder
