"""What an ingest is asked to do: everything beyond what its source needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from farthing.data.plain import plain
from farthing.errors import ConfigurationError
from farthing.types import FREQUENCIES, KINDS, PRICE_SCALE_MAX, End, Frequency, Funding, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

Label = Literal["start", "end"]
"""Whether a bar's stamp is the instant at which it begins or at which it ends."""

Prices = Literal["raw", "split-adjusted", "adjusted"]
"""What has been done to prices already: nothing, splits, or splits and dividends."""

OnBad = Literal["refuse", "drop", "keep"]
"""What becomes of bad rows."""

LABELS: tuple[Label, ...] = ("start", "end")
PRICES: tuple[Prices, ...] = ("raw", "split-adjusted", "adjusted")
ON_BAD: tuple[OnBad, ...] = ("refuse", "drop", "keep")


@dataclass(frozen=True, slots=True)
class Request:
    """What an ingest is asked to do.

    Args:
        symbols: what to take; by default everything that is there.
        frequency: how long a bar is.
        calendar: sessions to place the bars in, such as ``XNYS`` or ``24/7``.
        tz: time zone of stamps that do not name one, such as ``America/New_York``.
        label: whether stamps are the starts or the ends of intraday bars. A wrong one is a bar of
            look-ahead, so it is never guessed.
        prices: whether prices are as traded, or adjusted already; asked for when splits or
            dividends come along. Splits are not applied again to ``split-adjusted`` prices, and
            neither splits nor dividends to ``adjusted`` ones.
        price_scale: digits behind the point to which prices are rounded, half-even.
        on_bad: ``refuse`` takes nothing when a row is bad; ``drop`` leaves bad rows out; ``keep``
            takes those that can be kept, and refuses the others.
        allow_negative: symbols whose prices may be zero or less.
        currency: what prices are in: a code, or ``CODE:DIGITS`` with the digits of its unit.
        quantity_scale: digits behind the point of quantities; 0 for whole shares.
        kind: what the instruments are: ``equity``, ``pair``, ``spot``, ``perpetual``, ``future``.
        instruments: what is known of single instruments, by symbol: fields of
            ``farthing.types.Instrument``; see ``farthing.data.told.told_instruments``.
        funding: payments of perpetuals.
        ends: of instruments that are not listed any more.

    >>> Request(frequency="1m", label="end").frequency
    '1m'
    >>> Request(label="middle")
    Traceback (most recent call last):
    farthing.errors.ConfigurationError: label 'middle' is none of start, end
    """

    symbols: tuple[str, ...] = ()
    frequency: Frequency = "1d"
    calendar: str | None = None
    tz: str | None = None
    label: Label | None = None
    prices: Prices | None = None
    price_scale: int | None = None
    on_bad: OnBad = "refuse"
    allow_negative: tuple[str, ...] = ()
    currency: str | None = None
    quantity_scale: int | None = None
    kind: Kind | None = None
    instruments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    funding: tuple[Funding, ...] = ()
    ends: tuple[End, ...] = ()

    def __post_init__(self) -> None:
        """Refuses values that are none."""
        self._one_of("frequency", FREQUENCIES)
        self._one_of("label", LABELS)
        self._one_of("prices", PRICES)
        self._one_of("on_bad", ON_BAD)
        self._one_of("kind", KINDS)
        for name in ("price_scale", "quantity_scale"):
            scale = getattr(self, name)
            if scale is not None and not 0 <= scale <= PRICE_SCALE_MAX:
                raise ConfigurationError(f"{name} {scale} is not between 0 and {PRICE_SCALE_MAX}")
        if self.label and not self.intraday:
            raise ConfigurationError(
                f"label {self.label!r} is for intraday bars; a daily bar belongs to its date. Of "
                "intraday bars say the frequency as well: 1m or 1h"
            )

    def _one_of(self, name: str, values: tuple[str, ...]) -> None:
        value = getattr(self, name)
        if value is not None and value not in values:
            raise ConfigurationError(f"{name} {value!r} is none of {', '.join(values)}")

    @property
    def intraday(self) -> bool:
        """Whether bars are shorter than a session."""
        return self.frequency != "1d"

    def record(self) -> dict[str, Any]:
        """What was chosen, for the manifest: all that is not left to itself."""
        chosen = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: plain(value) for name, value in chosen.items() if value not in (None, (), {})}

    def told(self, symbol: str) -> dict[str, Any]:
        """What is known of one instrument: fields of ``farthing.types.Instrument``."""
        kind = {} if self.kind is None else {"kind": self.kind}
        return {**kind, **self.instruments.get(symbol, {})}


def bar_length(frequency: Frequency) -> timedelta:
    """How long an intraday bar is.

    >>> bar_length("1h")
    datetime.timedelta(seconds=3600)
    """
    from datetime import timedelta

    return timedelta(hours=1) if frequency == "1h" else timedelta(minutes=1)
