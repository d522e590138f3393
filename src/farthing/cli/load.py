"""``farthing load``: many users of a service at once."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farthing.cli.bench.options import AsJson, Out
from farthing.cli.bench.present import present

if TYPE_CHECKING:
    from collections.abc import Iterator

    from farthing.lab.load.program import Target


def load(
    scenario: Annotated[
        str, typer.Option(help="light, medium, heavy, stress, soak or symbols-100.")
    ] = "light",
    seconds: Annotated[
        int | None,
        typer.Option(help="A shorter time than the scenario's.", min=1, show_default=False),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(help="API of a service that runs; by default one is started for it.",
                     show_default=False),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(help="Key of somebody who may do everything there.",
                     envvar="FARTHING_KEY", show_default=False),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(help="URL of an empty database for the service that is started.",
                     show_default=False),
    ] = None,
    page: Annotated[
        Path | None, typer.Option(help="Write a page there.", show_default=False)
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Let many users come at once, and judge what they waited for."""
    from farthing.cli.serve import needs_service
    from farthing.errors import ConfigurationError, hint
    from farthing.lab.load.scenario import SCENARIOS, SYMBOLS

    known = (*SCENARIOS, SYMBOLS)
    if scenario not in known:
        said = hint(scenario, known, f"there are {', '.join(known)}")
        raise ConfigurationError(f"there is no scenario {scenario!r}{said}")
    needs_service()
    _needs_locust()
    from farthing.lab.load.measure import load as measure
    from farthing.lab.load.measure import load_symbols

    with _target(url, key, database) as target:
        if scenario == SYMBOLS:
            result = load_symbols(target)
        else:
            result = measure(target, SCENARIOS[scenario].shortened(seconds))
    if page is not None:
        from farthing.lab.report.page import page as drawn

        page.write_text(drawn(result), encoding="utf-8")
        typer.echo(f"wrote {page}", err=True)
    present(result, out, as_json=as_json)


@contextmanager
def _target(url: str | None, key: str | None, database: str | None) -> Iterator[Target]:
    """The service: the one that is named, or one that is started."""
    from farthing.errors import ConfigurationError
    from farthing.lab.load.program import found, started

    if url is None:
        with started(database) as target:
            yield target
    elif key is None:
        raise ConfigurationError(f"{url} needs a key: --key, or FARTHING_KEY")
    else:
        yield found(f"{url.rstrip('/')}/api/v1", key)


def _needs_locust() -> None:
    from importlib.util import find_spec

    from farthing.errors import ConfigurationError, install

    if find_spec("locust") is None:
        raise ConfigurationError(f"a load needs locust: {install('load')}")
