//! An instrument: the grid of its prices and quantities and how it settles.

use std::fmt;

use crate::money::{Decimal, Direction, PRICE_MAX};

/// The currency of an account: its name and the scale of its smallest posting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    /// ISO 4217 code, or the name of a coin.
    pub code: String,
    /// Digits behind the point of the posting unit: 2 for USD, 0 for JPY, 8 for BTC.
    pub unit_scale: u8,
}

/// How profit and loss reach the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The whole value is paid when it is bought.
    Cash,
    /// Nothing is paid for it: its change of value is, at the end of each session.
    Variation,
}

/// What an instrument is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A share of a company or a fund.
    #[default]
    Equity,
    /// One currency, priced in another.
    Pair,
    /// A coin or a good that is paid for and held.
    Spot,
    /// A contract without an end, which funding payments tie to its underlying.
    Perpetual,
    /// A contract that expires.
    Future,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] =
        [Kind::Equity, Kind::Pair, Kind::Spot, Kind::Perpetual, Kind::Future];

    /// The name in tables and settings.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Equity => "equity",
            Kind::Pair => "pair",
            Kind::Spot => "spot",
            Kind::Perpetual => "perpetual",
            Kind::Future => "future",
        }
    }

    /// The kind of a name.
    ///
    /// ```
    /// use farthing_core::market::{Kind, Settlement};
    /// assert_eq!(Kind::named("future").map(Kind::settlement), Some(Settlement::Variation));
    /// ```
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// How its profit reaches the account.
    pub const fn settlement(self) -> Settlement {
        match self {
            Kind::Equity | Kind::Pair | Kind::Spot => Settlement::Cash,
            Kind::Perpetual | Kind::Future => Settlement::Variation,
        }
    }
}

/// The margin of one contract, in the currency of the instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContractMargin {
    /// What has to be there to open one.
    pub initial: Decimal,
    /// What has to be there to keep one.
    pub maintenance: Decimal,
}

/// What holding an instrument costs, as shares of its value a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HoldingCost {
    /// What a short pays for what it borrows; nothing where the run's own rate holds.
    pub borrow_rate: Option<Decimal>,
    /// Units that can be borrowed, in quantity mantissa; nothing where there is no limit.
    pub borrowable: Option<i64>,
    /// What is paid for a long position that is financed; negative is earned.
    pub financing_long: Option<Decimal>,
    /// What is paid for a short position that is financed; negative is earned.
    pub financing_short: Option<Decimal>,
}

/// The smallest step of a price, which may be finer below a threshold.
///
/// Rule 612 of the SEC (17 CFR 242.612) quotes US equities in 0.01 at one dollar and above, and
/// in 0.0001 below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticks {
    /// The step, in price mantissa.
    pub step: i64,
    /// `(threshold, step)`: the finer step of prices below the threshold.
    pub below: Option<(i64, i64)>,
}

impl Ticks {
    /// The same step everywhere.
    pub const fn fixed(step: i64) -> Ticks {
        Ticks { step, below: None }
    }

    /// The step that holds at a price.
    #[inline]
    pub fn at(self, price: i64) -> i64 {
        match self.below {
            Some((threshold, finer)) if price.abs() < threshold => finer,
            _ => self.step,
        }
    }

    /// Whether a price lies on the grid.
    pub fn contains(self, price: i64) -> bool {
        price % self.at(price) == 0
    }

    /// The price on the grid at or next to `price`.
    ///
    /// ```
    /// use farthing_core::market::Ticks;
    /// use farthing_core::money::Direction;
    /// let ticks = Ticks { step: 100, below: Some((10_000, 1)) };
    /// assert_eq!(ticks.to_grid(645_550, Direction::Up), 645_600);
    /// assert_eq!(ticks.to_grid(9_951, Direction::Up), 9_951);
    /// ```
    pub fn to_grid(self, price: i64, direction: Direction) -> i64 {
        let step = self.at(price);
        let down = price - price.rem_euclid(step);
        if direction == Direction::Up && down != price { down + step } else { down }
    }
}

