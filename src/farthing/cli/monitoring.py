"""``farthing monitoring``: the files by which Grafana and Prometheus watch the service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.serve import needs_service


def monitoring(
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("monitoring"),
) -> None:
    """Write a dashboard for Grafana, and rules and settings for Prometheus."""
    needs_service()
    from farthing.service.monitoring.write import write

    for path in write(out):
        typer.echo(f"wrote {path}")
