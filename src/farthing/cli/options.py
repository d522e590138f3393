"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None,
    typer.Option(
        help="Folder of the catalog; else FARTHING_HOME, else the user's data folder.",
        show_default=False,
    ),
]
