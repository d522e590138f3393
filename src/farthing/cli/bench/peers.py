"""``farthing bench peers``: other engines beside ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.cli.bench.options import BENCHMARKS, AsJson, Folder, Out
from farthing.cli.bench.present import present
from farthing.lab.defaults import PEERS_SECONDS

Engines = Annotated[list[str] | None, typer.Argument(help="Of peers/engines.toml; all by default.")]
Workloads = Annotated[
    list[str] | None, typer.Option(help="Such as D; may be repeated. All by default.")
]
Ways = Annotated[
    list[str] | None,
    typer.Option(help="class, arrays, one-call, per-asset or story; may be repeated."),
]
Home = Annotated[
    Path | None,
    typer.Option(help="Folder of their environments; else the user's cache.", show_default=False),
]
Environments = Annotated[
    list[str] | None,
    typer.Option(help="ENGINE=PYTHON of an environment that is there; may be repeated."),
]


def peers(
    engines: Engines = None,
    workload: Workloads = None,
    way: Ways = None,
    home: Home = None,
    environment: Environments = None,
    install: Annotated[bool, typer.Option(help="Make the environments that are not there.")] = True,
    folder: Folder = BENCHMARKS,
    pairs: Annotated[int, typer.Option(min=1, help="Pairs of processes a comparison.")] = 3,
    rounds: Annotated[int, typer.Option(min=1, help="At most so many a process.")] = 15,
    seconds: Annotated[
        float, typer.Option(help="No further pair goes beyond them.")
    ] = PEERS_SECONDS,
    timeout: Annotated[float, typer.Option(help="Seconds after which a process ends.")] = 900,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Install other engines into environments of their own, and run them beside ours."""
    from farthing.cli.bench.watch import watched
    from farthing.lab.peers import peers as run_peers

    with watched("comparisons") as step:
        result = run_peers(
            engines or (), workload or (), ways=way or (), home=home,
            environments=pythons(environment or []), installs=install, folder=folder, pairs=pairs,
            rounds=rounds, seconds=seconds, timeout=timeout, progress=step,
        )  # fmt: skip
    present(result, out, as_json=as_json)


def pythons(pairs: list[str]) -> dict[str, Path]:
    """Pythons from ``ENGINE=PYTHON`` words.

    >>> pythons(["bt=venv/bin/python"])["bt"].relative_to(Path.cwd()).as_posix()
    'venv/bin/python'
    """
    from farthing.errors import ConfigurationError

    found = {}
    for pair in pairs:
        name, separator, python = pair.partition("=")
        if not separator:
            raise ConfigurationError(f"--environment {pair}: write it as ENGINE=PYTHON")
        found[name] = Path(python).absolute()
    return found
