"""``farthing validate``: whether the best of a study is to be believed."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farthing.cli.options import Home
from farthing.cli.progress import progress_bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from farthing.optimise.study import Study
    from farthing.optimise.validation import Forward, StudyVerdict

NOT_BELIEVED = 2
"""The exit code of a study in which no edge was found, or that cannot tell."""


def validate(
    study: Annotated[Path, typer.Argument(help="Folder of a study.", show_default=False)],
    store: Annotated[
        str | None, typer.Option(help="URL of a database that keeps its trials instead.")
    ] = None,
    level: Annotated[
        float,
        typer.Option(help="How often an edge may be found where there is none, of fixed trials."),
    ] = 0.05,
    block: Annotated[
        float | None,
        typer.Option(help="Mean length of a block in sessions; else by the returns themselves."),
    ] = None,
    resamples: Annotated[int, typer.Option(help="Of the bootstrap.")] = 2000,
    seed: Annotated[int, typer.Option(help="Of the bootstrap.")] = 1,
    walk: Annotated[
        str | None,
        typer.Option(help="TRAIN:TEST sessions of a walk forward; it needs --strategy."),
    ] = None,
    strategy: Annotated[Path | None, typer.Option(help="The file of the study's strategy.")] = None,
    workers: Annotated[int, typer.Option(help="Processes of the walk forward.")] = 1,
    time_limit: Annotated[
        float | None, typer.Option(help="Seconds that a run of the walk forward may take.")
    ] = None,
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON instead.")] = False,
) -> None:
    """Say whether the best of a study is to be believed, or only the luckiest of many.

    All trials are tested by the returns that the study kept, beside its benchmark where it has one.
    Of a search that learns from its trials (all but grid and random) no edge is believed.
    The verdict is kept in the study's folder, and stands in its report. --walk runs the strategy
    again, over the bars of the study's bundle, which have to be the same.
    Exit codes: 0 an edge was found, 2 none was found or the study cannot tell, 1 an error.
    """
    from farthing.optimise.conduct import opened
    from farthing.optimise.store.store import NAME
    from farthing.optimise.validation import validate_study
    from farthing.report.study import save_study, save_verdict

    found = opened(store or study, study.name if store else NAME)
    forward = _walked(found, walk, strategy, workers, time_limit, home)
    with watching() as progress:
        verdict = validate_study(
            found, level=level, forward=forward, block=block, resamples=resamples, seed=seed,
            progress=progress,
        )  # fmt: skip
    save_verdict(verdict, study)
    page = save_study(found, study)
    if as_json:
        typer.echo(verdict.to_json())
    else:
        show(verdict, page)
    if verdict.verdict.outcome != "edge":
        raise typer.Exit(NOT_BELIEVED)


@contextmanager
def watching() -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar for what a validation does one after the other."""
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with progress_bar(*columns, TimeRemainingColumn()) as bar:
        if bar is None:
            yield None
            return
        task = bar.add_task("", total=None)

        def step(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        yield step


def _walked(
    study: Study,
    walk: str | None,
    strategy: Path | None,
    workers: int,
    time_limit: float | None,
    home: Path | None,
) -> Forward | None:
    """The walk forward that was asked for."""
    from farthing.data.catalog import Catalog
    from farthing.errors import ConfigurationError
    from farthing.optimise.validation import walk_of
    from farthing.trust.rerun import bars_of

    if walk is None:
        return None
    train, _, test = walk.partition(":")
    if not (train.isdecimal() and test.isdecimal()):
        raise ConfigurationError(f"--walk {walk}: write it as TRAIN:TEST, such as 250:60 sessions")
    if strategy is None:
        raise ConfigurationError("--walk runs the strategy again: name its file with --strategy")
    catalog, manifest = Catalog(home), study.manifest
    told = manifest["config"].get("finer")
    return walk_of(
        study, strategy, bars_of(manifest, catalog, manifest["data"]),
        finer=None if told is None else bars_of(manifest, catalog, told),
        train=int(train), test=int(test), workers=workers, time_limit=time_limit,
    )  # fmt: skip


def show(verdict: StudyVerdict, page: Path) -> None:
    """Prints a verdict in words; the verdict itself comes last."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    *lines, last = str(verdict).splitlines()
    for line in lines[1:]:
        console.print(Text(line))
    console.print(Text.assemble("report: ", (str(page), "bold")))
    console.print(Text(last, style="bold"))
