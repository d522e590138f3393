//! What a strategy asks for, before it is read: the doors through which its numbers come.

use crate::market::Instrument;
use crate::money::{
    Decimal, Direction, PRICE_MAX, ParseDecimalError, QUANTITY_MAX, Rounding, is_vast, quantise,
    scaled_to_float,
};
use crate::order::{
    AskedDistance, AskedTrail, Conditions, Distance, Duration, OrderKind, Refusal, WHOLE,
};

/// A number as a strategy gave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// A float: it means the shortest decimal that prints it.
    Float(f64),
    /// An exact number, `mantissa / 10^scale`.
    Exact {
        /// The digits.
        mantissa: i128,
        /// Digits behind the point.
        scale: u8,
    },
    /// An exact number of `10^38` and more: too large for every size and price. What is kept is a
    /// float near it, to be shown.
    Vast(f64),
}

impl Asked {
    /// An exact number from its text.
    ///
    /// # Errors
    /// When it is none, or has more digits than a [`Decimal`] and is not vast.
    pub fn parse(text: &str) -> Result<Asked, ParseDecimalError> {
        if is_vast(text) {
            let near = text.parse::<f64>().unwrap_or(f64::MAX).clamp(f64::MIN, f64::MAX);
            return Ok(Asked::Vast(near));
        }
        let exact = text.parse::<Decimal>()?.canonical();
        Ok(Asked::Exact { mantissa: exact.mantissa(), scale: exact.scale() })
    }

    /// The exact number as a decimal, or nothing for a float and for what is vast.
    pub fn exact(self) -> Option<Decimal> {
        match self {
            Asked::Float(_) | Asked::Vast(_) => None,
            Asked::Exact { mantissa, scale } => Decimal::new(mantissa, scale),
        }
    }

    /// The number as a float, to be shown and never to be counted with.
    pub fn to_float(self) -> f64 {
        match self {
            Asked::Float(value) | Asked::Vast(value) => value,
            Asked::Exact { mantissa, scale } => scaled_to_float(mantissa, scale),
        }
    }

    /// Whether it asks for nothing at all.
    pub fn is_zero(self) -> bool {
        match self {
            Asked::Float(value) => value.abs() <= 0.0,
            Asked::Exact { mantissa, .. } => mantissa == 0,
            Asked::Vast(_) => false,
        }
    }

    /// The number at a scale, towards zero; exact numbers keep their value or are refused.
    fn at_scale(self, scale: u8) -> Option<i128> {
        match self {
            Asked::Float(value) => quantise(value, scale, Rounding::TowardZero).map(|q| q.mantissa),
            Asked::Exact { .. } | Asked::Vast(_) => self.exact()?.at_scale(scale),
        }
    }

    /// Whether an exact number is a whole number of steps, however many.
    fn is_multiple(self, step: i64, scale: u8) -> bool {
        self.exact().is_some_and(|exact| exact.is_multiple(step, scale))
    }
}

/// What the size of an order means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Intent {
    /// So many units.
    Quantity,
    /// As many as lead to so many units.
    TargetQuantity,
    /// Units for so much money.
    Value,
    /// As many as lead to holding so much money's worth.
    TargetValue,
    /// Units for such a share of equity.
    Percent,
    /// As many as lead to holding such a share of equity.
    TargetPercent,
}

impl Intent {
    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Intent::Quantity => "quantity",
            Intent::TargetQuantity => "target_quantity",
            Intent::Value => "value",
            Intent::TargetValue => "target_value",
            Intent::Percent => "percent",
            Intent::TargetPercent => "target_percent",
        }
    }

    /// Whether the size is units, and not money or a share of it.
    pub const fn is_of_units(self) -> bool {
        matches!(self, Intent::Quantity | Intent::TargetQuantity)
    }

    /// Whether the size is where the position shall be, and not how far it shall move.
    pub const fn is_target(self) -> bool {
        matches!(self, Intent::TargetQuantity | Intent::TargetValue | Intent::TargetPercent)
    }
}

