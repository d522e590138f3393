"""Programs: the ways in which a strategy may be written, as calls that the core can make."""

from __future__ import annotations

import hashlib
import inspect
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

from farthing import _core, given
from farthing.backtest import active
from farthing.backtest.blame import place, words
from farthing.backtest.performance import performance
from farthing.backtest.sources import load
from farthing.backtest.strategy import Strategy, overrides
from farthing.backtest.universe import universe_of
from farthing.errors import ConfigurationError, FarthingError, StrategyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from farthing.backtest.config import RunConfig
    from farthing.backtest.result import Result
    from farthing.backtest.schedule.agenda import Agenda
    from farthing.data.bars import Bars
    from farthing.portfolio.subaccounts import SubAccounts
    from farthing.wyckoff.parameters import Parameters

Call = tuple["Callable[..., Any]", tuple[Any, ...]]
"""A function and the arguments that it is always called with."""


def _nothing(*_: Any) -> None:
    """Does nothing."""


@dataclass(frozen=True)
class Calls:
    """What the core calls in a run, and when."""

    on_bar: Call | None = None
    on_fill: Callable[..., Any] | None = None
    before_session: Call | None = None
    warmup: int = 0
    universe: NDArray[np.bool_] | None = None
    said: tuple[str, ...] = ()
    wyckoff: Parameters | None = None
    wyckoff_told: Mapping[str, Any] = field(default_factory=dict)
    start: Callable[[_core.Context], Any] = _nothing
    end: Callable[[_core.Context], Any] = _nothing
    done: Callable[[], Any] = _nothing
    analyze: Callable[[Result], Any] = _nothing
    strategies: Callable[[], SubAccounts | None] = _nothing


class Program(Protocol):
    """A strategy, however it is written, and whose types it is shown: ``face``."""

    name: str
    parameters: dict[str, Any]
    code_hash: str
    sources: dict[str, str]
    face: str

    def begin(self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig) -> RunConfig:
        """Tells it about the run; it may change the configuration."""

    def calls(self, context: _core.Context, bars: Bars) -> Calls:
        """What to call."""


class Composed(ABC):
    """What is made of strategies, and brings the program of them all."""

    @property
    def runs_alone_because(self) -> str | None:
        """What of it no strategy of a portfolio can have, in words; None where it has no such."""
        return None

    @abstractmethod
    def program(self, parameters: Mapping[str, Any]) -> Program:
        """The program, with values for the parameters of its strategies."""


@dataclass
class StrategyProgram:
    """A strategy of the class kind."""

    strategy: Strategy
    name: str = ""
    code_hash: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    face: str = "farthing"

    def begin(self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig) -> RunConfig:
        """Leaves the configuration as it is."""
        return config

    def calls(self, context: _core.Context, bars: Bars) -> Calls:
        """Calls those methods that the strategy has of its own."""
        own = self.strategy
        wyckoff = _wyckoff(own)
        said = (*_idle(own),)
        masks = None
        if own.universe is not None:
            with loading(f"the universe of {self.name}"):
                masks, more = universe_of(own.universe, bars)
            said += more
        return Calls(
            on_bar=(own.on_bar, (context,)) if overrides(own, "on_bar") else None,
            on_fill=own.on_fill if overrides(own, "on_fill") else None,
            warmup=own.warmup,
            universe=masks,
            said=said,
            wyckoff=wyckoff,
            wyckoff_told={} if wyckoff is None else wyckoff.described(),
            start=own.on_start,
            end=own.on_end,
        )


def _idle(strategy: Strategy) -> Iterator[str]:
    """What is said of a strategy that does nothing, neither at a bar nor before the first."""
    if not any(overrides(strategy, name) for name in ("on_bar", "on_start")):
        yield f"{type(strategy).__name__} has no on_bar: nothing was done at any bar"


def _wyckoff(strategy: Strategy) -> Parameters | None:
    """What a strategy says of the parameters of ``ctx.wyckoff``.

    Raises:
        ConfigurationError: it is no ``Parameters``.
    """
    told = strategy.wyckoff
    if told is None:
        return None
    from farthing.wyckoff.parameters import Parameters  # no run without it pays for it

    if not isinstance(told, Parameters):
        raise ConfigurationError(
            f"{type(strategy).__name__}.wyckoff is {told!r}: give it "
            "farthing.wyckoff.Parameters({'climax_volume': 1.8}), or leave it out"
        )
    return told


@dataclass
class FunctionProgram:
    """A function that is called with the context at each bar."""

    function: Callable[[_core.Context], Any]
    name: str = ""
    code_hash: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    face: str = "farthing"

    def begin(self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig) -> RunConfig:
        """Leaves the configuration as it is."""
        return config

    def calls(self, context: _core.Context, bars: Bars) -> Calls:
        """Calls the function at each bar."""
        return Calls(on_bar=(self.function, (context,)))


