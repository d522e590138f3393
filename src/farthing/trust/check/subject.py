"""What is checked: a strategy, its bars, and how it is run."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farthing.backtest.config import run_config
from farthing.backtest.program import check_file
from farthing.data.catalog import Catalog
from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from farthing.data.bars import Bars
    from farthing.data.bundle import Bundle
    from farthing.types import Frequency

SETTINGS = frozenset(inspect.signature(run_config).parameters) - {"finer"}
"""What may be set."""
WITHOUT_FINER = (
    "a check takes no finer bars: its other futures give bars of each length other prices by "
    "themselves, so that the finer ones would tell of another market; leave finer (--finer) out"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked.

    Attributes:
        file: the strategy.
        bundle: that it runs on.
        bars: of the run.
        parameters: of the strategy.
        settings: the configuration of a run in plain values, which can go to other processes.
        path: where its modules are found.
    """

    file: Path
    bundle: Bundle
    bars: Bars
    parameters: dict[str, Any]
    settings: dict[str, Any]
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.name


def subject(
    strategy: str | os.PathLike[str],
    bundle: str,
    *,
    symbols: Sequence[str] | str | None,
    frequency: Frequency | None,
    parameters: Mapping[str, Any] | None,
    home: str | os.PathLike[str] | None,
    settings: Mapping[str, Any],
) -> Subject:
    """What is checked, once it makes sense.

    Raises:
        ConfigurationError: the strategy is no file, or a setting makes no sense.
        DataError: there is no such bundle, or it has not what is asked of it.
    """
    if not isinstance(strategy, (str, Path)):
        raise ConfigurationError(
            f"{strategy!r} is no strategy file; a check runs it in processes of its own, which can"
            " read nothing but a file"
        )
    check_file(Path(strategy))
    if settings.get("finer") is not None:
        raise ConfigurationError(WITHOUT_FINER)
    for name in settings:
        if name not in SETTINGS | {"finer"}:
            raise ConfigurationError(
                f"a check has no setting {name!r}; it takes {', '.join(sorted(SETTINGS))}"
            )
    config = run_config(**settings)
    stored = Catalog(None if home is None else Path(home)).bundle(bundle)
    bars = stored.bars(symbols, frequency, config.start, config.end, extended=config.extended)
    return Subject(
        Path(strategy).resolve(), stored, bars, dict(parameters or {}), config.describe(),
        tuple(each for each in sys.path if each),
    )  # fmt: skip