/// The kind of an order with its prices as they were asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TicketKind {
    /// At the next open.
    Market,
    /// At this price or better.
    Limit(Asked),
    /// At the market once this price is reached.
    Stop(Asked),
    /// A limit order once this price is reached; its limit is a condition.
    StopLimit(Asked),
    /// A stop that follows the market; how, is a condition.
    TrailingStop,
    /// A stop-limit that follows the market; how, is a condition.
    TrailingStopLimit,
    /// At the open of a session.
    MarketOnOpen,
    /// At the open of a session when that is this price or better.
    LimitOnOpen(Asked),
    /// At the close of a session.
    MarketOnClose,
    /// At the close of a session when that is this price or better.
    LimitOnClose(Asked),
}

impl TicketKind {
    /// The price that was asked for.
    #[inline]
    pub const fn asked(&self) -> Option<Asked> {
        match *self {
            TicketKind::Market
            | TicketKind::TrailingStop
            | TicketKind::TrailingStopLimit
            | TicketKind::MarketOnOpen
            | TicketKind::MarketOnClose => None,
            TicketKind::Limit(asked)
            | TicketKind::Stop(asked)
            | TicketKind::StopLimit(asked)
            | TicketKind::LimitOnOpen(asked)
            | TicketKind::LimitOnClose(asked) => Some(asked),
        }
    }

    /// The type of an order, whose price is found by `price`: it is told whether the price is a
    /// stop. The level of a trailing stop is not known here, and is `unknown`.
    #[inline]
    pub fn order_kind<P>(
        &self,
        unknown: P,
        price: impl FnOnce(Asked, bool) -> Result<P, Refusal>,
    ) -> Result<OrderKind<P>, Refusal> {
        Ok(match *self {
            TicketKind::Market => OrderKind::Market,
            TicketKind::Limit(asked) => OrderKind::Limit(price(asked, false)?),
            TicketKind::Stop(asked) => OrderKind::Stop(price(asked, true)?),
            TicketKind::StopLimit(asked) => OrderKind::StopLimit(price(asked, true)?),
            TicketKind::TrailingStop => OrderKind::TrailingStop(unknown),
            TicketKind::TrailingStopLimit => OrderKind::TrailingStopLimit(unknown),
            TicketKind::MarketOnOpen => OrderKind::MarketOnOpen,
            TicketKind::LimitOnOpen(asked) => OrderKind::LimitOnOpen(price(asked, false)?),
            TicketKind::MarketOnClose => OrderKind::MarketOnClose,
            TicketKind::LimitOnClose(asked) => OrderKind::LimitOnClose(price(asked, false)?),
        })
    }
}

/// The prices of a ticket and its conditions, read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// The type with its price.
    pub kind: OrderKind<i64>,
    /// The limit of a stop-limit.
    pub limit: Option<i64>,
    /// How a trailing stop follows, and the distance of its limit.
    pub trail: Option<(Distance<i64>, Option<i64>)>,
}

/// What a strategy asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ticket {
    /// Index of the instrument.
    pub asset: u32,
    /// What the size means.
    pub intent: Intent,
    /// The size.
    pub size: Asked,
    /// When it fills.
    pub kind: TicketKind,
    /// How long it works.
    pub duration: Duration,
}

impl Ticket {
    /// The size in quantity mantissa, on the lot.
    ///
    /// # Errors
    /// [`Refusal::OffLot`] for an exact size off the lot, [`Refusal::BelowLot`] for a float that
    /// is not zero and floors to nothing, [`Refusal::QuantityTooLarge`].
    pub fn quantity(&self, instrument: &Instrument) -> Result<i64, Refusal> {
        let mantissa = self.on_lot(instrument)?;
        if mantissa == 0 && !self.size.is_zero() && !self.intent.is_target() {
            return Err(Refusal::BelowLot);
        }
        if mantissa.unsigned_abs() <= QUANTITY_MAX.unsigned_abs() {
            Ok(mantissa)
        } else {
            Err(Refusal::QuantityTooLarge)
        }
    }

