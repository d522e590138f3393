"""The program ``farthing``: its commands, and what becomes of an error."""

from __future__ import annotations

import os
import sys

import typer

from farthing.cli import bundles, demo, ingest, report, run

app = typer.Typer(
    name="farthing",
    help="Backtests whose money is exact to the last digit.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("demo")(demo.demo)
app.add_typer(ingest.app, name="ingest")
app.add_typer(bundles.app, name="bundles")
app.command("run")(run.run)
app.command("report")(report.report)


def _version(is_asked: bool) -> None:
    if is_asked:
        from farthing import __version__

        typer.echo(f"farthing {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Backtests whose money is exact to the last digit."""


INTERRUPTED = 130


def main() -> None:
    """Runs a command. An error is one line and exit code 1; Ctrl-C is 130.

    With ``FARTHING_TRACEBACK=1`` an error shows where it came from.
    """
    from farthing.errors import FarthingError

    try:
        app(standalone_mode=True)
    except KeyboardInterrupt as error:
        _say(str(error) or "interrupted")
        sys.exit(INTERRUPTED)
    except (FarthingError, OSError) as error:
        if os.environ.get("FARTHING_TRACEBACK"):
            raise
        _say(str(error))
        sys.exit(1)


def _say(message: str) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True, soft_wrap=True)
    console.print(f"[bold red]error:[/] {escape(message)}", highlight=False)