/// One thing that can be bought and sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// Its name in the run.
    pub symbol: String,
    /// Digits behind the point of its prices.
    pub price_scale: u8,
    /// Digits behind the point of its quantities.
    pub quantity_scale: u8,
    /// Digits behind the point of the volumes of its bars.
    pub volume_scale: u8,
    /// Money per unit of price and quantity: 1 for a share, 50 for a contract of ES.
    pub multiplier: Decimal,
    /// The smallest step of an order's price.
    pub ticks: Ticks,
    /// The smallest step of an order's quantity, in quantity mantissa.
    pub lot: i64,
    /// The currency it is priced in.
    pub currency: Currency,
    /// What it is, which says how its profit reaches the account.
    pub kind: Kind,
    /// The currency that a pair is a price of, where its name does not tell.
    pub base: Option<String>,
    /// What a contract takes of the account's equity; nothing where its value does.
    pub margin: Option<ContractMargin>,
    /// What holding it costs.
    pub holding_cost: HoldingCost,
    /// Whether a price may be zero or less.
    pub negative_price_allowed: bool,
}

impl Instrument {
    /// Refuses an instrument whose numbers make no sense.
    ///
    /// # Errors
    /// Names the field, its value and its limit.
    pub fn check(&self) -> Result<(), InstrumentError> {
        let finer = self.ticks.below.map_or(1, |(_, step)| step);
        let rows = [
            ("lot", i128::from(self.lot)),
            ("tick", i128::from(self.ticks.step.min(finer))),
            ("multiplier", self.multiplier.mantissa()),
        ];
        for (field, value) in rows {
            if value <= 0 {
                return Err(InstrumentError::new(&self.symbol, field, value, "at least 1"));
            }
        }
        for (field, scale) in
            [("price scale", self.price_scale), ("quantity scale", self.quantity_scale)]
        {
            if scale > LEDGER_SCALE_MAX {
                let limit = "at most 16";
                return Err(InstrumentError::new(&self.symbol, field, i128::from(scale), limit));
            }
        }
        Ok(())
    }

    /// Whether a price from a bar can be used at all.
    pub fn accepts_price(&self, mantissa: i64) -> bool {
        mantissa.unsigned_abs() <= PRICE_MAX.unsigned_abs()
            && (mantissa > 0 || self.negative_price_allowed)
    }

    /// The currency that a pair is a price of: as it was told, else the part of its name before
    /// that of its own currency, as `EUR` of `EUR/USD` and of `EURUSD`.
    pub fn base(&self) -> Option<&str> {
        if self.kind != Kind::Pair {
            return None;
        }
        if let Some(base) = &self.base {
            return Some(base);
        }
        let base = self.symbol.strip_suffix(self.currency.code.as_str())?;
        let base = base.strip_suffix(['/', '-', '_', ':', '.']).unwrap_or(base);
        (!base.is_empty()).then_some(base)
    }

    /// The digits that price times quantity times multiplier needs.
    pub fn value_scale(&self) -> u8 {
        self.price_scale + self.quantity_scale + self.multiplier.scale()
    }
}

/// The most digits behind the point of a ledger: more would leave too few for the whole part.
pub const LEDGER_SCALE_MAX: u8 = 16;

/// The scale of a run's ledger: the digits that every trade value and every posting need.
///
/// # Errors
/// When that is more than 16; names the instrument that needs it.
pub fn ledger_scale(instruments: &[Instrument]) -> Result<u8, InstrumentError> {
    let mut scale = 0;
    for instrument in instruments {
        instrument.check()?;
        let needed = instrument.value_scale().max(instrument.currency.unit_scale);
        if needed > LEDGER_SCALE_MAX {
            let (field, limit) = ("digits of a trade value", "at most 16");
            return Err(InstrumentError::new(&instrument.symbol, field, i128::from(needed), limit));
        }
        scale = scale.max(needed);
    }
    Ok(scale)
}

/// An instrument that cannot be traded as it is described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstrumentError {
    symbol: String,
    field: &'static str,
    value: i128,
    limit: &'static str,
}

impl InstrumentError {
    fn new(symbol: &str, field: &'static str, value: i128, limit: &'static str) -> Self {
        InstrumentError { symbol: symbol.to_owned(), field, value, limit }
    }
}

