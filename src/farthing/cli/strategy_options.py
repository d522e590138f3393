"""The options of ``farthing run``, for commands that run a strategy again and again.

A command of the lab takes them as they are: ``with_run_options`` reads them off the command
``farthing run``, so that they have one definition, one default and one help.
"""

from __future__ import annotations

import functools
import inspect
import typing
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.models import OptionInfo

from farthing.cli.run import is_told, parameters, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from farthing.lab.cases import StrategyCase

NOT_SHARED = ("context", "file", "bundle", "out", "home", "zipline", "as_json")
"""What ``farthing run`` is given that is no setting of a run, or that a command has of its own."""
PANEL = "The run of a strategy"
OF_THE_BARS = ("symbols", "frequency", "param")
"""Settings that ``farthing.run`` does not take by these names."""


def with_run_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of ``farthing run`` in place of its argument ``told``.

    ``told`` has those that were given on the command line, by name; what was not given is left to
    the default of a run.
    """
    shared = list(_shared())
    own = inspect.signature(command, eval_str=True)

    @functools.wraps(command)
    def with_options(context: typer.Context, **values: Any) -> None:
        given = {each.name: values.pop(each.name) for each in shared}
        told = {name: value for name, value in given.items() if is_told(context, name)}
        command(**values, told=told)

    made = [each for each in own.parameters.values() if each.name != "told"]
    context = inspect.Parameter("context", made[0].kind, annotation=typer.Context)
    every = [context, *made, *shared]
    with_options.__signature__ = own.replace(parameters=every)  # type: ignore[attr-defined]
    with_options.__annotations__ = {each.name: each.annotation for each in every}
    del with_options.__wrapped__  # whose names typer would read
    return with_options


def _shared() -> Iterator[inspect.Parameter]:
    """The options, each in the panel of the strategy's run."""
    for each in inspect.signature(run, eval_str=True).parameters.values():
        if each.name not in NOT_SHARED:
            kind, *marks = typing.get_args(each.annotation)
            (option,) = (copy(mark) for mark in marks if isinstance(mark, OptionInfo))
            option.rich_help_panel = PANEL
            yield each.replace(annotation=Annotated[kind, option])


def strategy_case(
    file: Path, bundle: str | None, told: dict[str, Any], home: Path | None
) -> StrategyCase:
    """A strategy over a bundle, run as the options say.

    Raises:
        ConfigurationError: no bundle is named, or a setting makes no sense.
    """
    from farthing.backtest.program import check_file
    from farthing.errors import ConfigurationError
    from farthing.lab.cases import StrategyCase

    if bundle is None:
        raise ConfigurationError(f"{file} needs bars: name them with --bundle")
    check_file(file)
    settings = {name: value for name, value in told.items() if name not in OF_THE_BARS}
    if "control" in settings:
        settings["controls"] = settings.pop("control")
    if "rates" in settings:
        settings["rates"] = str(settings["rates"].resolve())
    made = StrategyCase(
        file=file.resolve(), bundle=bundle, home=home.resolve() if home is not None else None,
        symbols=told["symbols"].split(",") if "symbols" in told else None,
        frequency=told.get("frequency"), settings=settings,
        parameters=parameters(told.get("param", [])),
    )  # fmt: skip
    made.record()  # a setting that makes no sense is refused before anything runs
    return made


def refuse_run_options(told: dict[str, Any], bundle: str | None, what: str) -> None:
    """Refuses options of a run, and its bundle, where something else than a strategy is run.

    Raises:
        ConfigurationError: one was told.
    """
    from farthing.errors import ConfigurationError

    for name in ([] if bundle is None else ["bundle"]) + list(told):
        raise ConfigurationError(f"--{name.replace('_', '-')} is for a strategy file, and {what}")