    /// A float goes to the lot, towards zero; an exact size lies on it.
    #[inline]
    fn on_lot(&self, instrument: &Instrument) -> Result<i64, Refusal> {
        let lot = instrument.lot;
        let raw = self.size.at_scale(instrument.quantity_scale);
        let word = raw.and_then(|raw| i64::try_from(raw).ok());
        match (self.size, word) {
            (Asked::Float(_), Some(raw)) => Ok(raw - raw % lot),
            (Asked::Float(_), None) | (Asked::Vast(_), _) => Err(Refusal::QuantityTooLarge),
            (Asked::Exact { .. }, Some(raw)) if raw % lot == 0 => Ok(raw),
            (Asked::Exact { .. }, None)
                if self.size.is_multiple(lot, instrument.quantity_scale) =>
            {
                Err(Refusal::QuantityTooLarge)
            }
            (Asked::Exact { .. }, _) => Err(Refusal::OffLot),
        }
    }

    /// The size as money at the scale of the ledger, towards zero.
    ///
    /// # Errors
    /// [`Refusal::QuantityTooLarge`] when it does not fit.
    pub fn money(&self, ledger_scale: u8) -> Result<Decimal, Refusal> {
        let mantissa = match self.size {
            Asked::Float(_) => self.size.at_scale(ledger_scale),
            Asked::Exact { .. } | Asked::Vast(_) => self
                .size
                .exact()
                .and_then(|exact| exact.rounded_to_scale(ledger_scale, Rounding::TowardZero)),
        };
        mantissa
            .and_then(|mantissa| Decimal::new(mantissa, ledger_scale))
            .ok_or(Refusal::QuantityTooLarge)
    }

    /// The kind with its price on the tick, in price mantissa.
    ///
    /// A float goes to the tick away from an unfair fill: a buy limit and a sell stop down, a sell
    /// limit and a buy stop up.
    ///
    /// # Errors
    /// [`Refusal::OffTick`] for an exact price off the tick, [`Refusal::PriceOutOfRange`].
    #[inline]
    pub fn kind(&self, instrument: &Instrument, buys: bool) -> Result<OrderKind<i64>, Refusal> {
        let price = |asked, is_stop| limit_or_stop(asked, instrument, buys, is_stop);
        self.kind.order_kind(0, price)
    }

    /// The prices of the ticket and of its conditions.
    ///
    /// # Errors
    /// Of several refusals the one that comes first in their precedence.
    pub fn prices(
        &self,
        conditions: &Conditions,
        instrument: &Instrument,
        buys: bool,
    ) -> Result<Prices, Refusal> {
        let kind = self.kind(instrument, buys);
        let limit = conditions.limit.map(|asked| limit_or_stop(asked, instrument, buys, false));
        let trail = conditions.trail.map(|asked| trail(asked, instrument));
        let refusals = [kind.err(), error_of(limit.as_ref()), error_of(trail.as_ref())];
        if let Some(refusal) = refusals.into_iter().flatten().min() {
            return Err(refusal);
        }
        Ok(Prices { kind: kind?, limit: limit.transpose()?, trail: trail.transpose()? })
    }
}

fn error_of<T>(read: Option<&Result<T, Refusal>>) -> Option<Refusal> {
    read.and_then(|read| read.as_ref().err().copied())
}

/// The distances of a trailing stop.
fn trail(
    asked: AskedTrail,
    instrument: &Instrument,
) -> Result<(Distance<i64>, Option<i64>), Refusal> {
    let distance = distance(asked.distance, instrument);
    let offset = asked.offset.map(|offset| gap(offset, instrument.price_scale, 0));
    let refusals = [distance.err(), error_of(offset.as_ref())];
    if let Some(refusal) = refusals.into_iter().flatten().min() {
        return Err(refusal);
    }
    Ok((distance?, offset.transpose()?))
}