impl fmt::Display for InstrumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let InstrumentError { symbol, field, value, limit } = self;
        write!(f, "{field} of {symbol} is {value}; it must be {limit}")
    }
}

impl std::error::Error for InstrumentError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::examples::share;

    #[test]
    fn the_ledger_has_the_digits_that_the_finest_instrument_needs() {
        let coin = Instrument { price_scale: 2, quantity_scale: 8, ..share("BTC") };
        let yen = Instrument { price_scale: 0, ..share("7203") };
        assert_eq!(ledger_scale(&[share("A")]), Ok(2));
        assert_eq!(ledger_scale(&[share("A"), coin]), Ok(10));
        assert_eq!(ledger_scale(&[yen]), Ok(2));
        assert_eq!(ledger_scale(&[]), Ok(0));
    }

    #[test]
    fn too_many_digits_are_refused_by_name() {
        let fine = Instrument { price_scale: 9, quantity_scale: 8, ..share("X") };
        let error = ledger_scale(&[fine]).expect_err("17 digits");
        assert_eq!(error.to_string(), "digits of a trade value of X is 17; it must be at most 16");
        let widest = Instrument { price_scale: 8, quantity_scale: 8, ..share("X") };
        assert_eq!(ledger_scale(&[widest]), Ok(16));
        let broken = Instrument { quantity_scale: 17, ..share("X") };
        assert!(broken.check().is_err());
    }

    #[test]
    fn a_lot_a_tick_and_a_multiplier_are_positive() {
        let lot = Instrument { lot: 0, ..share("X") };
        let tick = Instrument { ticks: Ticks { step: 5, below: Some((10, 0)) }, ..share("X") };
        let multiplier = Instrument { multiplier: Decimal::ZERO, ..share("X") };
        for (broken, field) in [(lot, "lot"), (tick, "tick"), (multiplier, "multiplier")] {
            assert!(broken.check().expect_err(field).to_string().starts_with(field));
        }
    }

    #[test]
    fn a_pair_is_named_by_both_of_its_currencies() {
        let named = |symbol| Instrument { kind: Kind::Pair, ..share(symbol) };
        for symbol in ["EUR/USD", "EURUSD", "EUR-USD", "EUR_USD"] {
            assert_eq!(named(symbol).base(), Some("EUR"));
        }
        assert_eq!((named("USD").base(), named("EUR/GBP").base()), (None, None));
        assert_eq!(share("EUR/USD").base(), None);
        let told = Instrument { base: Some("EUR".to_owned()), ..named("6E") };
        assert_eq!(told.base(), Some("EUR"));
    }

    #[test]
    fn a_kind_has_a_name_and_a_settlement() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(kind));
            let carries = matches!(kind, Kind::Future | Kind::Perpetual);
            assert_eq!(kind.settlement() == Settlement::Variation, carries);
        }
        assert_eq!(Kind::named("bond"), None);
    }

    #[test]
    fn a_us_equity_is_quoted_finer_below_one_dollar() {
        let ticks = Ticks { step: 100, below: Some((10_000, 1)) };
        assert_eq!((ticks.at(10_000), ticks.at(9_999), ticks.at(-9_999)), (100, 1, 1));
        assert!(ticks.contains(10_100) && !ticks.contains(10_150) && ticks.contains(9_950));
        assert_eq!(ticks.to_grid(10_150, Direction::Down), 10_100);
        assert_eq!(ticks.to_grid(-10_150, Direction::Down), -10_200);
        assert_eq!(ticks.to_grid(10_200, Direction::Up), 10_200);
    }

    #[test]
    fn prices_beyond_an_exact_float_or_below_zero_are_not_accepted() {
        let share = share("A");
        assert!(share.accepts_price(1) && !share.accepts_price(0) && !share.accepts_price(-1));
        assert!(share.accepts_price((1 << 53) - 1) && !share.accepts_price(1 << 53));
        let oil = Instrument { negative_price_allowed: true, ..share };
        assert!(
            oil.accepts_price(-3_763) && oil.accepts_price(0) && !oil.accepts_price(-(1 << 53))
        );
    }
}
