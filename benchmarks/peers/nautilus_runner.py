"""nautilus_trader: an event engine of fixed-point money, calling a class at each bar of each asset.

A market order given in ``on_bar`` fills at that bar's close, its own way of running bars.
"""

from __future__ import annotations

from collections import deque
from decimal import Decimal

import measure
import rules
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig, StrategyConfig
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model.currencies import USD
from nautilus_trader.model.data import Bar, BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import Equity
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

VENUE = Venue("XNYS")
STEPS = {"1d": "1-DAY", "1h": "1-HOUR", "1m": "1-MINUTE"}
FEE = Decimal("0.001")


class Asset:
    """An asset as the engine knows it."""

    def __init__(self, name: str, frequency: str):
        """Its instrument and its kind of bar."""
        self.id = InstrumentId(Symbol(name), VENUE)
        self.bar_type = BarType.from_str(f"{self.id}-{STEPS[frequency]}-LAST-EXTERNAL")
        cent, one = Price.from_str("0.01"), Quantity.from_int(1)
        fees = {"maker_fee": FEE, "taker_fee": FEE}
        self.equity = Equity(self.id, self.id.symbol, USD, 2, cent, one, 0, 0, **fees)

    def bars(self, stamps, columns) -> list[Bar]:
        """Its bars; the engine's own reader does not take the newest pandas."""
        volumes = columns.pop("volume").astype(int).tolist()
        rows = zip(*(column.tolist() for column in columns.values()), strict=True)
        bars = []
        for stamp, row, volume in zip(stamps.tolist(), rows, volumes, strict=True):
            prices = [Price(each, 2) for each in row]
            bars.append(Bar(self.bar_type, *prices, Quantity.from_int(volume), stamp, stamp))
        return bars


class Rule(Strategy):
    """In and out by a rule, to an equal share of equity; keeps its own count of shares."""

    def __init__(self, assets, rebalances: bool):
        """Takes the assets."""
        super().__init__(StrategyConfig())
        self.assets, self.rebalances = assets, rebalances
        self.number = {asset.bar_type: number for number, asset in enumerate(assets)}
        self.number_by_id = {asset.id: number for number, asset in enumerate(assets)}
        self.shares, self.last, self.fills = [0] * len(assets), [0.0] * len(assets), 0

    def on_start(self):
        """Asks for bars."""
        for asset in self.assets:
            self.start_asset(asset)
            self.subscribe_bars(asset.bar_type)

    def start_asset(self, asset):
        """What the rule keeps of an asset."""

    def wanted(self, number: int, close: float) -> bool | None:
        """Whether to be long; None is as before."""
        return None

    def on_bar(self, bar):
        """Follows the rule."""
        number = self.number[bar.bar_type]
        self.last[number] = close = float(bar.close)
        wanted = self.wanted(number, close)
        if wanted is not None:
            self.follow(number, wanted)

    def follow(self, number: int, wanted: bool):
        """Orders what is missing."""
        held = self.shares[number]
        if bool(held) == wanted and not (wanted and self.rebalances):
            return
        share = self.value() / len(self.assets) / self.last[number]
        missing = (int(share) if wanted else 0) - held
        if missing:
            side = OrderSide.BUY if missing > 0 else OrderSide.SELL
            quantity = Quantity.from_int(abs(missing))
            self.submit_order(self.order_factory.market(self.assets[number].id, side, quantity))

    def value(self) -> float:
        """Cash and holdings."""
        cash = float(self.portfolio.account(VENUE).balance_total(USD))
        return cash + sum(n * price for n, price in zip(self.shares, self.last, strict=True))

    def on_order_filled(self, event):
        """Counts shares."""
        signed = int(event.last_qty) * (1 if event.order_side == OrderSide.BUY else -1)
        self.shares[self.number_by_id[event.instrument_id]] += signed
        self.fills += 1


class Cross(Rule):
    """D, by the engine's own averages."""

    def on_start(self):
        """Makes the averages."""
        self.averages = []
        super().on_start()

    def start_asset(self, asset):
        """Two averages, fed by the engine."""
        pair = [SimpleMovingAverage(length) for length in (rules.FAST, rules.SLOW)]
        for average in pair:
            self.register_indicator_for_bars(asset.bar_type, average)
        self.averages.append(pair)

    def wanted(self, number, close):
        """While the fast one is above."""
        fast, slow = self.averages[number]
        return fast.value > slow.value if slow.initialized else None


class Window(Rule):
    """A rule over the last closes."""

    length = rules.WINDOW

    def on_start(self):
        """Makes the windows."""
        self.windows = [deque(maxlen=self.length) for _ in self.assets]
        super().on_start()

    def wanted(self, number, close):
        """By the window, once it is full."""
        window = self.windows[number]
        window.append(close)
        return self.of(window) if len(window) == self.length else None

    def of(self, window) -> bool | None:
        """What a full window says."""
        raise NotImplementedError


class Momentum(Window):
    """H and HR."""

    length = rules.WINDOW + 1

    def of(self, window):
        """While the close has risen."""
        return window[-1] > window[0]


class MeanReversion(Window):
    """M."""

    def of(self, window):
        """In far below the mean, out above it."""
        mean = sum(window) / self.length
        squares = sum([(each - mean) ** 2 for each in window])
        if not squares:
            return None
        score = (window[-1] - mean) / (squares / (self.length - 1)) ** 0.5
        return True if score < -2 else False if score > 0 else None


class Nothing(Rule):
    """N."""

    def on_bar(self, bar):
        """Does nothing."""


CLASSES = {"D": Cross, "H": Momentum, "HR": Momentum, "M": MeanReversion, "N": Nothing}


class Runner(measure.Runner):
    """The engine is made once and given its bars; each round begins with a reset."""

    engine, package = "nautilus_trader", "nautilus_trader"
    convention = "same close, whole shares"

    def __init__(self, *given):
        """Makes the engine."""
        super().__init__(*given)
        quiet = LoggingConfig(bypass_logging=True)
        self.backtest = BacktestEngine(BacktestEngineConfig(logging=quiet, run_analysis=False))
        capital = [Money(self.bars.capital, USD)]
        self.backtest.add_venue(VENUE, OmsType.NETTING, AccountType.CASH, capital, USD)
        self.assets = [Asset(name, self.bars.frequency) for name in self.bars.names]
        every = []
        for number, asset in enumerate(self.assets):
            self.backtest.add_instrument(asset.equity)
            every += asset.bars(self.bars.stamps, self.bars.columns(number))
        every.sort(key=lambda bar: bar.ts_init)
        self.backtest.add_data(every)

    def prepare(self):
        """A new account and strategy over the same bars."""
        self.backtest.reset()
        self.backtest.clear_strategies()
        rule = CLASSES[self.bars.workload]
        self.strategy = rule(self.assets, self.bars.workload == "HR")
        self.backtest.add_strategy(self.strategy)

    def simulate(self, signals):
        """The run."""
        self.backtest.run()
        return self.strategy

    def answer(self, result):
        """Of the strategy's own count, cash by the engine."""
        return {"fills": result.fills, "end_equity": result.value()}


if __name__ == "__main__":
    measure.main(Runner)
