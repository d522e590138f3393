"""The options of ``farthing profile run``: those of ``farthing run``, and what is watched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farthing.types import Frequency

Target = Annotated[
    str, typer.Argument(help="A strategy file (with --bundle), or a case.", show_default=False)
]
With = Annotated[
    str, typer.Option("--with", help="Of cprofile, sampling, memory, lines, tree; with commas.")
]
Bundle = Annotated[str | None, typer.Option(help="Bars of a strategy.")]
Symbols = Annotated[str | None, typer.Option(help="Some of its symbols, with commas.")]
Length = Annotated[Frequency | None, typer.Option(help="Length of a bar, where it has several.")]
Start = Annotated[str | None, typer.Option(help="First day, such as 2020-01-02.")]
End = Annotated[str | None, typer.Option(help="Last day; runs end at its last session.")]
Capital = Annotated[str | None, typer.Option(help="Money at the start.")]
Param = Annotated[
    list[str] | None, typer.Option(help="name=value of a parameter; may be repeated.")
]
Commission = Annotated[str | None, typer.Option(help="As `farthing run` takes it.")]
Slippage = Annotated[str | None, typer.Option(help="As `farthing run` takes it.")]
Fill = Annotated[str | None, typer.Option(help="next-open, next-close, or close.")]
Account = Annotated[str | None, typer.Option(help="unlimited, cash, or margin:LEVERAGE.")]
Benchmark = Annotated[str | None, typer.Option(help="Symbol to compare with.")]
Extended = Annotated[bool, typer.Option(help="Use bars outside the sessions too.")]
Folder = Annotated[Path, typer.Option(help="Folder of cases.py.")]
Seconds = Annotated[float, typer.Option(help="How long each profiler watches.")]
Top = Annotated[int, typer.Option(help="Functions of a list.")]
All = Annotated[bool, typer.Option("--all", help="Show all functions above 0.5 % too.")]
Out = Annotated[
    Path | None, typer.Option(help="Folder of the profile; else profiles/ and the target.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result instead.")]