@dataclass
class ZiplineProgram:
    """A module with ``initialize`` and ``handle_data``, over ``farthing.api``."""

    functions: Mapping[str, Any]
    name: str = ""
    code_hash: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    face: str = "farthing"
    _algorithm: active.Algorithm | None = None

    def begin(self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig) -> RunConfig:
        """Calls ``initialize``, which may choose commission, slippage and benchmark."""
        algorithm = self.new_algorithm(assets, bars, config)
        self._algorithm = algorithm
        with active.use(algorithm):
            self.functions["initialize"](algorithm.context)
        return algorithm.config

    def calls(self, context: _core.Context, bars: Bars) -> Calls:
        """Calls ``handle_data`` at each bar and ``before_trading_start`` before each session."""
        algorithm = self._algorithm
        assert algorithm is not None, "begin comes before calls"
        algorithm.enter(context)
        data = self.new_data(context, bars)
        arguments = (algorithm.context, data)
        running = ExitStack()
        handle, before = (self.functions.get(n) for n in ("handle_data", "before_trading_start"))
        if len(algorithm.agenda):
            handle = _with_agenda(algorithm.agenda, context, handle or _nothing)
        return Calls(
            on_bar=(handle, arguments) if handle else None,
            before_session=(before, arguments) if before else None,
            start=lambda _: running.enter_context(active.use(algorithm)),
            done=running.close,
            analyze=self._analyze,
        )

    def _analyze(self, result: Result) -> None:
        """Calls ``analyze`` with what came of the run, where the program has one."""
        algorithm, analyze = self._algorithm, self.functions.get("analyze")
        if analyze is not None and algorithm is not None:
            with active.use(algorithm):
                analyze(algorithm.context, self.performance(result))

    def new_algorithm(
        self, assets: tuple[_core.Asset, ...], bars: Bars, config: RunConfig
    ) -> active.Algorithm:
        """What the functions of ``farthing.api`` act on."""
        return active.Algorithm(assets, bars, config)

    def new_data(self, context: _core.Context, bars: Bars) -> Any:
        """What the program is shown of the market."""
        return _core.BarData(context, bars.frequency, "splits")

    def performance(self, result: Result) -> Any:
        """What ``analyze`` is given."""
        return performance(result)


def _with_agenda(
    agenda: Agenda, core: _core.Context, handle_data: Callable[..., Any]
) -> Callable[..., Any]:
    """``handle_data``, and then what is scheduled for the bar."""

    def handle(context: Any, data: Any) -> None:
        handle_data(context, data)
        for function in agenda.due(core.time_ns):
            function(context, data)

    return handle


def program(strategy: Any, parameters: Mapping[str, Any]) -> Program:
    """The program of a strategy, with values for its parameters.

    Raises:
        ConfigurationError: when it is no strategy of any kind.
    """
    _check_names(parameters)
    if isinstance(strategy, (str, Path)):
        return _from_file(Path(strategy), parameters)
    if isinstance(strategy, type) and issubclass(strategy, Strategy):
        return _of_strategy(_made(strategy, parameters), strategy)
    if isinstance(strategy, Strategy):
        kind, own = type(strategy), strategy
        if parameters:
            own = _made(kind, {**strategy.parameters, **parameters})
        return _of_strategy(own, kind)
    if isinstance(strategy, Composed):
        return strategy.program(parameters)
    if isinstance(strategy, ModuleType):
        return _from_module(strategy, parameters)
    if callable(strategy):
        return _of_function(strategy, parameters)
    raise ConfigurationError(
        f"{strategy!r} is no strategy: give a Strategy class, a function on_bar(ctx), or a file"
    )


def _of_function(function: Callable[..., Any], parameters: Mapping[str, Any]) -> Program:
    _refuse_parameters(function, parameters)
    name = getattr(function, "__name__", type(function).__name__)
    _refuse_suspended(name, function)
    return FunctionProgram(function, name, _hash_of(function))


def _check_names(parameters: Any) -> None:
    if not isinstance(parameters, Mapping) or not all(isinstance(n, str) for n in parameters):
        raise ConfigurationError(f"parameters {parameters!r} are no dictionary of names and values")


HOOKS = ("on_start", "on_bar", "on_fill", "on_end")
"""The methods of a strategy that are called."""

NEARNESS = 0.85
"""From this share of equal letters on, a method was meant to be a hook."""

LETTERS_APART = 2


def _refuse_misspelt(kind: type[Strategy]) -> None:
    """A method that is nearly called as one of the hooks would never be called."""
    others = [name for name, value in vars(kind).items() if name not in HOOKS and callable(value)]
    for name in filter(_may_be_misspelt, others):
        from difflib import get_close_matches  # no run without a slip pays for it

        near = get_close_matches(name.lower(), HOOKS, n=1, cutoff=NEARNESS)
        if near:
            raise ConfigurationError(
                f"{kind.__name__}.{name} is never called; did you mean {near[0]}?"
            )


def _may_be_misspelt(name: str) -> bool:
    """Quickly: names this near to a hook differ from it by two letters at most."""
    return any(len(set(name.lower()) ^ set(hook)) <= LETTERS_APART for hook in HOOKS)


def _made(kind: type[Strategy], parameters: Mapping[str, Any]) -> Strategy:
    """A strategy of a class, whose ``__init__`` may be its author's."""
    with loading(kind.__name__):
        return kind(**parameters)


