"""What a study runs: strategies of every kind, as something that takes parameters."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from farthing.backtest.config import within
from farthing.backtest.feed import Feed
from farthing.backtest.program import StrategyProgram, ZiplineProgram, loading, program
from farthing.backtest.run import run_program
from farthing.errors import ConfigurationError, hint
from farthing.optimise.rules_subject import RulesSubject
from farthing.optimise.space.fields import KINDS, Field, fields_of_class
from farthing.portfolio.portfolio import PortfolioProgram
from farthing.rules.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from farthing.backtest.program import Program
    from farthing.backtest.result import Result
    from farthing.optimise.market import Market
    from farthing.optimise.values import Value


class Subject(Protocol):
    """Something that can be run with parameters."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def fields(self) -> dict[str, Field]:
        """Its parameters."""

    @property
    def code(self) -> str:
        """A hash over its source; empty where there is none."""

    @property
    def told(self) -> dict[str, Any]:
        """What else decides what it comes to, in plain values."""

    def warm(self, market: Market) -> None:
        """Loads the bars of a market, before anything is run."""

    def run(self, market: Market, parameters: Mapping[str, Value]) -> Result:
        """What it comes to with parameters."""


@dataclass(frozen=True)
class StrategySubject:
    """A strategy in any form that ``farthing.run`` takes.

    A file is loaded anew for every run, so that none finds what another left in its modules.

    Attributes:
        strategy: a class or object of ``Strategy``, a portfolio, a module, or the path of a file.
        is_zipline: whether it is a program that imports from ``zipline``.
    """

    strategy: Any
    is_zipline: bool = False
    name: str = field(init=False)
    fields: dict[str, Field] = field(init=False)
    code: str = field(init=False)
    told: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Loads it once, to see what it is."""
        made = self._program({})
        object.__setattr__(self, "name", made.name)
        object.__setattr__(self, "fields", _fields(made))
        object.__setattr__(self, "code", _code(made))
        object.__setattr__(self, "told", _told(made))

    def warm(self, market: Market) -> None:
        """Makes the panel that the bars keep for the next run."""
        config = within(market.config, market.bars)
        Feed(market.bars, config.start, config.end, extended=config.extended)

    def run(self, market: Market, parameters: Mapping[str, Value]) -> Result:
        """Runs the strategy with its events, as ``farthing.run`` does."""
        with loading(self.name):
            made = self._program(parameters)
        return run_program(made, market.bars, market.config)

    def _program(self, parameters: Mapping[str, Value]) -> Program:
        if self.is_zipline:
            from farthing.zipline import zipline_program

            return _with_constants(zipline_program(self.strategy), parameters)
        made = program(self.strategy, {})
        if isinstance(made, ZiplineProgram):
            return _with_constants(made, parameters)
        if not isinstance(made, StrategyProgram):
            return program(self.strategy, parameters) if parameters else made
        if not parameters:
            return made
        own = type(made.strategy)(**{**made.strategy.parameters, **parameters})
        return replace(made, strategy=own, parameters=own.parameters)


@dataclass(frozen=True)
class TargetFunction:
    """A function that gives targets, run by the batch driver.

    Args:
        function: is called with the bars and the parameters as keywords; gives what to hold from
            each bar's close on, as ``farthing.simulate`` takes it.
        unit: whether targets are ``weight`` (shares of equity) or ``shares``.
        rebalance: give every target again at every bar.

    >>> def hold(bars, share: float = 0.5): ...
    >>> TargetFunction(hold).fields["share"].default
    0.5
    """

    function: Callable[..., Any]
    unit: Literal["weight", "shares"] = "weight"
    rebalance: bool = False

    @property
    def name(self) -> str:
        """The name of the function."""
        return str(getattr(self.function, "__name__", type(self.function).__name__))

    @property
    def fields(self) -> dict[str, Field]:
        """The arguments of the function that have a default, which is of a type of parameters."""
        _, *others = inspect.signature(self.function).parameters.values()
        return {
            each.name: Field(type(each.default), each.default)
            for each in others
            if type(each.default) in KINDS
        }

    @property
    def code(self) -> str:
        """A hash over the source of the function."""
        return source_hash(self.function)

    @property
    def told(self) -> dict[str, Any]:
        """What its targets are given in, and when."""
        return {"unit": self.unit, "rebalance": self.rebalance}

    def warm(self, market: Market) -> None:
        """Prepares the bars."""
        _ = market.prepared

    def run(self, market: Market, parameters: Mapping[str, Value]) -> Result:
        """Calls the function, and runs its targets."""
        with loading(self.name):
            targets = self.function(market.bars, **parameters)
        found = market.prepared.targets(targets, unit=self.unit, rebalance=self.rebalance)
        return replace(found, strategy=self.name, parameters=dict(parameters))


def subject(strategy: Any, *, is_zipline: bool = False) -> Subject:
    """What a study runs, from what users give.

    A function is taken for one that gives targets: one that is called at each bar has no
    parameters. So is the function ``targets`` of a file that has neither a strategy nor Zipline's.

    Raises:
        ConfigurationError: it is no strategy.
    """
    if isinstance(strategy, (TargetFunction, StrategySubject, RulesSubject)):
        return strategy
    if isinstance(strategy, Rules):
        return RulesSubject(strategy)
    if inspect.isfunction(strategy):
        return TargetFunction(strategy)
    if isinstance(strategy, str):
        strategy = Path(strategy)
    if isinstance(strategy, Path) and not is_zipline:
        from farthing.optimise.file_targets import FileTargets

        if FileTargets.is_in(strategy):
            return FileTargets(strategy)
    return StrategySubject(strategy, is_zipline)


def check_names(of: Subject, names: Mapping[str, Any]) -> None:
    """Refuses parameters that what is run does not have.

    Raises:
        ConfigurationError: there is no such parameter.
    """
    for name in names:
        if name not in of.fields:
            there = f"it has {', '.join(of.fields) or 'none'}"
            raise ConfigurationError(
                f"{of.name} has no parameter {name!r}{hint(name, of.fields, there)}"
            )


def _fields(made: Program) -> dict[str, Field]:
    if isinstance(made, StrategyProgram):
        return fields_of_class(type(made.strategy), made.strategy.parameters)
    if isinstance(made, ZiplineProgram):
        return {
            name: Field(type(value), value)
            for name, value in made.functions.items()
            if type(value) in KINDS and not name.startswith("_")
        }
    return {name: Field(type(value), value) for name, value in made.parameters.items()}


def _with_constants(made: ZiplineProgram, values: Mapping[str, Value]) -> ZiplineProgram:
    """A program of Zipline, whose constants have other values.

    Its parameters are the names that its file gives a plain value: ``FAST = 10``.
    """
    known = _fields(made)
    for name, value in values.items():
        if name not in known:
            there = f"its constants are {', '.join(known) or 'none'}"
            raise ConfigurationError(
                f"{made.name} has no constant {name!r}{hint(name, known, there)}"
            )
        made.functions[name] = value  # type: ignore[index]
    made.parameters = dict(values)
    return made


def _told(made: Program) -> dict[str, Any]:
    """The values that its strategies came with, and how a portfolio shares its money."""
    values = {name: repr(value) for name, value in made.parameters.items()}
    return {**values, **(made.plan.describe() if isinstance(made, PortfolioProgram) else {})}


def _code(made: Program) -> str:
    """A hash over all files of a strategy; over its class where it came as one."""
    if not made.sources:
        return made.code_hash
    texts = "\0".join(f"{name}\0{text}" for name, text in made.sources.items())
    return hashlib.sha256(texts.encode()).hexdigest()


def source_hash(function: Any) -> str:
    """A hash over the source of a function; empty where there is none."""
    try:
        return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()
    except (OSError, TypeError):
        return ""
