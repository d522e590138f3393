"""``farthing ingest``: a command for each source, made of the source's own options."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from farthing.cli.help import Group, drawn_here
from farthing.cli.options import Home
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from farthing.data.intake import Outcome


class Sources(Group):
    """The commands of the sources that there are, each made when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the sources."""
        from farthing.data.sources import source_names

        return list(source_names())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a source."""
        from farthing.data.sources import source_names

        return drawn_here(command(cmd_name)) if cmd_name in source_names() else None


app = typer.Typer(
    cls=Sources, no_args_is_help=True, help="Take bars of a source into a bundle of the catalog."
)


@app.callback()
def _ingest() -> None:
    """Take bars of a source into a bundle of the catalog."""


Kind = Annotated[
    str | None, typer.Option(help="What they are: equity, pair, spot, perpetual or future.")
]
Instruments = Annotated[
    Path | None, typer.Option(help="A TOML or CSV file that says what single instruments are.")
]
Payments = Annotated[
    Path | None, typer.Option(help="A CSV file of the funding of perpetuals: symbol,time,rate.")
]
Ends = Annotated[
    Path | None,
    typer.Option(help="A CSV file of instruments that are not listed any more: symbol,date,price."),
]


def common(
    bundle: Annotated[str, typer.Option(help="Name of the bundle.", show_default=False)],
    symbols: Annotated[
        str | None, typer.Option(metavar="A,B,...", help="What to take; by default everything.")
    ] = None,
    frequency: Annotated[str, typer.Option(help="How long a bar is: 1d, 1h or 1m.")] = "1d",
    calendar: Annotated[
        str | None, typer.Option(help="Sessions of the bars: XNYS, 24/7 or another.")
    ] = None,
    tz: Annotated[str | None, typer.Option(help="Time zone of stamps that name none.")] = None,
    label: Annotated[
        str | None, typer.Option(help="Whether intraday stamps are a bar's start or its end.")
    ] = None,
    prices: Annotated[
        str | None, typer.Option(help="What prices are: raw, split-adjusted or adjusted.")
    ] = None,
    price_scale: Annotated[
        int | None, typer.Option(help="Digits behind the point to which prices are rounded.")
    ] = None,
    on_bad: Annotated[str, typer.Option(help="For bad rows: refuse, drop or keep.")] = "refuse",
    allow_negative: Annotated[
        str | None,
        typer.Option(metavar="A,B,...", help="Symbols whose prices may be zero or less."),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="What prices are in: USD, or CODE:DIGITS.")
    ] = None,
    quantity_scale: Annotated[
        int | None, typer.Option(help="Digits behind the point of quantities.")
    ] = None,
    kind: Kind = None,
    instruments: Instruments = None,
    funding: Payments = None,
    ends: Ends = None,
    append: Annotated[
        bool, typer.Option("--append", help="Add sessions to the bundle that is there.")
    ] = False,
    restate: Annotated[
        bool, typer.Option("--restate", help="With --append: replace sessions that differ.")
    ] = False,
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """The options that every source has."""


def command(name: str) -> Any:
    """The command of a source: its own options, then those that all have."""
    from farthing.data.sources import find_source

    source = find_source(name)

    def run(**values: Any) -> None:
        own = {option.name: values.pop(option.name) for option in _options(source)}
        own = {key: _value(source, key, value) for key, value in own.items()}
        _take_in(source(**own), values)

    mine = [_parameter(source, option) for option in _options(source)]
    shared = list(inspect.signature(common, eval_str=True).parameters.values())
    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (*mine, *shared)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__doc__ = (inspect.getdoc(source) or name).partition("\n\nArgs:")[0]
    alone = typer.Typer(add_completion=False)
    alone.command(name)(run)
    return typer.main.get_command(alone)


def _options(source: Any) -> list[Any]:
    """The fields of a source that a command line can give."""
    return [each for each in fields(source) if each.metadata.get("cli", True)]


