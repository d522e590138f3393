"""The options of ``farthing profile run`` beside those of a strategy's run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Target = Annotated[
    str, typer.Argument(help="A strategy file (with --bundle), or a case.", show_default=False)
]
With = Annotated[
    str, typer.Option("--with", help="Of cprofile, sampling, memory, lines and tree, with commas.")
]
Bundle = Annotated[str | None, typer.Option(help="Bars of a strategy, of `farthing bundles list`.")]
Folder = Annotated[Path, typer.Option(help="Folder of benchmarks, with a cases.py.")]
Seconds = Annotated[float, typer.Option(help="How long each profiler watches.")]
Top = Annotated[int, typer.Option(help="How many functions each list has.")]
All = Annotated[bool, typer.Option("--all", help="Show all functions above 0.5 % too.")]
Out = Annotated[
    Path | None, typer.Option(help="Folder of the profile; else profiles/ and the target.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result instead.")]