/// How far a trailing stop is behind the best price.
///
/// # Errors
/// [`Refusal::OffTick`] for an exact amount off the price scale, [`Refusal::PriceOutOfRange`].
pub fn distance(asked: AskedDistance, instrument: &Instrument) -> Result<Distance<i64>, Refusal> {
    match asked {
        AskedDistance::Amount(asked) => gap(asked, instrument.price_scale, 1).map(Distance::Amount),
        AskedDistance::Share(asked) => share(asked).map(Distance::Share),
    }
}

/// An amount of price that is at least so much; a float goes up to the scale.
fn gap(asked: Asked, scale: u8, least: i64) -> Result<i64, Refusal> {
    let mantissa = match asked {
        Asked::Float(value) => {
            quantise(value, scale, Rounding::Ceiling).map(|quantised| quantised.mantissa)
        }
        Asked::Exact { .. } => {
            let exact = asked.exact().and_then(|exact| exact.at_scale(scale));
            Some(exact.ok_or(Refusal::OffTick)?)
        }
        Asked::Vast(_) => None,
    };
    let mantissa = mantissa.and_then(|mantissa| i64::try_from(mantissa).ok());
    let mantissa = mantissa.filter(|mantissa| (least..=PRICE_MAX).contains(mantissa));
    mantissa.ok_or(Refusal::PriceOutOfRange)
}

/// A share of nine digits between 0 and 1, in parts of 10^9.
fn share(asked: Asked) -> Result<i64, Refusal> {
    const DIGITS: u8 = 9;
    let parts = match asked {
        Asked::Float(value) => {
            let read = quantise(value, DIGITS, Rounding::TowardZero);
            read.filter(|read| read.exact).map(|read| read.mantissa)
        }
        Asked::Exact { .. } => asked.exact().and_then(|exact| exact.at_scale(DIGITS)),
        Asked::Vast(_) => None,
    };
    let parts = parts.and_then(|parts| i64::try_from(parts).ok());
    parts.filter(|parts| (1..WHOLE).contains(parts)).ok_or(Refusal::PriceOutOfRange)
}

/// A limit or a stop on the tick, away from an unfair fill.
///
/// # Errors
/// As those of [`Ticket::kind`].
#[inline]
pub fn limit_or_stop(
    asked: Asked,
    instrument: &Instrument,
    buys: bool,
    is_stop: bool,
) -> Result<i64, Refusal> {
    order_price(asked, instrument, away_from_unfair(buys, is_stop))
}

/// A limit or a stop so far from a price, in price mantissa: their exact sum, on the tick away from an unfair fill. Of a
/// sum beyond every price the nearest that is none is given, to be refused.
pub fn level_beside(
    price: i64,
    distance: f64,
    instrument: &Instrument,
    buys: bool,
    is_stop: bool,
) -> i128 {
    let (scale, direction) = (instrument.price_scale, away_from_unfair(buys, is_stop));
    let far = if distance < 0.0 { -BEYOND } else { BEYOND };
    let moved =
        quantise(distance, scale, direction.into()).map_or(far.into(), |moved| moved.mantissa);
    let level = moved.saturating_add(price.into()).clamp((-BEYOND).into(), BEYOND.into());
    let level = i64::try_from(level).expect("it is clamped to less");
    instrument.ticks.to_grid(level, direction).into()
}

/// In steps of a price's last digit: no price is so large.
const BEYOND: i64 = 2 * PRICE_MAX;

fn away_from_unfair(buys: bool, is_stop: bool) -> Direction {
    if buys == is_stop { Direction::Up } else { Direction::Down }
}

