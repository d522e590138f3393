"""The program ``farthing``: its commands, and what becomes of an error."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import typer

from farthing.cli import (
    accounts,
    bench,
    bundles,
    check,
    database,
    demo,
    ingest,
    load,
    monitoring,
    optimise,
    profile,
    report,
    run,
    scan,
    serve,
    trust,
    validate,
    wyckoff,
)
from farthing.cli.help import Group
from farthing.cli.verdicts import Verdict

INTERRUPTED = 130


class Commands(Group):
    """All commands; Ctrl-C ends each of them with a line."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            _end_interrupted(error)


app = typer.Typer(
    name="farthing",
    cls=Commands,
    help="Backtests whose money is exact to the last digit.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.add_typer(ingest.app, name="ingest")
app.add_typer(bundles.app, name="bundles")
app.command("run")(run.run)
app.command("optimise")(optimise.optimise)
app.command("validate", cls=Verdict)(validate.validate)
app.command("report")(report.report)
app.command("scan")(scan.scan)
app.add_typer(wyckoff.app, name="wyckoff")
app.command("serve")(serve.serve)
app.command("worker")(serve.worker)
app.command("load")(load.load)
app.command("monitoring")(monitoring.monitoring)
app.command("check", cls=Verdict)(check.check)
app.command("diff", cls=Verdict)(trust.diff)
app.command("rerun", cls=Verdict)(trust.rerun)
app.add_typer(bench.app, name="bench")
app.add_typer(profile.app, name="profile")
app.add_typer(database.app, name="db")
app.add_typer(accounts.users, name="users")
app.add_typer(accounts.keys, name="keys")


def _version(is_asked: bool) -> None:
    if is_asked:
        from farthing import __version__

        typer.echo(f"farthing {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _version_asked: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
    verbose: bool = typer.Option(False, "--verbose", help="Show what is done, on stderr."),
) -> None:
    """Backtests whose money is exact to the last digit."""
    if verbose:
        from farthing.log import show_log

        show_log()


def main() -> None:
    """Runs a command. An error is one line and exit code 1; Ctrl-C is 130.

    Where a strategy raised, its own traceback comes before the line. With
    ``FARTHING_TRACEBACK=1`` every error shows where it came from.
    """
    from farthing.errors import FarthingError

    try:
        app(standalone_mode=True)
    except KeyboardInterrupt as error:  # before there is a command that could be interrupted
        _end_interrupted(error)
    except (FarthingError, OSError) as error:
        if os.environ.get("FARTHING_TRACEBACK"):
            raise
        _show_own_traceback(error)
        _say(str(error))
        sys.exit(1)


def _end_interrupted(error: KeyboardInterrupt) -> NoReturn:
    _say(str(error) or "interrupted")
    sys.exit(INTERRUPTED)


def _show_own_traceback(error: BaseException) -> None:
    """The frames of the strategy that raised, without farthing's."""
    from farthing.backtest.blame import frames_of_the_strategy
    from farthing.errors import FarthingError, StrategyError

    cause = error.__cause__
    if isinstance(error, StrategyError) and not isinstance(cause, (FarthingError, type(None))):
        frames = frames_of_the_strategy(cause)
        if frames:
            typer.echo("Traceback of the strategy:", err=True)
            typer.echo("".join(frames.format()), err=True, nl=False)


def _say(message: str) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, soft_wrap=True)
    console.print(Text.assemble(("error:", "bold red"), f" {message}"))