def _of_strategy(strategy: Strategy, kind: type[Strategy], module: Any = None) -> Program:
    """The code that counts is the whole module where the strategy came as a file of its own."""
    _refuse_misspelt(kind)
    for name in HOOKS:
        _refuse_suspended(f"{kind.__name__}.{name}", getattr(strategy, name))
    return StrategyProgram(strategy, kind.__name__, _hash_of(module or kind), strategy.parameters)


def _from_module(module: ModuleType, parameters: Mapping[str, Any]) -> Program:
    """The portfolio that a module has, the Strategy class that it defines, or its functions."""
    kinds, name = _strategies_of(module), module.__name__.rpartition(".")[2]
    if (composed := _composed(module)) is not None:
        made = composed.program(parameters)
        made.code_hash = _hash_of(module)
        return made
    if len(kinds) == 1:
        return _of_strategy(_made(kinds[0], parameters), kinds[0], module)
    if kinds:
        names = ", ".join(kind.__name__ for kind in kinds)
        raise ConfigurationError(f"{name} has several strategies ({names}): keep one in a file")
    functions = vars(module)
    if "initialize" in functions:
        _refuse_parameters(name, parameters)
        for called in ("initialize", "handle_data", "before_trading_start"):
            _refuse_suspended(f"{name}.{called}", functions.get(called))
        return ZiplineProgram(functions, name, _hash_of(module))
    raise ConfigurationError(
        f"{name} has no strategy: define a subclass of farthing.Strategy, or initialize(context)"
    )


def _strategies_of(module: ModuleType) -> list[type[Strategy]]:
    """The classes that a module defines; those that it imports are others'."""
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Strategy)
        and kind.__module__ == module.__name__
    ]


def _composed(module: ModuleType) -> Composed | None:
    """The portfolio that a module has.

    Raises:
        ConfigurationError: it has several.
    """
    found = {name: each for name, each in vars(module).items() if isinstance(each, Composed)}
    if len(found) > 1:
        raise ConfigurationError(
            f"{module.__name__} has several portfolios ({', '.join(found)}): keep one in a file"
        )
    return next(iter(found.values()), None)


def check_file(path: Path) -> None:
    """Refuses a strategy file that is not there."""
    missing = f"there is no strategy file {given.printable(str(path))}"
    try:
        is_there = path.is_file()
    except OSError as error:  # a name longer than the system takes
        raise ConfigurationError(f"{missing}: {error.strerror}") from error
    if not is_there:
        raise ConfigurationError(missing)


def _from_file(path: Path, parameters: Mapping[str, Any]) -> Program:
    check_file(path)
    with loading(str(path)):
        source = load(path)
    made = _from_module(source.module, parameters)
    made.sources = source.files
    return made


@contextmanager
def loading(what: str) -> Iterator[None]:
    """Says whose code raised before the first bar; farthing's own errors say enough.

    Raises:
        StrategyError: the strategy raised something else; it is the cause.
    """
    try:
        yield
    except FarthingError:
        raise
    except SyntaxError as error:
        message = f"{error.filename}:{error.lineno}: {error.msg}"
        raise StrategyError(f"{what} is no Python program: {message}") from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        said = f"{what} cannot begin{place(error)}: {words(error)}{_instead(error)}"
        raise StrategyError(said) from error


def _instead(error: BaseException) -> str:
    """How a program that imports from Zipline is run."""
    if isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] == "zipline":
        return (
            "; run it as it is with `farthing run --zipline`, or import the same names from "
            "farthing.api: `from farthing.api import order, symbol`"
        )
    return ""


def _refuse_suspended(name: str, function: Any) -> None:
    """Refuses what only makes a coroutine or a generator when it is called: it would do nothing."""
    kinds: dict[str, Callable[[Any], bool]] = {
        "a coroutine (async def)": inspect.iscoroutinefunction,
        "a generator (it has a yield)": inspect.isgeneratorfunction,
        "an asynchronous generator": inspect.isasyncgenfunction,
    }
    bodies = (function, getattr(function, "__call__", None))  # noqa: B004 - an object's own code
    for kind, is_of_kind in kinds.items():
        if any(is_of_kind(body) for body in bodies):
            raise ConfigurationError(
                f"{name} is {kind}, and would not run when it is called: write it as a plain def"
            )


def _refuse_parameters(what: Any, parameters: Mapping[str, Any]) -> None:
    if parameters:
        raise ConfigurationError(
            f"{what} takes no parameters; those of a Strategy class can be set"
        )


def _hash_of(code: Any) -> str:
    """A hash over the source; nothing where Python cannot find it, as on the command line.

    A class, function or module is as it was made: its source is looked up once.
    """
    try:
        if code not in _HASHES:
            _HASHES[code] = hashlib.sha256(inspect.getsource(code).encode()).hexdigest()
        return _HASHES[code]
    except (OSError, TypeError):  # an object that is called has no source, and perhaps no hash
        return ""


_HASHES: WeakKeyDictionary[Any, str] = WeakKeyDictionary()