fn order_price(
    asked: Asked,
    instrument: &Instrument,
    direction: Direction,
) -> Result<i64, Refusal> {
    let mantissa = match asked {
        Asked::Float(value) => {
            let raw = quantise(value, instrument.price_scale, direction.into());
            let raw = raw.and_then(|raw| i64::try_from(raw.mantissa).ok());
            let raw = raw.filter(|raw| instrument.accepts_price(*raw));
            instrument.ticks.to_grid(raw.ok_or(Refusal::PriceOutOfRange)?, direction)
        }
        Asked::Exact { .. } => {
            let raw = asked.at_scale(instrument.price_scale);
            let Some(raw) = raw.and_then(|raw| i64::try_from(raw).ok()) else {
                // Beyond every threshold of finer ticks, unless it is off the scale.
                let on_tick = asked.is_multiple(instrument.ticks.step, instrument.price_scale);
                return Err(if on_tick { Refusal::PriceOutOfRange } else { Refusal::OffTick });
            };
            if !instrument.ticks.contains(raw) {
                return Err(Refusal::OffTick);
            }
            raw
        }
        Asked::Vast(_) => return Err(Refusal::PriceOutOfRange),
    };
    if instrument.accepts_price(mantissa) { Ok(mantissa) } else { Err(Refusal::PriceOutOfRange) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::Ticks;
    use crate::market::examples::share;

    fn ticket(intent: Intent, size: Asked) -> Ticket {
        let duration = Duration::GoodTillCancelled;
        Ticket { asset: 0, intent, size, kind: TicketKind::Market, duration }
    }

    fn exact(text: &str) -> Asked {
        let value: Decimal = text.parse().expect("number");
        Asked::Exact { mantissa: value.mantissa(), scale: value.scale() }
    }

    #[test]
    fn a_float_size_is_floored_towards_zero_to_the_lot() {
        let round_lots = Instrument { lot: 100, ..share("A") };
        let size = |value| ticket(Intent::Quantity, Asked::Float(value)).quantity(&round_lots);
        assert_eq!(size(250.9), Ok(200));
        assert_eq!(size(-250.9), Ok(-200));
        assert_eq!(size(0.0), Ok(0));
        assert_eq!(size(99.9), Err(Refusal::BelowLot));
        assert_eq!(size(-1.0), Err(Refusal::BelowLot));
        assert_eq!(size(1e19), Err(Refusal::QuantityTooLarge));
        assert_eq!(size(f64::MAX), Err(Refusal::QuantityTooLarge));
    }

    #[test]
    fn three_hundred_is_three_hundred() {
        let size = (1.0 - 6.0 / 7.0) * 2100.0; // 300.0000000000001
        assert_eq!(ticket(Intent::Quantity, Asked::Float(size)).quantity(&share("A")), Ok(300));
    }

    #[test]
    fn an_exact_size_off_the_lot_is_refused() {
        let coin = Instrument { quantity_scale: 3, lot: 5, ..share("A") };
        let size = |text| ticket(Intent::Quantity, exact(text)).quantity(&coin);
        assert_eq!(size("0.005"), Ok(5));
        assert_eq!(size("-1.5"), Ok(-1_500));
        assert_eq!(size("0.004"), Err(Refusal::OffLot));
        assert_eq!(size("0.0055"), Err(Refusal::OffLot));
        assert_eq!(size("0"), Ok(0));
        assert_eq!(size("5000000000000000"), Err(Refusal::QuantityTooLarge));
    }

    #[test]
    fn a_size_that_fits_no_word_is_too_large_or_off_its_lot() {
        let coin = Instrument { quantity_scale: 8, lot: 3, ..share("A") };
        let size = |text: &str| {
            let asked = Asked::parse(text).expect("number");
            ticket(Intent::Quantity, asked).quantity(&coin)
        };
        assert_eq!(size("3e31"), Err(Refusal::QuantityTooLarge));
        assert_eq!(size("-3e37"), Err(Refusal::QuantityTooLarge));
        assert_eq!(size("1e31"), Err(Refusal::OffLot));
        assert_eq!(size("1e38"), Err(Refusal::QuantityTooLarge)); // whatever its lot
        assert_eq!(size("-1e5000"), Err(Refusal::QuantityTooLarge));
        assert!(Asked::parse("0.1234567890123456789012345678901234567890").is_err());
        assert_eq!(Asked::parse("-1e5000").map(Asked::to_float), Ok(f64::MIN));
    }

    #[test]
    fn a_target_below_one_lot_is_a_target_of_nothing() {
        let target = ticket(Intent::TargetQuantity, Asked::Float(0.4));
        assert_eq!(target.quantity(&share("A")), Ok(0));
    }

    #[test]
    fn prices_go_away_from_an_unfair_fill() {
        let nickels = Instrument { ticks: Ticks::fixed(5), ..share("A") };
        let kind = |kind, buys| {
            Ticket { kind, ..ticket(Intent::Quantity, Asked::Float(1.0)) }.kind(&nickels, buys)
        };
        let asked = Asked::Float(10.02);
        assert_eq!(kind(TicketKind::Limit(asked), true), Ok(OrderKind::Limit(1_000)));
        assert_eq!(kind(TicketKind::Limit(asked), false), Ok(OrderKind::Limit(1_005)));
        assert_eq!(kind(TicketKind::Stop(asked), true), Ok(OrderKind::Stop(1_005)));
        assert_eq!(kind(TicketKind::Stop(asked), false), Ok(OrderKind::Stop(1_000)));
        assert_eq!(kind(TicketKind::Market, true), Ok(OrderKind::Market));
    }

    #[test]
    fn prices_off_the_tick_or_out_of_range_are_refused() {
        let nickels = Instrument { ticks: Ticks::fixed(5), ..share("A") };
        let limit = |asked| {
            let kind = TicketKind::Limit(asked);
            Ticket { kind, ..ticket(Intent::Quantity, Asked::Float(1.0)) }.kind(&nickels, true)
        };
        assert_eq!(limit(exact("10.05")), Ok(OrderKind::Limit(1_005)));
        assert_eq!(limit(exact("10.02")), Err(Refusal::OffTick));
        assert_eq!(limit(exact("10.055")), Err(Refusal::OffTick));
        assert_eq!(limit(exact("-10.05")), Err(Refusal::PriceOutOfRange));
        assert_eq!(limit(exact("92233720368547758")), Err(Refusal::PriceOutOfRange));
        assert_eq!(limit(exact("1e37")), Err(Refusal::PriceOutOfRange));
        assert_eq!(limit(exact("-1e37")), Err(Refusal::PriceOutOfRange));
        assert_eq!(limit(exact("10000000000000000000.01")), Err(Refusal::OffTick));
        assert_eq!(limit(Asked::Vast(1e40)), Err(Refusal::PriceOutOfRange));
        assert_eq!(limit(Asked::Float(0.01)), Err(Refusal::PriceOutOfRange)); // to 0.00
        for value in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
            assert_eq!(limit(Asked::Float(value)), Err(Refusal::PriceOutOfRange));
        }
    }

    #[test]
    fn money_is_floored_to_the_ledger() {
        let money = |size| ticket(Intent::Value, size).money(2).map(|value| value.mantissa());
        assert_eq!(money(Asked::Float(10.999)), Ok(1_099));
        assert_eq!(money(exact("-10.999")), Ok(-1_099));
        assert_eq!(money(Asked::Float(f64::MAX)), Err(Refusal::QuantityTooLarge));
    }

    #[test]
    fn a_display_value_is_that_of_the_number() {
        assert_eq!(exact("-1.25").to_float().to_bits(), (-1.25_f64).to_bits());
        assert!(exact("0.00").is_zero() && Asked::Float(-0.0).is_zero());
    }
}
