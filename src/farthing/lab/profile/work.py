"""The work that is profiled: a case by its name, or a user's strategy over a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from farthing.backtest.program import check_file
from farthing.errors import ConfigurationError
from farthing.lab.cases import FOLDER, CasesFile, StrategyCase, chosen, source_in


class Work(NamedTuple):
    """A case and where it comes from."""

    source: CasesFile | StrategyCase
    case: str


def work(target: str | StrategyCase, folder: Path = Path(FOLDER)) -> Work:
    """The work of a target: the name of a case of a folder, or a strategy with its bars.

    Raises:
        ConfigurationError: there is no such case, or the folder has no ``cases.py``.
    """
    if isinstance(target, StrategyCase):
        check_file(target.file)
        return Work(target.model_copy(update={"file": target.file.resolve()}), target.file.stem)
    source = source_in(folder)
    if not isinstance(source, CasesFile):
        raise ConfigurationError(f"{folder} has no cases.py: only its cases can be profiled")
    (name,) = chosen(source, [target])
    return Work(source, name)
