"""The exact engine of farthing, in Rust."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import (
    Any,
    Literal,
    Self,
    SupportsFloat,
    TypeAlias,
    TypedDict,
    Unpack,
    final,
    overload,
    type_check_only,
)

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from typing_extensions import disjoint_base

from farthing.types import Instrument
from farthing.wyckoff.live import Live
from farthing.wyckoff.parameters import Parameters

__all__ = [
    "ACCOUNTS",
    "Asset",
    "BarData",
    "Block",
    "Context",
    "Fill",
    "Indicator",
    "LEDGER_SCALE_MAX",
    "Order",
    "ORDER_STATES",
    "OrderTape",
    "Outcome",
    "PRICE_MAX",
    "QUANTITY_MAX",
    "VALUE_MAX",
    "WINDOW_MAX",
    "WYCKOFF_SLOTS",
    "Panel",
    "PanelBuilder",
    "Portfolio",
    "Position",
    "Positions",
    "REFUSALS",
    "RulesProgram",
    "Setup",
    "StrategyBooks",
    "Summary",
    "Table",
    "TwinOutcome",
    "TwinPanel",
    "Window",
    "WyckoffDetector",
    "WyckoffFound",
    "WyckoffWatch",
    "after_split",
    "alpha",
    "annual_return",
    "annual_volatility",
    "begin_blocks",
    "beta",
    "block_times",
    "conditional_value_at_risk",
    "down_capture",
    "end_blocks",
    "end_run",
    "ended",
    "events_since",
    "fill_price",
    "in_proportion",
    "information_ratio",
    "last_bars",
    "last_prices",
    "level_beside",
    "liquidations",
    "load_bars",
    "make_assets",
    "mantissas",
    "mantissas_of",
    "omega_ratio",
    "parts_in_lieu",
    "parts_of_borrow",
    "parts_of_dividend",
    "parts_of_fee",
    "parts_of_fill",
    "parts_of_liquidation",
    "parts_of_the_same_side",
    "point_and_figure",
    "read_order",
    "run_bars",
    "sharpe_ratio",
    "show_universe",
    "show_wyckoff",
    "silent_signals",
    "simulate_portfolio",
    "simulate_rules",
    "simulate_tape",
    "simulate_targets",
    "sortino_ratio",
    "sweep_rules",
    "tail_ratio",
    "total_return",
    "tracking_error",
    "twin_rules",
    "twin_tape",
    "twin_targets",
    "units_after_split",
    "up_capture",
    "value_at_risk",
    "wyckoff_of",
    "wyckoff_parameters",
    "wyckoff_slots",
    "wrong_fills",
    "__version__",
]

__version__: str
ACCOUNTS: list[str]
ORDER_STATES: list[str]
REFUSALS: list[str]
LEDGER_SCALE_MAX: int
PRICE_MAX: int
QUANTITY_MAX: int
VALUE_MAX: int
WINDOW_MAX: int
WYCKOFF_SLOTS: int

_Size = SupportsFloat | str
_AssetLike: TypeAlias = "Asset | str | int"
_Floats = NDArray[np.float64]
_Stage = tuple[str, list[int]]

@type_check_only
class _Conditions(TypedDict, total=False):
    trail: _Size | None
    trail_percent: _Size | None
    offset: _Size | None
    at: Literal["open", "close"] | None
    until: date | str | None
    reduce_only: bool | None
    group: str | None
    parent: Order | int | None
    tag: str | None
    schedule: str | None

@final
class Asset:
    """One instrument of a run."""

    @property
    def symbol(self) -> str: ...
    @property
    def index(self) -> int: ...
    @property
    def sid(self) -> int: ...
    @property
    def price_scale(self) -> int: ...
    @property
    def quantity_scale(self) -> int: ...
    @property
    def instrument(self) -> Instrument: ...
    def __lt__(self, other: Asset, /) -> bool: ...
    def __le__(self, other: Asset, /) -> bool: ...
    def __gt__(self, other: Asset, /) -> bool: ...
    def __ge__(self, other: Asset, /) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

def make_assets(instruments: list[Instrument]) -> tuple[Asset, ...]: ...

@final
class Setup:
    def __new__(
        cls,
        instruments: list[Instrument],
        currency: tuple[str, int],
        capital: Any,
        commission: tuple[str, list[Any]],
        slippage: tuple[str, list[Any]],
        fill: str,
        account: tuple[str, list[int]],
        dividends: list[tuple[int, int, int, int, int, Any]],
        splits: list[tuple[int, int, int, int, int]],
        convert: str = "none",
        funding: list[tuple[int, int, Any]] = ...,
        ends: list[tuple[int, int, Any]] = ...,
        rates: list[tuple[str, str, int, Any]] = ...,
        volume_limit: Any = None,
        latency: tuple[_Stage, _Stage, _Stage, int] | None = None,
        conditions: Any = None,
    ) -> Setup: ...
    @property
    def ledger_scale(self) -> int: ...

@final
class Panel:
    @property
    def rows(self) -> int: ...
    @property
    def assets(self) -> int: ...
    @property
    def times(self) -> list[int]: ...
    @property
    def sessions(self) -> list[int]: ...
    def with_finer(self, finer: Panel) -> Panel: ...
    def twin(self, instruments: list[Instrument]) -> TwinPanel: ...

@final
class TwinPanel: ...

@final
class PanelBuilder:
    def __new__(
        cls,
        times: NDArray[np.int64],
        sessions: NDArray[np.uint32],
        instruments: list[Instrument],
    ) -> PanelBuilder: ...
    def add(
        self,
        asset: int,
        rows: NDArray[np.uint32],
        open: NDArray[np.int64],  # noqa: A002 - the name of the field
        high: NDArray[np.int64],
        low: NDArray[np.int64],
        close: NDArray[np.int64],
        volume: NDArray[np.int64] | None = None,
    ) -> None: ...
    def begin(self, begins: NDArray[np.int64]) -> None: ...
    def follows(self, asset: int, session: int, close: int) -> None: ...
    def finish(self) -> Panel: ...

@final
class Context:
    """What a strategy sees and does."""

    def __new__(
        cls,
        setup: Setup,
        assets: tuple[Asset, ...],
        volume_scales: list[int],
        feed: Any = None,
    ) -> Context: ...
    @property
    def assets(self) -> tuple[Asset, ...]: ...
    def asset(self, symbol: str) -> Asset: ...
    @property
    def time_ns(self) -> int: ...
    @property
    def time(self) -> datetime: ...
    @property
    def session(self) -> date: ...
    @property
    def session_index(self) -> int: ...
    @property
    def universe(self) -> NDArray[np.bool_]: ...
    @property
    def wyckoff(self) -> Live: ...
    @property
    def row(self) -> int: ...
    @property
    def bars_known(self) -> int: ...
    @property
    def portfolio(self) -> Portfolio: ...
    @property
    def positions(self) -> _Floats: ...
    @property
    def expected_sides(self) -> NDArray[np.int8]: ...
    def history(
        self,
        field: str,
        bars: int,
        adjust: Literal["splits", "all", "none"] = "splits",
        *,
        frequency: str | None = None,
        unfinished: bool = False,
    ) -> _Floats: ...
    def current(self, field: str = "close") -> _Floats: ...
    def sma(
        self, length: int, field: str = "close", *, frequency: str | None = None
    ) -> _Floats: ...
    def ema(
        self, length: int, field: str = "close", *, frequency: str | None = None
    ) -> _Floats: ...
    def wma(
        self, length: int, field: str = "close", *, frequency: str | None = None
    ) -> _Floats: ...
    def rolling_min(
        self, length: int, field: str = "low", *, frequency: str | None = None
    ) -> _Floats: ...
    def rolling_max(
        self, length: int, field: str = "high", *, frequency: str | None = None
    ) -> _Floats: ...
    def std(
        self, length: int, ddof: int = 1, field: str = "close", *, frequency: str | None = None
    ) -> _Floats: ...
    def zscore(
        self, length: int, ddof: int = 1, field: str = "close", *, frequency: str | None = None
    ) -> _Floats: ...
    def returns(
        self, length: int = 1, field: str = "close", *, frequency: str | None = None
    ) -> _Floats: ...
    def rsi(
        self, length: int = 14, field: str = "close", *, frequency: str | None = None
    ) -> _Floats: ...
    def atr(self, length: int = 14, *, frequency: str | None = None) -> _Floats: ...
    def bollinger(
        self,
        length: int = 20,
        width: float = 2.0,
        field: str = "close",
        *,
        frequency: str | None = None,
    ) -> tuple[_Floats, _Floats, _Floats]: ...
    def vwap(self, length: int | None = None, *, frequency: str | None = None) -> _Floats: ...
    def macd(
        self,
        fast: int = 12,
        slow: int = 26,
        signal: int = 9,
        field: str = "close",
        *,
        frequency: str | None = None,
    ) -> tuple[_Floats, _Floats, _Floats]: ...
    def stochastic(
        self, length: int = 14, smoothing: int = 3, signal: int = 3, *, frequency: str | None = None
    ) -> tuple[_Floats, _Floats, _Floats]: ...
    def adx(
        self, length: int = 14, *, frequency: str | None = None
    ) -> tuple[_Floats, _Floats, _Floats]: ...
    def aroon(
        self, length: int = 25, *, frequency: str | None = None
    ) -> tuple[_Floats, _Floats, _Floats]: ...
    def ichimoku(
        self,
        tenkan: int = 9,
        kijun: int = 26,
        senkou: int = 52,
        shift: int = 26,
        *,
        frequency: str | None = None,
    ) -> tuple[_Floats, _Floats, _Floats, _Floats]: ...
    def obv(self, *, frequency: str | None = None) -> _Floats: ...
    def keltner(
        self,
        length: int = 20,
        width: float = 2.0,
        range_length: int = 10,
        *,
        frequency: str | None = None,
    ) -> tuple[_Floats, _Floats, _Floats]: ...
    def donchian(
        self, length: int = 20, *, frequency: str | None = None
    ) -> tuple[_Floats, _Floats, _Floats]: ...
    def order(
        self,
        asset: _AssetLike,
        amount: _Size,
        limit: _Size | None = None,
        stop: _Size | None = None,
        duration: str = "gtc",
        **conditions: Unpack[_Conditions],
    ) -> int | None: ...
    def order_value(
        self,
        asset: _AssetLike,
        value: _Size,
        limit: _Size | None = None,
        stop: _Size | None = None,
        duration: str = "gtc",
        **conditions: Unpack[_Conditions],
    ) -> int | None: ...
    def order_percent(
        self,
        asset: _AssetLike,
        percent: _Size,
        limit: _Size | None = None,
        stop: _Size | None = None,
        duration: str = "gtc",
        **conditions: Unpack[_Conditions],
    ) -> int | None: ...
    def order_target(
        self,
        asset: _AssetLike,
        target: _Size,
        limit: _Size | None = None,
        stop: _Size | None = None,
        duration: str = "gtc",
        **conditions: Unpack[_Conditions],
    ) -> int | None: ...
    def order_target_value(
        self,
        asset: _AssetLike,
        target: _Size,
        limit: _Size | None = None,
        stop: _Size | None = None,
        duration: str = "gtc",
        **conditions: Unpack[_Conditions],
    ) -> int | None: ...
    def order_target_percent(
        self,
        asset: _AssetLike,
        target: _Size,
        limit: _Size | None = None,
        stop: _Size | None = None,
        duration: str = "gtc",
        **conditions: Unpack[_Conditions],
    ) -> int | None: ...
    def place_order(
        self,
        asset: _AssetLike,
        size: _Size,
        limit: _Size | None = None,
        stop: _Size | None = None,
        duration: str = "gtc",
        intent: str = "quantity",
        **conditions: Unpack[_Conditions],
    ) -> int | None: ...
    def bracket(
        self,
        asset: _AssetLike,
        amount: _Size,
        limit: _Size | None = None,
        stop: _Size | None = None,
        stop_loss: _Size | None = None,
        take_profit: _Size | None = None,
        trail: _Size | None = None,
        trail_percent: _Size | None = None,
        duration: str = "gtc",
        **conditions: Any,
    ) -> tuple[int | None, int | None, int | None]: ...
    def modify(
        self,
        order: Order | int,
        amount: _Size | None = None,
        limit: _Size | None = None,
        stop: _Size | None = None,
        trail: _Size | None = None,
        trail_percent: _Size | None = None,
    ) -> str | None: ...
    def target_percent(
        self,
        weights: Any,
        where: NDArray[np.bool_] | None = None,
        rebalance: bool = False,
        otherwise: float | None = None,
    ) -> None: ...
    def target_shares(
        self,
        shares: Any,
        where: NDArray[np.bool_] | None = None,
        rebalance: bool = False,
        otherwise: float | None = None,
    ) -> None: ...
    def cancel(self, order: Order | int) -> bool: ...
    def cancel_all(self, asset: _AssetLike | None = None) -> int: ...
    def make_way(self, asset: _AssetLike) -> None: ...
    def close_position(self, asset: _AssetLike) -> int | None: ...
    def convert(self, currency: str, amount: Any) -> None: ...
    def get_order(self, order: int) -> Order: ...
    def open_orders(self, asset: _AssetLike | None = None) -> list[Order]: ...
    def record(self, **values: Any) -> None: ...
    @property
    def records(self) -> list[tuple[int, str, Any]]: ...

@final
class Portfolio:
    """The account at the last mark, in floats to think with."""

    @property
    def cash(self) -> float: ...
    def cash_in(self, currency: str) -> float: ...
    @property
    def equity(self) -> float: ...
    @property
    def portfolio_value(self) -> float: ...
    @property
    def positions_value(self) -> float: ...
    @property
    def exposure(self) -> float: ...
    @property
    def gross(self) -> float: ...
    @property
    def starting_cash(self) -> float: ...
    @property
    def pnl(self) -> float: ...
    @property
    def returns(self) -> float: ...
    @property
    def positions(self) -> Positions: ...

@final
class Positions:
    """A mapping from assets to what is held of them."""

    def __getitem__(self, asset: _AssetLike, /) -> Position: ...
    def __contains__(self, asset: _AssetLike, /) -> bool: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Asset]: ...
    def keys(self) -> list[Asset]: ...
    def values(self) -> list[Position]: ...
    def items(self) -> list[tuple[Asset, Position]]: ...
    def get(self, asset: _AssetLike, default: Any = None) -> Any: ...

@final
class Position:
    """What is held of one asset."""

    @property
    def amount(self) -> int | float: ...
    @property
    def cost_basis(self) -> float: ...
    @property
    def last_sale_price(self) -> float: ...
    @property
    def value(self) -> float: ...
    @property
    def asset(self) -> Asset: ...

@final
class Order:
    """An order at one moment."""

    @property
    def id(self) -> int: ...
    @property
    def asset(self) -> Asset: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def filled(self) -> Decimal: ...
    @property
    def type(self) -> Literal["market", "limit", "stop"]: ...
    @property
    def limit(self) -> Decimal | None: ...
    @property
    def stop(self) -> Decimal | None: ...
    @property
    def level(self) -> Decimal | None: ...
    @property
    def group(self) -> str | None: ...
    @property
    def parent(self) -> int | None: ...
    @property
    def tag(self) -> str | None: ...
    @property
    def duration(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str | None: ...

@final
class Fill:
    """A fill."""

    @property
    def asset(self) -> Asset: ...
    @property
    def order(self) -> int: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def price(self) -> Decimal: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def fee(self) -> Decimal: ...

@final
class BarData:
    """What is known of the market at one moment: the ``data`` of Zipline-style programs."""

    def __new__(cls, context: Context, frequency: str, adjust: str) -> BarData: ...
    @overload
    def current(self, assets: Asset | str, fields: str) -> float: ...
    @overload
    def current(self, assets: Any, fields: Any) -> Any: ...
    @overload
    def history(self, assets: Any, fields: str, bar_count: int, frequency: str) -> Window: ...
    @overload
    def history(
        self, assets: Any, fields: list[str], bar_count: int, frequency: str
    ) -> dict[str, Window]: ...
    def can_trade(self, assets: Any) -> Any: ...
    def is_stale(self, assets: Any) -> Any: ...

@final
class Window:
    """The last bars of one field, newest last; read only."""

    def to_numpy(self) -> _Floats: ...
    @property
    def values(self) -> _Floats: ...
    def to_pandas(self) -> pd.Series | pd.DataFrame: ...
    def mean(self) -> Any: ...
    def std(self, ddof: int = 1) -> Any: ...
    def sum(self) -> Any: ...
    def min(self) -> Any: ...
    def max(self) -> Any: ...
    @property
    def iloc(self) -> Any: ...
    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __getitem__(self, key: Any, /) -> Any: ...
    def __add__(self, other: Any, /) -> _Floats: ...
    def __radd__(self, other: Any, /) -> _Floats: ...
    def __sub__(self, other: Any, /) -> _Floats: ...
    def __rsub__(self, other: Any, /) -> _Floats: ...
    def __mul__(self, other: Any, /) -> _Floats: ...
    def __rmul__(self, other: Any, /) -> _Floats: ...
    def __truediv__(self, other: Any, /) -> _Floats: ...
    def __rtruediv__(self, other: Any, /) -> _Floats: ...
    def __lt__(self, other: Any, /) -> NDArray[np.bool_]: ...
    def __le__(self, other: Any, /) -> NDArray[np.bool_]: ...
    def __gt__(self, other: Any, /) -> NDArray[np.bool_]: ...
    def __ge__(self, other: Any, /) -> NDArray[np.bool_]: ...

def load_bars(context: Context, panel: Panel, repeated: int, start: int) -> None: ...
def show_universe(context: Context, masks: NDArray[np.bool_] | None) -> None: ...
def show_wyckoff(context: Context, parameters: Parameters | None) -> None: ...
def wyckoff_of(context: Context, parameters: Parameters | None) -> Live: ...
def silent_signals(context: Context) -> tuple[list[str], int]: ...
def last_prices(context: Context) -> list[int | None]: ...
def last_bars(
    context: Context, field: str, asset: int, bars: int, skipped: int
) -> list[int] | None: ...
def level_beside(
    context: Context, asset: int, distance: float, buys: bool, is_stop: bool
) -> Decimal: ...
def fill_price(context: Context, asset: int, at_close: bool) -> int | None: ...
def ended(context: Context) -> list[tuple[int, int]]: ...
def liquidations(context: Context) -> list[tuple[int, int]]: ...
def read_order(
    context: Context,
    equity: int,
    intent: str,
    asset: _AssetLike,
    size: _Size,
    limit: _Size | None = None,
    stop: _Size | None = None,
    duration: str = "gtc",
    **conditions: Any,
) -> tuple[int, int, str | None, bool]: ...
def in_proportion(whole: int, weights: list[int]) -> list[int]: ...
def parts_of_fill(left: list[int], quantity: int, lot: int) -> list[int]: ...
def parts_of_fee(fee: int, parts: list[int], unit: int) -> list[int]: ...
def parts_of_liquidation(held: list[int], quantity: int, lot: int) -> list[int]: ...
def parts_of_dividend(
    whole: int, held: list[int], amount: Decimal, digits: tuple[int, int]
) -> list[int]: ...
def parts_of_borrow(whole: int, held: list[int]) -> list[int]: ...
def parts_of_the_same_side(whole: int, has: list[int]) -> list[int]: ...
def units_after_split(held: list[int], change: int, new: int, old: int, lot: int) -> list[int]: ...
def parts_in_lieu(
    whole: int,
    held: list[int],
    counts: list[int],
    new: int,
    old: int,
    worth: int,
    unit: int,
) -> list[int]: ...
def after_split(left: list[int], whole: int, new: int, old: int, lot: int) -> list[int]: ...
def end_run(context: Context) -> Outcome: ...
def events_since(
    context: Context, first: int
) -> list[tuple[str, int, int, int, int, int, int, int]]: ...
def run_bars(
    context: Context,
    on_bar: tuple[Callable[..., Any], tuple[Any, ...]] | None,
    on_fill: Callable[..., Any] | None,
    before_session: tuple[Callable[..., Any], tuple[Any, ...]] | None,
    warmup: int,
    feed: Any,
    progress: Callable[[int], None] | None,
) -> None: ...

@final
class OrderTape:
    def __new__(cls, orders: list[tuple[Any, ...]], assets: int) -> OrderTape: ...
    @staticmethod
    def of(outcome: Outcome) -> OrderTape: ...
    def __len__(self) -> int: ...

def simulate_targets(
    setup: Setup,
    panel: Panel,
    start: int,
    targets: _Floats,
    unit: str,
    rebalance: bool,
    width: str,
) -> Outcome: ...
def simulate_tape(
    setup: Setup, panel: Panel, start: int, tape: OrderTape, width: str
) -> Outcome: ...

@final
class StrategyBooks:
    """The books of the strategies of a portfolio of arrays, in last digits."""

    def entries(
        self,
    ) -> list[tuple[int, str, int, int | None, int | None, int, int, int, int, int]]: ...
    def __len__(self) -> int: ...
    def equity(self) -> list[list[int]]: ...
    def cash(self) -> list[list[int]]: ...
    def shared(self) -> list[int]: ...
    def prices(self) -> NDArray[np.int64]: ...

def simulate_portfolio(
    setup: Setup,
    panel: Panel,
    start: int,
    strategies: list[tuple[Any, ...]],
    shares: list[int],
    shared: list[int],
    width: str,
) -> tuple[Outcome, StrategyBooks]: ...

@final
class RulesProgram:
    """Rules as nodes, each behind its parts."""

    def __new__(
        cls,
        nodes: list[tuple[str, list[int], str, float]],
        parameters: int,
        sides: tuple[int | None, int | None, int | None, int | None],
        sizing: tuple[str, int, int | None, int | None],
    ) -> RulesProgram: ...

def simulate_rules(
    setup: Setup,
    panel: Panel,
    start: int,
    program: RulesProgram,
    values: list[float],
    width: str,
) -> Outcome: ...
def sweep_rules(
    setup: Setup,
    panel: Panel,
    start: int,
    program: RulesProgram,
    sets: _Floats,
    dates: NDArray[np.int32],
    periods_per_year: float,
    workers: int,
    digests: bool,
    first: int,
) -> Table: ...
def twin_rules(
    setup: Setup,
    panel: Panel,
    twin: TwinPanel,
    start: int,
    program: RulesProgram,
    sets: _Floats,
    dates: NDArray[np.int32],
    periods_per_year: float,
    workers: int,
) -> list[float]: ...
def twin_targets(
    setup: Setup, panel: TwinPanel, start: int, targets: _Floats, rebalance: bool
) -> TwinOutcome: ...
def twin_tape(setup: Setup, panel: TwinPanel, start: int, tape: OrderTape) -> TwinOutcome: ...
def wrong_fills(
    exact: Outcome, twin: TwinOutcome
) -> tuple[
    int,
    int,
    tuple[
        int,
        tuple[int, int, Decimal, Decimal, Decimal] | None,
        tuple[int, int, float, float, float] | None,
    ]
    | None,
]: ...

@final
class Table:
    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...
    def __len__(self) -> int: ...

@final
class Outcome:
    """The exact outputs of a run."""

    @property
    def width(self) -> Literal["narrow", "wide"]: ...
    @property
    def bars(self) -> int: ...
    @property
    def fills(self) -> int: ...
    @property
    def ledger_scale(self) -> int: ...
    @property
    def ambiguous(self) -> tuple[int, int]: ...
    @property
    def refused_changes(self) -> list[tuple[int, int, str]]: ...
    @property
    def end_equity(self) -> Decimal: ...
    def table(self, name: str, dates: NDArray[np.int32]) -> Table: ...
    def summary(self, dates: NDArray[np.int32], periods_per_year: float) -> Summary: ...
    def comparison(
        self,
        dates: NDArray[np.int32],
        asset: int,
        days: NDArray[np.int32],
        closes: NDArray[np.int64],
        periods_per_year: float,
    ) -> dict[str, Any]: ...
    def excursions(
        self,
        bars: Iterable[tuple[int, NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]],
    ) -> tuple[Table, dict[str, Any]]: ...
    def digest(self, dates: NDArray[np.int32], records: bytes, is_whole: bool) -> str: ...

@final
class TwinOutcome:
    """What the float twin made of a run: for measurement alone."""

    @property
    def end_equity(self) -> float: ...
    @property
    def bars(self) -> int: ...
    @property
    def fills(self) -> int: ...
    def summary(self, dates: NDArray[np.int32], periods_per_year: float) -> float: ...
    def first_difference(self, exact: Outcome) -> int | None: ...

@final
class Summary:
    def values(self) -> dict[str, Any]: ...
    def drawdowns(
        self,
    ) -> list[tuple[int, int, int | None, Decimal, Decimal, float, int]]: ...
    def months(self) -> list[tuple[int, int | None, Decimal, float | None, int, int]]: ...
    def years(self) -> list[tuple[int, int | None, Decimal, float | None, int, int]]: ...

@final
class Indicator:
    def __new__(
        cls, name: str, lengths: Sequence[int], parameter: float, scale: int
    ) -> Indicator: ...
    def update(
        self,
        close: NDArray[np.int64],
        high: NDArray[np.int64] | None = None,
        low: NDArray[np.int64] | None = None,
        volume: NDArray[np.int64] | None = None,
        session: NDArray[np.uint32] | None = None,
    ) -> list[_Floats]: ...
    def rebase(self, new: int, old: int) -> None: ...

@disjoint_base
class Block:
    """Times a block while somebody gathers."""

    def __new__(cls, name: str) -> Self: ...
    @property
    def name(self) -> str: ...
    def __enter__(self) -> None: ...
    def __exit__(self, _kind: object, _value: object, _traceback: object) -> None: ...

def begin_blocks() -> bool: ...
def end_blocks() -> None: ...
def block_times() -> list[tuple[str, int, int, int, int, int]]: ...
def mantissas(values: _Floats, scale: int) -> NDArray[np.int64]: ...
def mantissas_of(
    values: Sequence[Any], scale: int, otherwise: Callable[[Any, int], int]
) -> NDArray[np.int64]: ...
def total_return(returns: _Floats) -> float | None: ...
def alpha(
    returns: _Floats, benchmark: _Floats, risk_free: float, periods_per_year: float
) -> float | None: ...
def beta(returns: _Floats, benchmark: _Floats) -> float | None: ...
def information_ratio(
    returns: _Floats, benchmark: _Floats, periods_per_year: float, ddof: int
) -> float | None: ...
def tracking_error(
    returns: _Floats, benchmark: _Floats, periods_per_year: float, ddof: int
) -> float | None: ...
def up_capture(returns: _Floats, benchmark: _Floats, periods_per_year: float) -> float | None: ...
def down_capture(returns: _Floats, benchmark: _Floats, periods_per_year: float) -> float | None: ...
def annual_return(returns: _Floats, periods_per_year: float) -> float | None: ...
def annual_volatility(returns: _Floats, periods_per_year: float, ddof: int) -> float | None: ...
def sharpe_ratio(
    returns: _Floats, risk_free: float, periods_per_year: float, ddof: int
) -> float | None: ...
def sortino_ratio(
    returns: _Floats, required_return: float, periods_per_year: float
) -> float | None: ...
def omega_ratio(
    returns: _Floats, risk_free: float, required_return: float, periods_per_year: float
) -> float | None: ...
def tail_ratio(returns: _Floats) -> float | None: ...
def value_at_risk(returns: _Floats, cutoff: float) -> float | None: ...
def conditional_value_at_risk(returns: _Floats, cutoff: float) -> float | None: ...

@final
class WyckoffDetector:
    """A detector that is told one bar after the other."""

    def __new__(
        cls,
        parameters: Sequence[tuple[str, float]],
        scale: int,
        bars: bool = False,
        ticks: bool = False,
    ) -> WyckoffDetector: ...
    def extend(
        self,
        bars: Sequence[NDArray[np.int64]],
        splits: Sequence[tuple[int, int, int]],
        *,
        sessions: NDArray[np.int64] | None = None,
        slots: NDArray[np.int64] | None = None,
        benchmark: NDArray[np.int64] | None = None,
        benchmark_splits: Sequence[tuple[int, int, int]] = ...,
        higher: NDArray[np.int64] | None = None,
        with_biases: bool = False,
    ) -> NDArray[np.int64] | None: ...
    def timed(self, bars: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]: ...
    @property
    def bias(self) -> str: ...
    def split(self, new: int, old: int) -> None: ...
    def split_of_benchmark(self, new: int, old: int) -> None: ...
    def take(self) -> WyckoffFound: ...

@final
class WyckoffFound:
    """What became known with some bars."""

    def table(self, name: str) -> Table: ...
    def count(self, name: str) -> int: ...

@final
class WyckoffWatch:
    """What became known of the assets of a run so far."""

    def phases(self) -> list[str]: ...
    def stand(self, asset: int) -> tuple[str, str, int, int, int, float] | None: ...
    def found(self, asset: int) -> WyckoffFound: ...
    def signals(
        self,
    ) -> list[
        tuple[int, str, str, str, int, int, int, list[int], float, float, str | None, str]
    ]: ...

def wyckoff_slots(since_open: NDArray[np.int64], length: int) -> NDArray[np.int64]: ...
def wyckoff_parameters(
    parameters: Sequence[tuple[str, float]],
) -> list[tuple[str, float, float, float, str, str, float, float, str, str]]: ...
def point_and_figure(
    high: NDArray[np.int64], low: NDArray[np.int64], size: int, reversal: int
) -> list[tuple[bool, int, int, int]]: ...
