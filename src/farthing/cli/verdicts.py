"""Commands whose exit codes are verdicts: those of the lab, and those of trust."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand

from farthing.cli.help import Group

UsageError: Any = typer.BadParameter.__mro__[1]
"""What typer raises for words that it does not know; its name is not public."""


class Verdicts(Group):
    """Commands whose exit code 2 is a regression: a mistyped option is 1, a missing package too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the words; without any, the help is shown, which is no regression either."""
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.exit_code = 1 if args else 0
            raise

    def invoke(self, ctx: Any) -> Any:
        """Runs the command."""
        from farthing.lab.extra import missing

        try:
            return super().invoke(ctx)
        except UsageError as error:
            error.exit_code = 1
            raise
        except ModuleNotFoundError as error:
            raise missing(error) from error


class Verdict(TyperCommand):
    """A command whose exit code 2 is what it found: a mistyped option is 1."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the words."""
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.exit_code = 1
            raise
