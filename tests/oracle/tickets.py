"""What a strategy asks for (section 3)."""

from dataclasses import dataclass

from .values import Number

INTENTS = ("quantity", "value", "percent")
PRICES_OF_TYPE = {  # what a type of order needs
    "market": (),
    "limit": ("limit",),
    "stop": ("stop",),
    "stop_limit": ("stop", "limit"),
    "trailing_stop": ("trail",),
    "trailing_stop_limit": ("trail", "offset"),
    "market_on_open": (),
    "limit_on_open": ("limit",),
    "market_on_close": (),
    "limit_on_close": ("limit",),
}
DURATIONS = ("gtc", "day", "gtd", "ioc", "fok")
AT_MARKET = ("market", "market_on_open", "market_on_close")
ON_OPEN = ("market_on_open", "limit_on_open")
ON_CLOSE = ("market_on_close", "limit_on_close")
TRAILING = ("trailing_stop", "trailing_stop_limit")
WITH_STOP = ("stop", "stop_limit", *TRAILING)


@dataclass(frozen=True)
class Share:
    """A trail that is a share of the best price."""

    part: Number


@dataclass(frozen=True)
class Ticket:
    """An order as it is asked for; a positive size buys, a negative one sells.

    `price` is the limit; of a `stop`, the stop. A `stop_limit` has `stop` as well. `until` is the
    last session of a gtd order. `schedule` is ("twap", n) or ("vwap", weight, weight, ...).
    """

    symbol: str
    intent: str
    size: Number
    type: str = "market"
    price: Number | None = None
    duration: str = "gtc"
    stop: Number | None = None
    trail: Number | Share | None = None
    offset: Number | None = None
    until: int | None = None
    reduce_only: bool = False
    group: str | None = None
    parent: int | None = None
    schedule: tuple | None = None

    def __post_init__(self) -> None:
        if self.measure not in INTENTS or self.type not in PRICES_OF_TYPE:
            raise ValueError(f"{self.intent} {self.type} is no order")
        asked = self.prices | {"trail": self.trail, "offset": self.offset}
        given = {name for name, price in asked.items() if price is not None}
        if given != set(PRICES_OF_TYPE[self.type]):
            raise ValueError(f"a {self.type} order needs {PRICES_OF_TYPE[self.type]}, not {given}")
        self._check_terms()

    def _check_terms(self) -> None:
        """Raise where duration or schedule do not fit."""
        if self.duration not in DURATIONS or (self.duration == "gtd") != (self.until is not None):
            raise ValueError(f"{self.duration} is no duration; gtd alone names a session")
        if self.schedule and (self.type != "market" or self.parent or self.group):
            raise ValueError("a schedule gives market orders, without parent and group")

    @property
    def prices(self) -> dict[str, Number | None]:
        """The limit and the stop that were given."""
        if self.type == "stop":
            return {"limit": None, "stop": self.price}
        return {"limit": self.price, "stop": self.stop}

    @property
    def measure(self) -> str:
        """What the size counts: quantity, value or percent."""
        return self.intent.removeprefix("target_")

    @property
    def is_target(self) -> bool:
        """Whether the size is what to hold, not what to trade."""
        return self.intent.startswith("target_")