def _parameter(source: Any, option: Any) -> inspect.Parameter:
    """A field of a source as an argument, where it must be given, or as an option."""
    kind: Any = get_type_hints(source)[option.name]
    help_text = option.metadata.get("help", "")
    default = option.default
    told: Any = typer.Option(help=help_text, metavar=option.metadata.get("metavar"))
    if default is MISSING and option.default_factory is MISSING:
        default = inspect.Parameter.empty
        told = typer.Argument(help=help_text, show_default=False)
    elif kind == tuple[str, ...]:
        kind, default = str | None, None
    elif kind == Mapping[str, str]:
        kind, default = list[str] | None, None
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[kind, told],
        default=default,
    )


def _value(source: Any, name: str, value: Any) -> Any:
    """The value of an option, as its source wants it: several names, or names of something."""
    kind = get_type_hints(source)[name]
    if kind == tuple[str, ...]:
        return _names(value)
    return _pairs(name, value or ()) if kind == Mapping[str, str] else value


def _pairs(option: str, words: Iterable[str]) -> dict[str, str]:
    """What stands on both sides of the first equals sign of words."""
    pairs: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        name = name.strip()
        if not (name and sign and value.strip()):
            raise ConfigurationError(f"--{option} {word!r} is no NAME=VALUE, such as close=Last")
        if name in pairs:
            raise ConfigurationError(
                f"--{option} says {name!r} twice: {pairs[name]!r} and {value!r}; give one of them"
            )
        pairs[name] = value
    return pairs


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def _take_in(source: Any, values: dict[str, Any]) -> None:
    from farthing.data.intake import ingest
    from farthing.data.request import Request

    place = {name: values.pop(name) for name in ("bundle", "home", "append", "restate")}
    as_json = values.pop("as_json")
    for name in ("symbols", "allow_negative"):
        values[name] = _names(values[name])
    values |= _told(values)
    with _progress() as progress:
        outcome = ingest(source, request=Request(**values), progress=progress, **place)
    _show(outcome, as_json=as_json)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """What files tell of instruments, instead of their paths."""
    from farthing.data.told import told_ends, told_funding, told_instruments

    instruments, funding, ends = (values.pop(name) for name in ("instruments", "funding", "ends"))
    return {
        "instruments": told_instruments(instruments) if instruments else {},
        "funding": told_funding(funding) if funding else (),
        "ends": told_ends(ends) if ends else (),
    }


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A line that names the symbol being read, on terminals."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

    from farthing.cli.progress import progress_bar

    words = TextColumn("{task.description}", markup=False)
    columns = (words, BarColumn(), MofNCompleteColumn())
    with progress_bar(*columns) as progress:
        if progress is None:
            yield None
            return
        task = progress.add_task("reading")

        def step(symbol: str, place: int, count: int) -> None:
            progress.update(task, description=symbol, completed=place, total=count)

        yield step


def _show(outcome: Outcome, *, as_json: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from farthing.cli.bundles import findings_table, print_table, summaries_table

    console = Console()
    bundle, report = outcome.bundle, outcome.report
    if as_json:
        record = {
            "bundle": bundle.name,
            "version": bundle.manifest.version,
            "changed": outcome.changed,
            "replaced": outcome.replaced,
            **report.record(),
        }
        console.print_json(json.dumps(record))
        return
    print_table(console, summaries_table(report))
    if report.findings:
        print_table(console, findings_table(report))
    first, last = bundle.range()
    done = "is written" if outcome.changed else "has this content already: nothing was changed"
    size = f"symbols: {len(bundle.symbols)}, {first} to {last}"
    version = f"version {bundle.manifest.version[:12]}"
    console.print(Text.assemble("bundle ", (bundle.name, "bold"), f" {done} ({version}, {size})"))
    if outcome.replaced:
        rows = " and ".join(f"{many:,} rows of {each}" for each, many in outcome.replaced.items())
        console.print(
            f"what it had is replaced: {rows}; --append adds sessions, symbols and frequencies"
        )
