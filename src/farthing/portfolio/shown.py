"""What a strategy of a portfolio is shown of its account, its orders and its fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

    from farthing import _core
    from farthing.portfolio.ledger import Ledger


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order of a strategy at one moment; quantities are signed."""

    id: int
    asset: _core.Asset
    quantity: Decimal
    filled: Decimal
    state: str
    reason: str | None
    type: str
    limit: Decimal | None = None
    stop: Decimal | None = None
    tag: str | None = None
    duration: str = "gtc"

    @property
    def amount(self) -> Decimal:
        """Zipline's name of ``quantity``."""
        return self.quantity


@dataclass(frozen=True, slots=True)
class FillShown:
    """What a strategy has of a fill; ``fee`` is its part of the commission."""

    asset: _core.Asset
    order: int | None
    quantity: Decimal
    price: Decimal
    value: Decimal
    fee: Decimal


@dataclass(frozen=True, slots=True)
class PositionShown:
    """What a strategy holds of one asset."""

    asset: _core.Asset
    amount: int | float
    last_sale_price: float
    value: float


class PositionsShown(Mapping[Any, PositionShown]):
    """The positions of a strategy by asset; those of nothing are left out when it is walked."""

    def __init__(self, core: _core.Context, ledger: Ledger, place: int) -> None:
        """Reads the book of a place."""
        self._core, self._ledger = core, ledger
        self._book, self._grid = ledger.books[place], ledger.grid

    def __getitem__(self, asset: Any) -> PositionShown:
        """The position in an asset, perhaps of nothing."""
        known = self._core.portfolio.positions[asset]
        place = known.asset.index
        held, price = self._book.units.get(place, 0), self._ledger.prices[place]
        units = self._grid.quantity(place, held)
        amount = float(units) if self._grid.quantity_scales[place] else int(units)
        value = float(self._grid.money(self._grid.value(place, held, price)))
        return PositionShown(known.asset, amount, known.last_sale_price, value)

    def __contains__(self, asset: object) -> bool:
        return self._core.portfolio.positions[asset].asset.index in self._book.units  # type: ignore[index]

    def __iter__(self) -> Iterator[Any]:
        return iter([self._core.assets[place] for place in sorted(self._book.units)])

    def __len__(self) -> int:
        return len(self._book.units)

    def get(self, asset: Any, default: Any = None) -> Any:
        """The position in an asset, or ``default`` where nothing is held."""
        held = self[asset]
        return held if held.amount else default


class AccountShown:
    """The account of one strategy at the last mark, in floats to think with."""

    def __init__(self, core: _core.Context, ledger: Ledger, place: int) -> None:
        """Reads the books of a place."""
        self._core, self._ledger, self._place = core, ledger, place
        self._book, self._grid = ledger.books[place], ledger.grid
        self.starting_cash = float(ledger.grid.money(self._book.cash))

    @property
    def cash(self) -> float:
        """Money at hand."""
        return float(self._grid.money(self._book.cash))

    def cash_in(self, currency: str) -> float:
        """Money at hand in a currency, which is the account's.

        Raises:
            ConfigurationError: no instrument of the run is in it.
        """
        self._core.portfolio.cash_in(currency)  # the core knows the currency, or says so
        return self.cash

    @property
    def equity(self) -> float:
        """Cash, receivables and the value of all positions."""
        return float(self._grid.money(self._ledger.equities[self._place]))

    @property
    def portfolio_value(self) -> float:
        """Zipline's name of ``equity``."""
        return self.equity

    @property
    def positions_value(self) -> float:
        """The value of all positions."""
        return float(self._grid.money(self._book.positions_value(self._grid, self._ledger.prices)))

    @property
    def exposure(self) -> float:
        """The same: a portfolio has no contracts that pay variation."""
        return self.positions_value

    @property
    def gross(self) -> float:
        """The value of all positions without their signs."""
        return float(self._grid.money(self._book.gross(self._grid, self._ledger.prices)))

    @property
    def pnl(self) -> float:
        """Profit since the start; money that was shared anew is none."""
        equity = self._ledger.equities[self._place]
        return float(self._grid.money(equity - self._ledger.moved[self._place]))

    @property
    def returns(self) -> float:
        """Profit since the start, as a share of the money at the start."""
        return self.pnl / self.starting_cash if self.starting_cash else float("nan")

    @property
    def positions(self) -> PositionsShown:
        """The positions, by asset."""
        return PositionsShown(self._core, self._ledger, self._place)
