"""``farthing serve`` and ``farthing worker``: the service, and processes that do its jobs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.database import Database
from farthing.cli.options import Home

Lease = Annotated[
    int, typer.Option(help="Seconds after which a silent worker has lost its job.", min=2)
]

LEASE_S = 30


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of it.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that do jobs.", min=0, max=256)] = 1,
    database: Database = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="Origin of pages that may write, beside its own; may be repeated."),
    ] = None,
    sources: Annotated[
        Path | None,
        typer.Option(help="Folder from which files may be taken in.", show_default=False),
    ] = None,
    lease: Lease = LEASE_S,
    home: Home = None,
) -> None:
    """Serve bundles, backtests, scans, studies and signals, with pages and an API."""
    needs_service()
    from farthing.data.catalog import home_folder
    from farthing.service.metrics.processes import share
    from farthing.service.settings import Settings, folder_of, secret_of
    from farthing.store.default import url_of

    place = home_folder(home).resolve()
    share(folder_of(place) / f"metrics-{port}")  # before what counts is imported
    settings = Settings(
        database=url_of(place, database), home=place, secret=secret_of(place),
        workers=workers, origins=tuple(origin or ()), sources=sources, lease_s=lease,
    )  # fmt: skip
    from farthing.service.serve import serve as run

    run(settings, host, port, typer.echo)


def worker(
    database: Database = None,
    name: Annotated[str, typer.Option(help="Its name, for people.")] = "worker",
    lease: Lease = LEASE_S,
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="End when the standard input ends.")
    ] = False,
    home: Home = None,
) -> None:
    """Do jobs of a service, beside those workers that `farthing serve` starts itself."""
    needs_service()
    from farthing.data.catalog import home_folder
    from farthing.service.serve import work
    from farthing.store.default import url_of

    place = home_folder(home).resolve()
    work(url_of(place, database), place, name, lease, with_parent=with_parent)


def needs_service() -> None:
    """Says how the service is installed, where it is not.

    Raises:
        ConfigurationError: a package of the extra is missing.
    """
    from importlib.util import find_spec

    from farthing.errors import ConfigurationError, install

    for name in ("fastapi", "uvicorn", "sqlalchemy", "alembic", "prometheus_client", "jwt"):
        if find_spec(name) is None:
            raise ConfigurationError(f"the service needs {name}: {install('service')}")
