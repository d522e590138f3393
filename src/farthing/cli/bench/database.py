"""``farthing bench db``: every query of the service, with and without each index."""

from __future__ import annotations

from typing import Annotated

import typer

from farthing.cli.bench.options import AsJson, Out
from farthing.cli.bench.present import present


def database(
    url: Annotated[
        str,
        typer.Option(
            "--database",
            help="URL of an empty database: it is filled, and keeps what it is filled with.",
            show_default=False,
        ),
    ],
    bars: Annotated[
        int, typer.Option(min=100, help="Bars; a tenth as many patterns and signals.")
    ] = 10_000_000,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Fill a database, time every query, and judge every index by what is slower without it."""
    from farthing.cli.bench.watch import watched
    from farthing.cli.database import opened, seeding

    with opened(url, None) as found:
        from farthing.lab.database import bench as measure
        from farthing.lab.database import prepared

        with seeding() as rows:
            seeded = prepared(found, bars, rows)
        with watched("measurements") as step:
            result = measure(found, bars, seeded, progress=step)
    present(result, out, as_json=as_json)
