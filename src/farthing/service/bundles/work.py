"""The work of an ingest."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from farthing.data.intake import Outcome, ingest
from farthing.data.request import Request
from farthing.data.sources import find_source
from farthing.errors import ConfigurationError
from farthing.service.bundles.schemas import CsvText, File, Ingest, Synthetic
from farthing.service.metrics.instruments import VALIDATION_SECONDS, timed
from farthing.service.work import Finished

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing.service.work import Watch

KIND = "ingest"

NO_SYMBOL = "bars"
"""The name of a file of csv whose rows name their symbols themselves."""


def take_in(manifest: Mapping[str, Any], home: Path, watch: Watch) -> Finished:
    """Takes bars in; see ``farthing.service.work.Work``."""
    asked = Ingest.model_validate(manifest["asked"])
    sources = manifest["decides"]["sources"]
    with (
        TemporaryDirectory(prefix="farthing-") as place,
        timed(VALIDATION_SECONDS.labels("bars")),
    ):
        outcome = ingest(
            source_of(asked, Path(place), None if sources is None else Path(sources)),
            asked.bundle,
            Request(**asked.request.model_dump()),
            home=home,
            append=asked.append,
            restate=asked.restate,
            progress=lambda _, done, total: watch.step(done, total),
        )
    return Finished(_summary(outcome))


def source_of(asked: Ingest, place: Path, sources: Path | None) -> Any:
    """The source that a request names; its text is written to ``place``."""
    told = asked.source
    if isinstance(told, Synthetic):
        return find_source("synthetic")(**told.model_dump(exclude={"kind"}))
    if isinstance(told, CsvText):
        path = place / f"{(told.symbol or NO_SYMBOL).replace('/', '-')}.csv"
        path.write_text(told.text, encoding="utf-8")
        more = told.model_dump(exclude={"kind", "text", "symbol"})
        return find_source("csv")(path, **more)
    return find_source(told.kind.removesuffix("-file"))(file_of(told, sources))


def file_of(told: File, sources: Path | None) -> Path:
    """The file that a request names, which lies below the folder of sources.

    Raises:
        ConfigurationError: there is no such folder, or no such file below it.
    """
    if sources is None:
        raise ConfigurationError(
            f"{told.path!r}: the service takes no files in; start it with --sources FOLDER"
        )
    root = sources.resolve()
    path = (root / told.path).resolve()
    if not path.is_relative_to(root) or not path.exists():
        raise ConfigurationError(f"the folder of sources has no {told.path!r}")
    return path


def _summary(outcome: Outcome) -> dict[str, Any]:
    manifest = outcome.bundle.manifest
    return {
        "bundle": outcome.bundle.name,
        "version": manifest.version,
        "changed": outcome.changed,
        "replaced": outcome.replaced,
        "symbols": [asdict(each) for each in outcome.report.summaries],
        "findings": [asdict(each) for each in outcome.report.findings],
    }
