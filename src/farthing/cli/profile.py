"""``farthing profile``: where the time of a run goes, and what has changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from farthing.cli import profile_options as options
from farthing.cli.options import Home
from farthing.cli.strategy_options import with_run_options
from farthing.cli.verdicts import Verdicts
from farthing.lab.defaults import PROFILE_SECONDS

if TYPE_CHECKING:
    from farthing.lab.cases import StrategyCase
    from farthing.lab.results.profile import ProfileResult
    from farthing.lab.results.profile_comparison import ProfileComparison

app = typer.Typer(
    cls=Verdicts,
    help="Where the time of a run goes, and what has changed.",
    no_args_is_help=True,
)


@app.command("run")
@with_run_options
def run(
    target: options.Target,
    with_: options.With = "cprofile,sampling",
    bundle: options.Bundle = None,
    folder: options.Folder = Path("benchmarks"),
    seconds: options.Seconds = PROFILE_SECONDS,
    top: options.Top = 10,
    everything: options.All = False,
    out: options.Out = None,
    home: Home = None,
    as_json: options.Json = False,
    *,
    told: dict[str, Any],
) -> None:
    """Profile a run: functions, categories, lines, memory, and what could be saved.

    Each profiler runs it in a fresh process; the answer is the same in all of them, or it is an
    error.
    """
    from farthing.lab.profile.run import OUT

    what = _target(target, bundle, told, home)
    place = out if out is not None else OUT / Path(target).stem
    result = _profiled(what, with_.split(","), place, folder, seconds)
    if as_json:
        typer.echo(result.model_dump_json(indent=1))
        return
    from farthing.cli.profile_tables import show

    show(result, place, top=top, everything=everything)


def _target(
    target: str, bundle: str | None, told: dict[str, Any], home: Path | None
) -> str | StrategyCase:
    """A strategy's file with its bars, or the name of a case, which has settings of its own."""
    from farthing.cli.strategy_options import refuse_run_options, strategy_case

    if target.endswith(".py") or Path(target).is_file():
        return strategy_case(Path(target), bundle, told, home)
    refuse_run_options(told, bundle, f"{target} is a case")
    return target


def _profiled(
    what: str | StrategyCase, with_: list[str], place: Path, folder: Path, seconds: float
) -> ProfileResult:
    """Profiles with a bar that says which profiler is at work."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

    from farthing.cli.progress import progress_bar
    from farthing.lab.profile.run import profile

    columns = (
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(),
    )  # fmt: skip
    with progress_bar(*columns) as shown:
        if shown is None:
            return profile(what, with_, place, folder=folder, seconds=seconds)
        task = shown.add_task("profile", total=None)

        def step(done: int, total: int, name: str) -> None:
            shown.update(task, completed=done, total=total, description=name)

        return profile(what, with_, place, folder=folder, seconds=seconds, progress=step)


@app.command("compare")
def compare(
    before: Annotated[Path, typer.Argument(help="Folder of a profile, or its profile.json.")],
    after: Annotated[Path, typer.Argument(help="The same, after.")],
    form: Annotated[
        str, typer.Option("--format", help="console, markdown or html (on stdout).")
    ] = "console",
    least: Annotated[
        float, typer.Option(help="Smallest change that is listed, as a share of the run.")
    ] = 0.005,
    across_machines: Annotated[
        bool,
        typer.Option("--across-machines", help="Compare profiles of two machines too."),
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for comparison.json, .md, .html and flame graphs.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result instead.")] = False,
) -> None:
    """Compare two profiles: faster, slower, new, gone; expected and achieved.

    Ends with exit code 1 where the run gives another answer.
    """
    from farthing.errors import ConfigurationError
    from farthing.lab.profile.comparison import compare as compared
    from farthing.lab.profile.comparison import flame_graphs

    if form not in ("console", "markdown", "html"):
        raise ConfigurationError(f"--format {form}: there are console, markdown and html")
    found = compared(before, after, least=least, across_machines=across_machines)
    flames = flame_graphs(before, after) if out is not None or form == "html" else {}
    if out is not None:
        _write(found, flames, out)
    _print(found, flames, "json" if as_json else form)
    raise typer.Exit(found.exit_code)


def _print(found: ProfileComparison, flames: dict[str, str], form: str) -> None:
    from farthing.cli.profile_tables import show_comparison
    from farthing.lab.profile.page import page_of_comparison
    from farthing.lab.profile.views_of_comparison import markdown

    if form == "json":
        typer.echo(found.model_dump_json(indent=1))
    elif form == "html":
        typer.echo(page_of_comparison(found, flames), nl=False)
    elif form == "markdown":
        typer.echo(markdown(found), nl=False)
    else:
        show_comparison(found)


def _write(found: ProfileComparison, flames: dict[str, str], out: Path) -> None:
    from farthing.lab.profile.page import page_of_comparison
    from farthing.lab.profile.views_of_comparison import markdown
    from farthing.lab.results.read import write

    out.mkdir(parents=True, exist_ok=True)
    texts = {"comparison.md": markdown(found), "comparison.html": page_of_comparison(found, flames)}
    for name, text in {**texts, **flames}.items():
        (out / name).write_text(text, encoding="utf-8")
    write(found, out / "comparison.json")
