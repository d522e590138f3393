"""A run once more, from its manifest alone: the same digest, or where the two part."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.backtest.config import config_of
from farthing.backtest.program import program
from farthing.backtest.run import run_program
from farthing.data.catalog import Catalog
from farthing.errors import ConfigurationError, StrategyError
from farthing.report.run import saved_manifest

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from farthing.backtest.program import Program
    from farthing.backtest.result import Result
    from farthing.data.bars import Bars


@dataclass(frozen=True)
class Rerun:
    """A run that was made again.

    Attributes:
        result: of now.
        digest: of then.
        notes: what is not as it was and may matter: versions.
    """

    result: Result
    digest: str
    notes: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether it did the same, to the last digit."""
        return self.result.digest == self.digest


def rerun(
    file: str | os.PathLike[str],
    *,
    home: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Rerun:
    """Runs what a manifest describes: its strategy's source, its parameters, its bars and models.

    Args:
        file: ``run.json``, or the folder that has it.
        home: folder of the catalog that has the bars.
        progress: see ``farthing.run``.

    Raises:
        ConfigurationError: the manifest is of arrays, of an object without a file, or of a frame;
            or the bundle holds other bars now.
        DataError: ``run.json`` is damaged, or there is no such bundle.
    """
    place = Path(file)
    manifest = saved_manifest(place / "run.json" if place.is_dir() else place)
    catalog = Catalog(None if home is None else Path(home))
    bars = bars_of(manifest, catalog, manifest["data"])
    finer = manifest["config"].get("finer")
    within = None if finer is None else bars_of(manifest, catalog, finer)
    config = config_of(manifest["config"], within)
    with tempfile.TemporaryDirectory() as folder:
        strategy = _program(_unpacked(manifest, Path(folder)), manifest["strategy"])
        try:
            result = run_program(strategy, bars, config, progress)
        except StrategyError as error:
            if error.result is None or manifest["error"] is None:
                raise
            result = error.result  # it stopped early then, too
    return Rerun(result, manifest["digest"], tuple(_versions(manifest, result)))


def bars_of(manifest: dict[str, Any], catalog: Catalog, told: dict[str, Any]) -> Bars:
    """The bars of then, to the digit: those of a run or a study, or finer ones.

    Args:
        manifest: of the run, or of the study.
        catalog: that has its bundle.
        told: what the manifest says of the bars that are wanted.

    Raises:
        ConfigurationError: it was made on a frame, or the bundle holds other bars now.
        DataError: there is no such bundle.
    """
    config = manifest["config"]
    if not told["name"]:
        raise ConfigurationError(
            "it was made on a frame, which its manifest does not have: ingest the frame, and"
            " run the strategy on the bundle"
        )
    bars = catalog.bundle(told["name"]).bars(
        manifest["data"]["symbols"], told["frequency"], config["start"], config["end"],
        extended=config["extended"],
    )  # fmt: skip
    if bars.digest != told["digest"]:
        raise ConfigurationError(
            f"bundle {told['name']!r} holds other bars now (digest {bars.digest[:12]}, then"
            f" {told['digest'][:12]}): it was ingested anew or appended to; name a catalog that has"
            " those of then with --home"
        )
    return bars


def _program(file: Path, told: dict[str, Any]) -> Program:
    """The program of a file, shown what it was shown then."""
    if told.get("face") != "zipline":
        return program(file, told["parameters"])
    from farthing.zipline import zipline_program

    return zipline_program(file)


def _unpacked(manifest: dict[str, Any], folder: Path) -> Path:
    """The strategy's files in a folder of their own; the one to run."""
    told = manifest["strategy"]
    sources: dict[str, str] = told.get("sources", {})
    if not sources:
        kind = "arrays" if told["name"] == "arrays" else "an object in memory"
        raise ConfigurationError(
            f"this run was made with {kind}, whose source its manifest does not have: run the"
            " strategy from a file, and its run.json can be run again"
        )
    for name, text in sources.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ConfigurationError(f"the manifest names a source outside of its folder: {name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / next(iter(sources))


def _versions(manifest: dict[str, Any], result: Result) -> list[str]:
    now = json.loads(json.dumps(result.manifest()))
    return [
        f"{name} is {now[name]}, then it was {manifest[name]}"
        for name in ("farthing", "python", "polars")
        if now[name] != manifest[name]
    ]
